/* SPDX-License-Identifier: MIT */
/* When the ladder will be finished, and how the domains of a customer come down it. */
#ifndef MODEL_FORECAST_H
#define MODEL_FORECAST_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A stage that is still to come. */
struct forecast_step {
	char *stage;
	int32_t day; /* the earliest on which the domain can be there; DAY_NONE: not foreseeable */
	char *bound_by; /* what sets that day: the condition before it that takes longest, or a stop
			   in words; NULL: nothing, the gate is open */
	char *domain;	/* of a customer's path: the last one to get there; else NULL */
};

struct forecast_step *forecast_step_new(const char *stage, int32_t day, const char *bound_by);
void forecast_step_free(struct forecast_step *step);

/* The same of all domains of a customer. */
struct customer_forecast {
	char *customer;
	int32_t target; /* DAY_NONE: none */
	int32_t day;	/* the last domain's last stage; DAY_NONE: not foreseeable */
	bool at_risk;
	unsigned domains, done, unforeseeable, late; /* late: behind the target */
	char *domain;	  /* that sets the day, or NULL: there is nothing left to do */
	GPtrArray *steps; /* struct forecast_step *: when the last domain reaches each stage */
};

void customer_forecast_free(struct customer_forecast *forecast);

struct burn_stage {
	char *name;
	int p; /* enum policy */
};

/* How many domains are at each stage at the end of a day. */
struct burn_day {
	int32_t day;
	unsigned *counts; /* as many as there are stages */
	unsigned done;	  /* of them, at their goal */
};

/* From the first domain of a project to the forecast of the last one, a day each. */
struct burn_down {
	GArray *stages;			 /* struct burn_stage, in the order of the ladders */
	GPtrArray *days;		 /* struct burn_day * */
	int32_t today;			 /* later days are the forecast */
	int32_t target;			 /* DAY_NONE: none */
	unsigned domains, unforeseeable; /* the latter stay where they are, as far as is known */
};

void burn_down_free(struct burn_down *burn_down);
/* Domains whose stage asks for a policy (enum policy) on a day, those at their goal among them. */
unsigned burn_down_count(const struct burn_down *burn_down, const struct burn_day *day, int p);

/* Where a domain is on a ladder, and when it will be at its end. */
struct ladder_place {
	char *stage;
	char *record; /* that the stage asks for */
	bool gate_open, at_risk;
	char *blocker; /* the first thing that keeps the gate shut, or NULL */
	int32_t forecast;
	GPtrArray *steps; /* struct forecast_step * */
};

/* What another ladder would change for a domain. */
struct ladder_change {
	char *customer, *domain;
	struct ladder_place now, then;
	bool moved; /* the other ladder lacks its stage: then.stage is the furthest that its record
		       allows */
};

void ladder_change_free(struct ladder_change *change);

#endif
