/* SPDX-License-Identifier: MIT */
/* When the ladder will be finished if every gate opens as early as it can. Pure. */
#ifndef ROLLOUT_FORECAST_H
#define ROLLOUT_FORECAST_H

#include <glib.h>
#include <stdint.h>

#include "rollout/gate.h"

/* A stage that is still to come. */
struct forecast_step {
	char *stage;
	int32_t day; /* the earliest on which the domain can be there; DAY_NONE: not foreseeable */
	char *bound_by; /* the condition before it that takes longest: the critical path */
};

void forecast_step_free(struct forecast_step *step);

/*
 * The stages between the domain and its goal, in order: struct forecast_step *, empty at the goal.
 * Each day rests on the days that the playbook asks for, on when the figures of the window can
 * reach what is wanted, and on the freezes. Not foreseeable is whatever lies behind a condition
 * that no date can be given for.
 */
GPtrArray *forecast_ladder(const struct gate_facts *facts, const struct gate *gate);

/*
 * The day of the last step; at the goal, the day it was reached (today, while its record is not
 * verified yet). DAY_NONE: not foreseeable.
 */
int32_t forecast_day(const struct gate_facts *facts, const struct gate *gate);

#endif
