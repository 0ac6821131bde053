/* SPDX-License-Identifier: MIT */
#include "tui/chart.h"

#include <math.h>

#define EIGHTHS	    8
#define SCALE_CELLS 7 /* "100 %  " */

static const char *const rising[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const growing[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

/* The mean of the values that fall on column i of n columns, or CHART_NO_DATA. */
static double column_value(const double *values, unsigned n, int columns, int i)
{
	unsigned first = (unsigned)i * n / (unsigned)columns;
	unsigned last = (unsigned)(i + 1) * n / (unsigned)columns;
	unsigned counted = 0;
	double sum = 0;

	for (unsigned at = first; at < MAX(last, first + 1) && at < n; at++) {
		if (values[at] < 0)
			continue;
		sum += values[at];
		counted++;
	}
	return counted ? sum / counted : CHART_NO_DATA;
}

char *chart_spark(const double *values, unsigned n, double most, int cells)
{
	GString *out = g_string_new(NULL);
	int columns = MIN(cells, (int)n);

	for (int i = 0; i < columns; i++) {
		double value = column_value(values, n, columns, i);
		int level = most > 0 ? (int)lround(value / most * (EIGHTHS - 1)) : 0;

		g_string_append(out, value < 0 ? "·" : rising[CLAMP(level, 0, EIGHTHS - 1) + 1]);
	}
	return g_string_free(out, FALSE);
}

char *chart_bar(double value, double most, int cells)
{
	GString *out = g_string_new(NULL);
	int eighths = most > 0 ? (int)lround(CLAMP(value / most, 0, 1) * cells * EIGHTHS) : 0;

	if (value > 0 && eighths == 0)
		eighths = 1;
	for (int i = 0; i < cells; i++)
		g_string_append(out, growing[CLAMP(eighths - i * EIGHTHS, 0, EIGHTHS)]);
	return g_string_free(out, FALSE);
}

/* The lower end of the scale: as high as the figures allow. */
static double scale_begin(const struct chart *chart)
{
	static const double begins[] = {0.98, 0.95, 0.9, 0.8, 0.5};
	double least = chart->wanted > 0 ? chart->wanted : 1;

	for (unsigned i = 0; i < chart->n; i++)
		if (chart->values[i] >= 0)
			least = MIN(least, chart->values[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(begins); i++)
		if (least > begins[i])
			return begins[i];
	return 0;
}

static void draw_column(struct canvas *canvas, const struct area *area, int column, double value,
			double begin, enum role role)
{
	int eighths = (int)lround((value - begin) / (1 - begin) * area->height * EIGHTHS);

	eighths = MAX(eighths, 1);
	for (int row = 0; row < area->height; row++) {
		int level = CLAMP(eighths - row * EIGHTHS, 0, EIGHTHS);

		canvas_text(canvas, area->row + area->height - 1 - row, column, 1, role,
			    rising[level]);
	}
}

static void draw_label(struct canvas *canvas, const struct area *area, int row, double share,
		       const char *sign, enum role role)
{
	char text[16];

	g_snprintf(text, sizeof(text), "%d %%%s", (int)lround(100 * share), sign);
	canvas_text(canvas, area->row + row, area->column, SCALE_CELLS, role, text);
}

/* Top and foot of the scale, and between them the line that is wanted. */
static void draw_scale(struct canvas *canvas, const struct area *area, double begin, double wanted)
{
	int row = (int)floor((1 - wanted) / (1 - begin) * area->height);

	draw_label(canvas, area, 0, 1, "", ROLE_MUTED);
	if (area->height > 1)
		draw_label(canvas, area, area->height - 1, begin, "", ROLE_MUTED);
	if (row > 0 && row < area->height - 1)
		draw_label(canvas, area, row, wanted, " >", ROLE_WARN);
}

void chart_draw(const struct chart *chart, struct canvas *canvas, const struct area *area)
{
	double begin = scale_begin(chart);
	int room = area->width - SCALE_CELLS;
	int wide = chart->n ? CLAMP(room / (int)chart->n, 1, 4) : 1;
	int columns = MIN(room / wide, (int)chart->n);

	if (area->height < 1)
		return;
	draw_scale(canvas, area, begin, chart->wanted);
	for (int i = 0; i < columns; i++) {
		int column = area->column + SCALE_CELLS + i * wide;
		double value = column_value(chart->values, chart->n, columns, i);
		enum role role = value < chart->wanted ? ROLE_WARN : ROLE_OK;

		for (int w = 0; w < MAX(wide - 1, 1); w++) {
			if (value < 0)
				canvas_text(canvas, area->row + area->height - 1, column + w, 1,
					    ROLE_MUTED, "·");
			else
				draw_column(canvas, area, column + w, value, begin, role);
		}
	}
}
