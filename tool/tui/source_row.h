/* SPDX-License-Identifier: MIT */
/*
 * Sources as rows that fold: those of one verdict whose mail passes SPF for the same domain (most
 * often the addresses of one sender) stand under one line with their sums.
 */
#ifndef TUI_SOURCE_ROW_H
#define TUI_SOURCE_ROW_H

#include <glib.h>
#include <stdbool.h>

#include "model/flow.h"

struct source_row {
	char *key; /* of the source; of a group "group …" */
	char *title;
	const struct source *main; /* itself; of a group the member with most messages */
	GPtrArray *members;    /* struct source * of a group, most messages first; NULL: a source */
	bool open;	       /* the group's members follow */
	bool inside;	       /* it stands under its group */
	enum flow_class class; /* FLOW_CLASS_COUNT: its members differ */
	struct tally tally;
	uint64_t forwarded;
};

/*
 * The rows of a table, newly allocated, pointing into it. open: set of keys of groups that are
 * unfolded. flat: sources alone, for filters and sorting.
 */
GPtrArray *source_rows(const struct source_table *table, GHashTable *open, bool flat);

#endif
