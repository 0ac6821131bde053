/* SPDX-License-Identifier: MIT */
#include "cli/out.h"

#include <string.h>

#include "base/clock.h"
#include "base/figure.h"
#include "base/name.h"
#include "base/utext.h"

#define CELL_MAX      64  /* columns of a cell ... */
#define CELL_MAX_LAST 400 /* ... and of one in the last column */
#define GAP	      2

struct out_table {
	char **headings;
	unsigned n;
	bool *right;
	size_t *widths;
	GPtrArray *cells; /* char *, cleaned; the headings are the first n */
};

struct out_table *out_table_new(const char *headings)
{
	struct out_table *table = g_new0(struct out_table, 1);

	table->headings = g_strsplit(headings, "|", -1);
	table->n = g_strv_length(table->headings);
	table->right = g_new0(bool, table->n);
	table->widths = g_new0(size_t, table->n);
	table->cells = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < table->n; i++) {
		table->right[i] = table->headings[i][0] == '>';
		out_cell(table, table->headings[i] + table->right[i]);
	}
	return table;
}

void out_cell(struct out_table *table, const char *text)
{
	unsigned column = table->cells->len % table->n;
	char *cell = utext_term(text && *text ? text : "-",
				column + 1 < table->n ? CELL_MAX : CELL_MAX_LAST);

	table->widths[column] = MAX(table->widths[column], utext_cells(cell));
	g_ptr_array_add(table->cells, cell);
}

void out_cellf(struct out_table *table, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	out_cell(table, text);
}

void out_cell_count(struct out_table *table, uint64_t n)
{
	g_autofree char *text = out_count_text(n);

	out_cell(table, text);
}

void out_cell_name(struct out_table *table, const char *name)
{
	g_autofree char *shown = name_to_unicode(name);

	if (shown)
		out_cellf(table, "%s (%s)", name, shown);
	else
		out_cell(table, name);
}

void out_cell_share(struct out_table *table, double part, double whole)
{
	g_autofree char *text = out_share_text(part, whole);

	out_cell(table, text);
}

void out_cell_day(struct out_table *table, int32_t day)
{
	g_autofree char *text = day_format(day);

	out_cell(table, text);
}

static void print_row(const struct out_table *table, unsigned first, FILE *out)
{
	for (unsigned i = 0; i < table->n; i++) {
		const char *cell = table->cells->pdata[first + i];
		int blank = (int)(table->widths[i] - utext_cells(cell));
		bool last = i + 1 == table->n;

		fprintf(out, "%*s%s%*s", table->right[i] ? blank : 0, "", cell,
			last ? 0 : GAP + (table->right[i] ? 0 : blank), "");
	}
	fputc('\n', out);
}

void out_table_end(struct out_table *table, const struct cli *cli)
{
	for (unsigned first = 0; first < table->cells->len; first += table->n)
		print_row(table, first, cli->out);
	g_strfreev(table->headings);
	g_free(table->right);
	g_free(table->widths);
	g_ptr_array_unref(table->cells);
	g_free(table);
}

char *out_count_text(uint64_t n)
{
	return figure_count(n);
}

char *out_amount_text(double amount)
{
	return figure_amount(amount);
}

char *out_share_text(double part, double whole)
{
	return figure_share(part, whole);
}
