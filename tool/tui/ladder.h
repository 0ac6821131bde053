/* SPDX-License-Identifier: MIT */
/* A domain's ladder of stages: where it stands, where it has been, what comes. */
#ifndef TUI_LADDER_H
#define TUI_LADDER_H

#include "model/domain.h"
#include "model/forecast.h"
#include "model/playbook.h"
#include "tui/canvas.h"

struct ladder {
	const struct playbook *playbook;
	const char *stage;	/* the domain is at */
	const GPtrArray *moves; /* struct stage_move *, oldest first */
	const GPtrArray *steps; /* struct forecast_step *: of the stages to come; may be NULL */
	int32_t clock_start;	/* day from which the stage's days count, or DAY_NONE: not yet */
	int32_t today;
};

/* In one row: the stage with its neighbours and the last one, and when it can be there. */
void ladder_draw_line(const struct ladder *ladder, struct canvas *canvas, const struct area *area);
/* A row a stage, with the day it was reached, or the earliest one and what sets it. */
void ladder_draw(const struct ladder *ladder, struct canvas *canvas, const struct area *area);

#endif
