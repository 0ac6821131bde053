/* SPDX-License-Identifier: MIT */
#include "tui/list.h"

#include "base/filter.h"

void list_init(struct list *list, const struct column *columns, list_key *key, const char *empty)
{
	*list = (struct list){
		.columns = columns,
		.key = key,
		.rows = g_ptr_array_new(),
		.shown = g_ptr_array_new(),
		.marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.groups = g_ptr_array_new_with_free_func(list_group_free),
		.folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.lines = g_array_new(FALSE, FALSE, sizeof(struct list_line)),
		.sorted = -1,
		.anchor = -1,
		.empty = empty,
	};
}

void list_clear(struct list *list)
{
	g_clear_pointer(&list->rows, g_ptr_array_unref);
	g_clear_pointer(&list->shown, g_ptr_array_unref);
	g_clear_pointer(&list->marks, g_hash_table_unref);
	g_clear_pointer(&list->groups, g_ptr_array_unref);
	g_clear_pointer(&list->folded, g_hash_table_unref);
	g_clear_pointer(&list->lines, g_array_unref);
	g_clear_pointer(&list->filter, g_free);
}

static const struct list_line *line_at(const struct list *list, int index)
{
	return (guint)index < list->lines->len
		       ? &g_array_index(list->lines, struct list_line, index)
		       : NULL;
}

/* Where the cursor is, by keys. */
struct spot {
	char *row;   /* of a heading the first one below it; NULL: there is no line */
	char *group; /* or NULL */
	bool heading;
};

static struct spot spot_of(const struct list *list)
{
	const struct list_line *line = line_at(list, list->cursor);

	if (!line)
		return (struct spot){0};
	return (struct spot){
		.row = list->key(line->row ? line->row : line->group->shown->pdata[0]),
		.group = line->group ? g_strdup(line->group->key) : NULL,
		.heading = !line->row,
	};
}

static void spot_clear(struct spot *spot)
{
	g_free(spot->row);
	g_free(spot->group);
}

static bool is_row(const struct list *list, const struct list_line *line, const char *key)
{
	g_autofree char *own = line->row ? list->key(line->row) : NULL;

	return g_strcmp0(own, key) == 0;
}

/* The heading itself, or that under which the row is folded away. */
static bool is_heading(const struct list_line *line, const struct spot *spot)
{
	return !line->row && g_strcmp0(line->group->key, spot->group) == 0 &&
	       (spot->heading || line->group->folded);
}

/* The line of a spot, or -1. */
static int find(const struct list *list, const struct spot *spot)
{
	bool by_heading = spot->heading && list->grouping;

	for (int i = 0; spot->row && (guint)i < list->lines->len; i++) {
		const struct list_line *line = line_at(list, i);

		if (is_heading(line, spot) || (!by_heading && is_row(list, line, spot->row)))
			return i;
	}
	return -1;
}

static bool row_passes(const struct list *list, const struct filter *filter, const void *row)
{
	struct filter_cell cells[COLUMNS_MAX];
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

	for (const struct column *column = list->columns; column->title; column++) {
		GString *text = g_string_new(NULL);

		column->text(row, text);
		cells[texts->len] = (struct filter_cell){column->title, text->str};
		g_ptr_array_add(texts, g_string_free(text, FALSE));
	}
	return filter_takes(filter, cells, texts->len);
}

static int compare_text(const struct column *column, const void *a, const void *b)
{
	g_autoptr(GString) left = g_string_new(NULL);
	g_autoptr(GString) right = g_string_new(NULL);

	column->text(a, left);
	column->text(b, right);
	return g_ascii_strcasecmp(left->str, right->str);
}

static gint compare_rows(gconstpointer a, gconstpointer b, gpointer user)
{
	const struct list *list = user;
	const struct column *column = &list->columns[list->sorted];
	const void *left = *(void *const *)a;
	const void *right = *(void *const *)b;
	int order =
		column->compare ? column->compare(left, right) : compare_text(column, left, right);

	return list->inverted ? -order : order;
}

/* Makes `shown` and the lines again; the cursor stays on its row or heading, else where it is. */
static void refresh(struct list *list, struct spot spot)
{
	struct filter *filter = list->filter ? filter_new(list->filter) : NULL;
	int at;

	g_ptr_array_set_size(list->shown, 0);
	for (guint i = 0; i < list->rows->len; i++)
		if (!filter || row_passes(list, filter, list->rows->pdata[i]))
			g_ptr_array_add(list->shown, list->rows->pdata[i]);
	filter_free(filter);
	if (list->sorted >= 0)
		g_ptr_array_sort_with_data(list->shown, compare_rows, list);
	else if (list->inverted)
		for (guint i = 0, j = list->shown->len; i + 1 < j; i++) {
			gpointer row = list->shown->pdata[i];

			list->shown->pdata[i] = list->shown->pdata[--j];
			list->shown->pdata[j] = row;
		}
	list_arrange(list);
	at = find(list, &spot);
	spot_clear(&spot);
	list->anchor = -1;
	list->cursor = at >= 0 ? at : list->cursor;
	list_move(list, 0);
}

void list_set(struct list *list, GPtrArray *rows)
{
	struct spot spot = spot_of(list);
	int offset = list->cursor - list->top;

	g_ptr_array_unref(list->rows);
	list->rows = rows;
	refresh(list, spot);
	list->top = list->cursor - offset;
}

