/* SPDX-License-Identifier: MIT */
#include "rollout/outlook.h"

#include <string.h>

#include "base/clock.h"
#include "dmarc/record.h"
#include "model/domain.h"

#define FUTURE_MAX 3660 /* days of a burn-down after today */

static void stage_clear(void *data)
{
	struct burn_stage *stage = data;

	g_free(stage->name);
}

static int find(const GArray *order, const char *name)
{
	for (guint i = 0; i < order->len; i++)
		if (strcmp(g_array_index(order, struct burn_stage, i).name, name) == 0)
			return (int)i;
	return -1;
}

/* Gives the stage its place behind the one at *at, unless it has one; *at becomes its place. */
static void place(GArray *order, int *at, const char *name, int policy)
{
	struct burn_stage stage = {(char *)(uintptr_t)name, policy};
	int known = find(order, name);

	if (known < 0) {
		known = *at + 1;
		stage.name = g_strdup(name);
		g_array_insert_val(order, (guint)known, stage);
	}
	*at = known;
}

/* What the ladders say first: where a domain went up and down says less of the order. */
static GArray *stage_order(const GPtrArray *domains)
{
	GArray *order = g_array_new(FALSE, FALSE, sizeof(struct burn_stage));

	g_array_set_clear_func(order, stage_clear);
	for (guint i = 0; i < domains->len; i++) {
		const struct outlook *of = domains->pdata[i];
		int at = -1;

		for (guint k = 0; k < of->playbook->stages->len; k++) {
			const struct stage *stage = of->playbook->stages->pdata[k];

			place(order, &at, stage->name, stage->p);
		}
	}
	for (guint i = 0; i < domains->len; i++) {
		const struct outlook *of = domains->pdata[i];
		int at = -1;

		for (guint k = 0; of->moves && k < of->moves->len; k++)
			place(order, &at, ((struct stage_move *)of->moves->pdata[k])->stage,
			      POLICY_NONE);
		place(order, &at, of->line->stage, POLICY_NONE);
	}
	return order;
}

/* Is the day later? Never is later than any day. */
static bool is_later(int32_t day, int32_t than)
{
	return than != DAY_NONE && (day == DAY_NONE || day > than);
}

/* The last of the domains to reach a stage, or NULL: none has it before it. */
static struct forecast_step *last_there(const GPtrArray *domains, const char *stage)
{
	struct forecast_step *last = NULL;

	for (guint i = 0; i < domains->len; i++) {
		const struct status_line *line = ((struct outlook *)domains->pdata[i])->line;

		for (guint k = 0; k < line->steps->len; k++) {
			const struct forecast_step *step = line->steps->pdata[k];

			if (strcmp(step->stage, stage) != 0 ||
			    (last && !is_later(step->day, last->day)))
				continue;
			forecast_step_free(last);
			last = forecast_step_new(stage, step->day, step->bound_by);
			last->domain = g_strdup(line->domain);
		}
	}
	return last;
}

static void count(struct customer_forecast *forecast, const struct status_line *line)
{
	bool first = forecast->domains++ == 0;

	forecast->done += status_at_goal(line);
	forecast->unforeseeable += line->forecast == DAY_NONE;
	forecast->late += line->at_risk;
	if (!first && !is_later(line->forecast, forecast->day))
		return;
	forecast->day = line->forecast;
	g_free(forecast->domain);
	forecast->domain = line->steps->len ? g_strdup(line->domain) : NULL;
}

struct customer_forecast *outlook_forecast(const GPtrArray *domains)
{
	const struct status_line *first = ((struct outlook *)domains->pdata[0])->line;
	struct customer_forecast *forecast = g_new0(struct customer_forecast, 1);
	g_autoptr(GArray) order = stage_order(domains);

