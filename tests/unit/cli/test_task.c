/* SPDX-License-Identifier: MIT */
/* What the progress line says. */
#include "cli/task.h"

static void assert_line(const char *wanted, enum task_unit unit, uint64_t done, uint64_t total,
			double seconds)
{
	g_autofree char *line = task_line("importing", unit, done, total, seconds);

	g_assert_cmpstr(line, ==, wanted);
}

static void test_octets(void)
{
	assert_line("importing 25 %, 31.4 MB/s, 0:04 left", TASK_UNIT_OCTETS, 31400000, 125600000,
		    1);
	assert_line("importing 2 %, 250 MB/s, 3:16 left", TASK_UNIT_OCTETS, 1250000000, 50000000000,
		    5);
	assert_line("importing 100 %, 5.0 MB/s", TASK_UNIT_OCTETS, 10000000, 10000000, 2);
	assert_line("importing 100 %, 6.0 MB/s", TASK_UNIT_OCTETS, 12000000, 10000000, 2);
	assert_line("importing 12.0 MB, 6.0 MB/s", TASK_UNIT_OCTETS, 12000000, 0, 2);
	assert_line("importing 0 %", TASK_UNIT_OCTETS, 0, 10, 3);
}

static void test_things(void)
{
	assert_line("importing 50 %, 12/s, 0:03 left", TASK_UNIT_THINGS, 24, 48, 2);
	assert_line("importing 24, 12/s", TASK_UNIT_THINGS, 24, 0, 2);
	assert_line("importing 0", TASK_UNIT_THINGS, 0, 0, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/task/octets", test_octets);
	g_test_add_func("/task/things", test_things);
	return g_test_run();
}
