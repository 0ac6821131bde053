/* SPDX-License-Identifier: MIT */
/* What the three parts of the table loader know of each other. */
#ifndef BASE_TABLE_INNER_H
#define BASE_TABLE_INNER_H

#include "base/table.h"

/*
 * table_value.c: sets the value at `at` (appends one element to a list) from its text. Returns
 * NULL, or what was expected instead, newly allocated.
 */
char *table_value_set(const struct field *field, const char *text, void *at);

/* table_yaml.c: reads one document into the initialised value at `at`. */
bool table_yaml_read(const struct field *root, const char *name, const char *text, size_t len,
		     void *at, GError **error);

/* table.c: takes all elements out of a list. */
void table_list_empty(const struct field *field, void *at);

#endif