	forecast->customer = g_strdup(first->customer);
	forecast->target = first->target;
	forecast->steps = g_ptr_array_new_with_free_func((GDestroyNotify)forecast_step_free);
	for (guint i = 0; i < domains->len; i++)
		count(forecast, ((struct outlook *)domains->pdata[i])->line);
	for (guint i = 0; i < order->len; i++) {
		struct forecast_step *step =
			last_there(domains, g_array_index(order, struct burn_stage, i).name);

		if (step)
			g_ptr_array_add(forecast->steps, step);
	}
	forecast->at_risk = forecast->late > 0;
	return forecast;
}

/* From a day on a domain is at a stage. */
struct arrival {
	int32_t day;
	int stage;
};

/* In the order in which they came to be; a later one holds from its day on. */
static GArray *arrivals_of(const struct outlook *of, const GArray *order, int32_t today)
{
	GArray *arrivals = g_array_new(FALSE, FALSE, sizeof(struct arrival));

	for (guint i = 0; i < of->moves->len; i++) {
		const struct stage_move *move = of->moves->pdata[i];
		int32_t day = move->since == DAY_NONE ? day_of(move->at) : move->since;
		struct arrival arrival = {MAX(day, of->added), find(order, move->stage)};

		g_array_append_val(arrivals, arrival);
	}
	for (guint i = 0; i < of->line->steps->len; i++) {
		const struct forecast_step *step = of->line->steps->pdata[i];
		struct arrival arrival = {MAX(step->day, today + 1), find(order, step->stage)};

		if (step->day != DAY_NONE)
			g_array_append_val(arrivals, arrival);
	}
	return arrivals;
}

static int stage_on(const struct outlook *of, const GArray *arrivals, int32_t day,
		    const GArray *order)
{
	for (guint i = arrivals->len; i-- > 0;) {
		const struct arrival *arrival = &g_array_index(arrivals, struct arrival, i);

		if (arrival->day <= day)
			return arrival->stage;
	}
	return find(order, of->line->stage); /* added, with its first move noted later */
}

/* The last stage that it goes to. */
static int goal_of(const struct outlook *of, const GArray *order)
{
	const GPtrArray *steps = of->line->steps;
	const struct forecast_step *last = steps->len ? steps->pdata[steps->len - 1] : NULL;

	return find(order, last ? last->stage : of->line->stage);
}

static void burn_day_free(void *data)
{
	struct burn_day *day = data;

	g_free(day->counts);
	g_free(day);
}

static void add_domain(struct burn_down *burn, const struct outlook *of, int32_t first)
{
	g_autoptr(GArray) arrivals = arrivals_of(of, burn->stages, burn->today);
	int goal = goal_of(of, burn->stages);

	for (guint i = 0; i < burn->days->len; i++) {
		struct burn_day *day = burn->days->pdata[i];
		int stage;

		if (first + (int32_t)i < of->added)
			continue;
		stage = stage_on(of, arrivals, day->day, burn->stages);
		day->counts[stage]++;
		day->done += stage == goal;
	}
	burn->unforeseeable += of->line->forecast == DAY_NONE;
}

struct burn_down *outlook_burn_down(const GPtrArray *domains, int32_t today)
{
	struct burn_down *burn = g_new0(struct burn_down, 1);
	int32_t first = today, last = today;

	burn->stages = stage_order(domains);
	burn->days = g_ptr_array_new_with_free_func(burn_day_free);
	burn->today = today;
	burn->domains = domains->len;
	burn->target =
		domains->len ? ((struct outlook *)domains->pdata[0])->line->target : DAY_NONE;
	for (guint i = 0; i < domains->len; i++) {
		const struct outlook *of = domains->pdata[i];

		first = MIN(first, of->added);
		last = MAX(last, of->line->forecast); /* DAY_NONE is less than any day */
	}
	last = MIN(MAX(last, burn->target), today + FUTURE_MAX);
	for (int32_t at = first; at <= last; at++) {
		struct burn_day *day = g_new0(struct burn_day, 1);

		day->day = at;
		day->counts = g_new0(unsigned, burn->stages->len);
		g_ptr_array_add(burn->days, day);
	}
	for (guint i = 0; i < domains->len; i++)
		add_domain(burn, domains->pdata[i], first);
	return burn;
}
