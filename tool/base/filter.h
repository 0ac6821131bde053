/* SPDX-License-Identifier: MIT */
/*
 * What rows of a table are chosen by: words, all of which a row has to hold. A word is
 * [!][COLUMN:][~]TEXT: the text stands somewhere in one cell, case apart; with ~ its letters do, in
 * their order; COLUMN, the beginning of a title, names the cell; ! asks for the opposite.
 */
#ifndef BASE_FILTER_H
#define BASE_FILTER_H

#include <stdbool.h>
#include <stddef.h>

struct filter;

struct filter_cell {
	const char *title; /* of its column */
	const char *text;  /* need not be valid UTF-8 */
};

/* NULL and a text without words choose every row. */
struct filter *filter_new(const char *text);
void filter_free(struct filter *filter);
bool filter_takes(const struct filter *filter, const struct filter_cell *cells, size_t n);

#endif
