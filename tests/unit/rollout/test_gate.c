/* SPDX-License-Identifier: MIT */
#include "rollout/gate.h"

#include "base/figure.h"
#include "rollout/gauge.h"
#include "world.h"

#define assert_met(gate, name, is_met) g_assert_cmpint(condition_of(gate, name)->met, ==, is_met)

static struct world world;

static void set_up(const char *stage)
{
	world_init(&world, "standard", stage);
}

static void tear_down(struct gate *gate)
{
	gate_free(gate);
	world_clear(&world);
}

/* The condition as it is judged now: met, want, have, earliest. */
static void assert_condition(const char *name, bool met, double want, double have, int32_t earliest)
{
	struct gate *gate = gate_eval(&world.facts);
	const struct gate_condition *condition = condition_of(gate, name);

	g_assert_nonnull(condition);
	g_test_message("%s: %s", name, condition->text);
	g_assert_cmpint(condition->met, ==, met);
	g_assert_cmpfloat_with_epsilon(condition->want, want, 1e-9);
	g_assert_cmpfloat_with_epsilon(condition->have, have, 1e-9);
	g_assert_cmpint(condition->earliest, ==, met ? DAY_NONE : earliest);
	g_assert_cmpint(gate->open, ==, met);
	if (!met)
		g_assert_cmpuint(gate->blockers->len, ==, 1);
	gate_free(gate);
}

static bool text_has(const char *name, const char *part)
{
	struct gate *gate = gate_eval(&world.facts);
	bool found = strstr(condition_of(gate, name)->text, part);

	gate_free(gate);
	return found;
}

static void test_open(void)
{
	static const char *const monitor[] = {
		"fresh",	   "min_days",		"min_messages",
		"min_reporters",   "min_days_reported", "legit_pass_rate",
		"unknown_sources", "new_sources",	"senders_seen",
		"dns_clean",	   "no_complaint",	"no_freeze"};
	static const char *const quarantine[] = {
		"fresh",	   "min_days",		"min_messages",
		"min_reporters",   "min_days_reported", "legit_pass_rate",
		"unknown_sources", "new_sources",	"senders_seen",
		"dns_clean",	   "no_drop",		"no_complaint",
		"spf_only",	   "lists_answered",	"loss_accepted",
		"no_freeze"};
	struct gate *gate;

	set_up("monitor");
	gate = gate_eval(&world.facts);
	g_assert_true(gate->open);
	g_assert_cmpstr(gate->next, ==, "quarantine-0");
	g_assert_cmpint(gate->earliest, ==, TODAY);
	g_assert_cmpuint(gate->blockers->len, ==, 0);
	g_assert_cmpuint(gate->conditions->len, ==, G_N_ELEMENTS(monitor));
	for (unsigned i = 0; i < gate->conditions->len; i++)
		g_assert_cmpstr(((struct gate_condition *)gate->conditions->pdata[i])->name, ==,
				monitor[i]);
	tear_down(gate);
	set_up("quarantine");
	gate = gate_eval(&world.facts);
	g_assert_true(gate->open);
	g_assert_cmpstr(gate->next, ==, "reject-0");
	g_assert_cmpuint(gate->conditions->len, ==, G_N_ELEMENTS(quarantine));
	for (unsigned i = 0; i < gate->conditions->len; i++)
		g_assert_cmpstr(((struct gate_condition *)gate->conditions->pdata[i])->name, ==,
				quarantine[i]);
	tear_down(gate);
}

static void test_fresh(void)
{
	set_up("monitor");
	world.facts.newest = TODAY - 3;
	assert_condition("fresh", true, 3, 3, DAY_NONE);
	world.facts.newest = TODAY - 4;
	assert_condition("fresh", false, 3, 4, DAY_NONE);
	g_assert_true(text_has("fresh", "no data since 2024-09-30"));
	world_waive(&world, "fresh", NULL, TODAY); /* nobody can */
	assert_condition("fresh", false, 3, 4, DAY_NONE);
	tear_down(NULL);
}

