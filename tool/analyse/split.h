/* SPDX-License-Identifier: MIT */
/* How a stream is moved: its subdomain, the records and the steps (5.4). */
#ifndef ANALYSE_SPLIT_H
#define ANALYSE_SPLIT_H

#include "analyse/figures.h"
#include "analyse/stream.h"

/* A free subdomain for the stream, newly allocated: its own envelope domain where it can be. */
char *split_subdomain(const struct analysis *a, const struct current *current,
		      const struct split_input *input);
/* Fills evidence, records and steps of a candidate whose names are set. */
void split_plan(const struct analysis *a, int32_t from, int32_t until, const struct stream *stream,
		const struct current *current, const struct split_input *input,
		struct split_candidate *candidate);

/*
 * Fills the advice's rest: what a record (the goal's) would reject although its candidates moved.
 * gone: streams (struct current *) that moved before, and send nothing here any more.
 */
void split_rest(const struct analysis *a, int32_t from, int32_t until, const char *goal,
		GHashTable *gone, struct split_advice *advice);
/* Why such a rest makes quarantine the goal, newly allocated; NULL: it can be cut, or is nothing.
 */
char *split_stay(const struct split_rest *rest);

#endif
