/* SPDX-License-Identifier: MIT */
#include "tui/text.h"

#include <string.h>

#include "base/utext.h"

struct text_line {
	char *clean;
	enum role role;
};

/* A piece of a line as wide as the area. */
struct text_row {
	const struct text_line *line;
	const char *start;
	size_t bytes;
	int indent; /* of what a wrap moved down */
};

static void line_free(gpointer data)
{
	struct text_line *line = data;

	g_free(line->clean);
	g_free(line);
}

void text_init(struct text *text)
{
	*text = (struct text){
		.lines = g_ptr_array_new_with_free_func(line_free),
		.rows = g_ptr_array_new_with_free_func(g_free),
		.found = -1,
	};
}

void text_clear(struct text *text)
{
	g_clear_pointer(&text->rows, g_ptr_array_unref);
	g_clear_pointer(&text->lines, g_ptr_array_unref);
	g_clear_pointer(&text->search, g_free);
}

void text_reset(struct text *text)
{
	g_ptr_array_set_size(text->rows, 0);
	g_ptr_array_set_size(text->lines, 0);
	text->width = 0;
	text->found = -1;
}

static void add_line(struct text *text, enum role role, const char *raw)
{
	struct text_line *line = g_new0(struct text_line, 1);

	line->clean = utext_term(raw, 0);
	line->role = role;
	g_ptr_array_add(text->lines, line);
	text->width = 0;
}

void text_add(struct text *text, enum role role, const char *raw)
{
	g_auto(GStrv) parts = g_strsplit(raw, "\n", -1);

	for (char **part = parts; *part; part++)
		add_line(text, role, *part);
	if (!*raw)
		add_line(text, role, "");
}

void text_addf(struct text *text, enum role role, const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list args;

	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	text_add(text, role, line);
}

char *text_contents(const struct text *text)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < text->lines->len; i++)
		g_string_append_printf(out, "%s\n",
				       ((struct text_line *)text->lines->pdata[i])->clean);
	return g_string_free(out, FALSE);
}

/* The bytes of the first row: up to the last space that fits, else as much as fits. */
static size_t break_at(const char *start, int cells)
{
	size_t fits = utext_fit(start, (size_t)cells);

	if (!start[fits])
		return fits;
	for (size_t at = fits; at > 0; at--)
		if (start[at] == ' ' && strspn(start, " ") < at)
			return at;
	return fits ? fits : (size_t)(g_utf8_next_char(start) - start);
}

static void add_row(struct text *text, const struct text_line *line, const char *start,
		    size_t bytes, int indent)
{
	struct text_row *row = g_new(struct text_row, 1);

	*row = (struct text_row){line, start, bytes, indent};
	g_ptr_array_add(text->rows, row);
}

static void wrap_line(struct text *text, const struct text_line *line)
{
	const char *start = line->clean;
	int hanging = MIN((int)strspn(start, " "), text->width / 2);
	int indent = 0;

	do {
		size_t bytes = break_at(start, MAX(text->width - indent, 1));

		add_row(text, line, start, bytes, indent);
		start += bytes;
		if (bytes && *start)
			start += strspn(start, " ");
		indent = hanging;
	} while (*start);
}

static void wrap(struct text *text, int width)
{
	if (text->width == width)
		return;
	text->width = width;
	text->found = -1;
	g_ptr_array_set_size(text->rows, 0);
	for (guint i = 0; i < text->lines->len; i++)
		wrap_line(text, text->lines->pdata[i]);
}

void text_move(struct text *text, int by)
{
	int last = MAX((int)text->rows->len - text->height, 0);

	if (by > 0)
		text->top = by > last - text->top ? last : text->top + by;
	else
		text->top = CLAMP(text->top + MAX(by, -text->top - 1), 0, last);
	text->found = -1;
}

static bool row_holds(const struct text_row *row, const char *folded)
{
	g_autofree char *low = g_utf8_casefold(row->line->clean, -1);

	return row->start == row->line->clean && strstr(low, folded);
}

bool text_search(struct text *text, const char *needle, int by)
{
	int rows = (int)text->rows->len;
	int from = text->found >= 0 ? text->found : text->top - (by > 0);
	g_autofree char *folded = g_utf8_casefold(needle, -1);

	if (needle != text->search) {
		g_free(text->search);
		text->search = g_strdup(needle);
	}
	for (int step = 1; step <= rows; step++) {
		int at = ((from + by * step) % rows + rows) % rows;

		if (!row_holds(text->rows->pdata[at], folded))
			continue;
		text_move(text, at - text->height / 2 - text->top);
		text->found = at;
		return true;
	}
	return false;
}

void text_draw(struct text *text, struct canvas *canvas, const struct area *area, bool focus)
{
	wrap(text, area->width);
	text->height = MAX(area->height, 1);
	text->top = CLAMP(text->top, 0, MAX((int)text->rows->len - text->height, 0));
	for (int i = 0; i < area->height && (guint)(text->top + i) < text->rows->len; i++) {
		const struct text_row *row = text->rows->pdata[text->top + i];
		g_autofree char *piece = g_strndup(row->start, row->bytes);

		canvas_text(canvas, area->row + i, area->column + row->indent,
			    area->width - row->indent, row->line->role, piece);
		if (text->top + i == text->found)
			canvas_select(canvas, area->row + i, area->column, area->width);
	}
	if (focus)
		canvas_cursor(canvas, area->row + MAX(text->found - text->top, 0), area->column);
}

int text_show(struct canvas *canvas, const struct area *area, enum role role, const char *raw)
{
	struct text text;
	int rows;

	if (area->height < 1 || !*raw)
		return 0;
	text_init(&text);
	text_add(&text, role, raw);
	text_draw(&text, canvas, area, false);
	rows = MIN((int)text.rows->len, area->height);
	if ((int)text.rows->len > area->height)
		canvas_text(canvas, area->row + area->height - 1, area->column + area->width - 1, 1,
			    role, "…");
	text_clear(&text);
	return rows;
}
