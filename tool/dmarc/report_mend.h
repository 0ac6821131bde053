/* SPDX-License-Identifier: MIT */
/*
 * Mends the XML of a broken report before it is parsed again (domain.md Q15, Q17, Q18). Nothing is
 * made up: what cannot be markup becomes text.
 */
#ifndef DMARC_REPORT_MEND_H
#define DMARC_REPORT_MEND_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct report_mend;

struct report_mend *report_mend_new(void);
void report_mend_free(struct report_mend *mend);

/*
 * Takes the next octets of the report (last: there are no more) and appends to out what the parser
 * is to read: valid UTF-8 of characters that XML allows; '<' and '&' that begin no markup as text;
 * no schema tags, comments and instructions, so no prolog either; the '<' that an end tag has lost.
 * What stands behind the report is dropped.
 */
void report_mend_feed(struct report_mend *mend, const void *data, size_t len, bool last,
		      GString *out);
/* Did a second report follow the first? That is beyond mending. */
bool report_mend_has_two(const struct report_mend *mend);

#endif
