/* SPDX-License-Identifier: MIT */
#include "base/figure.h"

#include <glib.h>

static void assert_text(char *text, const char *expected)
{
	g_assert_cmpstr(text, ==, expected);
	g_free(text);
}

static void test_count(void)
{
	assert_text(figure_count(0), "0");
	assert_text(figure_count(999), "999");
	assert_text(figure_count(1000), "1 000");
	assert_text(figure_count(1204331), "1 204 331");
	assert_text(figure_count(G_MAXUINT64), "18 446 744 073 709 551 615");
}

static void test_of(void)
{
	assert_text(figure_counted(0, "message", "messages"), "0 messages");
	assert_text(figure_counted(1, "message", "messages"), "1 message");
	assert_text(figure_counted(1204, "message", "messages"), "1 204 messages");
}

static void test_amount(void)
{
	assert_text(figure_amount(0), "0");
	assert_text(figure_amount(0.01), "<1");
	assert_text(figure_amount(0.5), "1");
	assert_text(figure_amount(1499.6), "1 500");
	assert_text(figure_amount(-1), "0");
	assert_text(figure_amounted(0, "message", "messages"), "0 messages");
	assert_text(figure_amounted(0.2, "message", "messages"), "<1 message");
	assert_text(figure_amounted(1.4, "message", "messages"), "1 message");
	assert_text(figure_amounted(1.5, "message", "messages"), "2 messages");
	assert_text(figure_written(1204330.6), "1,204,331");
}

static void test_share(void)
{
	assert_text(figure_share(0, 0), "-");
	assert_text(figure_share(0, 10), "0.0 %");
	assert_text(figure_share(1, 100000), "<0.1 %");
	assert_text(figure_share(0.98437, 1), "98.4 %");
	assert_text(figure_share(99999, 100000), "99.9 %");
	assert_text(figure_share(7, 7), "100 %");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/figure/count", test_count);
	g_test_add_func("/figure/of", test_of);
	g_test_add_func("/figure/amount", test_amount);
	g_test_add_func("/figure/share", test_share);
	return g_test_run();
}
