/* SPDX-License-Identifier: MIT */
/* A stored report that people should look at: what was odd about it. */
#ifndef MODEL_FLAGGED_H
#define MODEL_FLAGGED_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dmarc/report.h"

struct flagged_report {
	char *domain, *org_name, *report_id;
	int64_t begin, end;   /* of its window */
	int64_t at;	      /* it became known */
	char *input, *member; /* where it came from; member may be NULL */
	unsigned flags;	      /* enum report_flag */
	uint64_t rows, bad_rows, messages;
	bool superseded; /* outside all sums: the other one of a conflict counts */
	char *twin;	 /* of an overlap: the other one's report ID; else NULL */
};

void flagged_report_free(struct flagged_report *report);
/* What its flags mean for the figures, in words; newly allocated. */
char *flagged_effect(const struct flagged_report *report);

#endif
