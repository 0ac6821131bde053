/* SPDX-License-Identifier: MIT */
/* Regressions after an import (domain.md 5.3), and what a domain needs next. Pure. */
#ifndef ROLLOUT_WATCH_H
#define ROLLOUT_WATCH_H

#include <glib.h>
#include <stdbool.h>

#include "model/flow.h"
#include "model/gate.h"
#include "model/status.h"
#include "model/ticket.h"
#include "rollout/gate.h"

/* Something that passed or arrived, and does no longer. */
struct regression {
	char *subject; /* what it is about: a source's key, "legitimate mail", … stays while it
			  stands */
	char *text;    /* with today's figures */
};

void regression_free(struct regression *regression);

struct watch_facts {
	const struct gate_facts *gate;
	const struct source_table *recent; /* the newest two days */
	const struct source_table *usual;  /* the 28 days before them */
};

/*
 * GPtrArray of struct regression *, empty when nothing regressed, or when the newest report is not
 * fresh: no data is no regression. For gate_facts.
 */
GPtrArray *watch_regressions(const struct watch_facts *facts);

/*
 * Fills flags, urgency and next_action of a board line whose figures are set: one sentence that
 * says what to do and to what. tickets: those of the domain, newest first.
 */
void status_judge(struct status_line *line, const struct gate_facts *facts, const struct gate *gate,
		  const GPtrArray *tickets, int32_t target);
/* Board order: who needs me first. */
int status_compare(const struct status_line *a, const struct status_line *b);

#endif