static void test_no_data(void)
{
	struct gate *gate;

	set_up("monitor");
	world.facts.newest = world.facts.clock_start = DAY_NONE;
	world.facts.window_from = world.facts.window_until = DAY_NONE;
	world.facts.table = NULL;
	world.facts.days = NULL;
	world.facts.echoed_by = 0;
	world.domain.since = TODAY - 3;
	gate = gate_eval(&world.facts);
	g_assert_false(gate->open);
	assert_met(gate, "fresh", false);
	assert_met(gate, "min_days", false);
	assert_met(gate, "min_messages", false);
	assert_met(gate, "min_reporters", false);
	assert_met(gate, "min_days_reported", false);
	assert_met(gate, "legit_pass_rate", false);
	g_assert_nonnull(strstr(condition_of(gate, "fresh")->text, "no data"));
	/* A new domain can be foreseen: its reports begin tomorrow. */
	g_assert_cmpint(gate->earliest, ==, TODAY + 30);
	gate_free(gate);
	world.domain.since = TODAY - 4; /* then they should have begun, and nobody knows why not */
	gate = gate_eval(&world.facts);
	g_assert_cmpint(gate->earliest, ==, DAY_NONE);
	tear_down(gate);
}

static void test_figures(void)
{
	static const struct {
		double n;
		const char *text;
	} cases[] = {{0, "0"},
		     {999, "999"},
		     {1000, "1 000"},
		     {11520, "11 520"},
		     {1204330.6, "1 204 331"},
		     {100000, "100 000"}};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = figure_amount(cases[i].n);

		g_assert_cmpstr(text, ==, cases[i].text);
	}
}

static void test_min_days(void)
{
	set_up("monitor");
	world.facts.clock_start = TODAY - 30;
	assert_condition("min_days", true, 30, 30, DAY_NONE);
	world.facts.clock_start = TODAY - 29;
	assert_condition("min_days", false, 30, 29, TODAY + 1);
	world.domain.low_risk = true;
	assert_condition("min_days", true, 7, 29, DAY_NONE);
	world.domain.monthly = ANSWER_YES;
	assert_condition("min_days", false, 35, 29, TODAY + 6);
	world_waive(&world, "min_days", NULL, TODAY);
	assert_condition("min_days", true, 35, 29, DAY_NONE);
	g_assert_true(text_has("min_days", "accepted by J. Jansen until 2024-10-04: known"));
	tear_down(NULL);
	set_up("quarantine-10");
	world.facts.clock_start = TODAY - 7;
	assert_condition("min_days", true, 7, 7, DAY_NONE);
	world.facts.clock_start = DAY_NONE;
	world.facts.clock_waits = "no report shows the policy yet";
	assert_condition("min_days", false, 7, 0, TODAY + 7);
	g_assert_true(text_has("min_days", "no report shows the policy yet"));
	tear_down(NULL);
}

static void test_waiver_ends(void)
{
	set_up("monitor");
	world.facts.clock_start = TODAY - 10;
	world_waive(&world, "min_days", NULL, TODAY - 1);
	assert_condition("min_days", false, 30, 10, TODAY + 20);
	world_waive(&world, "min_days", NULL, TODAY + 5);
	assert_condition("min_days", true, 30, 10, DAY_NONE);
	/* One that is not known yet at this time of the clock. */
	((struct waiver *)world.waivers->pdata[1])->at = world.facts.now + 1;
	assert_condition("min_days", false, 30, 10, TODAY + 20);
	tear_down(NULL);
}

static void test_min_messages(void)
{
	struct flow *flow;

	set_up("quarantine-0");
	flow = ((struct source *)world.table.sources->pdata[0])->flows->pdata[0];
	flow->tally.messages = flow->tally.compliant = world.table.tally.messages = 90;
	assert_condition("min_messages", false, 100, 90, DAY_NONE); /* it is no better in a month */
	/* 90 in the last 15 days make 100 in 17 of them. */
	g_array_remove_range(world.days, 0, 15);
	world.facts.clock_start = TODAY - 15;
	assert_condition("min_messages", false, 100, 90, TODAY + 2);
	tear_down(NULL);
}

static void test_min_reporters(void)
{
	set_up("quarantine-0");
	world.facts.echoed_by = 1;
	assert_condition("min_reporters", false, 2, 1, TODAY + 1);
	g_assert_true(text_has("min_reporters", "1 of 2 reporters have shown"));
	world.facts.echoed_by = 2;
	assert_condition("min_reporters", true, 3, 5, DAY_NONE);
	for (unsigned i = 0; i < world.days->len; i++)
		g_array_index(world.days, struct traffic_day, i).reporters = 1u << (i % 2);
	assert_condition("min_reporters", false, 3, 2, DAY_NONE);
	tear_down(NULL);
}

