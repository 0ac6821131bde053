/* SPDX-License-Identifier: MIT */
/* The customer's streams: which flows belong to each, at home or passed on (4.3, 4.6). */
#ifndef ANALYSE_STREAM_H
#define ANALYSE_STREAM_H

#include "analyse/inner.h"

/* A stream: selectors of one rotation, or an envelope domain without a selector. */
struct current {
	char *name;		  /* newest SELECTOR@d=, else the envelope domain */
	const char *domain;	  /* d=, or NULL */
	const char *selector;	  /* the newest, or NULL */
	const char *envelope;	  /* of its home flows, or NULL */
	GPtrArray *selectors;	  /* struct selector * */
	const struct party *home; /* the source with most of its home mail, or NULL */
	uint64_t home_messages;	  /* of that source */
};

/* Finds the streams and gives each legitimate or forwarded flow the one it belongs to. */
void streams_find(struct analysis *a);
void current_free(struct current *current);
/* By its name, or the name of any of its selectors; NULL: there is none. */
const struct current *stream_by_name(const struct analysis *a, const char *name);

#endif
