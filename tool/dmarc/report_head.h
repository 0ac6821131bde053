/* SPDX-License-Identifier: MIT */
/* What a report says beside its rows: report_metadata and policy_published. */
#ifndef DMARC_REPORT_HEAD_H
#define DMARC_REPORT_HEAD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "dmarc/report.h"
#include "dmarc/report_elements.h"

/*
 * Takes the text of one element of the two: trimmed, valid UTF-8, NUL behind its len octets. False
 * with RAMPART_ERROR_INVALID when the report cannot be used because of it.
 */
bool report_head_set(struct report *report, enum element element, const char *text, size_t len,
		     GError **error);
/* At the end of report_metadata: what must be there is there; the reporter and the window are told.
 */
bool report_head_metadata(struct report *report, GError **error);
/* At the end of policy_published. */
bool report_head_policy(struct report *report, GError **error);

#endif
