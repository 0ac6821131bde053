/* SPDX-License-Identifier: MIT */
/*
 * Roll-ups: the messages of a domain's day by address, signature, published policy and
 * disposition. They lie in the table `rollup` as packed parts, in the order of that key, so that a
 * window of millions of messages is read in a few strokes. A part is keyed by the day on which it
 * became known; a superseded report is subtracted by a later part.
 */
#ifndef STORE_ROLLUP_H
#define STORE_ROLLUP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ip.h"
#include "store/sql.h"

struct cell {
	int64_t domain_id;
	int64_t messages; /* negative: taken back */
	uint64_t reporters;
	struct ip ip;
	int32_t day;
	uint32_t signature_id;
	uint16_t policy_id;
	uint8_t disposition;
	bool compliant, rfc9990; /* told by signature and policy; not kept in parts */
};

/* Sorts by key, adds up equal keys, and drops what adds up to nothing. */
void cells_settle(GArray *cells);

void cells_pack(const struct cell *cells, size_t n, GByteArray *out);
/* Appends the cells of a part; false when the bytes are no part. */
bool cells_unpack(const void *data, size_t len, int64_t domain_id, int32_t day, GArray *cells);

/*
 * Adds cells (any order, any domains) to parts and daily sums as known on a day; empties the array.
 * /
 */
bool rollup_add(struct sql *sql, GArray *cells, int32_t known_day, GError **error);
/*
 * Calls each with the settled cells (struct cell, no negative sums) of every day from..until, in
 * order, as known on known_day; the array is reused.
 */
bool rollup_each_day(struct sql *sql, int64_t domain_id, int32_t from, int32_t until,
		     int32_t known_day, void (*each)(void *ctx, int32_t day, const GArray *cells),
		     void *ctx, GError **error);

#endif