static void test_min_days_reported(void)
{
	set_up("monitor");
	world.facts.clock_start = TODAY - 30;
	g_array_remove_range(world.days, 5, 6);
	assert_condition("min_days_reported", true, 0.8, 24.0 / 30, DAY_NONE);
	g_array_remove_range(world.days, 5, 2);
	/* (22 + 10) of (30 + 10) days are 80 %. */
	assert_condition("min_days_reported", false, 0.8, 22.0 / 30, TODAY + 10);
	world_waive(&world, "min_days_reported", NULL, TODAY);
	assert_condition("min_days_reported", true, 0.8, 22.0 / 30, DAY_NONE);
	tear_down(NULL);
}

static void test_legit_pass_rate(void)
{
	set_up("quarantine-0");
	/* 60 of 3060 fail: 98.04 %. Threats and forwarders do not count. */
	world_source(&world.table, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 60, 0);
	world_source(&world.table, "evil", VERDICT_THREAT, FLOW_CLASS_SPOOF, 5000, 0);
	world_source(&world.table, "club", VERDICT_FORWARDER, FLOW_CLASS_FORWARD_BROKEN, 500, 0);
	g_assert_cmpfloat_with_epsilon(legit_pass_rate(&world.table), 3000.0 / 3060, 1e-9);
	world.facts.pass_rate_before = -1;
	assert_condition("legit_pass_rate", true, 0.98, 3000.0 / 3060, DAY_NONE);
	world_source(&world.table, "who", VERDICT_UNKNOWN, FLOW_CLASS_UNKNOWN, 5, 0);
	((struct flow *)((struct source *)world.table.sources->pdata[4])->flows->pdata[0])->days =
		1;
	world_source(&world.table, "erp", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 35, 0);
	/* 3000 of 3100: 30 days * (0.98 - 0.96774) / (1 - 0.96774) = 11.4 days. */
	assert_condition("legit_pass_rate", false, 0.98, 3000.0 / 3100, TODAY + 12);
	g_assert_true(
		text_has("legit_pass_rate", "96.77 % of the legitimate mail passes, 98 % wanted"));
	g_assert_true(text_has("legit_pass_rate", "fix crm first (60 messages fail)"));
	world_waive(&world, "legit_pass_rate", "crm", TODAY + 30);
	assert_condition("legit_pass_rate", true, 0.98, 3060.0 / 3100, DAY_NONE);
	g_assert_true(text_has("legit_pass_rate", "crm accepted by J. Jansen"));
	world_source(&world.table, "them", VERDICT_UNKNOWN, FLOW_CLASS_UNKNOWN, 61, 0);
	g_assert_true(text_has("legit_pass_rate", "judge them first (61 messages fail)"));
	tear_down(NULL);
}

static void test_never_rounded_up(void)
{
	set_up("quarantine-0");
	world_source(&world.table, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 62, 0);
	g_assert_true(text_has("legit_pass_rate", "97.97 %"));
	tear_down(NULL);
}

static void test_unknown_sources(void)
{
	struct source *who;
	struct flow *flow;

	set_up("quarantine-0");
	who = world_source(&world.table, "who", VERDICT_UNKNOWN, FLOW_CLASS_UNKNOWN, 29, 29);
	flow = who->flows->pdata[0];
	flow->days = 3; /* below 1 % of the volume, on too few days to be steady */
	assert_condition("unknown_sources", true, 0, 0, DAY_NONE);
	flow->days = 4;
	assert_condition("unknown_sources", false, 0, 1, TODAY);
	flow->days = 1;
	flow->tally.messages = flow->tally.compliant = 31;
	world.table.tally.messages = 3031;
	assert_condition("unknown_sources", false, 0, 1, TODAY);
	/* An attack does not hide it: threats are no volume. */
	world_source(&world.table, "evil", VERDICT_THREAT, FLOW_CLASS_SPOOF, 100000, 0);
	assert_condition("unknown_sources", false, 0, 1, TODAY);
	g_assert_true(text_has("unknown_sources", "judge who first (31 messages)"));
	flow->lookup = g_strdup("the name of 192.0.2.9 (PTR)");
	g_assert_true(text_has("unknown_sources", "look up the name of 192.0.2.9 (PTR), or mark "
						  "who first (31 messages)"));
	world_waive(&world, "unknown_sources", "who", TODAY);
	assert_condition("unknown_sources", true, 0, 0, DAY_NONE);
	tear_down(NULL);
}

