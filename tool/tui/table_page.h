/* SPDX-License-Identifier: MIT */
/*
 * What pages share that show one table, and below it what is to be said of the row under the
 * cursor: their model is a struct list, and what they load a GPtrArray of its rows. The screen says
 * the rest in a struct table_view.
 */
#ifndef TUI_TABLE_PAGE_H
#define TUI_TABLE_PAGE_H

#include "tui/screen.h"

struct table_view {
	const struct column *columns; /* as for list_init() */
	list_key *key;
	const char *empty;
	int detail_rows; /* for detail(), where the page is high enough */
	void (*detail)(const void *row, struct canvas *canvas, struct area area);
	/* The same of a heading; NULL: there is none. */
	void (*group_detail)(const struct list_group *group, struct canvas *canvas,
			     struct area area);
};

void table_page_init(struct page *page);
void table_page_clear(struct page *page);
void table_page_update(struct page *page);
void table_page_free_data(void *rows);
void table_page_draw(struct page *page, struct canvas *canvas, const struct area *area);
struct list *table_page_list(const struct page *page);
/* The row under the cursor, or NULL. */
void *table_page_row(const struct page *page);

#endif
