/* SPDX-License-Identifier: MIT */
/*
 * From the elements of one <record> to a row and its signature. Texts are only collected; they are
 * understood once for all rows of a batch that say the same, so that the millionth row of a
 * large report costs one look-up.
 */
#ifndef DMARC_REPORT_ROWS_H
#define DMARC_REPORT_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "dmarc/report.h"
#include "dmarc/report_elements.h"

#define REPORT_ROW_OCTETS   (256u << 10)  /* kept of one row; texts beyond are left out */
#define REPORT_BATCH_OCTETS (1024u << 10) /* of different rows in one batch: then it is full */

struct report_rows;

struct report_rows *report_rows_new(void);
void report_rows_free(struct report_rows *rows);

/*
 * An element of a row begins. False: it is one result too many (REPORT_XML_RESULTS_MAX), to be
 * skipped with all that it holds.
 */
bool report_rows_open(struct report_rows *rows, enum element element);
/* The text of an element: trimmed, valid UTF-8, NUL behind its len octets. */
void report_rows_text(struct report_rows *rows, enum element element, const char *text, size_t len);
/* The row ends: one more in the batch, and in the totals of the report. */
void report_rows_close(struct report_rows *rows, struct report *report);

bool report_rows_full(const struct report_rows *rows);
/* The batch so far, or NULL when it has no rows; the next row begins another. */
struct report_batch *report_rows_take(struct report_rows *rows);
/* Gives rows that were read before the policy domain was known their From domain (Q39). */
void report_batch_set_domain(struct report_batch *batch, const char *domain);

#endif
