/* SPDX-License-Identifier: MIT */
#include "rollout/watch.h"

#include "world.h"

static struct world world;
static struct source_table recent, usual;

static void set_up(void)
{
	world_init(&world, "standard", "quarantine-50");
	table_init_empty(&usual, TODAY - 30, TODAY - 3);
	table_init_empty(&recent, TODAY - 2, TODAY - 1);
	world_source(&usual, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_DKIM_ONLY, 1000, 1000);
}

static void tear_down(void)
{
	table_drop(&usual);
	table_drop(&recent);
	world_clear(&world);
}

static char *watch(void)
{
	struct watch_facts facts = {.gate = &world.facts, .recent = &recent, .usual = &usual};
	g_autoptr(GPtrArray) out = watch_regressions(&facts);
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < out->len; i++) {
		const struct regression *regression = out->pdata[i];

		g_string_append_printf(text, "%s%s: %s", i ? "|" : "", regression->subject,
				       regression->text);
	}
	return g_string_free(text, FALSE);
}

static void assert_watch(const char *expected)
{
	g_autofree char *text = watch();

	g_assert_cmpstr(text, ==, expected);
}

static void test_source(void)
{
	struct source *crm;

	set_up();
	crm = world_source(&recent, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 400, 379);
	assert_watch("crm: the pass rate of crm fell from 100 % to 94.75 % (21 messages fail that "
		     "used to "
		     "pass)");
	((struct flow *)crm->flows->pdata[0])->tally.compliant = 380; /* 5 points, 20 messages */
	assert_watch("");
	((struct flow *)crm->flows->pdata[0])->tally.messages = 30; /* many points, few messages */
	((struct flow *)crm->flows->pdata[0])->tally.compliant = 11;
	assert_watch("");
	tear_down();
}

/* Of a pool of addresses each loses too little to stand out. */
static void test_pool(void)
{
	set_up();
	for (int i = 0; i < 3; i++) {
		g_autofree char *key = g_strdup_printf("192.0.2.%d", i);

		world_source(&usual, key, VERDICT_LEGITIMATE, FLOW_CLASS_DKIM_ONLY, 100, 100);
		world_source(&recent, key, VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 10, 0);
	}
	assert_watch("legitimate mail: the pass rate of the legitimate mail fell from 100 % to 0 % "
		     "(30 messages "
		     "fail that "
		     "used to pass)");
	world_waive(&world, "legit_pass_rate", "192.0.2.0", TODAY);
	assert_watch("");
	tear_down();
}

/* A stream that lost its signature may be unknown now; a stranger's mail is no regression. */
static void test_unknown(void)
{
	struct source *crm;
	struct flow *flow = world_flow(VERDICT_UNKNOWN, FLOW_CLASS_UNKNOWN, 100, 0);

	set_up();
	crm = world_source(&recent, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_DKIM_ONLY, 100, 100);
	world_add_flow(&recent, crm, flow);
	world_add_flow(&recent, crm, world_flow(VERDICT_THREAT, FLOW_CLASS_SPOOF, 900, 0));
	world_add_flow(&recent, crm,
		       world_flow(VERDICT_FORWARDER, FLOW_CLASS_FORWARD_BROKEN, 900, 0));
	assert_watch("");
	flow->stream = g_strdup("k1@shop.example");
	assert_watch(
		"crm: the pass rate of crm fell from 100 % to 50 % (100 messages fail that used to "
		"pass)");
	tear_down();
}

static void test_other_sources(void)
{
	set_up();
	world_source(&usual, "evil", VERDICT_THREAT, FLOW_CLASS_SPOOF, 1000, 1000);
	world_source(&recent, "evil", VERDICT_THREAT, FLOW_CLASS_SPOOF, 1000, 0);
	world_source(&recent, "new", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 1000, 0);
	assert_watch("");
	tear_down();
}

static void test_hurt(void)
{
	struct source *home;
	struct flow *flow;

	set_up();
	home = world_source(&recent, "home", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 20000,
			    19900);
	flow = home->flows->pdata[0];
	flow->tally.dispositions[DISPOSITION_QUARANTINE] = 30;
	flow->tally.dispositions[DISPOSITION_REJECT] = 20; /* 0.25 %, 25 a day */
	assert_watch("");
	flow->tally.dispositions[DISPOSITION_REJECT] = 21;
	assert_watch("mail quarantined or rejected: receivers quarantined or rejected 51 "
		     "legitimate messages in 2 days (0.25 %)");
	world_waive(&world, "legit_pass_rate", "home", TODAY);
	assert_watch("");
	tear_down();
	set_up();
	home = world_source(&recent, "home", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 356, 344);
	flow = home->flows->pdata[0];
	flow->tally.dispositions[DISPOSITION_QUARANTINE] = 5; /* a large share, few messages */
	assert_watch("");
	flow->tally.messages = 1200;
	flow->tally.dispositions[DISPOSITION_QUARANTINE] = 6; /* 0.5 % */
	assert_watch("");
	flow->tally.messages = 1000;
	/* Broken forwards and threats are expected to be stopped. */
	home = world_source(&recent, "club", VERDICT_FORWARDER, FLOW_CLASS_FORWARD_BROKEN, 1000, 0);
	((struct flow *)home->flows->pdata[0])->tally.dispositions[DISPOSITION_REJECT] = 1000;
	assert_watch("mail quarantined or rejected: receivers quarantined or rejected 6 legitimate "
		     "messages in 2 days (0.6 %)");
	tear_down();
}

/* What old reports show is no regression of today. */
static void test_stale(void)
{
	set_up();
	world_source(&recent, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 400, 0);
	world.facts.newest = TODAY - 3;
	assert_watch("crm: the pass rate of crm fell from 100 % to 0 % (400 messages fail that "
		     "used to pass)");
	world.facts.newest = TODAY - 4;
	assert_watch("");
	tear_down();
}

static void test_complaint(void)
{
	struct complaint *complaint = g_new0(struct complaint, 1);
	struct flow *flow;

	set_up();
	*complaint = (struct complaint){.at = day_begin(TODAY - 2),
					.closed_at = TIME_NONE,
					.reason = g_strdup("invoice lost")};
	g_ptr_array_add(world.complaints, complaint);
	assert_watch("");
	flow = ((struct source *)world.table.sources->pdata[0])->flows->pdata[0];
	flow->tally.dispositions[DISPOSITION_QUARANTINE] = 2;
	assert_watch("complaints: complaint of 2024-10-02 (invoice lost), and receivers did "
		     "quarantine or reject 2 "
		     "messages");
	complaint->closed_at = day_begin(TODAY - 1);
	assert_watch("");
	tear_down();
}

static void test_nothing_known(void)
{
	struct watch_facts facts = {.gate = &world.facts};
	g_autoptr(GPtrArray) out = NULL;

	set_up();
	world.facts.table = NULL;
	out = watch_regressions(&facts);
	g_assert_cmpuint(out->len, ==, 0);
	assert_watch("");
	tear_down();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/watch/source", test_source);
	g_test_add_func("/rollout/watch/pool", test_pool);
	g_test_add_func("/rollout/watch/unknown", test_unknown);
	g_test_add_func("/rollout/watch/other-sources", test_other_sources);
	g_test_add_func("/rollout/watch/hurt", test_hurt);
	g_test_add_func("/rollout/watch/stale", test_stale);
	g_test_add_func("/rollout/watch/complaint", test_complaint);
	g_test_add_func("/rollout/watch/nothing-known", test_nothing_known);
	return g_test_run();
}
