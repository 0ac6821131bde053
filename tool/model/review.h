/* SPDX-License-Identifier: MIT */
/* The progress review of a customer, as values. */
#ifndef MODEL_REVIEW_H
#define MODEL_REVIEW_H

#include <glib.h>
#include <stdint.h>

#include "model/customer.h"
#include "model/domain.h"
#include "model/flow.h"
#include "model/gate.h"
#include "model/status.h"

/* One domain's page. */
struct review_domain {
	struct status_line *line;
	struct domain *domain;
	struct gate *gate;
	GPtrArray *moves; /* struct stage_move *: the ladder's history */
	struct source_table *table;
	uint64_t blocked; /* threat messages that receivers quarantined or rejected in the window */
	uint64_t hurt;	  /* legitimate and forwarded ones that they quarantined or rejected */
	char *record;	  /* published, as far as known; or NULL */
};

void review_domain_free(struct review_domain *domain);

struct review {
	struct customer *customer;
	char *service, *contact; /* branding, or NULL */
	int64_t at;
	int32_t from, until;
	GPtrArray *domains; /* struct review_domain * */
	GPtrArray *journal; /* struct journal_entry *: decisions of the window, oldest first */
	GPtrArray *waivers; /* struct waiver * in force */
	char *journal_head; /* hash of the newest entry, or NULL */
};

void review_free(struct review *review);

#endif
