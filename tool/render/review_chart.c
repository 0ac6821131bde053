/* SPDX-License-Identifier: MIT */
/* Charts as rectangles that a template draws: numbers only, no markup. */
#include <math.h>

#include "base/clock.h"
#include "render/review.h"

#define CHART_HEIGHT   60
#define BAR_WIDTH      8
#define BAR_STEP       10
#define BARS_MIN       12 /* a chart is as wide as that many, so that few bars stay bars */
#define PROGRESS_MAX   60 /* bars; a longer project gets wider steps */
#define PROGRESS_EVERY 7  /* days */

static json_t *bar_json(unsigned i, int y, int height)
{
	return json_pack("{s:i, s:i, s:i, s:i}", "x", (int)i * BAR_STEP, "y", y, "width", BAR_WIDTH,
			 "height", height);
}

static json_t *chart_json(unsigned n, json_t *bars)
{
	return json_pack("{s:i, s:i, s:o}", "width", (int)MAX(n, BARS_MIN) * BAR_STEP, "height",
			 CHART_HEIGHT, "bars", bars);
}

json_t *chart_compliance(const struct status_line *line, int32_t until)
{
	json_t *bars = json_array();
	unsigned n = line->compliance ? line->compliance->len : 0;

	for (unsigned i = 0; i < n; i++) {
		double share = g_array_index(line->compliance, double, i);
		int height = (int)round(share * CHART_HEIGHT);
		json_t *bar;

		if (share < 0)
			continue;
		bar = bar_json(i, CHART_HEIGHT - MAX(height, 1), MAX(height, 1));
		json_object_set_new(bar, "day", day_json(until - (int32_t)(n - 1 - i)));
		json_object_set_new(bar, "share", json_real(share));
		json_array_append_new(bars, bar);
	}
	return chart_json(n, bars);
}

char *spark_compliance(const struct status_line *line)
{
	static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	GString *out = g_string_new(NULL);

	for (unsigned i = 0; line->compliance && i < line->compliance->len; i++) {
		double share = g_array_index(line->compliance, double, i);
		unsigned block = MIN((unsigned)(MAX(share, 0) * G_N_ELEMENTS(blocks)),
				     G_N_ELEMENTS(blocks) - 1);

		g_string_append(out, share < 0 ? "·" : blocks[block]);
	}
	return g_string_free(out, FALSE);
}

/* Where a domain was at the end of a day; LEVEL_COUNT: not on the ladder yet. */
static enum level level_on(const GPtrArray *moves, int32_t day)
{
	enum level level = LEVEL_COUNT;

	for (unsigned i = 0; moves && i < moves->len; i++) {
		const struct stage_move *move = moves->pdata[i];

		if (move->since != DAY_NONE && move->since <= day)
			level = stage_level(move->stage);
	}
	return level;
}

static void count_levels(const struct review *review, int32_t day, unsigned counts[LEVEL_COUNT])
{
	for (int level = 0; level < LEVEL_COUNT; level++)
		counts[level] = 0;
	for (unsigned i = 0; i < review->domains->len; i++) {
		const struct review_domain *page = review->domains->pdata[i];
		enum level level = level_on(page->moves, day);

		if (level != LEVEL_COUNT)
			counts[level]++;
	}
}

/* One column: refused at the bottom, then spam, then watched. */
static void add_column(const struct review *review, unsigned column, int32_t day, json_t *bars)
{
	unsigned counts[LEVEL_COUNT], below = 0;
	double unit = (double)CHART_HEIGHT / MAX(review->domains->len, 1);

	count_levels(review, day, counts);
	for (int level = LEVEL_COUNT - 1; level >= 0; level--) {
		int bottom = (int)round(below * unit);
		int top = (int)round((below + counts[level]) * unit);
		json_t *bar;

		below += counts[level];
		if (top == bottom)
			continue;
		bar = bar_json(column, CHART_HEIGHT - top, top - bottom);
		json_object_set_new(bar, "class", json_string(level_name((enum level)level)));
		json_object_set_new(bar, "day", day_json(day));
		json_object_set_new(bar, "count", json_integer(counts[level]));
		json_array_append_new(bars, bar);
	}
}

json_t *chart_progress(const struct review *review)
{
	int32_t until = day_of(review->at), started = review->customer->started;
	int32_t from = started == DAY_NONE ? until : MIN(started, until);
	int32_t step = MAX(PROGRESS_EVERY, (until - from) / PROGRESS_MAX + 1);
	json_t *bars = json_array();
	unsigned n = 0;

	/* The last column is today's, whatever the steps before it. */
	for (int32_t day = until - (until - from) / step * step; day <= until; day += step)
		add_column(review, n++, day, bars);
	return chart_json(n, bars);
}
