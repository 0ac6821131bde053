/* SPDX-License-Identifier: MIT */
/* A list as a file: the rows that are shown (or those that are marked), in their order, every
 * column. */
#ifndef TUI_TABLE_TEXT_H
#define TUI_TABLE_TEXT_H

#include "tui/list.h"

enum table_form {
	TABLE_FORM_TEXT,
	TABLE_FORM_CSV,
	TABLE_FORM_JSONL, /* the headings in lower case are the keys */
	TABLE_FORM_MARKDOWN,
	TABLE_FORM_COUNT,
};

/* By the end of a file's name; text when it is none of .csv, .jsonl, .md. */
enum table_form table_form_of(const char *path);
/* Newly allocated. */
char *table_text(const struct list *list, enum table_form form);
/* One row, its cells separated by tabs. Newly allocated. */
char *table_row_text(const struct list *list, const void *row);

#endif
