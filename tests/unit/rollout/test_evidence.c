/* SPDX-License-Identifier: MIT */
/* What an approval rests on may not move unseen, and must not move with every import. */
#include <string.h>

#include "rollout/ticket.h"

/* Figures of a window: losses at the two generations, and one source. */
struct figures {
	double compliant, loss_old, loss_new;
	const char *verdict;
	double messages; /* of the source */
	const char *regressions;
};

static char *evidence(const struct figures *f)
{
	return g_strdup_printf(
		"{\"messages\": %.0f, \"compliant\": %.0f, \"rfc7489\": {\"loss\": %.1f}, "
		"\"rfc9989\": {\"loss\": %.1f}, \"sources\": [{\"source\": \"crm\", \"verdict\": "
		"\"%s\", \"messages\": %.0f}], \"regressions\": [%s]}",
		f->compliant + MAX(f->loss_old, f->loss_new), f->compliant, f->loss_old,
		f->loss_new, f->verdict ? f->verdict : "legitimate", f->messages,
		f->regressions ? f->regressions : "");
}

static void assert_moved(const struct figures *then, const struct figures *now, const char *want)
{
	g_autofree char *before = then ? evidence(then) : NULL;
	g_autofree char *after = now ? evidence(now) : NULL;
	g_autoptr(GPtrArray) moved = evidence_moved(before, after);
	g_autofree char *text = NULL;

	g_ptr_array_add(moved, NULL);
	text = g_strjoinv("|", (char **)moved->pdata);
	g_assert_cmpstr(text, ==, want);
}

static void test_loss(void)
{
	struct figures then = {.compliant = 10000}, now = {.compliant = 12000};

	assert_moved(&then, &now, "");
	now.loss_old = 12; /* a tenth of a percent */
	assert_moved(&then, &now, "");
	now.loss_old = 13;
	assert_moved(&then, &now,
		     "the evidence: RFC 7489 receivers would have stopped 0 % of the legitimate "
		     "mail, and would now stop 0.1 %");
	now.loss_new = 600;
	now.loss_old = 0;
	assert_moved(&then, &now,
		     "the evidence: RFC 9989 receivers would have stopped 0 % of the legitimate "
		     "mail, and would now stop 4.76 %");
	/* It is no worse than what was approved. */
	then.loss_new = 600;
	assert_moved(&then, &now, "");
	assert_moved(&now, &then,
		     "the evidence: RFC 9989 receivers would have stopped 4.76 % of "
		     "the legitimate mail, and would now stop 5.66 %");
}

/* Of few messages one more or less says nothing. */
static void test_chance(void)
{
	struct figures then = {.compliant = 1000, .loss_old = 4}, now = {.compliant = 1000};

	now.loss_old = 10; /* 4 + 3 times 2, and a little */
	assert_moved(&then, &now, "");
	now.loss_old = 11;
	assert_moved(&then, &now,
		     "the evidence: RFC 7489 receivers would have stopped 0.39 % of the "
		     "legitimate mail, and would now stop 1.08 %");
	then = (struct figures){.compliant = 50};
	now = (struct figures){.compliant = 50, .loss_old = 1};
	assert_moved(&then, &now, "");
}

static void test_verdicts(void)
{
	struct figures then = {.compliant = 10000, .verdict = "legitimate", .messages = 100};
	struct figures now = then;

	now.verdict = "forwarder"; /* it must arrive as before */
	assert_moved(&then, &now, "");
	now.verdict = "unknown";
	assert_moved(&then, &now, "the evidence: crm was legitimate, and is unknown");
	assert_moved(&now, &then, "the evidence: crm was unknown, and is legitimate");
	now.messages = 10;
	assert_moved(&then, &now, "");
	then.verdict = "threat";
	now.messages = 100;
	assert_moved(&then, &now, "");
}

static void test_regressions(void)
{
	struct figures then = {.compliant = 1000}, now = then;

	now.regressions = "\"crm\", \"complaints\"";
	assert_moved(&then, &now,
		     "the evidence: a regression of crm|the evidence: a regression of complaints");
	then.regressions = "\"crm\"";
	assert_moved(&then, &now, "the evidence: a regression of complaints");
	assert_moved(&now, &then, "");
}

static void test_nothing_reported(void)
{
	struct figures now = {.compliant = 1000};

	assert_moved(NULL, NULL, "");
	assert_moved(NULL, &now, "");
	assert_moved(&now, NULL, "");
	now.loss_old = 100;
	assert_moved(NULL, &now,
		     "the evidence: RFC 7489 receivers would have stopped 0 % of the legitimate "
		     "mail, and would now stop 9.09 %");
}

/* Domains that share a ticket: their sums, and what each rests on by itself. */
static void test_join(void)
{
	g_autoptr(GPtrArray) each = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *one = NULL, *both = NULL, *second = NULL, *none = NULL;
	g_autoptr(GPtrArray) moved = NULL;

	g_ptr_array_add(each, g_strdup("{\"domain\": \"a.example\", \"messages\": 10, "
				       "\"compliant\": 9, \"rfc7489\": {\"lost\": 1, \"loss\": "
				       "1}}"));
	one = evidence_join(each);
	g_assert_cmpstr(one, ==, each->pdata[0]);
	g_ptr_array_add(each, NULL);
	g_ptr_array_add(each, g_strdup("{\"domain\": \"b.example\", \"messages\": 5, "
				       "\"compliant\": 5, \"rfc9989\": {\"spam\": 2}}"));
	both = evidence_join(each);
	g_assert_nonnull(strstr(both, "\"messages\":15.0,\"compliant\":14.0"));
	g_assert_nonnull(strstr(both, "\"rfc7489\":{\"loss\":1.0,\"lost\":1.0,"));
	g_assert_nonnull(strstr(both, "\"spam\":2.0"));
	second = evidence_of_domain(both, "b.example");
	moved = evidence_moved(second, each->pdata[2]);
	g_assert_cmpuint(moved->len, ==, 0);
	g_assert_nonnull(strstr(second, "b.example"));
	none = evidence_of_domain(both, "c.example");
	g_assert_null(none);
	g_assert_null(evidence_of_domain(NULL, "a.example"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/evidence/loss", test_loss);
	g_test_add_func("/rollout/evidence/chance", test_chance);
	g_test_add_func("/rollout/evidence/verdicts", test_verdicts);
	g_test_add_func("/rollout/evidence/regressions", test_regressions);
	g_test_add_func("/rollout/evidence/nothing-reported", test_nothing_reported);
	g_test_add_func("/rollout/evidence/join", test_join);
	return g_test_run();
}
