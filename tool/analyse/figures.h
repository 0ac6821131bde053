/* SPDX-License-Identifier: MIT */
/* The figures of a window, flow by flow. */
#ifndef ANALYSE_FIGURES_H
#define ANALYSE_FIGURES_H

#include "analyse/inner.h"
#include "analyse/replay.h"

/* Adds the messages of one sum, as its receivers evaluated and treated them. */
void figures_add(const struct kind *kind, const struct sum *sum, struct tally *tally);
/* Adds the window's messages of a flow by its receivers' evaluation; plan NULL: no loss. */
void figures_tally(const struct analysis *a, const struct strand *strand, int32_t from,
		   int32_t until, const struct replay_plan *plan, struct tally *tally);
/* Adds its messages of each day to an array of uint64_t over the window. */
void figures_days(const struct analysis *a, const struct strand *strand, int32_t from,
		  int32_t until, GArray *days);
/* Zeroed days of a window. */
GArray *figures_days_new(int32_t from, int32_t until);

/* What a window's receivers were and did. */
struct receivers {
	uint64_t messages, rfc9989; /* in reports of RFC 9989 receivers */
	uint64_t enforced,
		overridden; /* failing under a policy in force; of these let pass with a reason */
};

struct receivers figures_receivers(const struct analysis *a, int32_t from, int32_t until);

/* Lost and spam of a fate, given what the flow is. */
void fate_loss(const struct fate *fate, enum flow_class class, double *lost, double *spam);

/*
 * The streams with their figures over a window, and its home messages day by day: struct stream *
 * in the order of analysis.currents, also those without messages. The caller owns them.
 */
GPtrArray *figures_streams(const struct analysis *a, int32_t from, int32_t until);

#endif
