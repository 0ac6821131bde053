/* SPDX-License-Identifier: MIT */
/* What one row means: the values of domain.md 3.6, Q22-Q39. */
#ifndef DMARC_REPORT_SIGNATURE_H
#define DMARC_REPORT_SIGNATURE_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "dmarc/report.h"

/* Room to work in, kept from row to row. */
struct row_reader;

struct row_reader *row_reader_new(void);
void row_reader_free(struct row_reader *reader);

/*
 * Understands the len octets at said: for each element of the row, in its order, its enum element
 * as one octet, its text, and a NUL; where a result or a reason begins, its element with an empty
 * text; at most REPORT_XML_RESULTS_MAX of each. source_ip and count are there only if they cannot
 * be used. The report's domain is NULL as long as it is not known. Returns the key of the row's
 * signature, the caller's; adds to *flags (enum row_flag).
 */
GBytes *row_understand(struct row_reader *reader, uint8_t *said, size_t len,
		       const struct report *report, enum disposition *disposition, unsigned *flags);

#endif
