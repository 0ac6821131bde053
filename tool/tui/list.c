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
	g_clear_pointer(&list->filter, g_free);
}

static int find_key(const struct list *list, const char *key)
{
	for (guint i = 0; key && i < list->shown->len; i++) {
		g_autofree char *at = list->key(list->shown->pdata[i]);

		if (g_str_equal(at, key))
			return (int)i;
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

/* Makes `shown` again; the cursor stays on the row of the key, else where it is. */
static void refresh(struct list *list, const char *cursor_key)
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
	at = find_key(list, cursor_key);
	list->anchor = -1;
	list->cursor = at >= 0 ? at : list->cursor;
	list_move(list, 0);
}

static char *cursor_key(const struct list *list)
{
	void *row = list_row(list);

	return row ? list->key(row) : NULL;
}

void list_set(struct list *list, GPtrArray *rows)
{
	g_autofree char *key = cursor_key(list);
	int offset = list->cursor - list->top;

	g_ptr_array_unref(list->rows);
	list->rows = rows;
	refresh(list, key);
	list->top = list->cursor - offset;
}

void *list_row(const struct list *list)
{
	return (guint)list->cursor < list->shown->len ? list->shown->pdata[list->cursor] : NULL;
}

void list_move(struct list *list, int by)
{
	int last = MAX((int)list->shown->len - 1, 0);

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
	g_autofree char *key = cursor_key(list);

	g_free(list->filter);
	list->filter = filter ? g_strchomp(g_strdup(filter)) : NULL;
	if (list->filter && !*list->filter)
		g_clear_pointer(&list->filter, g_free);
	refresh(list, key);
}

static void sort_by(struct list *list, int column)
{
	g_autofree char *key = cursor_key(list);

	list->inverted = column == list->sorted && !list->inverted;
	list->sorted = column;
	refresh(list, key);
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
	g_autofree char *key = cursor_key(list);

	list->inverted = !list->inverted;
	refresh(list, key);
}

bool list_is_marked(const struct list *list, const void *row)
{
	g_autofree char *key = NULL;

	if (g_hash_table_size(list->marks) == 0)
		return false;
	key = list->key(row);
	return g_hash_table_contains(list->marks, key);
}

void list_mark_toggle(struct list *list)
{
	g_autofree char *key = cursor_key(list);

	if (key && !g_hash_table_remove(list->marks, key))
		g_hash_table_add(list->marks, g_steal_pointer(&key));
}

static void mark_between(struct list *list, int a, int b)
{
	for (int i = MIN(a, b); i <= MAX(a, b) && (guint)i < list->shown->len; i++)
		g_hash_table_add(list->marks, list->key(list->shown->pdata[i]));
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
	mark_between(list, 0, (int)list->shown->len - 1);
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
