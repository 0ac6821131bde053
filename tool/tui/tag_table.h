/* SPDX-License-Identifier: MIT */
/* The tags of a record that keys change, and streams that could be split off. */
#ifndef TUI_TAG_TABLE_H
#define TUI_TAG_TABLE_H

#include "dmarc/record.h"
#include "tui/list.h"

/* A row; its key is its name. */
struct tag_row {
	char *name;	  /* of the tag; or the stream of a split */
	char *now, *then; /* its value in the published and in the simulated record, "-" absent */
	const char *meaning;
	const char *const *values; /* it goes through, "" is absent; NULL: a split, on or off */
	int candidate;		   /* of a split */
};

extern const struct column tag_columns[];
char *tag_row_key(const void *row);
void tag_row_free(void *row);

/* The rows of the tags; newly allocated, owning them. now may be NULL. */
GPtrArray *tag_rows(const struct record *now, const struct record *then);
/* Gives a tag its next value (by 1) or the one before (by -1). */
void tag_step(struct record *record, const struct tag_row *row, int by);

#endif
