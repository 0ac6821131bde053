/* SPDX-License-Identifier: MIT */
#include "analyse/series.h"

#include <math.h>
#include <string.h>

#define CORRELATION_DAYS_MIN 7
#define LASTING_DAYS_MIN     7

void series_add(const struct analysis *a, const struct strand *strand, uint64_t series[DAYS_MAX])
{
	const struct sum *sum = sums_of(a, strand);

	for (uint32_t i = 0; i < strand->n; i++)
		if (day_bit(a, sum[i].day))
			series[a->in.evidence_until - sum[i].day] += sum[i].messages;
}

void series_of_strand(const struct analysis *a, const struct strand *strand,
		      uint64_t series[DAYS_MAX])
{
	memset(series, 0, DAYS_MAX * sizeof(*series));
	series_add(a, strand, series);
}

uint64_t series_sum(const uint64_t series[DAYS_MAX])
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < DAYS_MAX; i++)
		sum += series[i];
	return sum;
}

double series_correlation(const uint64_t a[DAYS_MAX], const uint64_t b[DAYS_MAX])
{
	double n = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, spread;

	for (unsigned i = 0; i < DAYS_MAX; i++) {
		double x = (double)a[i], y = (double)b[i];

		if (a[i] == 0 && b[i] == 0)
			continue;
		n++;
		sa += x;
		sb += y;
		saa += x * x;
		sbb += y * y;
		sab += x * y;
	}
	spread = (n * saa - sa * sa) * (n * sbb - sb * sb);
	if (n < CORRELATION_DAYS_MIN || spread <= 0)
		return 0;
	return (n * sab - sa * sb) / sqrt(spread);
}

/* Do bursts of days follow each other every so many days, give or take slack? */
static bool has_beat(uint64_t days, int every, int slack, unsigned bursts_min)
{
	unsigned bursts = 0;
	int last = 0;

	for (int i = 0; i < DAYS_MAX; i++) {
		bool begins = (days >> i & 1) && !(i > 0 && (days >> (i - 1) & 1));

		if (!begins)
			continue;
		if (bursts > 0 && ABS(i - last - every) > slack)
			return false;
		last = i;
		bursts++;
	}
	return bursts >= bursts_min;
}

bool series_steady(uint64_t days, uint64_t all_days)
{
	return 2 * bits(days) >= bits(all_days) || has_beat(days, 7, 1, 3) ||
	       has_beat(days, 30, 2, 2);
}

bool series_lasting(uint64_t days, uint64_t all_days)
{
	uint64_t span;

	if (bits(days) < LASTING_DAYS_MIN)
		return false;
	span = UINT64_MAX << __builtin_ctzll(days) & UINT64_MAX >> __builtin_clzll(days);
	return series_steady(days, all_days & span);
}
