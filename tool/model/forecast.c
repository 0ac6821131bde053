/* SPDX-License-Identifier: MIT */
#include "model/forecast.h"

struct forecast_step *forecast_step_new(const char *stage, int32_t day, const char *bound_by)
{
	struct forecast_step *step = g_new(struct forecast_step, 1);

	*step = (struct forecast_step){g_strdup(stage), day, g_strdup(bound_by), NULL};
	return step;
}

void forecast_step_free(struct forecast_step *step)
{
	if (!step)
		return;
	g_free(step->stage);
	g_free(step->bound_by);
	g_free(step->domain);
	g_free(step);
}

void customer_forecast_free(struct customer_forecast *forecast)
{
	if (!forecast)
		return;
	g_free(forecast->customer);
	g_free(forecast->domain);
	g_clear_pointer(&forecast->steps, g_ptr_array_unref);
	g_free(forecast);
}

void burn_down_free(struct burn_down *burn_down)
{
	if (!burn_down)
		return;
	g_clear_pointer(&burn_down->stages, g_array_unref);
	g_clear_pointer(&burn_down->days, g_ptr_array_unref);
	g_free(burn_down);
}

unsigned burn_down_count(const struct burn_down *burn_down, const struct burn_day *day, int p)
{
	unsigned n = 0;

	for (guint i = 0; i < burn_down->stages->len; i++)
		if (g_array_index(burn_down->stages, struct burn_stage, i).p == p)
			n += day->counts[i];
	return n;
}

static void ladder_place_clear(struct ladder_place *place)
{
	g_free(place->stage);
	g_free(place->record);
	g_free(place->blocker);
	g_clear_pointer(&place->steps, g_ptr_array_unref);
}

void ladder_change_free(struct ladder_change *change)
{
	if (!change)
		return;
	g_free(change->customer);
	g_free(change->domain);
	ladder_place_clear(&change->now);
	ladder_place_clear(&change->then);
	g_free(change);
}
