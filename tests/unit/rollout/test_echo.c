/* SPDX-License-Identifier: MIT */
#include "rollout/echo.h"

#define QUARANTINE "v=DMARC1; p=quarantine; rua=mailto:r@svc.example"

/* What a report of either generation says; what is not set is not in it. */
struct said {
	enum policy p, sp, np;
	int pct, testing;
	bool adkim_strict, aspf_strict;
};

static struct traffic_policy policy_of(enum generation generation, const struct said *said)
{
	return (struct traffic_policy){
		.generation = generation,
		.seen = {.p = said->p,
			 .sp = said->sp,
			 .np = said->np,
			 .pct = said->pct,
			 .testing = said->testing,
			 .adkim_strict = said->adkim_strict,
			 .aspf_strict = said->aspf_strict},
	};
}

#define NONE   POLICY_NONE
#define QUAR   POLICY_QUARANTINE
#define REJECT POLICY_REJECT
#define ABSENT POLICY_ABSENT

static void test_echoes(void)
{
	static const struct {
		const char *record;
		struct said said;
		bool rfc7489, rfc9989;
	} cases[] = {
		{QUARANTINE, {QUAR, ABSENT, ABSENT, -1, -1, false, false}, true, true},
		{QUARANTINE, {QUAR, QUAR, QUAR, 100, 0, false, false}, true, true},
		{QUARANTINE, {NONE, ABSENT, ABSENT, -1, -1, false, false}, false, false},
		{QUARANTINE, {QUAR, NONE, ABSENT, 100, -1, false, false}, false, false},
		{QUARANTINE "; sp=none", {QUAR, NONE, ABSENT, 100, -1, false, false}, true, true},
		{QUARANTINE "; sp=none", {QUAR, QUAR, ABSENT, 100, -1, false, false}, false, false},
		/* pct is of the one generation, t and np of the other. */
		{QUARANTINE "; pct=10", {QUAR, QUAR, ABSENT, 10, -1, false, false}, true, true},
		{QUARANTINE "; pct=10", {QUAR, QUAR, ABSENT, 100, -1, false, false}, false, true},
		{QUARANTINE "; t=y", {QUAR, QUAR, ABSENT, -1, 1, false, false}, true, true},
		{QUARANTINE "; t=y", {QUAR, QUAR, ABSENT, -1, 0, false, false}, true, false},
		{QUARANTINE "; t=y", {QUAR, QUAR, ABSENT, -1, -1, false, false}, true, true},
		{QUARANTINE, {QUAR, QUAR, ABSENT, -1, 1, false, false}, true, false},
		{QUARANTINE "; np=reject", {QUAR, QUAR, REJECT, -1, -1, false, false}, true, true},
		{QUARANTINE "; np=reject", {QUAR, QUAR, QUAR, -1, -1, false, false}, true, false},
		{QUARANTINE "; np=reject", {QUAR, QUAR, ABSENT, -1, -1, false, false}, true, true},
		{QUARANTINE "; sp=reject",
		 {QUAR, REJECT, REJECT, -1, -1, false, false},
		 true,
		 true},
		/* Relaxed is also what a reporter says that leaves it out. */
		{QUARANTINE "; adkim=s", {QUAR, QUAR, ABSENT, -1, -1, true, false}, true, true},
		{QUARANTINE "; adkim=s", {QUAR, QUAR, ABSENT, -1, -1, false, false}, true, true},
		{QUARANTINE, {QUAR, QUAR, ABSENT, -1, -1, true, false}, false, false},
		{QUARANTINE, {QUAR, QUAR, ABSENT, -1, -1, false, true}, false, false},
		{"v=spf1 -all", {QUAR, QUAR, ABSENT, -1, -1, false, false}, false, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct traffic_policy old = policy_of(GENERATION_RFC7489, &cases[i].said);
		struct traffic_policy new = policy_of(GENERATION_RFC9989, &cases[i].said);

		g_test_message("%zu: %s", i, cases[i].record);
		g_assert_cmpint(policy_echoes(&old, cases[i].record), ==, cases[i].rfc7489);
		g_assert_cmpint(policy_echoes(&new, cases[i].record), ==, cases[i].rfc9989);
	}
}

/* A step of pct alone shows in the reports of one generation only. */
static void test_steps(void)
{
	static const char ten[] = QUARANTINE "; pct=10; t=y", half[] = QUARANTINE "; pct=50; t=y";
	struct said said = {QUAR, QUAR, ABSENT, 50, 1, false, false};
	struct traffic_policy old = policy_of(GENERATION_RFC7489, &said), before;
	struct traffic_policy new = policy_of(GENERATION_RFC9989, &said);

	g_assert_cmpint(echo_of(&old, ten, half), ==, ECHO_SHOWS);
	g_assert_cmpint(echo_of(&new, ten, half), ==, ECHO_CANNOT_SHOW);
	g_assert_cmpint(echo_of(&new, QUARANTINE, half), ==, ECHO_SHOWS);
	g_assert_cmpint(echo_of(&new, NULL, half), ==, ECHO_SHOWS);
	said.pct = 10;
	before = policy_of(GENERATION_RFC7489, &said);
	g_assert_cmpint(echo_of(&before, ten, half), ==, ECHO_OTHER);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/echo/echoes", test_echoes);
	g_test_add_func("/rollout/echo/steps", test_steps);
	return g_test_run();
}
