/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/clock.h"
#include "base/error.h"

/* Parses a line of words without spaces in them. */
#define PARSE(line)                                                                                \
	g_auto(GStrv) argv = g_strsplit("rampart " line, " ", -1);                                 \
	int argc = (int)g_strv_length(argv);                                                       \
	struct arguments arguments;                                                                \
	g_autoptr(GError) error = NULL;                                                            \
	int end;                                                                                   \
                                                                                                   \
	arguments_init(&arguments);                                                                \
	end = options_parse(argc, argv, own, false, &arguments, &error)

static const enum option_id own[] = {OPTION_REASON, OPTION_FORCE, OPTION_AT,	 OPTION_SINCE,
				     OPTION_DAYS,   OPTION_KIND,  OPTION_OUTPUT, OPTION_END};

static void test_any_order(void)
{
	PARSE("shop.example --reason why second --json -q --force --state=/tmp/x");

	g_assert_no_error(error);
	g_assert_cmpint(end, ==, argc);
	g_assert_cmpuint(arguments.words->len, ==, 2);
	g_assert_cmpstr(arguments.words->pdata[0], ==, "shop.example");
	g_assert_cmpstr(arguments.words->pdata[1], ==, "second");
	g_assert_cmpstr(arguments.option[OPTION_REASON].text, ==, "why");
	g_assert_cmpstr(arguments.option[OPTION_STATE].text, ==, "/tmp/x");
	g_assert_true(arguments.option[OPTION_JSON].given);
	g_assert_true(arguments.option[OPTION_QUIET].given);
	g_assert_true(arguments.option[OPTION_FORCE].given);
	g_assert_false(arguments.option[OPTION_VERBOSE].given);
	arguments_clear(&arguments);
}

static void test_end_of_options(void)
{
	PARSE("-r why -- --json -");

	g_assert_no_error(error);
	g_assert_cmpint(end, ==, argc);
	g_assert_cmpuint(arguments.words->len, ==, 2);
	g_assert_cmpstr(arguments.words->pdata[0], ==, "--json");
	g_assert_cmpstr(arguments.words->pdata[1], ==, "-");
	g_assert_false(arguments.option[OPTION_JSON].given);
	arguments_clear(&arguments);
}

static void test_values(void)
{
	PARSE("--at a=1 --since 2026-10-01 --at=b=2 --days 7 --kind parked --now "
	      "2026-10-31T12:00:00Z --dns-timeout 0.5 -o -");

	g_assert_no_error(error);
	g_assert_cmpint(end, ==, argc);
	g_assert_cmpuint(arguments.option[OPTION_AT].texts->len, ==, 2);
	g_assert_cmpstr(arguments.option[OPTION_AT].texts->pdata[1], ==, "b=2");
	g_assert_cmpint(arguments.option[OPTION_SINCE].number, ==, 20727);
	g_assert_cmpint(arguments.option[OPTION_DAYS].number, ==, 7);
	g_assert_cmpstr(arguments.option[OPTION_KIND].text, ==, "parked");
	g_assert_cmpint(arguments.option[OPTION_NOW].number, ==, 1793448000);
	g_assert_cmpfloat(arguments.option[OPTION_DNS_TIMEOUT].seconds, ==, 0.5);
	g_assert_cmpstr(arguments.option[OPTION_OUTPUT].text, ==, "-");
	g_assert_cmpint(arguments.option[OPTION_UNTIL].number, ==, DAY_NONE);
	arguments_clear(&arguments);
}

static void test_up_to_word(void)
{
	g_auto(GStrv) argv = g_strsplit("rampart --json --as me gate --force", " ", -1);
	struct arguments arguments;
	g_autoptr(GError) error = NULL;

	arguments_init(&arguments);
	g_assert_cmpint(options_parse(6, argv, NULL, true, &arguments, &error), ==, 4);
	g_assert_no_error(error);
	g_assert_cmpstr(arguments.option[OPTION_AS].text, ==, "me");
	g_assert_cmpuint(arguments.words->len, ==, 0);
	arguments_clear(&arguments);
}

static void refused(const char *line, const char *message)
{
	g_auto(GStrv) argv = g_strsplit(line, " ", -1);
	struct arguments arguments;
	g_autoptr(GError) error = NULL;
	int end;

	arguments_init(&arguments);
	end = options_parse((int)g_strv_length(argv), argv, own, false, &arguments, &error);
	g_assert_cmpint(end, ==, -1);
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE);
	g_assert_cmpstr(error->message, ==, message);
	arguments_clear(&arguments);
}

static void test_refused(void)
{
	refused("rampart --since 2026-02-30", "--since: \"2026-02-30\" is not a day (YYYY-MM-DD)");
	refused("rampart --days -3", "--days: \"-3\" is not a number");
	refused("rampart --days 7x", "--days: \"7x\" is not a number");
	refused("rampart --kind mail", "--kind: \"mail\" is not mailing|receive-only|parked");
	refused("rampart --now noon", "--now: \"noon\" is not a time (2026-10-31T12:00:00Z)");
	refused("rampart --dns-timeout 0",
		"--dns-timeout: \"0\" is not a number of seconds above 0");
	refused("rampart --reasons x", "unknown option --reasons");
	refused("rampart --vital x", "unknown option --vital"); /* not of this command */
	refused("rampart -x x", "unknown option -x");
	refused("rampart x --reason", "--reason wants a value");
	refused("rampart x -r", "-r wants a value");
	refused("rampart --force=yes x", "--force takes no value");
}

static void test_find(void)
{
	g_assert_cmpint(option_find("json", NULL), ==, OPTION_JSON);
	g_assert_cmpint(option_find("kind", own), ==, OPTION_KIND);
	g_assert_cmpint(option_find("kind", NULL), ==, OPTION_END);
	g_assert_cmpint(option_find("nothing", own), ==, OPTION_END);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cli/options/any-order", test_any_order);
	g_test_add_func("/cli/options/end-of-options", test_end_of_options);
	g_test_add_func("/cli/options/values", test_values);
	g_test_add_func("/cli/options/up-to-word", test_up_to_word);
	g_test_add_func("/cli/options/refused", test_refused);
	g_test_add_func("/cli/options/find", test_find);
	return g_test_run();
}
