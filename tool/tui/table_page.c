/* SPDX-License-Identifier: MIT */
#include "tui/table_page.h"

void table_page_init(struct page *page)
{
	const struct table_view *table = page->screen->table;

	list_init(page->model, table->columns, table->key, table->empty);
}

void table_page_clear(struct page *page)
{
	list_clear(page->model);
}

void table_page_update(struct page *page)
{
	list_set(page->model, g_ptr_array_ref(page->data));
}

void table_page_free_data(void *rows)
{
	g_ptr_array_unref(rows);
}

void table_page_draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	const struct table_view *table = page->screen->table;
	struct area rest = *area;
	int rows = area->height > 3 * table->detail_rows ? table->detail_rows : 0;
	struct area detail = area_bottom(&rest, rows);
	const void *row = table_page_row(page);
	const struct list_group *group = list_heading(page->model);

	list_draw(page->model, canvas, &rest, true);
	if (row && detail.height)
		table->detail(row, canvas, detail);
	else if (group && detail.height)
		table->group_detail(group, canvas, detail);
}

struct list *table_page_list(const struct page *page)
{
	return page->model;
}

void *table_page_row(const struct page *page)
{
	return list_row(page->model);
}