static void test_new_sources(void)
{
	struct source *crm;

	set_up("quarantine-0");
	crm = world_source(&world.table, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_ALIGNED, 50, 50);
	crm->first_seen = TODAY - 14;
	assert_condition("new_sources", true, 0, 0, DAY_NONE);
	crm->first_seen = TODAY - 13;
	assert_condition("new_sources", false, 0, 1, TODAY + 1);
	world_waive(&world, "new_sources", "crm", TODAY);
	assert_condition("new_sources", true, 0, 0, DAY_NONE);
	tear_down(NULL);
	/* Seven days of a low-risk domain are enough for its sources, too. */
	set_up("monitor");
	world.domain.low_risk = true;
	((struct source *)world.table.sources->pdata[0])->first_seen = TODAY - 7;
	assert_condition("new_sources", true, 0, 0, DAY_NONE);
	tear_down(NULL);
}

static struct sender *add_sender(const char *slug, const char *customer)
{
	struct sender *sender = g_new0(struct sender, 1);

	sender->slug = g_strdup(slug);
	sender->customer = g_strdup(customer);
	sender->ptr = g_ptr_array_new_with_free_func(g_free);
	sender->asn = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_ptr_array_add(world.senders, sender);
	return sender;
}

static void test_senders_seen(void)
{
	set_up("quarantine-0");
	add_sender("home", "shop");
	add_sender("everybody", NULL);
	assert_condition("senders_seen", true, 1, 1, DAY_NONE);
	add_sender("payroll", "shop");
	assert_condition("senders_seen", false, 2, 1, DAY_NONE);
	g_assert_true(text_has("senders_seen", "payroll has not sent"));
	world_waive(&world, "senders_seen", "payroll", TODAY);
	assert_condition("senders_seen", true, 2, 2, DAY_NONE);
	tear_down(NULL);
}

/* A split's subdomain carries one stream: no other sender has anything to send there. */
static void test_senders_of_a_split(void)
{
	set_up("quarantine-0");
	add_sender("newsletter", "shop");
	add_sender("payroll", "shop");
	world.domain.split_stream = g_strdup("pay1@shop.example");
	assert_condition("senders_seen", true, 0, 0, DAY_NONE);
	world.domain.split_source = g_strdup("payroll");
	assert_condition("senders_seen", false, 1, 0, DAY_NONE);
	g_assert_true(text_has("senders_seen", "0 of 1 confirmed senders of stream "
					       "pay1@shop.example seen: payroll has not sent"));
	world_source(&world.table, "payroll", VERDICT_LEGITIMATE, FLOW_CLASS_ALIGNED, 100, 100);
	assert_condition("senders_seen", true, 1, 1, DAY_NONE);
	tear_down(NULL);
}

static struct stream *add_stream(const char *name, const char *source)
{
	struct stream *stream = g_new0(struct stream, 1);

	stream->name = g_strdup(name);
	stream->source = g_strdup(source);
	g_ptr_array_add(world.table.streams, stream);
	return stream;
}

/* A stream that moves to a subdomain is missed neither as a sender nor as a vital one. */
static void test_moved_stream(void)
{
	g_autoptr(GHashTable) moving = g_hash_table_new(g_str_hash, g_str_equal);
	static char moved[] = "pay1@shop.example", home[] = "payroll";
	struct stream *stream;

	set_up("quarantine-0");
	add_sender("payroll", "shop");
	stream = add_stream("pay1@shop.example", "payroll");
	assert_condition("senders_seen", false, 1, 0, DAY_NONE);
	world.facts.moving = moving;
	g_hash_table_insert(moving, moved, home);
	stream->vital = true;
	assert_condition("senders_seen", true, 1, 1, DAY_NONE);
	assert_condition("vital:pay1@shop.example", true, 0.98, 0, DAY_NONE);
	g_assert_true(text_has("vital:pay1@shop.example", "has moved to a subdomain"));
	/* Of a split that was accepted before its source was kept. */
	g_hash_table_insert(moving, moved, NULL);
	assert_condition("senders_seen", true, 1, 1, DAY_NONE);
	g_ptr_array_set_size(world.table.streams, 0);
	assert_condition("senders_seen", false, 1, 0, DAY_NONE);
	tear_down(NULL);
}

