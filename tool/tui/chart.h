/* SPDX-License-Identifier: MIT */
/* Figures as block characters; a canvas without them shows ASCII instead. */
#ifndef TUI_CHART_H
#define TUI_CHART_H

#include "tui/canvas.h"

#define CHART_NO_DATA (-1.0)

/* n values within 0..most as a line of `cells` columns; days without data are '·'. Allocated. */
char *chart_spark(const double *values, unsigned n, double most, int cells);
/* A bar of `cells` columns, value of most filled, the rest blank. Allocated. */
char *chart_bar(double value, double most, int cells);

/*
 * Shares of days as columns with a scale at the left. The scale begins where the figures are, so
 * that 97 and 99 % look different; values below `wanted` are drawn as a warning, and its line is
 * named on the scale. wanted 0: none.
 */
struct chart {
	const double *values; /* 0..1 or CHART_NO_DATA, oldest first */
	unsigned n;
	double wanted;
};
void chart_draw(const struct chart *chart, struct canvas *canvas, const struct area *area);

#endif
