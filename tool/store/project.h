/* SPDX-License-Identifier: MIT */
/* Customers, domains, stages, and the answers and exceptions that belong to them. */
#ifndef STORE_PROJECT_H
#define STORE_PROJECT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/customer.h"
#include "model/domain.h"
#include "model/flow.h"
#include "model/sender.h"
#include "store/store.h"

/* Inserts when customer->id is 0 (and sets it), else updates. */
bool store_customer_put(struct store *store, struct customer *customer, GError **error);
/* NULL without *error: there is none. */
struct customer *store_customer(struct store *store, const char *slug, GError **error);
/* GPtrArray of struct customer *, by slug. */
GPtrArray *store_customers(struct store *store, GError **error);

/* The domain's row, made unmanaged if it was never seen; its id. -1: *error. */
int64_t store_domain_id(struct store *store, const char *name, GError **error);
/* Updates all members but stage, since, verified_at (those come from moves). */
bool store_domain_put(struct store *store, const struct domain *domain, GError **error);
/* A managed domain, with its stage as the clock knows it. NULL without *error: not managed. */
struct domain *store_domain(struct store *store, const char *name, GError **error);
struct domain *store_domain_by_id(struct store *store, int64_t id, GError **error);
/* GPtrArray of struct domain *: of a customer (0: all), by customer and name. */
GPtrArray *store_domains(struct store *store, int64_t customer_id, GError **error);

bool store_move_add(struct store *store, int64_t domain_id, const struct stage_move *move,
		    GError **error);
/* GPtrArray of struct stage_move *, oldest first. */
GPtrArray *store_moves(struct store *store, int64_t domain_id, GError **error);

bool store_waiver_add(struct store *store, struct waiver *waiver, GError **error);
bool store_waiver_end(struct store *store, int64_t id, GError **error);
GPtrArray *store_waivers(struct store *store, int64_t domain_id, GError **error); /* not ended */
bool store_complaint_add(struct store *store, struct complaint *complaint, GError **error);
/* All open ones. */
bool store_complaint_close(struct store *store, int64_t domain_id, GError **error);
GPtrArray *store_complaints(struct store *store, int64_t domain_id, GError **error);
bool store_freeze_add(struct store *store, const struct freeze *freeze, GError **error);
/* All of the customer. */
bool store_freeze_end(struct store *store, int64_t customer_id, GError **error);
GPtrArray *store_freezes(struct store *store, int64_t customer_id, GError **error);

/* Marks in force (not undone), oldest first. */
bool store_mark_add(struct store *store, struct mark *mark, GError **error);
bool store_mark_end(struct store *store, int64_t id, GError **error);
GPtrArray *store_marks(struct store *store, int64_t domain_id, GError **error);

/* Notes on sources and streams: GHashTable key -> struct source_note *. */
bool store_note_set(struct store *store, int64_t domain_id, const char *subject, bool stream,
		    const struct source_note *note, GError **error);
GHashTable *store_notes(struct store *store, int64_t domain_id, bool streams, GError **error);
/* A domain of the customer, another than this one, that has notes on sources; *id 0: none has. */
bool store_noted_domain(struct store *store, int64_t customer_id, int64_t but, int64_t *id,
			GError **error);

/* The specialist's own catalogue entries, confirmed set: GPtrArray of struct sender *. */
bool store_sender_put(struct store *store, const struct sender *sender, GError **error);
GPtrArray *store_senders(struct store *store, GError **error);

#endif
