/* SPDX-License-Identifier: MIT */
#include "rollout/playbook.h"

#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/table.h"
#include "model/split.h"
#include "world.h"

static char *record_of(const struct playbook *playbook, const char *stage)
{
	int i = playbook_stage(playbook, stage);

	g_assert_cmpint(i, >=, 0);
	return stage_record(playbook->stages->pdata[i], NULL, "r@svc.example", NULL);
}

/* domain.md 1.7 */
static void test_standard(void)
{
	static const struct {
		const char *stage, *record, *rfc7489, *rfc9989;
	} ladder[] = {
		{"monitor", "p=none", "delivers failing mail", "delivers failing mail"},
		{"quarantine-0", "p=quarantine; pct=0; t=y", "delivers failing mail",
		 "delivers failing mail"},
		{"quarantine-10", "p=quarantine; pct=10; t=y",
		 "quarantines 10 % of failing mail and delivers the rest", "delivers failing mail"},
		{"quarantine-25", "p=quarantine; pct=25; t=y",
		 "quarantines 25 % of failing mail and delivers the rest", "delivers failing mail"},
		{"quarantine-50", "p=quarantine; pct=50; t=y",
		 "quarantines 50 % of failing mail and delivers the rest", "delivers failing mail"},
		{"quarantine", "p=quarantine", "quarantines failing mail",
		 "quarantines failing mail"},
		{"reject-0", "p=reject; pct=0; t=y", "quarantines failing mail",
		 "quarantines failing mail"},
		{"reject-10", "p=reject; pct=10; t=y",
		 "rejects 10 % of failing mail and quarantines the rest",
		 "quarantines failing mail"},
		{"reject-25", "p=reject; pct=25; t=y",
		 "rejects 25 % of failing mail and quarantines the rest",
		 "quarantines failing mail"},
		{"reject-50", "p=reject; pct=50; t=y",
		 "rejects 50 % of failing mail and quarantines the rest",
		 "quarantines failing mail"},
		{"reject", "p=reject", "rejects failing mail", "rejects failing mail"},
	};
	struct playbook *playbook = shipped("standard");

	g_assert_cmpuint(playbook->stages->len, ==, G_N_ELEMENTS(ladder));
	for (unsigned i = 0; i < G_N_ELEMENTS(ladder); i++) {
		const struct stage *stage = playbook->stages->pdata[i];
		g_autofree char *record = record_of(playbook, ladder[i].stage);
		g_autofree char *want =
			g_strdup_printf("v=DMARC1; %s; rua=mailto:r@svc.example", ladder[i].record);

		g_assert_cmpstr(stage->name, ==, ladder[i].stage);
		g_assert_cmpstr(record, ==, want);
		g_assert_cmpstr(stage->explains[GENERATION_RFC7489], ==, ladder[i].rfc7489);
		g_assert_cmpstr(stage->explains[GENERATION_RFC9989], ==, ladder[i].rfc9989);
	}
	playbook_free(playbook);
}

static const struct gate_rule *rule_of(const struct playbook *playbook, const char *stage)
{
	return &((const struct stage *)playbook->stages->pdata[playbook_stage(playbook, stage)])
			->gate;
}

