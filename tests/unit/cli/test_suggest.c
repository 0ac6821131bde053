/* SPDX-License-Identifier: MIT */
#include "cli/suggest.h"

#include <glib.h>

static const char *const words[] = {"gate",   "import", "journal", "sources",
				    "source", "status", "advance", NULL};

static void test_near(void)
{
	g_assert_cmpstr(suggest("staus", words), ==, "status");
	g_assert_cmpstr(suggest("imprt", words), ==, "import");
	g_assert_cmpstr(suggest("jounral", words), ==, "journal"); /* two neighbours swapped */
	g_assert_cmpstr(suggest("adavnce", words), ==, "advance");
	g_assert_cmpstr(suggest("gat", words), ==, "gate");
	g_assert_cmpstr(suggest("source", words), ==, "source");
}

static void test_far(void)
{
	g_assert_null(suggest("zzz", words));
	g_assert_null(suggest("frobnicate", words));
	g_assert_null(suggest("", words));
	g_assert_null(suggest("a-word-that-is-much-longer-than-any-command-of-ours", words));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cli/suggest/near", test_near);
	g_test_add_func("/cli/suggest/far", test_far);
	return g_test_run();
}
