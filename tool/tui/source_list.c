/* SPDX-License-Identifier: MIT */
#include "tui/source_list.h"

#include "tui/source_table.h"

void source_list_init(struct source_list *sources, const char *empty)
{
	*sources = (struct source_list){
		.open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	list_init(&sources->list, source_columns, source_row_key, empty);
}

void source_list_clear(struct source_list *sources)
{
	list_clear(&sources->list);
	g_clear_pointer(&sources->open, g_hash_table_unref);
}

static void refresh(struct source_list *sources)
{
	sources->flat = sources->list.filter || sources->list.sorted >= 0;
	list_set(&sources->list, source_rows(sources->table, sources->open, sources->flat));
}

void source_list_set(struct source_list *sources, const struct source_table *table)
{
	sources->table = table;
	refresh(sources);
}

void source_list_draw(struct source_list *sources, struct canvas *canvas, const struct area *area,
		      bool focus)
{
	if (sources->flat != (sources->list.filter || sources->list.sorted >= 0))
		refresh(sources);
	list_draw(&sources->list, canvas, area, focus);
}

const struct source_row *source_list_row(const struct source_list *sources)
{
	return list_row(&sources->list);
}

bool source_list_fold(struct source_list *sources)
{
	const struct source_row *row = source_list_row(sources);

	if (!row || !row->members)
		return false;
	if (!g_hash_table_remove(sources->open, row->key))
		g_hash_table_add(sources->open, g_strdup(row->key));
	refresh(sources);
	return true;
}

static void add_once(GPtrArray *array, gpointer source)
{
	if (!g_ptr_array_find(array, source, NULL))
		g_ptr_array_add(array, source);
}

GPtrArray *source_list_chosen(const struct source_list *sources)
{
	g_autoptr(GPtrArray) rows = list_chosen(&sources->list);
	GPtrArray *chosen = g_ptr_array_new();

	for (guint i = 0; i < rows->len; i++) {
		const struct source_row *row = rows->pdata[i];

		for (guint m = 0; row->members && m < row->members->len; m++)
			add_once(chosen, row->members->pdata[m]);
		if (!row->members)
			add_once(chosen, (gpointer)(uintptr_t)row->main);
	}
	return chosen;
}