/* domain.md 5.2 */
static void test_gates(void)
{
	struct playbook *playbook = shipped("standard");
	const struct gate_rule *rule = rule_of(playbook, "monitor");

	g_assert_cmpint(rule->min_days, ==, 30);
	g_assert_cmpint(rule->min_days_low_risk, ==, 7);
	g_assert_cmpint(rule->min_days_monthly, ==, 35);
	g_assert_cmpint(rule->min_messages, ==, 100);
	g_assert_cmpint(rule->min_reporters, ==, 3);
	g_assert_cmpfloat(rule->min_days_reported, ==, 0.8);
	g_assert_cmpfloat(rule->legit_pass_rate, ==, 0.98);
	g_assert_cmpfloat(rule->unknown_share, ==, 0.01);
	g_assert_cmpint(rule->unknown_messages, ==, 20);
	g_assert_cmpint(rule->unknown_days, ==, 4);
	g_assert_cmpint(rule->new_source_days, ==, 14);
	g_assert_true(rule->senders_seen && rule->dns_clean);
	g_assert_cmpfloat(rule->max_drop, ==, 0);
	rule = rule_of(playbook, "quarantine-25");
	g_assert_cmpint(rule->min_days, ==, 7);
	g_assert_cmpint(rule->echo_reporters, ==, 2);
	g_assert_cmpfloat(rule->max_drop, ==, 0.01);
	g_assert_cmpfloat(rule->legit_pass_rate, ==, 0.98);
	g_assert_false(rule->loss_accepted);
	for (unsigned i = 0; i < 2; i++) {
		rule = rule_of(playbook, i ? "reject-50" : "quarantine");
		g_assert_cmpint(rule->min_days, ==, i ? 14 : 30);
		g_assert_cmpfloat(rule->legit_pass_rate, ==, 0.99);
		g_assert_cmpfloat(rule->spf_only_share, ==, 0.01);
		g_assert_true(rule->lists_answered && rule->loss_accepted && rule->dns_clean);
	}
	g_assert_cmpint(playbook->fresh_days, ==, 3);
	g_assert_cmpint(playbook->ttl, ==, 3600);
	g_assert_cmpfloat(playbook->rollback.source_drop, ==, 0.05);
	g_assert_cmpint(playbook->rollback.legit_share_messages, ==, 5);
	g_assert_cmpint(playbook->rollback.legit_messages, ==, 25);
	g_assert_cmpint(playbook->split.min_days_window, ==, 28);
	g_assert_cmpfloat(playbook->split.ratio_c, ==, 0.005);
	g_assert_cmpuint(strlen(playbook->fingerprint), ==, 64);
	playbook_free(playbook);
}

static void test_others(void)
{
	static const struct {
		const char *playbook, *stage, *record;
	} cases[] = {
		{"parked", "reject", "p=reject; sp=reject; adkim=s; aspf=s"},
		{"rfc9989", "quarantine-test", "p=quarantine; t=y"},
		{"rfc9989", "reject", "p=reject"},
		{"classic", "quarantine-10", "p=quarantine; pct=10"},
		{"cautious", "quarantine-5", "p=quarantine; pct=5; t=y"},
		{"stay-at-quarantine", "quarantine-25", "p=quarantine; pct=25; t=y"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct playbook *playbook = shipped(cases[i].playbook);
		g_autofree char *record = record_of(playbook, cases[i].stage);
		g_autofree char *want =
			g_strdup_printf("v=DMARC1; %s; rua=mailto:r@svc.example", cases[i].record);

		g_assert_cmpstr(record, ==, want);
		playbook_free(playbook);
	}
}

static void test_names(void)
{
	g_autofree char *dir =
		g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "..", "playbooks", NULL);
	g_autoptr(GPtrArray) names = playbook_names(dir, NULL);
	g_autofree char *list = NULL;
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(names, NULL);
	list = g_strjoinv(" ", (char **)names->pdata);
	g_assert_cmpstr(list, ==, "cautious classic parked rfc9989 standard stay-at-quarantine");
	g_assert_null(playbook_find(dir, "../playbooks/standard", &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, "stay-at-quarantine"));
}

static void test_last(void)
{
	struct playbook *standard = shipped("standard"), *parked = shipped("parked");
	struct domain domain = {.goal = GOAL_REJECT};

	g_assert_cmpint(playbook_last(standard, &domain), ==, 10);
	g_assert_cmpint(playbook_last(parked, &domain), ==, 0);
	domain.goal = GOAL_QUARANTINE;
	g_assert_cmpint(playbook_last(standard, &domain), ==, 5);
	g_assert_cmpint(playbook_last(parked, &domain), ==, 0);
	playbook_free(standard);
	playbook_free(parked);
}

static void test_stage_of(void)
{
	static const struct {
		const char *record, *stage;
	} cases[] = {
		{NULL, "monitor"},
		{"v=DMARC1; p=none; rua=mailto:r@x.example", "monitor"},
		{"v=DMARC1; p=quarantine; pct=25; t=y", "quarantine-25"},
		{"v=DMARC1; p=quarantine; pct=30", "quarantine-25"},
		{"v=DMARC1; p=quarantine; sp=none", "quarantine-0"},
		{"v=DMARC1; p=reject; pct=10; t=y; adkim=s", "reject-10"},
		{"v=DMARC1; p=reject", "reject"},
	};
	struct playbook *playbook = shipped("standard");

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct stage *stage =
			playbook->stages->pdata[playbook_stage_of(playbook, cases[i].record)];

		g_assert_cmpstr(stage->name, ==, cases[i].stage);
	}
	playbook_free(playbook);
}

