/* SPDX-License-Identifier: MIT */
#include "tui/burn_chart.h"

#include "base/clock.h"
#include "dmarc/record.h"
#include "tui/format.h"

#define SCALE_CELLS 6
#define DAY_CELLS   12 /* between two names of days */

static const struct {
	int policy;
	enum role role;
	const char *glyph, *word;
} layers[] = {
	{POLICY_REJECT, ROLE_OK, "█", "reject"}, /* at the bottom */
	{POLICY_QUARANTINE, ROLE_WARN, "▒", "quarantine"},
	{POLICY_NONE, ROLE_MUTED, "░", "monitor"},
};

static const struct burn_day *day_at(const struct burn_down *burn, int column, int columns)
{
	guint n = burn->days->len;

	return burn->days->pdata[columns > 1 ? (guint)column * (n - 1) / (guint)(columns - 1) : 0];
}

/* Which layer the cell of a row belongs to, counted from the bottom, or -1: above them all. */
static int layer_at(const struct burn_down *burn, const struct burn_day *day, int row, int rows)
{
	unsigned least = (unsigned)row * burn->domains / (unsigned)rows, upto = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(layers); i++) {
		upto += burn_down_count(burn, day, layers[i].policy);
		if (least < upto)
			return (int)i;
	}
	return -1;
}

static void draw_column(const struct burn_down *burn, const struct burn_day *day,
			struct canvas *canvas, const struct area *area, int column)
{
	for (int row = 0; row < area->height; row++) {
		int layer = layer_at(burn, day, row, area->height);

		if (layer >= 0)
			canvas_text(canvas, area->row + area->height - 1 - row, column, 1,
				    layers[layer].role, layers[layer].glyph);
	}
}

/* '^' under today, '!' under the target. */
static void draw_axis(const struct burn_down *burn, struct canvas *canvas, const struct area *area,
		      int columns)
{
	int32_t first = ((struct burn_day *)burn->days->pdata[0])->day, before = first - 1;

	for (int i = 0; i < columns; i++) {
		const struct burn_day *day = day_at(burn, i, columns);
		int column = area->column + SCALE_CELLS + i;

		if (before < burn->today && day->day >= burn->today)
			canvas_text(canvas, area->row, column, 1, ROLE_HEADING, "^");
		if (before < burn->target && day->day >= burn->target)
			canvas_text(canvas, area->row, column, 1, ROLE_BAD, "!");
		if (i % DAY_CELLS == 0 && i + DAY_CELLS <= columns) {
			g_autofree char *name = format_day(day->day);

			canvas_text(canvas, area->row + 1, column, DAY_CELLS, ROLE_MUTED, name);
		}
		before = day->day;
	}
}

static void draw_legend(const struct burn_down *burn, struct canvas *canvas,
			const struct area *area)
{
	g_autofree char *today = format_day(burn->today), *target = format_day(burn->target);
	bool aimed = burn->target != DAY_NONE;
	g_autofree char *days = g_strdup_printf("^ today %s, then the forecast%s%s", today,
						aimed ? "   ! target " : "", aimed ? target : "");
	int at = area->column + SCALE_CELLS;

	for (size_t i = G_N_ELEMENTS(layers); i-- > 0;) {
		at += canvas_text(canvas, area->row, at, 2, layers[i].role, layers[i].glyph) + 1;
		at += canvas_text(canvas, area->row, at, 12, ROLE_PLAIN, layers[i].word) + 2;
	}
	canvas_text(canvas, area->row, at + 1, area->column + area->width - at - 1, ROLE_MUTED,
		    days);
}

void burn_chart_draw(const struct burn_down *burn, struct canvas *canvas, const struct area *area)
{
	struct area rest = *area;
	struct area legend = area_bottom(&rest, 1), axis = area_bottom(&rest, 2);
	int columns = area->width - SCALE_CELLS;
	g_autofree char *most = format_count(burn->domains);

	if (rest.height < 1 || columns < 1 || burn->domains == 0)
		return;
	canvas_right(canvas, rest.row, rest.column, SCALE_CELLS - 1, ROLE_MUTED, most);
	if (rest.height > 1)
		canvas_right(canvas, rest.row + rest.height - 1, rest.column, SCALE_CELLS - 1,
			     ROLE_MUTED, "0");
	for (int i = 0; i < columns; i++)
		draw_column(burn, day_at(burn, i, columns), canvas, &rest,
			    rest.column + SCALE_CELLS + i);
	draw_axis(burn, canvas, &axis, columns);
	draw_legend(burn, canvas, &legend);
}
