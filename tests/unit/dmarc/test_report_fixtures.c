/* SPDX-License-Identifier: MIT */
/*
 * Each quirk of domain.md 3.6 that concerns the XML has a document under tests/data/dmarc/reports
 * and beside it, as text, what must be read from it, however it is cut into pieces.
 */
#include "report_text.h"
#include "vectors.h"

static void test_fixture(gconstpointer data)
{
	static const size_t steps[] = {1, 7, 4096, SIZE_MAX / 2};
	const char *path = data;
	g_autofree char *document = NULL, *expected = NULL;
	g_autofree char *text_path = g_strdup_printf("%.*s.txt", (int)strlen(path) - 4, path);
	gsize len;

	g_assert_true(g_file_get_contents(path, &document, &len, NULL));
	g_assert_true(g_file_get_contents(text_path, &expected, NULL, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		struct reading reading;
		g_autofree char *text = NULL;

		reading_init(&reading, document, len, steps[i]);
		text = reading_text(&reading);
		g_assert_cmpstr(text, ==, expected);
		reading_clear(&reading);
	}
}

int main(int argc, char **argv)
{
	g_autofree char *folder = data_path("reports");
	g_autoptr(GDir) dir = NULL;
	const char *file;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	dir = g_dir_open(folder, 0, NULL);
	g_assert_nonnull(dir);
	while ((file = g_dir_read_name(dir))) {
		g_autofree char *name = g_strconcat("/fixture/", file, NULL);

		if (g_str_has_suffix(file, ".xml"))
			g_test_add_data_func_full(name, g_build_filename(folder, file, NULL),
						  test_fixture, g_free);
	}
	return g_test_run();
}
