/* SPDX-License-Identifier: MIT */
#include "rollout/playbook.h"

#include <string.h>

#include "dmarc/record.h"

static const struct stage quarantine = {
	.p = POLICY_QUARANTINE, .sp = POLICY_ABSENT, .np = POLICY_ABSENT, .pct = 25, .t = true};

static bool has(const GPtrArray *warnings, const char *code)
{
	for (unsigned i = 0; i < warnings->len; i++) {
		if (g_str_equal(((const struct finding *)warnings->pdata[i])->code, code))
			return true;
	}
	return false;
}

static void test_edit(void)
{
	static const struct {
		const char *current, *address, *want, *warning;
	} cases[] = {
		{NULL, "r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:r@svc.example", NULL},
		{NULL, NULL, "v=DMARC1; p=quarantine; pct=25; t=y", "no-report-address"},
		/* Foreign tags, order and addresses survive. */
		{"v=DMARC1;p=none;x=1;rua=mailto:a@b.example!10m,mailto:c@d.example;fo=1;ruf="
		 "mailto:f@b.example",
		 "r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; x=1; "
		 "rua=mailto:a@b.example!10m,mailto:c@d.example,mailto:r@svc.example; fo=1; "
		 "ruf=mailto:f@b.example",
		 NULL},
		/* It is there already, however it is spelled. */
		{"v=DMARC1; p=none; rua=mailto:R@SVC.example", "r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:R@SVC.example", NULL},
		{"v=DMARC1; p=none; rua=mailto:r@svc.example", "mailto:r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:r@svc.example", NULL},
		/* What a record needs for itself is escaped in an address. */
		{NULL, "a,b!c;d@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:a%2Cb%21c%3Bd@svc.example", NULL},
		/* What is wrong goes. */
		{"v=DMARC1; p=none; adkim=relaxed; rua=a@b.example,mailto:c@d.example",
		 "r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:c@d.example,mailto:r@svc.example",
		 "tag-repaired"},
		{"v=DMARC1; p=none; rua=mailto:c@d.example!10q,mailto:c@d.example!10m",
		 "mailto:c@d.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:c@d.example!10m", "tag-repaired"},
		{"v=DMARC1; p=none; sp=\xe2\x80\x9dnone\xe2\x80\x9d; \xff=1", "r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:r@svc.example", "tag-repaired"},
		{"v=DMARC1; p=nothing; rua=mailto:r@svc.example", "r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:r@svc.example", NULL},
		{"v=DMARC1; p=none; p=reject; rua=mailto:a@b.example", "r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:r@svc.example",
		 "record-replaced"},
		/* Of sp and np what asks as much stays, what asks less goes. */
		{"v=DMARC1; p=none; sp=reject; np=reject", "r@svc.example",
		 "v=DMARC1; p=quarantine; sp=reject; np=reject; pct=25; t=y; "
		 "rua=mailto:r@svc.example",
		 NULL},
		{"v=DMARC1; p=none; sp=none; np=reject", "r@svc.example",
		 "v=DMARC1; p=quarantine; np=reject; pct=25; t=y; rua=mailto:r@svc.example",
		 "weaker-tag-removed"},
		{"v=DMARC1; p=none; sp=reject; np=quarantine", "r@svc.example",
		 "v=DMARC1; p=quarantine; sp=reject; pct=25; t=y; rua=mailto:r@svc.example",
		 "weaker-tag-removed"},
		/* A later stage's tags go again. */
		{"v=DMARC1; p=reject; pct=50; t=n; rua=mailto:r@svc.example", "r@svc.example",
		 "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:r@svc.example", NULL},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) warnings = findings_new();
		g_autofree char *record =
			stage_record(&quarantine, cases[i].current, cases[i].address, warnings);

		g_assert_cmpstr(record, ==, cases[i].want);
		g_assert_cmpint(warnings->len > 0, ==, cases[i].warning != NULL);
		if (cases[i].warning)
			g_assert_true(has(warnings, cases[i].warning));
	}
}

static void test_generations(void)
{
	struct stage stage = quarantine;
	g_autoptr(GPtrArray) warnings = findings_new();
	g_autofree char *record = NULL, *other = NULL;

	stage.t = false;
	record = stage_record(&stage, NULL, "r@svc.example", warnings);
	g_assert_cmpuint(warnings->len, ==, 1);
	g_assert_true(has(warnings, "pct-without-t"));
	stage.t = true;
	stage.pct = 100;
	other = stage_record(&stage, NULL, "r@svc.example", warnings);
	g_assert_cmpuint(warnings->len, ==, 2);
	g_assert_true(has(warnings, "t-without-pct"));
}

/* Each limit at its last good length, and one octet beyond. */
static void test_long(void)
{
	static const struct {
		const char *code;
		size_t most;
	} limits[] = {{"several-strings", 255}, {"too-long", 450}, {"answer-too-long", 1167}};

	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
		for (size_t more = 0; more < 2; more++) {
			g_autofree char *value = g_strnfill(limits[i].most + more, 'a');
			g_autoptr(GPtrArray) warnings = findings_new();

			record_warn_length("_dmarc.shop.example", value, warnings);
			g_assert_cmpint(has(warnings, limits[i].code), ==, more > 0);
			g_assert_cmpuint(warnings->len, ==, i + more);
		}
	}
}

/* Whatever was there before, receivers of both generations apply what comes out, and lint agrees.
 */
static void test_properties(void)
{
	static const char *const tags[] = {
		"p=none",   "p=reject",
		"p=",	    "sp=none",
		"sp=x",	    "np=reject",
		"pct=0",    "pct=900",
		"t=y",	    "t=maybe",
		"psd=y",    "adkim=s",
		"aspf=no",  "fo=1:d:s",
		"fo=q",	    "ri=3600",
		"ri=soon",  "rf=afrf",
		"ruf=what", "rua=x",
		"x=1",	    "rua=mailto:a@b.example",
		"\xff=1",   "y",
	};
	for (unsigned i = 0; i < 2000; i++) {
		g_autoptr(GString) current = g_string_new("v=DMARC1");
		g_autofree char *record = NULL, *again = NULL;
		g_autoptr(GPtrArray) findings = NULL;
		bool valid;

		for (int n = g_test_rand_int_range(0, 6); n > 0; n--)
			g_string_append_printf(current, ";%s",
					       tags[g_test_rand_int_range(0, G_N_ELEMENTS(tags))]);
		record = stage_record(&quarantine, current->str, "r@svc.example", NULL);
		findings = record_lint(record, strlen(record), &valid);
		g_assert_true(valid);
		for (unsigned j = 0; j < findings->len; j++) {
			const struct finding *finding = findings->pdata[j];

			if (finding->level == FINDING_ERROR)
				g_error("%s -> %s: %s", current->str, record, finding->code);
		}
		again = stage_record(&quarantine, record, "r@svc.example", NULL);
		g_assert_cmpstr(again, ==, record);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/stage-record/edit", test_edit);
	g_test_add_func("/rollout/stage-record/generations", test_generations);
	g_test_add_func("/rollout/stage-record/long", test_long);
	g_test_add_func("/rollout/stage-record/properties", test_properties);
	return g_test_run();
}
