/* SPDX-License-Identifier: MIT */
/* How the rows of a report become cells of the roll-ups. */
#ifndef STORE_COUNT_H
#define STORE_COUNT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dmarc/report.h"
#include "store/rollup.h"
#include "store/sql.h"

struct count {
	struct report window; /* begin, end and flags alone */
	int64_t domain_id;
	int32_t first_day;
	unsigned days, bit;
	uint16_t policy_id;
	bool rfc9990;
	int sign; /* 1, or -1 to take the rows back */
};

/* domain_id, bit and policy_id are the caller's to fill in. */
void count_init(struct count *count, const struct report *report);
/* Of a stored report. */
bool count_load(struct count *count, struct sql *sql, int64_t domain_id, int64_t report_id,
		GError **error);

/* Appends the cells of one row: none of a bad one, one for each day that gets messages. */
void count_row(const struct count *count, const struct report_row *row, uint32_t signature_id,
	       bool compliant, GArray *cells);
/* Appends those of all rows of a stored report; drain is called after each row, and may take cells.
 */
bool count_stored(const struct count *count, struct sql *sql, int64_t report_id, GArray *cells,
		  bool (*drain)(void *ctx, GArray *cells, GError **error), void *ctx,
		  GError **error);

#endif
