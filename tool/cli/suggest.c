/* SPDX-License-Identifier: MIT */
#include "cli/suggest.h"

#include <glib.h>
#include <string.h>

#define TYPED_MAX 32 /* a longer word is no typo of ours */

/* Insertions, deletions, replacements and swaps of neighbours that make b out of a. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][TYPED_MAX + 1];
	unsigned *older = rows[0], *last = rows[1], *row = rows[2];
	size_t n = strlen(b);

	for (unsigned j = 0; j <= n; j++)
		last[j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		unsigned *spare = older;

		row[0] = i;
		for (unsigned j = 1; j <= n; j++) {
			unsigned cost = a[i - 1] != b[j - 1];

			row[j] = MIN(MIN(row[j - 1], last[j]) + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], older[j - 2] + 1);
		}
		older = last;
		last = row;
		row = spare;
	}
	return last[n];
}

const char *suggest(const char *typed, const char *const *list)
{
	size_t len = strlen(typed);
	unsigned best = len > 3 ? 3 : 2; /* fewer edits than this */
	const char *nearest = NULL;

	if (len > TYPED_MAX)
		return NULL;
	for (; *list; list++) {
		unsigned edits = strlen(*list) <= TYPED_MAX ? distance(typed, *list) : G_MAXUINT;

		if (edits < best) {
			best = edits;
			nearest = *list;
		}
	}
	return nearest;
}
