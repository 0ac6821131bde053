/* SPDX-License-Identifier: MIT */
#include "tui/canvas.h"

#include <string.h>

#include "base/utext.h"

#define CANVAS_MAX 1000 /* columns and rows; larger terminals see the corner */

/* Our own drawing characters where the terminal shows ASCII only; anything else is '?'. */
static const struct {
	const char *glyph;
	char ascii;
} ascii_glyphs[] = {
	{"…", '~'}, {"▁", '.'}, {"▂", '.'}, {"▃", ':'}, {"▄", ':'}, {"▅", '-'}, {"▆", '='},
	{"▇", '+'}, {"█", '#'}, {"▏", '.'}, {"▎", ':'}, {"▍", ':'}, {"▌", '-'}, {"▋", '='},
	{"▊", '='}, {"▉", '+'}, {"─", '-'}, {"│", '|'}, {"┌", '+'}, {"┐", '+'}, {"└", '+'},
	{"┘", '+'}, {"├", '+'}, {"┤", '+'}, {"≤", '<'}, {"≥", '>'}, {"░", '.'}, {"▒", ':'},
	{"▸", '>'}, {"▾", 'v'}, {"▲", '^'}, {"▼", 'v'}, {"·", '.'}, {"→", '>'},
};

struct area area_top(struct area *area, int rows)
{
	struct area top = *area;

	top.height = CLAMP(rows, 0, area->height);
	area->row += top.height;
	area->height -= top.height;
	return top;
}

struct area area_bottom(struct area *area, int rows)
{
	struct area bottom = *area;

	bottom.height = CLAMP(rows, 0, area->height);
	area->height -= bottom.height;
	bottom.row += area->height;
	return bottom;
}

struct area area_left(struct area *area, int columns)
{
	struct area left = *area;

	left.width = CLAMP(columns, 0, area->width);
	area->column += left.width;
	area->width -= left.width;
	return left;
}

struct canvas *canvas_new(int width, int height)
{
	struct canvas *canvas = g_new0(struct canvas, 1);

	canvas_resize(canvas, width, height);
	return canvas;
}

void canvas_free(struct canvas *canvas)
{
	if (!canvas)
		return;
	g_free(canvas->cells);
	g_free(canvas);
}

void canvas_resize(struct canvas *canvas, int width, int height)
{
	canvas->width = CLAMP(width, 1, CANVAS_MAX);
	canvas->height = CLAMP(height, 1, CANVAS_MAX);
	g_free(canvas->cells);
	canvas->cells = g_new0(struct cell, (size_t)canvas->width * (size_t)canvas->height);
	canvas_clear(canvas);
}

static struct cell *cell_at(const struct canvas *canvas, int row, int column)
{
	return &canvas->cells[row * canvas->width + column];
}

static void cell_blank(struct cell *cell)
{
	*cell = (struct cell){.text = " ", .width = 1};
}

void canvas_clear(struct canvas *canvas)
{
	for (int i = 0; i < canvas->width * canvas->height; i++)
		cell_blank(&canvas->cells[i]);
	canvas->row = canvas->column = 0;
	canvas->editing = false;
	canvas->turn++;
}

/* Half a wide character never stays behind when the other half is written over. */
static void release_halves(struct canvas *canvas, int row, int column)
{
	struct cell *cell = cell_at(canvas, row, column);

	if (cell->width == 0 && column > 0)
		cell_blank(cell - 1);
	if (cell->width == 2 && column + 1 < canvas->width)
		cell_blank(cell + 1);
}

static void put(struct canvas *canvas, int row, int column, enum role role, const char *text,
		size_t bytes, int width)
{
	struct cell *cell = cell_at(canvas, row, column);

	release_halves(canvas, row, column);
	memcpy(cell->text, text, bytes);
	cell->text[bytes] = '\0';
	cell->width = (unsigned char)width;
	cell->role = (unsigned char)role;
	cell->selected = false;
	if (width == 2) {
		release_halves(canvas, row, column + 1);
		cell[1] = (struct cell){.role = (unsigned char)role};
	}
}