/* A split keeps the key of its time, and its source may get an entry of its own later. */
static void test_sender_named_later(void)
{
	g_autoptr(GHashTable) moving = g_hash_table_new(g_str_hash, g_str_equal);
	static char moved[] = "pay1@shop.example", host[] = "pay.shop.example", as[] = "as64500";
	struct sender *sender;
	int64_t asn = 64500;

	set_up("quarantine-0");
	sender = add_sender("payroll", "shop");
	world.facts.moving = moving;
	g_hash_table_insert(moving, moved, host);
	assert_condition("senders_seen", false, 1, 0, DAY_NONE);
	g_ptr_array_add(sender->ptr, g_strdup("else.example"));
	g_ptr_array_add(sender->ptr, g_strdup("out.pay.shop.example"));
	assert_condition("senders_seen", true, 1, 1, DAY_NONE);
	g_hash_table_insert(moving, moved, as);
	assert_condition("senders_seen", false, 1, 0, DAY_NONE);
	g_array_append_val(sender->asn, asn);
	assert_condition("senders_seen", true, 1, 1, DAY_NONE);
	/* The subdomain awaits it by its new name. */
	world.facts.moving = NULL;
	world.domain.split_stream = g_strdup(moved);
	world.domain.split_source = g_strdup(host);
	assert_condition("senders_seen", false, 1, 0, DAY_NONE);
	tear_down(NULL);
}

static void test_dns_clean(void)
{
	set_up("quarantine-0");
	world.look.at = day_begin(TODAY - 7);
	assert_condition("dns_clean", true, 1, 1, DAY_NONE);
	finding_add(world.look.findings, FINDING_WARNING, "x", NULL, NULL, "%s", "a warning");
	assert_condition("dns_clean", true, 1, 1, DAY_NONE);
	finding_add(world.look.findings, FINDING_ERROR, "x", NULL, NULL, "%s", "two records");
	assert_condition("dns_clean", false, 1, 0, TODAY);
	g_assert_true(text_has("dns_clean", "two records"));
	world.look.at = day_begin(TODAY - 8);
	assert_condition("dns_clean", false, 1, 0, TODAY);
	world.facts.look = NULL;
	assert_condition("dns_clean", false, 1, 0, TODAY);
	tear_down(NULL);
}

static void test_no_drop(void)
{
	set_up("quarantine-0");
	world_source(&world.table, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 45, 0);
	world.facts.pass_rate_before = 3000.0 / 3045 + 0.01;
	assert_condition("no_drop", true, 0.01, 0.01, DAY_NONE);
	world.facts.pass_rate_before = 1;
	/* From 98.522 % to 99 %: 30 days * 0.00478 / 0.01478 = 9.7 days. */
	assert_condition("no_drop", false, 0.01, 45.0 / 3045, TODAY + 10);
	world.facts.pass_rate_before = -1;
	assert_condition("no_drop", true, 0.01, 0, DAY_NONE);
	tear_down(NULL);
}

static void test_no_complaint(void)
{
	struct complaint *complaint = g_new0(struct complaint, 1);

	set_up("quarantine-0");
	*complaint = (struct complaint){.at = day_begin(TODAY - 2),
					.closed_at = TIME_NONE,
					.reason = g_strdup("invoice lost"),
					.who = g_strdup("x")};
	g_ptr_array_add(world.complaints, complaint);
	assert_condition("no_complaint", false, 0, 1, TODAY);
	complaint->closed_at = world.facts.now + 1; /* not known yet */
	assert_condition("no_complaint", false, 0, 1, TODAY);
	complaint->closed_at = world.facts.now;
	assert_condition("no_complaint", true, 0, 0, DAY_NONE);
	tear_down(NULL);
}

static void test_spf_only(void)
{
	set_up("quarantine");
	world_source(&world.table, "scan", VERDICT_LEGITIMATE, FLOW_CLASS_SPF_ONLY, 30, 30);
	assert_condition("spf_only", true, 0.01, 30.0 / 3030, DAY_NONE);
	world_source(&world.table, "fax", VERDICT_LEGITIMATE, FLOW_CLASS_SPF_ONLY, 40, 40);
	assert_condition("spf_only", false, 0.01, 40.0 / 3070, TODAY + 7);
	g_assert_true(text_has("spf_only", "fax rests on SPF alone with 1.3 %"));
	world_waive(&world, "spf_only", "fax", TODAY);
	assert_condition("spf_only", true, 0.01, 30.0 / 3070, DAY_NONE);
	tear_down(NULL);
}

