/* SPDX-License-Identifier: MIT */
/* Which columns of a list have room, how wide they are, and drawing its visible rows. */
#include "tui/list.h"

#include <string.h>

#define SIGNS 2 /* cursor and mark stand before the first column */

struct layout {
	int width[COLUMNS_MAX]; /* 0: not shown */
	int n;
};

static bool is_scrolled_away(const struct list *list, int column)
{
	return column > 0 && column <= list->scrolled;
}

/* What the rows are sorted by goes after all others. */
static int rank_of(const struct list *list, int column)
{
	return column == list->sorted ? MIN(list->columns[column].rank, 1)
				      : 2 * list->columns[column].rank;
}

/* The shown column that goes first when room is short, or -1. */
static int least_needed(const struct list *list, const struct layout *layout)
{
	int found = -1;

	for (int i = 0; i < layout->n; i++)
		if (layout->width[i] && rank_of(list, i) > 0 &&
		    (found < 0 || rank_of(list, i) >= rank_of(list, found)))
			found = i;
	return found;
}

static int total_width(const struct layout *layout)
{
	int total = SIGNS - 1;

	for (int i = 0; i < layout->n; i++)
		if (layout->width[i])
			total += layout->width[i] + 1;
	return total;
}

/* Spare columns go round among those that can take more. */
static void share_out(const struct list *list, int spare, struct layout *layout)
{
	bool taken = true;

	while (taken) {
		taken = false;
		for (int i = 0; i < layout->n && spare > 0; i++) {
			if (!layout->width[i] || layout->width[i] >= list->columns[i].most)
				continue;
			layout->width[i]++;
			spare--;
			taken = true;
		}
	}
}

static void lay_out(const struct list *list, int room, struct layout *layout)
{
	int drop;

	*layout = (struct layout){0};
	for (int i = 0; i < COLUMNS_MAX && list->columns[i].title; i++, layout->n++)
		if (!is_scrolled_away(list, i))
			layout->width[i] = list->columns[i].least;
	while (total_width(layout) > room && (drop = least_needed(list, layout)) >= 0)
		layout->width[drop] = 0;
	share_out(list, room - total_width(layout), layout);
}

static void draw_cell(const struct list *list, int column, int width, struct canvas *canvas,
		      int row, int at, const void *data)
{
	g_autoptr(GString) text = g_string_new(NULL);
	enum role role = list->columns[column].text(data, text);

	if (list->columns[column].right)
		canvas_right(canvas, row, at, width, role, text->str);
	else
		canvas_text(canvas, row, at, width, role, text->str);
}

static void draw_header(const struct list *list, const struct layout *layout, struct canvas *canvas,
			const struct area *area)
{
	int at = area->column + SIGNS;

	for (int i = 0; i < layout->n; i++) {
		const struct column *column = &list->columns[i];
		const char *sign = list->inverted ? "▲" : "▼";
		g_autofree char *title =
			g_strconcat(column->title, i == list->sorted ? sign : "", NULL);

		if (!layout->width[i])
			continue;
		if (column->right)
			canvas_right(canvas, area->row, at, layout->width[i], ROLE_HEADING, title);
		else
			canvas_text(canvas, area->row, at, layout->width[i], ROLE_HEADING, title);
		at += layout->width[i] + 1;
	}
}

static void draw_cells(const struct list *list, const struct layout *layout, struct canvas *canvas,
		       int row, int at, const void *data)
{
	for (int i = 0; i < layout->n; i++) {
		if (!layout->width[i])
			continue;
		draw_cell(list, i, layout->width[i], canvas, row, at, data);
		at += layout->width[i] + 1;
	}
}

/* Across the columns. */
static void draw_heading(const struct list *list, const struct area *area, struct canvas *canvas,
			 int row, const struct list_group *group)
{
	g_autoptr(GString) text = g_string_new(group->folded ? "▸ " : "▾ ");
	enum role role = list->grouping->text(group, text);

	canvas_text(canvas, row, area->column + SIGNS, area->width - SIGNS, role, text->str);
}

static void draw_line(const struct list *list, const struct layout *layout, struct canvas *canvas,
		      const struct area *area, int row, int index, bool focus)
{
	const struct list_line *line = &g_array_index(list->lines, struct list_line, index);

	if (line->row ? list_is_marked(list, line->row) : list_are_marked(list, line->group->shown))
		canvas_text(canvas, row, area->column + 1, 1, ROLE_MARKED, "*");
	if (line->row)
		draw_cells(list, layout, canvas, row, area->column + SIGNS, line->row);
	else
		draw_heading(list, area, canvas, row, line->group);
	if (index != list->cursor)
		return;
	canvas_text(canvas, row, area->column, 1, ROLE_PLAIN, ">");
	if (!focus)
		return;
	canvas_select(canvas, row, area->column, area->width);
	canvas_cursor(canvas, row, area->column);
}

/* The heading above a first row is to be seen with it. */
static int first_to_see(const struct list *list)
{
	const struct list_line *lines = (const struct list_line *)(const void *)list->lines->data;
	int at = list->cursor;

	return at > 0 && list->height > 1 && lines[at].row && !lines[at - 1].row ? at - 1 : at;
}

/* Keeps the cursor in sight, and the end of the list at the bottom. */
static void scroll(struct list *list)
{
	list->top = MIN(list->top, first_to_see(list));
	list->top = MAX(list->top, list->cursor - list->height + 1);
	list->top = CLAMP(list->top, 0, MAX((int)list->lines->len - list->height, 0));
}

void list_draw(struct list *list, struct canvas *canvas, const struct area *area, bool focus)
{
	struct layout layout;

	list->height = MAX(area->height - 1, 1);
	list->area = *area;
	list->turn = canvas->turn;
	scroll(list);
	lay_out(list, area->width, &layout);
	draw_header(list, &layout, canvas, area);
	for (int i = 0; i < area->height - 1 && (guint)(list->top + i) < list->lines->len; i++)
		draw_line(list, &layout, canvas, area, area->row + 1 + i, list->top + i, focus);
	if (list->shown->len == 0 && area->height > 1) {
		const char *why =
			list->rows->len ? "no row passes the filter; Esc shows all" : list->empty;

		canvas_text(canvas, area->row + 1, area->column + SIGNS, area->width - SIGNS,
			    ROLE_MUTED, why);
		canvas_cursor(canvas, area->row + 1, area->column);
	}
}

static void click_header(struct list *list, int column)
{
	struct layout layout;
	int at = list->area.column + SIGNS;

	lay_out(list, list->area.width, &layout);
	for (int i = 0; i < layout.n; i++) {
		if (!layout.width[i])
			continue;
		if (column >= at && column < at + layout.width[i])
			list_sort(list, list->columns[i].letter);
		at += layout.width[i] + 1;
	}
}

enum list_click list_click(struct list *list, const struct canvas *canvas, int row, int column)
{
	const struct area *area = &list->area;
	int index = list->top + row - area->row - 1;
	int by = index - list->cursor;

	if (list->turn != canvas->turn || row < area->row || row >= area->row + area->height ||
	    column < area->column || column >= area->column + area->width)
		return LIST_CLICK_ELSEWHERE;
	if (row == area->row) {
		click_header(list, column);
		return LIST_CLICK_HEADER;
	}
	if ((guint)index >= list->lines->len)
		return LIST_CLICK_ELSEWHERE;
	list_move(list, by);
	return by ? LIST_CLICK_ROW : LIST_CLICK_CURSOR;
}
