/* SPDX-License-Identifier: MIT */
/* Rows, signatures and policies of stored reports, read back. */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dmarc/report.h"
#include "model/traffic.h"
#include "store/sql.h"

/* The rows of a report in its order; end with sql_end(). */
struct sql_query *rows_of_report(struct sql *sql, int64_t domain_id, int64_t report_id);
/* signature is the number of the stored one. */
bool rows_next(struct sql_query *query, struct report_row *row);

/* NULL with *error also when there is none: rows refer to it. */
struct signature *signature_load(struct sql *sql, int64_t domain_id, uint32_t signature_id,
				 GError **error);

/* Into a zeroed one; false with *error also when there is none. */
bool policy_load(struct sql *sql, int64_t domain_id, uint16_t policy_id,
		 struct traffic_policy *policy, GError **error);

#endif
