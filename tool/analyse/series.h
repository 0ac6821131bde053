/* SPDX-License-Identifier: MIT */
/* Figures by days of the evidence: element i is the i-th day before its end. */
#ifndef ANALYSE_SERIES_H
#define ANALYSE_SERIES_H

#include "analyse/inner.h"

/* Adds a strand's messages to a series that begins zeroed or filled. */
void series_add(const struct analysis *a, const struct strand *strand, uint64_t series[DAYS_MAX]);
void series_of_strand(const struct analysis *a, const struct strand *strand,
		      uint64_t series[DAYS_MAX]);
uint64_t series_sum(const uint64_t series[DAYS_MAX]);
/* Pearson's r over the days on which either has messages; 0 where it is not defined. */
double series_correlation(const uint64_t a[DAYS_MAX], const uint64_t b[DAYS_MAX]);
/* Seen on at least half of the domain's days, or with a weekly or monthly beat. */
bool series_steady(uint64_t days, uint64_t all_days);
/* The same from its first day to its last one, when it was there for at least a week. */
bool series_lasting(uint64_t days, uint64_t all_days);

#endif
