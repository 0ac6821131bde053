/* SPDX-License-Identifier: MIT */
/* One line of the board: who needs me first? */
#ifndef MODEL_STATUS_H
#define MODEL_STATUS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/domain.h"
#include "model/flow.h"
#include "model/forecast.h"

/* Why a domain is where it is on the board: the smaller, the more urgent. */
enum urgency {
	URGENCY_REGRESSION,
	URGENCY_STALE, /* no fresh reports: nothing else is known of today */
	URGENCY_DNS_WRONG,
	URGENCY_SILENT,	 /* reporters, or a sender */
	URGENCY_TICKET,	 /* waits on us */
	URGENCY_OVERDUE, /* at the customer */
	URGENCY_GATE_OPEN,
	URGENCY_UNKNOWN, /* sources to judge; the most mail first */
	URGENCY_AT_RISK,
	URGENCY_WAITING,
	URGENCY_DONE,
};

struct status_line {
	int64_t domain_id;
	char *customer, *domain, *stage, *playbook;
	char *customer_name; /* in full */
	enum goal goal;
	char *goal_reason;   /* or NULL */
	int32_t since;	     /* DAY_NONE: not verified yet */
	int32_t clock_start; /* later of since and the first report that shows it; or DAY_NONE */
	int64_t days;	     /* in the stage, from clock_start; 0 without */
	unsigned pct;
	uint64_t messages, compliant; /* of the window */
	uint64_t unknown;	      /* of them, of sources that nobody has judged */
	bool has_data;
	enum trend trend;
	double loss; /* predicted at the next stage */
	bool gate_open, at_risk, held, regressed, drifted, silent, overdue;
	unsigned conditions_met, conditions;
	char *next_action; /* one sentence */
	GPtrArray
		*alarms;  /* char *: a sentence for each of regressed, wrong DNS, silent, overdue */
	int32_t forecast; /* day of the last stage; DAY_NONE: not foreseeable */
	int32_t target;	  /* of the customer's project; DAY_NONE: none */
	GPtrArray *steps; /* struct forecast_step *: the stages to come */
	enum urgency urgency;
	char *ticket;	    /* id of the open or unverified one, or NULL */
	GArray *compliance; /* double: share of each day of the window; -1 no mail */
};

/* No stage is left to come, and the record is verified; somebody may be needed all the same. */
bool status_at_goal(const struct status_line *line);
/* Is there anything to do, for us or at the customer, but to wait? */
bool status_needs_someone(const struct status_line *line);

/*
 * Since when the record of a stage is in force, and by which clock its days count, newly allocated:
 * "since 2026-06-15", "since 2026-06-15; reports show it since 2026-09-12", "since 2026-06-15; no
 * report shows it yet".
 */
char *stage_since_text(int32_t since, int32_t clock_start);
/* The same with the days, if they count already: "since 2026-06-15: 50 days". */
char *stage_days_text(int32_t since, int32_t clock_start, int32_t today);

void status_line_free(struct status_line *line);

#endif
