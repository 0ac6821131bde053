/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/clock.h"

static void test_now(void)
{
	struct clock fixed = {1790856000}, real = CLOCK_INIT;
	int64_t before, now;

	g_assert_cmpint(clock_now(&fixed), ==, 1790856000);
	g_assert_cmpint(clock_today(&fixed), ==, 20727);
	before = g_get_real_time() / G_USEC_PER_SEC;
	now = clock_now(&real);
	g_assert_cmpint(now, >=, before - 1); /* the system may answer from a coarser clock */
	g_assert_cmpint(now, <=, g_get_real_time() / G_USEC_PER_SEC);
}

static void test_parse(void)
{
	static const struct {
		const char *text;
		int64_t want; /* TIME_NONE: refused */
	} cases[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"2026-10-01T12:00:00Z", 1790856000},
		{"2026-10-01t12:00:00z", 1790856000},
		{"2026-10-01 12:00:00Z", 1790856000},
		{"2026-10-01T14:00:00+02:00", 1790856000},
		{"2026-10-01T06:30:00-05:30", 1790856000},
		{"2026-10-01T12:00:00.999Z", 1790856000},
		{"2026-10-01", 1790812800},
		{"1969-12-31T23:59:59Z", -1},
		{"2016-12-31T23:59:60Z", 1483228800},
		{"2024-02-29", 1709164800},
		{"0001-01-01", INT64_C(-62135596800)},
		{"9999-12-31T23:59:59Z", INT64_C(253402300799)},
		{"", TIME_NONE},
		{"2026", TIME_NONE},
		{"2026-10", TIME_NONE},
		{"2026-10-01T", TIME_NONE},
		{"2026-10-01T12:00", TIME_NONE},
		{"2026-10-01T12:00:00", TIME_NONE},
		{"2026-10-01T12:00:00.Z", TIME_NONE},
		{"2026-10-01T12:00:00Zx", TIME_NONE},
		{"2026-10-01T24:00:00Z", TIME_NONE},
		{"2026-10-01T12:60:00Z", TIME_NONE},
		{"2026-10-01T12:00:00+24:00", TIME_NONE},
		{"2026-10-01T12:00:00+0200", TIME_NONE},
		{"2026-13-01", TIME_NONE},
		{"2026-02-29", TIME_NONE},
		{"0000-01-01", TIME_NONE},
		{" 2026-10-01", TIME_NONE},
		{"2026-10-01 ", TIME_NONE},
		{"26-10-01", TIME_NONE},
		{"+026-10-01", TIME_NONE},
		{"1790856000", TIME_NONE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t at = TIME_NONE;

		g_test_message("%s", cases[i].text);
		g_assert_cmpint(time_parse(cases[i].text, &at), ==, cases[i].want != TIME_NONE);
		g_assert_cmpint(at, ==, cases[i].want);
	}
}

static void test_format(void)
{
	static const struct {
		int64_t at;
		const char *want;
	} cases[] = {
		{1790856000, "2026-10-01T12:00:00Z"}, {0, "1970-01-01T00:00:00Z"},
		{-1, "1969-12-31T23:59:59Z"},	      {TIME_NONE, ""},
		{INT64_MAX, "9999-12-31T23:59:59Z"},  {INT64_MIN + 1, "0001-01-01T00:00:00Z"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = time_format(cases[i].at);

		g_assert_cmpstr(text, ==, cases[i].want);
	}
}

static void test_day(void)
{
	g_autofree char *none = day_format(DAY_NONE), *some = day_format(20727);
	int32_t day = 7;

	g_assert_cmpstr(none, ==, "");
	g_assert_cmpstr(some, ==, "2026-10-01");
	g_assert_false(day_parse("2026-10-01T00:00:00Z", &day));
	g_assert_false(day_parse("2026-02-30", &day));
	g_assert_cmpint(day, ==, 7);
	g_assert_true(day_parse("2026-10-01", &day));
	g_assert_cmpint(day, ==, 20727);
	g_assert_cmpint(day_begin(day), ==, 1790812800);
	g_assert_cmpint(day_begin(DAY_NONE), ==, TIME_NONE);
	g_assert_cmpint(day_of(TIME_NONE), ==, DAY_NONE);
	g_assert_cmpint(day_of(-1), ==, -1);
	g_assert_cmpint(day_of(-86400), ==, -1);
	g_assert_cmpint(day_of(-86401), ==, -2);
	g_assert_cmpint(day_of(86399), ==, 0);
	g_assert_cmpint(day_of(86400), ==, 1);
	g_assert_cmpint(day_of(INT64_MAX), ==, 2932896);
	g_assert_cmpint(day_of(INT64_MIN + 1), ==, -719162);
}

/* Every day of 400 years, there and back. */
static void test_every_day(void)
{
	for (int32_t day = -10957; day < -10957 + 146097; day++) {
		g_autofree char *text = day_format(day);
		int32_t back;

		g_assert_true(day_parse(text, &back));
		g_assert_cmpint(back, ==, day);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clock/now", test_now);
	g_test_add_func("/clock/parse", test_parse);
	g_test_add_func("/clock/format", test_format);
	g_test_add_func("/clock/day", test_day);
	g_test_add_func("/clock/every-day", test_every_day);
	return g_test_run();
}