void *list_row(const struct list *list)
{
	const struct list_line *line = line_at(list, list->cursor);

	return line ? line->row : NULL;
}

const struct list_group *list_heading(const struct list *list)
{
	const struct list_line *line = line_at(list, list->cursor);

	return line && !line->row ? line->group : NULL;
}

void list_move_first(struct list *list)
{
	list->cursor = 0;
	if (list_heading(list))
		list_move(list, 1);
}

void list_move(struct list *list, int by)
{
	int last = MAX((int)list->lines->len - 1, 0);

	if (by > 0)
		list->cursor = by > last - list->cursor ? last : list->cursor + by;
	else
		list->cursor = CLAMP(list->cursor + MAX(by, -list->cursor - 1), 0, last);
}

void list_scroll_columns(struct list *list, int by)
{
	int columns = 0;

	while (list->columns[columns].title)
		columns++;
	list->scrolled = CLAMP(list->scrolled + by, 0, MAX(columns - 2, 0));
}

void list_filter(struct list *list, const char *filter)
{
	struct spot spot = spot_of(list);

	g_free(list->filter);
	list->filter = filter ? g_strchomp(g_strdup(filter)) : NULL;
	if (list->filter && !*list->filter)
		g_clear_pointer(&list->filter, g_free);
	refresh(list, spot);
}

static void sort_by(struct list *list, int column)
{
	struct spot spot = spot_of(list);

	list->inverted = column == list->sorted && !list->inverted;
	list->sorted = column;
	refresh(list, spot);
}

bool list_sort(struct list *list, char letter)
{
	for (int i = 0; list->columns[i].title; i++) {
		if (letter && list->columns[i].letter == letter) {
			sort_by(list, i);
			return true;
		}
	}
	return false;
}

void list_sort_next(struct list *list, int by)
{
	int columns = 0;
	int at;

	while (list->columns[columns].title)
		columns++;
	for (at = list->sorted + by; at >= 0 && at < columns; at += by) {
		if (list->columns[at].letter) {
			list->inverted = false;
			sort_by(list, at);
			return;
		}
	}
}

void list_invert(struct list *list)
{
	struct spot spot = spot_of(list);

	list->inverted = !list->inverted;
	refresh(list, spot);
}

void list_group(struct list *list, const struct grouping *grouping)
{
	struct spot spot = spot_of(list);

	list->grouping = grouping;
	g_hash_table_remove_all(list->folded);
	refresh(list, spot);
}

void list_fold(struct list *list)
{
	const struct list_line *line = line_at(list, list->cursor);
	struct spot spot = spot_of(list);

	if (line && line->group && !g_hash_table_remove(list->folded, line->group->key))
		g_hash_table_add(list->folded, g_strdup(line->group->key));
	refresh(list, spot);
}

bool list_is_marked(const struct list *list, const void *row)
{
	g_autofree char *key = NULL;

	if (g_hash_table_size(list->marks) == 0)
		return false;
	key = list->key(row);
	return g_hash_table_contains(list->marks, key);
}

bool list_are_marked(const struct list *list, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++)
		if (!list_is_marked(list, rows->pdata[i]))
			return false;
	return true;
}

static void mark_all(struct list *list, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++)
		g_hash_table_add(list->marks, list->key(rows->pdata[i]));
}

static void toggle_row(struct list *list, const void *row)
{
	g_autofree char *key = list->key(row);

	if (!g_hash_table_remove(list->marks, key))
		g_hash_table_add(list->marks, g_steal_pointer(&key));
}

void list_mark_toggle(struct list *list)
{
	const struct list_group *group = list_heading(list);
	const struct list_line *line = line_at(list, list->cursor);

	if (group && list_are_marked(list, group->shown))
		for (guint i = 0; i < group->shown->len; i++)
			toggle_row(list, group->shown->pdata[i]);
	else if (group)
		mark_all(list, group->shown);
	else if (line)
		toggle_row(list, line->row);
	list_move(list, group && !group->folded ? (int)group->shown->len + 1 : 1);
}

/* A heading whose rows are folded away stands for them. */
static void mark_between(struct list *list, int a, int b)
{
	for (int i = MIN(a, b); i <= MAX(a, b) && line_at(list, i); i++) {
		const struct list_line *line = line_at(list, i);

		if (line->row)
			g_hash_table_add(list->marks, list->key(line->row));
		else if (line->group->folded)
			mark_all(list, line->group->shown);
	}
}

void list_mark_range(struct list *list)
{
	if (list->anchor < 0) {
		list->anchor = list->cursor;
		return;
	}
	mark_between(list, list->anchor, list->cursor);
	list->anchor = -1;
}

void list_mark_shown(struct list *list)
{
	mark_all(list, list->shown);
}

void list_unmark(struct list *list)
{
	g_hash_table_remove_all(list->marks);
	list->anchor = -1;
}

GPtrArray *list_chosen(const struct list *list)
{
	GPtrArray *chosen = g_ptr_array_new();

	for (guint i = 0; i < list->shown->len; i++)
		if (list_is_marked(list, list->shown->pdata[i]))
			g_ptr_array_add(chosen, list->shown->pdata[i]);
	if (chosen->len == 0 && list_row(list))
		g_ptr_array_add(chosen, list_row(list));
	return chosen;
}