static void test_lists_answered(void)
{
	set_up("quarantine");
	world.domain.lists = ANSWER_UNKNOWN;
	assert_condition("lists_answered", false, 1, 0, TODAY);
	world.domain.lists = ANSWER_YES;
	assert_condition("lists_answered", true, 1, 1, DAY_NONE);
	g_assert_true(text_has("lists_answered", "stay at quarantine"));
	tear_down(NULL);
}

static void test_loss_accepted(void)
{
	set_up("quarantine");
	world_source(&world.table, "club", VERDICT_FORWARDER, FLOW_CLASS_FORWARD_BROKEN, 40, 2);
	world.facts.loss_at_reject = 0.3;
	assert_condition("loss_accepted", true, 0, 0, DAY_NONE);
	world.facts.loss_at_reject = 38;
	assert_condition("loss_accepted", false, 0, 38, TODAY);
	g_assert_true(text_has("loss_accepted",
			       "split the stream, or let the customer accept it by name"));
	world.facts.loss_stays = true;
	g_assert_true(text_has("loss_accepted", "no split saves them: make quarantine the goal"));
	world_waive(&world, "loss_accepted", "club", TODAY);
	assert_condition("loss_accepted", true, 0, 0, DAY_NONE);
	world.facts.loss_at_reject = 50;
	assert_condition("loss_accepted", false, 0, 12, TODAY);
	world_waive(&world, "loss_accepted", NULL, TODAY);
	assert_condition("loss_accepted", true, 0, 12, DAY_NONE);
	tear_down(NULL);
}

static void test_vital(void)
{
	struct stream *stream = g_new0(struct stream, 1);
	struct source *pay;
	struct flow *copy;

	set_up("quarantine-0");
	stream->name = g_strdup("pay1@shop.example");
	stream->vital = true;
	g_ptr_array_add(world.table.streams, stream);
	assert_condition("vital:pay1@shop.example", false, 0.98, 0, DAY_NONE);
	pay = world_source(&world.table, "pay", VERDICT_LEGITIMATE, FLOW_CLASS_ALIGNED, 10, 10);
	((struct flow *)pay->flows->pdata[0])->stream = g_strdup(stream->name);
	copy = world_flow(VERDICT_FORWARDER, FLOW_CLASS_FORWARD_BROKEN, 5, 0);
	copy->stream = g_strdup(stream->name);
	world_add_flow(&world.table, pay, copy);
	assert_condition("vital:pay1@shop.example", true, 0.98, 1, DAY_NONE);
	((struct flow *)pay->flows->pdata[0])->tally.compliant = 9;
	world_waive(&world, "legit_pass_rate", "pay", TODAY);
	assert_condition("vital:pay1@shop.example", false, 0.98, 0.9, TODAY + 24);
	world_waive(&world, "vital:pay1@shop.example", NULL, TODAY);
	assert_condition("vital:pay1@shop.example", true, 0.98, 0.9, DAY_NONE);
	tear_down(NULL);
}

static void add_freeze(int32_t from, int32_t until)
{
	struct freeze *freeze = g_new0(struct freeze, 1);

	*freeze = (struct freeze){1, from, until, g_strdup("Christmas"), g_strdup("x")};
	g_ptr_array_add(world.freezes, freeze);
}

static void test_no_freeze(void)
{
	struct gate *gate;

	set_up("quarantine-0");
	add_freeze(TODAY + 3, TODAY + 9);
	add_freeze(TODAY + 10, TODAY + 12);
	assert_condition("no_freeze", true, 1, 1, DAY_NONE);
	/* A gate that would open in a freeze opens after it, and after the one behind it. */
	world.facts.clock_start = TODAY - 2;
	gate = gate_eval(&world.facts);
	g_assert_cmpint(gate->earliest, ==, TODAY + 13);
	gate_free(gate);
	world.facts.clock_start = TODAY - 40;
	add_freeze(TODAY - 1, TODAY);
	assert_condition("no_freeze", false, 1, 0, TODAY + 1);
	world_waive(&world, "no_freeze", NULL, TODAY);
	assert_condition("no_freeze", false, 1, 0, TODAY + 1);
	tear_down(NULL);
}

