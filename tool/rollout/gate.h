/* SPDX-License-Identifier: MIT */
/* May a domain go to its next stage? Pure: the same facts give the same gate. */
#ifndef ROLLOUT_GATE_H
#define ROLLOUT_GATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/customer.h"
#include "model/domain.h"
#include "model/flow.h"
#include "model/gate.h"
#include "model/look.h"
#include "model/playbook.h"
#include "model/sender.h"
#include "model/traffic.h"

/* All members stay the caller's. */
struct gate_facts {
	const struct domain *domain;
	const struct playbook *playbook;
	int64_t now;
	int32_t newest;		 /* newest whole imported day; DAY_NONE: no reports */
	int32_t clock_start;	 /* later of verification and first echo; DAY_NONE: not started */
	const char *clock_waits; /* what the clock waits for, in words, while it has not started */
	unsigned echoed_by;	 /* reporters whose newest report shows the published policy */
	const struct source_table *table; /* of the 30 days that end with newest */
	const GArray *days;		  /* struct traffic_day of those days */
	int32_t window_from, window_until;
	double pass_rate_before;  /* legit pass rate of the stage before; negative: none */
	double loss_at_reject;	  /* messages of the window that p=reject would lose, expected */
	bool loss_stays;	  /* no split and no fix at home would cut it */
	const GPtrArray *senders; /* struct sender *: confirmed for this customer */
	GHashTable *moving; /* streams whose split was accepted -> key of their source; may be NULL
			     */
	GHashTable *source_notes, *stream_notes; /* subject -> struct source_note *; may be NULL */
	const struct look *look;		 /* newest stored check, or NULL */
	const GPtrArray *waivers, *complaints, *freezes; /* of model/; may be NULL */
	unsigned usual_reporters, silent_reporters; /* silent: for the playbook's silent_days */
	const GPtrArray *regressions; /* struct regression *, of watch_regressions(); may be NULL */
};

/*
 * The conditions in the order of domain.md 5.2. A regression, silent reporters and a hold close the
 * gate without being conditions: they are blockers that nobody can waive.
 */
struct gate *gate_eval(const struct gate_facts *facts);

/*
 * May a person accept that a condition is not met? If not, *why_not says why (static text), or is
 * NULL: no condition has this name.
 */
bool gate_waivable(const char *condition, const char **why_not);
/* Can it be accepted of one source? */
bool gate_is_by_source(const char *condition);

/* Compliant messages of legitimate and unknown flows, over all messages of these (domain.md 5.2).
 * -1: none. */
double legit_pass_rate(const struct source_table *table);

#endif
