/* SPDX-License-Identifier: MIT */
/* A client of the managed service, with one project. */
#ifndef MODEL_CUSTOMER_H
#define MODEL_CUSTOMER_H

#include <glib.h>
#include <stdint.h>

struct customer {
	int64_t id;
	char *slug; /* stable key: a-z 0-9 - */
	char *name;
	char *contact;	 /* mail address, or NULL */
	int32_t started; /* day the project began */
	int32_t target;	 /* day it is promised for, or DAY_NONE */
};

void customer_clear(struct customer *customer);
void customer_free(struct customer *customer);

/* A change freeze: advance, tickets and forecasts wait between its days, both included. */
struct freeze {
	int64_t customer_id;
	int32_t from, until;
	char *reason, *who;
};

void freeze_free(struct freeze *freeze);

#endif
