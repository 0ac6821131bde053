/* SPDX-License-Identifier: MIT */
#include "base/filter.h"

#include <glib.h>

static bool takes(const char *text)
{
	static const struct filter_cell row[] = {
		{"DOMAIN", "xn--bcher-kva.example (Bücher.example)"},
		{"CUSTOMER", "Acme Stores"},
		{"VERDICT", "! threat"},
		{"ADDRESS", "2001:db8::25"},
		{"LAST SEEN", "2026-10-31\xff"},
	};
	struct filter *filter = filter_new(text);
	bool taken = filter_takes(filter, row, G_N_ELEMENTS(row));

	filter_free(filter);
	return taken;
}

static void test_words(void)
{
	g_assert_true(takes(NULL));
	g_assert_true(takes("  "));
	g_assert_true(takes("BÜCHER"));
	g_assert_true(takes("acme threat"));
	g_assert_true(takes(" stores  acme "));
	g_assert_false(takes("acme borea"));
	g_assert_false(takes("exampleacme")); /* no word goes over the edge of a cell */
	g_assert_true(takes("2026-10-31"));   /* a byte that is no text hides nothing */
}

static void test_inverted(void)
{
	g_assert_false(takes("!acme"));
	g_assert_true(takes("!borea"));
	g_assert_true(takes("!borea threat"));
	g_assert_false(takes("!borea !threat"));
	g_assert_true(takes("!")); /* more is to come */
}

static void test_column(void)
{
	g_assert_true(takes("customer:acme"));
	g_assert_true(takes("cust:acme"));
	g_assert_false(takes("domain:acme"));
	g_assert_true(takes("!domain:acme"));
	g_assert_false(takes("!customer:acme"));
	g_assert_true(takes("customer:"));
	g_assert_true(takes("!customer:"));
	g_assert_true(takes("2001:db8")); /* no column is called so */
	g_assert_true(takes("address:2001:db8"));
	g_assert_true(takes("::25"));
	g_assert_false(takes("2001:db9"));
}

static void test_fuzzy(void)
{
	g_assert_true(takes("~acst"));
	g_assert_false(takes("acst"));
	g_assert_false(takes("~tsca"));
	g_assert_true(takes("~bür.ex"));
	g_assert_true(takes("customer:~as"));
	g_assert_false(takes("verdict:~as"));
	g_assert_false(takes("!~acst"));
	g_assert_true(takes("~"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/filter/words", test_words);
	g_test_add_func("/filter/inverted", test_inverted);
	g_test_add_func("/filter/column", test_column);
	g_test_add_func("/filter/fuzzy", test_fuzzy);
	return g_test_run();
}
