/* SPDX-License-Identifier: MIT */
/* How the domains of a customer come along, together: when all are there, and who sets the date.
 * Pure. */
#ifndef ROLLOUT_OUTLOOK_H
#define ROLLOUT_OUTLOOK_H

#include <glib.h>
#include <stdint.h>

#include "model/forecast.h"
#include "model/playbook.h"
#include "model/status.h"

/* One domain; all members stay the caller's. */
struct outlook {
	const struct status_line *line;
	const struct playbook *playbook;
	const GPtrArray *moves; /* struct stage_move *, oldest first; for the burn-down */
	int32_t added;		/* day on which it came under management; likewise */
};

/*
 * domains: struct outlook *, of one customer, one or more of them. A stage is reached when the last
 * of the domains that have it before them can be there; that domain, and what binds it there, is
 * the critical path.
 */
struct customer_forecast *outlook_forecast(const GPtrArray *domains);

/*
 * Until today as it was: a domain counts from the day it was added, at the stage of its newest
 * move. Then as the forecast of each domain says, until the last of them is done, or until the
 * target.
 */
struct burn_down *outlook_burn_down(const GPtrArray *domains, int32_t today);

#endif
