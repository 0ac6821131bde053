/* SPDX-License-Identifier: MIT */
#include "cli/out.h"

#include <string.h>

#include "base/clock.h"

struct sink {
	struct cli cli;
	char *text;
	size_t len;
};

static void sink_open(struct sink *sink)
{
	*sink = (struct sink){0};
	arguments_init(&sink->cli.arguments);
	sink->cli.out = open_memstream(&sink->text, &sink->len);
}

static void sink_is(struct sink *sink, const char *want)
{
	fclose(sink->cli.out);
	g_assert_cmpstr(sink->text, ==, want);
	free(sink->text);
	arguments_clear(&sink->cli.arguments);
}

static void test_table(void)
{
	struct sink sink;
	struct out_table *table = out_table_new("NAME|>COUNT|>SHARE|LAST");

	sink_open(&sink);
	out_cell_name(table, "xn--bcher-kva.example");
	out_cell_count(table, 1204331);
	out_cell_share(table, 999, 1000);
	out_cell_day(table, 20727);
	out_cell(table, "b\x1b[2J");
	out_cell_count(table, 7);
	out_cell_share(table, 0, 0);
	out_cell_day(table, DAY_NONE);
	out_table_end(table, &sink.cli);
	sink_is(&sink, "NAME                                        COUNT   SHARE  LAST\n"
		       "xn--bcher-kva.example (bücher.example)  1 204 331  99.9 %  2026-10-01\n"
		       "b\uFFFD[2J                                           7       -  -\n");
}

static void test_cells_are_cut(void)
{
	g_autofree char *long_name = g_strnfill(10000, 'x');
	struct sink sink;
	struct out_table *table = out_table_new("A|B");

	sink_open(&sink);
	out_cell(table, long_name);
	out_cell(table, long_name);
	out_table_end(table, &sink.cli);
	fflush(sink.cli.out);
	for (const char *line = sink.text; *line; line = strchr(line, '\n') + 1)
		g_assert_cmpuint((size_t)(strchr(line, '\n') - line), <, 500);
	fclose(sink.cli.out);
	free(sink.text);
	arguments_clear(&sink.cli.arguments);
}

static void test_lines_are_cleaned(void)
{
	struct sink sink;

	sink_open(&sink);
	out_line(&sink.cli, "%s\n%s", "a\x1b]0;t\x07", "\u202eb");
	sink_is(&sink, "a\uFFFD]0;t\uFFFD \uFFFDb\n");
}

static void test_json(void)
{
	struct sink sink;

	sink_open(&sink);
	sink.cli.dry_run = true;
	out_json(&sink.cli, json_pack("{s:s, s:f}", "text", "a\x7f\u202e", "share", 0.1));
	sink_is(&sink,
		"{\n \"text\": \"a\\u007f\\u202E\",\n \"share\": 0.1,\n \"dry_run\": true\n}\n");
}

static void share(double part, double whole, const char *want)
{
	g_autofree char *text = out_share_text(part, whole);

	g_assert_cmpstr(text, ==, want);
}

static void amount(double messages, const char *want)
{
	g_autofree char *text = out_amount_text(messages);

	g_assert_cmpstr(text, ==, want);
}

static void test_figures(void)
{
	share(99999, 100000, "99.9 %"); /* never rounded up to all */
	share(1, 100000, "<0.1 %");	/* or down to nothing */
	share(984, 1000, "98.4 %");
	share(0, 10, "0.0 %");
	share(1, 1, "100 %");
	share(5, 0, "-");
	amount(0, "0");
	amount(0.25, "<1");
	amount(12.5, "13");
	amount(8937.5, "8 938");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cli/out/table", test_table);
	g_test_add_func("/cli/out/cells-are-cut", test_cells_are_cut);
	g_test_add_func("/cli/out/lines-are-cleaned", test_lines_are_cleaned);
	g_test_add_func("/cli/out/json", test_json);
	g_test_add_func("/cli/out/figures", test_figures);
	return g_test_run();
}
