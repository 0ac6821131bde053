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

/* How many domains are at each stage at the end of a day. */
struct burn_day {
	int32_t day;
	unsigned *counts; /* as many as there are stages */
	unsigned done;	  /* of them, at their goal */
};

/* From the first domain of a project to the forecast of the last one, a day each. */
struct burn_down {
	GPtrArray *stages;		 /* char *: names in the order of the ladders */
	GPtrArray *days;		 /* struct burn_day * */
	int32_t today;			 /* later days are the forecast */
	int32_t target;			 /* DAY_NONE: none */
	unsigned domains, unforeseeable; /* the latter stay where they are, as far as is known */
};

void burn_down_free(struct burn_down *burn_down);

#endif
