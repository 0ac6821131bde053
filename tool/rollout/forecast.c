/* SPDX-License-Identifier: MIT */
#include "rollout/forecast.h"

#include "base/clock.h"
#include "rollout/gauge.h"
#include "rollout/playbook.h"

/* What a later stage asks of its own days, which have not begun. */
static bool is_of_its_days(const char *condition)
{
	static const char *const names[] = {"min_days", "min_reporters", "min_days_reported",
					    "no_drop",	"no_freeze",	 NULL};

	return g_strv_contains(names, condition);
}

/* The unmet condition that takes longest; NULL: none is left. later: of a stage still to come. */
static const struct gate_condition *longest(const struct gate *gate, bool later)
{
	const struct gate_condition *longest = NULL;

	for (unsigned i = 0; i < gate->conditions->len; i++) {
		const struct gate_condition *condition = gate->conditions->pdata[i];

		if (condition->met || (later && is_of_its_days(condition->name)))
			continue;
		if (!longest ||
		    (longest->earliest != DAY_NONE &&
		     (condition->earliest == DAY_NONE || condition->earliest > longest->earliest)))
			longest = condition;
	}
	return longest;
}

/* Out of the stage where the domain is now: its gate says when. */
static struct forecast_step *first_step(const struct gate *gate)
{
	const struct gate_condition *condition = longest(gate, false);
	const char *bound_by = NULL;

	if (gate->earliest == DAY_NONE && (!condition || condition->earliest != DAY_NONE))
		bound_by = gate->blockers->pdata[0]; /* a stop */
	else if (condition)
		bound_by = condition->name;
	return forecast_step_new(gate->next, gate->earliest, bound_by);
}

/* Out of a stage that the domain reaches with the step before. */
static struct forecast_step *next_step(const struct gate_facts *facts, int index,
				       const struct forecast_step *before)
{
	const struct stage *stage = facts->playbook->stages->pdata[index];
	struct gate *gate = gauge_stage(facts, index);
	const struct gate_condition *condition = longest(gate, true);
	int32_t day = before->day, free_day;
	const char *bound_by = "min_days";
	struct forecast_step *step;

	if (day == DAY_NONE) {
		bound_by = before->bound_by;
	} else {
		day += (int32_t)gauge_days_wanted(facts->domain, &stage->gate);
		if (condition && (condition->earliest == DAY_NONE || condition->earliest > day)) {
			bound_by = condition->name;
			day = condition->earliest;
		}
	}
	free_day = after_freezes(facts->freezes, day);
	step = forecast_step_new(gate->next, free_day, free_day == day ? bound_by : "no_freeze");
	gate_free(gate);
	return step;
}

GPtrArray *forecast_ladder(const struct gate_facts *facts, const struct gate *gate)
{
	GPtrArray *steps = g_ptr_array_new_with_free_func((GDestroyNotify)forecast_step_free);
	int stage = playbook_stage(facts->playbook, facts->domain->stage);
	int last = playbook_last(facts->playbook, facts->domain);

	if (stage < 0 || stage >= last)
		return steps;
	g_ptr_array_add(steps, first_step(gate));
	for (int i = stage + 1; i < last; i++) {
		const struct forecast_step *before = steps->pdata[steps->len - 1];

		g_ptr_array_add(steps, next_step(facts, i, before));
	}
	return steps;
}

int32_t forecast_end(const struct gate_facts *facts, const GPtrArray *steps)
{
	if (playbook_stage(facts->playbook, facts->domain->stage) < 0)
		return facts->playbook->stages->len == 1 ? day_of(facts->now) : DAY_NONE;
	if (steps->len > 0)
		return ((const struct forecast_step *)steps->pdata[steps->len - 1])->day;
	return facts->domain->since != DAY_NONE ? facts->domain->since : day_of(facts->now);
}