static void test_strength(void)
{
	static const struct {
		const char *a, *b;
		int order;
	} cases[] = {
		{"v=DMARC1; p=none", NULL, 0},
		{NULL, "v=DMARC1; p=quarantine", -1},
		{"v=DMARC1; p=quarantine", "v=DMARC1; p=quarantine", 0},
		{"v=DMARC1; p=quarantine; pct=25; t=y", "v=DMARC1; p=quarantine; pct=10; t=y", 1},
		{"v=DMARC1; p=quarantine; pct=25; t=y", "v=DMARC1; p=quarantine; pct=10", -1},
		{"v=DMARC1; p=reject; pct=0; t=y", "v=DMARC1; p=quarantine", 0},
		{"v=DMARC1; p=reject; sp=none", "v=DMARC1; p=quarantine", -1},
		{"v=DMARC1; p=none; np=reject", "v=DMARC1; p=none", 1},
		{"v=DMARC1; p=reject", "v=DMARC1; p=reject; adkim=s", -1},
		{"v=DMARC1; p=reject", "v=spf1 -all", 1},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(record_compare_strength(cases[i].a, cases[i].b), ==,
				cases[i].order);
}

static void test_errors(void)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"", "mine.yaml:1: key 'title'"},
		{"title: x\nstages: []\n", "mine.yaml:2: stages: one stage or more, found none"},
		{"title: x\nstages:\n", "mine.yaml:2: stages: one stage or more, found none"},
		{"title: x\nstages: [{name: a, p: none, pct: 101}]\n", "101"},
		{"title: x\nstages: [{name: a, p: nothing}]\n", "nothing"},
		{"title: x\nstages: [{name: A b, p: none}]\n",
		 "mine.yaml:2: stages[0].name: a name is made of"},
		{"title: x\nstages: [{name: a, p: absent}]\n",
		 "mine.yaml:2: stages[0].p: must be none"},
		{"title: x\nstages:\n- name: a\n  p: none\n- name: a\n  p: reject\n",
		 "mine.yaml:5: stages[1].name: another stage has it already"},
		{"title: x\nstages:\n- {name: a, p: reject}\n\n- p: quarantine\n  name: b\n",
		 "mine.yaml:5: stages[1].p: asks less than the stage before it"},
		{"title: x\nstages:\n- name: a\n  p: none\n  gate: {min_dais: 3}\n", "min_days"},
	};
	g_autofree char *dir = g_dir_make_tmp("rampart-playbook-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(dir, "mine.yaml", NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_true(g_file_set_contents(path, cases[i].text, -1, NULL));
		g_assert_null(playbook_load(path, &error));
		g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
		g_assert_nonnull(strstr(error->message, "mine.yaml:"));
		g_assert_nonnull(strstr(error->message, cases[i].expected));
	}
	g_unlink(path);
	g_rmdir(dir);
}

static void test_parked(void)
{
	g_autoptr(GPtrArray) records = parked_records("p.example", "v=DMARC1; p=reject", 600);
	static const struct {
		const char *name, *type, *value;
	} want[] = {
		{"_dmarc.p.example", "TXT", "v=DMARC1; p=reject"},
		{"p.example", "TXT", "v=spf1 -all"},
		{"*._domainkey.p.example", "TXT", "v=DKIM1; p="},
		{"p.example", "MX", "0 ."},
	};

	g_assert_cmpuint(records->len, ==, G_N_ELEMENTS(want));
	for (unsigned i = 0; i < records->len; i++) {
		const struct rr *rr = records->pdata[i];

		g_assert_cmpstr(rr->name, ==, want[i].name);
		g_assert_cmpstr(rr->type, ==, want[i].type);
		g_assert_cmpstr(rr->value, ==, want[i].value);
		g_assert_cmpuint(rr->ttl, ==, 600);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/playbook/standard", test_standard);
	g_test_add_func("/rollout/playbook/gates", test_gates);
	g_test_add_func("/rollout/playbook/others", test_others);
	g_test_add_func("/rollout/playbook/names", test_names);
	g_test_add_func("/rollout/playbook/last", test_last);
	g_test_add_func("/rollout/playbook/stage-of", test_stage_of);
	g_test_add_func("/rollout/playbook/strength", test_strength);
	g_test_add_func("/rollout/playbook/errors", test_errors);
	g_test_add_func("/rollout/playbook/parked", test_parked);
	return g_test_run();
}
