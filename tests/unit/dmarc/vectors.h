/* SPDX-License-Identifier: MIT */
/*
 * Vectors in files: one a line, its cells apart by tabs and with C escapes; '#' begins a comment.
 * Each line is a test case.
 */
#ifndef TESTS_DMARC_VECTORS_H
#define TESTS_DMARC_VECTORS_H

#include <glib.h>
#include <string.h>

#include "dmarc/policy.h"

static inline char *data_path(const char *name)
{
	return g_build_filename(g_getenv("RAMPART_TEST_DATA"), "dmarc", name, NULL);
}

/* Runs test for each line of the file, as /GROUP/FIRST-CELL; its data are the cells (char **). */
static inline void vectors_add(const char *group, const char *file, guint cells, GTestDataFunc test)
{
	g_autofree char *path = data_path(file), *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(GError) error = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		g_autofree char *name = NULL;
		char **cell;

		if (!**line || **line == '#')
			continue;
		cell = g_strsplit(*line, "\t", -1);
		g_assert_cmpuint(g_strv_length(cell), ==, cells);
		for (guint i = 0; i < cells; i++) {
			char *plain = g_strcompress(cell[i]);

			g_free(cell[i]);
			cell[i] = plain;
		}
		name = g_strconcat("/", group, "/", cell[0], NULL);
		g_test_add_data_func_full(name, cell, test, (GDestroyNotify)g_strfreev);
	}
}

/* "NAME: TXT | NAME: TXT" */
static inline struct published *published_from(const char *text)
{
	struct published *published = published_new();
	g_auto(GStrv) records = g_strsplit(text, " | ", -1);

	for (char **record = records; *record; record++) {
		char *colon = strstr(*record, ": ");

		g_assert_nonnull(colon);
		*colon = '\0';
		published_add(published, *record, colon + strlen(": "));
	}
	return published;
}

#endif
