/* SPDX-License-Identifier: MIT */
/*
 * A window's mail with its days folded up: messages of each strand by the policy that its receivers
 * saw. It is what records are held against one after the other, at every key of a screen.
 */
#ifndef ANALYSE_FOLDED_H
#define ANALYSE_FOLDED_H

#include "analyse/figures.h"

struct folded_sum {
	const struct traffic_policy *policy;
	uint64_t messages;
};

struct folded {
	const struct analysis *a; /* must outlive it, and not be judged anew meanwhile */
	int32_t from, until;
	GArray *sums;	 /* struct folded_sum, strand by strand */
	uint32_t *first; /* in sums, of each strand of the analysis, and behind the last one */
	struct receivers receivers;
};

#endif
