/* SPDX-License-Identifier: MIT */
/* The conditions before the next stage, each with what is wanted and what is measured. */
#ifndef MODEL_GATE_H
#define MODEL_GATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/domain.h"

enum gate_unit {
	GATE_UNIT_COUNT, /* integers */
	GATE_UNIT_SHARE, /* 0..1 */
	GATE_UNIT_BOOL,	 /* 0 or 1 */
};

struct gate_condition {
	char *name; /* domain.md 5.2; "vital:STREAM" */
	bool met;   /* as measured, or waived */
	enum gate_unit unit;
	bool at_most; /* want is a limit, not a minimum */
	double want, have;
	char *text;	  /* one sentence with both figures, and what to do when it is not met */
	int32_t earliest; /* day on which it can be met; DAY_NONE: not foreseeable, or met */
	const struct waiver *waived; /* into the facts' waivers, or NULL */
};

struct gate {
	char *domain, *stage, *next; /* next NULL: the last stage */
	bool open;
	GPtrArray *conditions; /* struct gate_condition * */
	int32_t clock_start;   /* day from which the stage counts; DAY_NONE: not started */
	bool clock_echoed;     /* that is the first report that shows it, not its verification */
	int32_t earliest;      /* the gate can open on; DAY_NONE: not foreseeable */
	GPtrArray *blockers;   /* char *: what blocks it, in words */
	GPtrArray *waivers;    /* struct waiver *; owned copies that conditions point to */
};

void gate_free(struct gate *gate);

#endif
