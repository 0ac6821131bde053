/* SPDX-License-Identifier: MIT */
/* When the ladder will be finished if every gate opens as early as it can. Pure. */
#ifndef ROLLOUT_FORECAST_H
#define ROLLOUT_FORECAST_H

#include <glib.h>
#include <stdint.h>

#include "model/forecast.h"
#include "rollout/gate.h"

/*
 * The stages between the domain and its goal, in order: struct forecast_step *, empty at the goal.
 * Each day rests on the days that the playbook asks for, on when the figures of the window can
 * reach what is wanted, and on the freezes. Not foreseeable is whatever lies behind a condition
 * that no date can be given for, and that condition is what binds it.
 */
GPtrArray *forecast_ladder(const struct gate_facts *facts, const struct gate *gate);

/*
 * The day of the last of these steps; at the goal, the day it was reached (today, while its record
 * is not verified yet). DAY_NONE: not foreseeable.
 */
int32_t forecast_end(const struct gate_facts *facts, const GPtrArray *steps);

#endif
