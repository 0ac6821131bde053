/* SPDX-License-Identifier: MIT */
/* A process that is killed in the middle of an import leaves whole reports only. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#define REPORTS 40
#define ROWS	700

static void make(struct draft *draft, unsigned i)
{
	g_autofree char *id = g_strdup_printf("%u", i);

	draft_init(draft, "shop.example", i % 2 ? "Yahoo" : "Google.com", id,
		   DAY0 + (int32_t)(i % 3));
	for (unsigned k = 0; k < ROWS; k++) {
		struct report_row row = {.count = 1 + k % 3};

		row.signature = draft_signature(draft, k % 2 ? "s1" : "s2", k % 2 == 0);
		g_assert_true(ip_parse("10.0.0.0", 8, &row.ip));
		row.ip.octet[14] = (uint8_t)(k >> 8);
		row.ip.octet[15] = (uint8_t)k;
		g_array_append_val(draft->batch->rows, row);
		draft->report.rows++;
		draft->report.messages += row.count;
	}
}

/* Imports everything, a commit after each few reports. */
static void import_all(struct state *state)
{
	struct store_import *import = store_import_new(state->store);

	for (unsigned i = 0; i < REPORTS; i++) {
		struct draft draft;

		make(&draft, i);
		draft_import(&draft, 0, import);
		if (i % 4 == 3)
			g_assert_true(store_import_commit(import, NULL, NULL));
		draft_clear(&draft);
	}
	g_assert_true(store_import_commit(import, NULL, NULL));
	store_import_free(import);
}

/* The child opens the state anew: a connection does not survive a fork. */
static void import_and_be_killed(struct state *state, int64_t after_us)
{
	pid_t child = fork();

	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		state_open(state);
		import_all(state);
		_exit(0);
	}
	g_usleep((gulong)after_us);
	kill(child, SIGKILL);
	g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
}

static void assert_whole_reports(struct state *state)
{
	g_autofree char *export = export_of(state->store, "shop.example");
	unsigned rows = 0;

	for (const char *at = export; (at = strchr(at, '\n')); at++)
		rows++;
	g_assert_cmpuint(rows % ROWS, ==, 0);
}

static void test_kill(void)
{
	struct state state, clean;
	g_autofree char *expected = NULL, *found = NULL;
	g_autoptr(GRand) rand = g_rand_new_with_seed(5);
	int64_t took;

	state_init(&clean, DAY0 + 5);
	took = g_get_monotonic_time();
	import_all(&clean);
	took = g_get_monotonic_time() - took;
	expected = export_of(clean.store, "shop.example");
	state_clear(&clean);

	state_init(&state, DAY0 + 5);
	for (unsigned round = 0; round < 12; round++) {
		store_close(state.store);
		import_and_be_killed(&state, g_rand_int_range(rand, 0, (int)took + 1));
		state_open(&state);
		assert_whole_reports(&state);
		assert_sound(state.store);
	}
	import_all(&state);
	found = export_of(state.store, "shop.example");
	g_assert_cmpstr(found, ==, expected);
	assert_sound(state.store);
	state_clear(&state);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kill/whole-reports", test_kill);
	return g_test_run();
}
