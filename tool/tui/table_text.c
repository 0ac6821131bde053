/* SPDX-License-Identifier: MIT */
#include "tui/table_text.h"

#include "base/utext.h"

static char *plain(const char *raw)
{
	return utext_term(raw, 0);
}

/* Between quotes; what is cleaned for a terminal holds no control character. */
static char *quoted(const char *raw)
{
	g_autofree char *clean = utext_term(raw, 0);
	GString *out = g_string_new(clean);

	g_string_replace(out, "\\", "\\\\", 0);
	g_string_replace(out, "\"", "\\\"", 0);
	g_string_prepend_c(out, '"');
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

static const struct {
	const char *suffix;
	char *(*door)(const char *raw);
	const char *begin, *between, *end;
} forms[TABLE_FORM_COUNT] = {
	[TABLE_FORM_TEXT] = {".txt", plain, "", "\t", "\n"},
	[TABLE_FORM_CSV] = {".csv", utext_csv, "", ",", "\n"},
	[TABLE_FORM_JSONL] = {".jsonl", quoted, "{", ", ", "}\n"},
	[TABLE_FORM_MARKDOWN] = {".md", utext_markdown, "| ", " | ", " |\n"},
};

enum table_form table_form_of(const char *path)
{
	for (int i = TABLE_FORM_CSV; i < TABLE_FORM_COUNT; i++)
		if (g_str_has_suffix(path, forms[i].suffix))
			return (enum table_form)i;
	return TABLE_FORM_TEXT;
}

static void add_cell(GString *out, enum table_form form, bool first, const char *raw)
{
	g_autofree char *cell = forms[form].door(raw);

	g_string_append_printf(out, "%s%s", first ? forms[form].begin : forms[form].between, cell);
}

static void add_row(GString *out, const struct list *list, const void *row, enum table_form form)
{
	for (const struct column *column = list->columns; column->title; column++) {
		g_autoptr(GString) cell = g_string_new(NULL);
		g_autofree char *key = g_ascii_strdown(column->title, -1), *value = NULL;

		column->text(row, cell);
		if (form != TABLE_FORM_JSONL) {
			add_cell(out, form, column == list->columns, cell->str);
			continue;
		}
		add_cell(out, form, column == list->columns, key);
		value = quoted(cell->str);
		g_string_append_printf(out, ": %s", value);
	}
	g_string_append(out, forms[form].end);
}

static void add_heading(GString *out, const struct list *list, enum table_form form)
{
	if (form == TABLE_FORM_JSONL)
		return;
	for (const struct column *column = list->columns; column->title; column++)
		add_cell(out, form, column == list->columns, column->title);
	g_string_append(out, forms[form].end);
	for (const struct column *column = list->columns;
	     form == TABLE_FORM_MARKDOWN && column->title; column++)
		g_string_append_printf(out, "%s", column[1].title ? "| --- " : "| --- |\n");
}

char *table_text(const struct list *list, enum table_form form)
{
	GString *out = g_string_new(NULL);
	bool marked = g_hash_table_size(list->marks) > 0;

	add_heading(out, list, form);
	for (guint i = 0; i < list->shown->len; i++)
		if (!marked || list_is_marked(list, list->shown->pdata[i]))
			add_row(out, list, list->shown->pdata[i], form);
	return g_string_free(out, FALSE);
}

char *table_row_text(const struct list *list, const void *row)
{
	GString *out = g_string_new(NULL);

	add_row(out, list, row, TABLE_FORM_TEXT);
	g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}
