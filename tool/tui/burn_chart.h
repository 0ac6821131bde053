/* SPDX-License-Identifier: MIT */
/* The domains of a customer by what their stage asks for, from the project's first day on. */
#ifndef TUI_BURN_CHART_H
#define TUI_BURN_CHART_H

#include "model/forecast.h"
#include "tui/canvas.h"

#define BURN_CHART_LEAST 6 /* rows */
#define BURN_CHART_MOST	 20

/* Days from left to right, domains upwards, with a scale, the days' names and a legend. */
void burn_chart_draw(const struct burn_down *burn, struct canvas *canvas, const struct area *area);

#endif
