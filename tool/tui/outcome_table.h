/* SPDX-License-Identifier: MIT */
/* What two records do to the same mail, side by side for both generations of receivers. */
#ifndef TUI_OUTCOME_TABLE_H
#define TUI_OUTCOME_TABLE_H

#include "model/simulation.h"
#include "tui/canvas.h"
#include "tui/list.h"
#include "tui/text.h"

#define OUTCOME_ROWS   10
#define SIMULATED_ROWS 2

/* now: of the published record; then: of the simulated one. */
void outcome_draw(const struct simulation *now, const struct simulation *then,
		  struct canvas *canvas, const struct area *area);

/* Of struct simulated_source. */
extern const struct column simulated_columns[];
char *simulated_row_key(const void *row);
/* One source at each generation, SIMULATED_ROWS lines, where the columns have no room for them. */
void simulated_draw(const struct simulated_source *source, struct canvas *canvas,
		    const struct area *area);

#endif
