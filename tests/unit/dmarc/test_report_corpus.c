/* SPDX-License-Identifier: MIT */
/* Real reports: figures as a strict parser finds them, and those that it cannot read. */
#include "report_text.h"
#include "vectors.h"

#define CORPUS "../shared/corpus"

enum column {
	COLUMN_FILE,
	COLUMN_KIND = 3,
	COLUMN_ROWS = 6,
	COLUMN_MESSAGES,
	COLUMN_ORG,
	COLUMN_DOMAIN,
	COLUMN_SCHEMA,
	COLUMN_ERROR,
	COLUMN_COUNT,
};

static void read_file(struct reading *reading, const char *file)
{
	g_autofree char *path = g_build_filename(CORPUS, "reports", file, NULL), *document = NULL;
	g_autoptr(GError) error = NULL;
	gsize len;

	g_file_get_contents(path, &document, &len, &error);
	g_assert_no_error(error);
	reading_init(reading, document, len, 4096);
}

static void test_figures(gconstpointer data)
{
	char *const *cell = data;
	const struct report *report;
	struct reading reading;

	read_file(&reading, cell[COLUMN_FILE]);
	g_assert_no_error(reading.error);
	g_assert_false(reading.repaired);
	report = report_xml_report(reading.parser);
	g_assert_cmpuint(report->rows, ==, g_ascii_strtoull(cell[COLUMN_ROWS], NULL, 10));
	g_assert_cmpuint(report->messages, ==, g_ascii_strtoull(cell[COLUMN_MESSAGES], NULL, 10));
	g_assert_cmpstr(report->org_name, ==, cell[COLUMN_ORG]);
	g_assert_cmpstr(report->domain, ==, cell[COLUMN_DOMAIN]);
	g_assert_cmpint(report->generation, ==,
			strcmp(cell[COLUMN_SCHEMA], "9990") == 0 ? GENERATION_RFC9989
								 : GENERATION_RFC7489);
	reading_clear(&reading);
}

/* An open schema tag, and stray '<' in texts: nothing has to be guessed. */
static void test_recovered(gconstpointer data)
{
	struct reading reading;
	const struct report *report;

	read_file(&reading, data);
	g_assert_no_error(reading.error);
	report = report_xml_report(reading.parser);
	g_assert_true(report->flags & REPORT_RECOVERED);
	g_assert_cmpuint(report->rows, ==, 1);
	g_assert_cmpuint(report->messages, ==, 1);
	reading_clear(&reading);
}

/* Stray '<', and then no end: how many rows are missing nobody knows. */
static void test_cut_off(gconstpointer data)
{
	struct reading reading;

	read_file(&reading, data);
	g_assert_nonnull(reading.error);
	g_assert_nonnull(strstr(reading.error->message, "cut off"));
	reading_clear(&reading);
}

static void add_files(const char *manifest)
{
	g_auto(GStrv) lines = g_strsplit(manifest, "\n", -1);

	for (char **line = lines; *line; line++) {
		char **cell = g_strsplit(*line, "\t", -1);
		g_autofree char *name = g_strconcat("/corpus/", cell[0], NULL);

		if (g_strv_length(cell) == COLUMN_COUNT && strcmp(cell[COLUMN_KIND], "xml") == 0 &&
		    !*cell[COLUMN_ERROR])
			g_test_add_data_func_full(name, cell, test_figures,
						  (GDestroyNotify)g_strfreev);
		else
			g_strfreev(cell);
	}
}

static void test_absent(void)
{
	g_test_skip("there is no " CORPUS " here");
}

int main(int argc, char **argv)
{
	g_autofree char *manifest = NULL;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	if (!g_file_get_contents(CORPUS "/MANIFEST.tsv", &manifest, NULL, NULL)) {
		g_test_add_func("/corpus", test_absent);
		return g_test_run();
	}
	add_files(manifest);
	g_test_add_data_func("/corpus/schema",
			     "parsedmarc__ikea.com!example.de!1538690400!1538776800.xml",
			     test_recovered);
	g_test_add_data_func("/corpus/stray", "parsedmarc__invalid_xml.xml", test_recovered);
	g_test_add_data_func("/corpus/cut-off",
			     "OpenDMARC__bad.com!example.com!1337140800!1337227200.xml",
			     test_cut_off);
	return g_test_run();
}