static char *to_ascii(const char *clean)
{
	GString *out = g_string_new(NULL);

	for (const char *p = clean; *p; p = g_utf8_next_char(p)) {
		size_t bytes = (size_t)(g_utf8_next_char(p) - p);
		char c = bytes == 1 ? *p : '?';

		for (size_t i = 0; bytes > 1 && i < G_N_ELEMENTS(ascii_glyphs); i++)
			if (strncmp(p, ascii_glyphs[i].glyph, bytes) == 0)
				c = ascii_glyphs[i].ascii;
		g_string_append_c(out, c);
	}
	return g_string_free(out, FALSE);
}

static int put_line(struct canvas *canvas, int row, int column, enum role role, const char *clean)
{
	int at = column;

	while (*clean) {
		const char *next = g_utf8_next_char(clean);
		int width = g_unichar_iswide(g_utf8_get_char(clean)) ? 2 : 1;

		while (*next && g_unichar_iszerowidth(g_utf8_get_char(next)) &&
		       g_utf8_next_char(next) - clean < CELL_BYTES)
			next = g_utf8_next_char(next);
		if (at + width > canvas->width)
			break;
		put(canvas, row, at, role, clean, (size_t)(next - clean), width);
		at += width;
		clean = next;
	}
	return at - column;
}

int canvas_text(struct canvas *canvas, int row, int column, int width, enum role role,
		const char *text)
{
	g_autofree char *clean = NULL;

	if (row < 0 || row >= canvas->height || column < 0 || column >= canvas->width)
		return 0;
	width = MIN(width, canvas->width - column);
	if (width <= 0)
		return 0;
	clean = utext_term(text, (size_t)width);
	if (canvas->ascii) {
		g_autofree char *wide = g_steal_pointer(&clean);

		clean = to_ascii(wide);
	}
	return put_line(canvas, row, column, role, clean);
}

void canvas_right(struct canvas *canvas, int row, int column, int width, enum role role,
		  const char *text)
{
	g_autofree char *clean = utext_term(text, (size_t)MAX(width, 1));
	int cells = (int)utext_cells(clean);

	canvas_text(canvas, row, column + MAX(width - cells, 0), cells, role, clean);
}

void canvas_fill(struct canvas *canvas, int row, int column, int width, enum role role,
		 const char *glyph)
{
	for (int i = 0; i < width; i++)
		canvas_text(canvas, row, column + i, 1, role, glyph);
}

void canvas_select(struct canvas *canvas, int row, int column, int width)
{
	if (row < 0 || row >= canvas->height)
		return;
	for (int i = MAX(column, 0); i < MIN(column + width, canvas->width); i++)
		cell_at(canvas, row, i)->selected = true;
}

void canvas_cursor(struct canvas *canvas, int row, int column)
{
	canvas->row = CLAMP(row, 0, canvas->height - 1);
	canvas->column = CLAMP(column, 0, canvas->width - 1);
}

static void dump_line(GString *line, GString *out)
{
	while (line->len && line->str[line->len - 1] == ' ')
		g_string_truncate(line, line->len - 1);
	g_string_append_printf(out, "%s\n", line->str);
	g_string_truncate(line, 0);
}

void canvas_dump(const struct canvas *canvas, GString *out)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (int row = 0; row < canvas->height; row++) {
		for (int column = 0; column < canvas->width; column++)
			g_string_append(line, cell_at(canvas, row, column)->text);
		dump_line(line, out);
	}
}

void canvas_dump_roles(const struct canvas *canvas, GString *out)
{
	static const char letters[] = {
		[ROLE_PLAIN] = '.', [ROLE_TITLE] = 't',	  [ROLE_HEADING] = 'h', [ROLE_KEY] = 'k',
		[ROLE_MUTED] = 'm', [ROLE_OK] = 'o',	  [ROLE_WARN] = 'w',	[ROLE_BAD] = 'b',
		[ROLE_ADDED] = 'a', [ROLE_REMOVED] = 'r', [ROLE_MARKED] = 'x',
	};

	for (int row = 0; row < canvas->height; row++) {
		for (int column = 0; column < canvas->width; column++) {
			const struct cell *cell = cell_at(canvas, row, column);
			char letter = letters[cell->role];

			if (cell->selected)
				letter = letter == '.' ? 'S' : g_ascii_toupper(letter);
			g_string_append_c(out, letter);
		}
		g_string_append_c(out, '\n');
	}
}