/* Hold, regression and silent reporters shut the gate, whatever is waived. */
static void test_stops(void)
{
	struct gate *gate;

	set_up("quarantine-0");
	world.domain.held = g_strdup("waiting for the merger");
	world_regress(&world, "crm", "crm lost its signature");
	world.facts.usual_reporters = 6;
	world.facts.silent_reporters = 3;
	gate = gate_eval(&world.facts);
	g_assert_false(gate->open);
	g_assert_cmpint(gate->earliest, ==, DAY_NONE);
	g_assert_cmpuint(gate->blockers->len, ==, 3);
	g_assert_cmpstr(gate->blockers->pdata[0], ==, "on hold: waiting for the merger");
	g_assert_cmpstr(gate->blockers->pdata[1], ==, "regression: crm lost its signature");
	g_assert_nonnull(strstr(gate->blockers->pdata[2], "3 of 6 usual reporters"));
	gate_free(gate);
	world.facts.silent_reporters = 2;
	g_ptr_array_set_size(world.regressions, 0);
	g_clear_pointer(&world.domain.held, g_free);
	gate = gate_eval(&world.facts);
	g_assert_true(gate->open);
	tear_down(gate);
}

static void test_ends(void)
{
	struct gate *gate;

	set_up("reject");
	gate = gate_eval(&world.facts);
	g_assert_false(gate->open);
	g_assert_null(gate->next);
	g_assert_cmpuint(gate->conditions->len, ==, 0);
	g_assert_cmpstr(gate->blockers->pdata[0], ==, "reject is the last stage");
	tear_down(gate);
	set_up("quarantine");
	world.domain.goal = GOAL_QUARANTINE;
	gate = gate_eval(&world.facts);
	g_assert_null(gate->next);
	tear_down(gate);
	set_up("quarantine-99");
	gate = gate_eval(&world.facts);
	g_assert_false(gate->open);
	g_assert_nonnull(strstr(gate->blockers->pdata[0], "no stage of the playbook standard"));
	tear_down(gate);
}

static void test_waivable(void)
{
	const char *why_not = "";

	g_assert_true(gate_waivable("legit_pass_rate", &why_not));
	g_assert_null(why_not);
	g_assert_true(gate_waivable("vital:inv1@shop.example", &why_not));
	g_assert_false(gate_waivable("fresh", &why_not));
	g_assert_nonnull(why_not);
	g_assert_false(gate_waivable("no_freeze", &why_not));
	g_assert_nonnull(why_not);
	g_assert_false(gate_waivable("min_day", &why_not));
	g_assert_null(why_not);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/gate/figures", test_figures);
	g_test_add_func("/rollout/gate/open", test_open);
	g_test_add_func("/rollout/gate/fresh", test_fresh);
	g_test_add_func("/rollout/gate/no-data", test_no_data);
	g_test_add_func("/rollout/gate/min-days", test_min_days);
	g_test_add_func("/rollout/gate/waiver-ends", test_waiver_ends);
	g_test_add_func("/rollout/gate/min-messages", test_min_messages);
	g_test_add_func("/rollout/gate/min-reporters", test_min_reporters);
	g_test_add_func("/rollout/gate/min-days-reported", test_min_days_reported);
	g_test_add_func("/rollout/gate/legit-pass-rate", test_legit_pass_rate);
	g_test_add_func("/rollout/gate/never-rounded-up", test_never_rounded_up);
	g_test_add_func("/rollout/gate/unknown-sources", test_unknown_sources);
	g_test_add_func("/rollout/gate/new-sources", test_new_sources);
	g_test_add_func("/rollout/gate/senders-seen", test_senders_seen);
	g_test_add_func("/rollout/gate/senders-of-a-split", test_senders_of_a_split);
	g_test_add_func("/rollout/gate/sender-named-later", test_sender_named_later);
	g_test_add_func("/rollout/gate/dns-clean", test_dns_clean);
	g_test_add_func("/rollout/gate/no-drop", test_no_drop);
	g_test_add_func("/rollout/gate/no-complaint", test_no_complaint);
	g_test_add_func("/rollout/gate/spf-only", test_spf_only);
	g_test_add_func("/rollout/gate/lists-answered", test_lists_answered);
	g_test_add_func("/rollout/gate/loss-accepted", test_loss_accepted);
	g_test_add_func("/rollout/gate/vital", test_vital);
	g_test_add_func("/rollout/gate/moved-stream", test_moved_stream);
	g_test_add_func("/rollout/gate/no-freeze", test_no_freeze);
	g_test_add_func("/rollout/gate/stops", test_stops);
	g_test_add_func("/rollout/gate/ends", test_ends);
	g_test_add_func("/rollout/gate/waivable", test_waivable);
	return g_test_run();
}
