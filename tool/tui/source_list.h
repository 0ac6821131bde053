/* SPDX-License-Identifier: MIT */
/* A list of sources that folds, for Domain and Sources. */
#ifndef TUI_SOURCE_LIST_H
#define TUI_SOURCE_LIST_H

#include "tui/list.h"
#include "tui/source_row.h"

struct source_list {
	struct list list; /* of struct source_row */
	const struct source_table *table;
	GHashTable *open; /* keys of groups that are unfolded */
	bool flat;	  /* a filter or an order shows sources alone */
};

void source_list_init(struct source_list *sources, const char *empty);
void source_list_clear(struct source_list *sources);
/* The rows point into the table: it stays until the next one is set. */
void source_list_set(struct source_list *sources, const struct source_table *table);
void source_list_draw(struct source_list *sources, struct canvas *canvas, const struct area *area,
		      bool focus);
/* The row under the cursor, or NULL. */
const struct source_row *source_list_row(const struct source_list *sources);
/* Folds, or unfolds, the group under the cursor. False: a source is there. */
bool source_list_fold(struct source_list *sources);
/* The sources of the rows that are selected, each once: struct source *. */
GPtrArray *source_list_chosen(const struct source_list *sources);

#endif
