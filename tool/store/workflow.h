/* SPDX-License-Identifier: MIT */
/* Tickets, DNS looks and the journal. */
#ifndef STORE_WORKFLOW_H
#define STORE_WORKFLOW_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/journal.h"
#include "model/look.h"
#include "model/ticket.h"
#include "store/store.h"

/*
 * Gives the ticket its id (CHG-YEAR-NNNN, by the clock's year) and stores it with the last event of
 * its history as its first move.
 */
bool store_ticket_add(struct store *store, struct ticket *ticket, GError **error);
/*
 * Stores the ticket's members and appends the event. STALE when its state in the database is no
 * longer `was`: somebody else moved it meanwhile.
 */
bool store_ticket_move(struct store *store, const struct ticket *ticket, enum ticket_state was,
		       const struct ticket_event *event, GError **error);
/* In the state the clock knows. NULL without *error: there is none. */
struct ticket *store_ticket(struct store *store, const char *id, GError **error);
/* GPtrArray of struct ticket *, newest first: of a domain and customer (0: any). */
GPtrArray *store_tickets(struct store *store, int64_t customer_id, int64_t domain_id,
			 GError **error);

/*
 * Who is behind with a ticket as the last look at it knew: GPtrArray of struct laggard * with
 * server, address, name, type and since alone.
 */
GPtrArray *store_laggards(struct store *store, const char *ticket, GError **error);
/* From laggard->since on it is behind; from the clock's instant on it is no more. */
bool store_laggard_add(struct store *store, const char *ticket, const struct laggard *laggard,
		       GError **error);
bool store_laggard_end(struct store *store, const char *ticket, const struct laggard *laggard,
		       GError **error);

bool store_look_add(struct store *store, int64_t domain_id, const struct look *look,
		    GError **error);
/* The newest look, or the one before an instant (TIME_NONE: newest). NULL without *error: none. */
struct look *store_look(struct store *store, int64_t domain_id, int64_t before, GError **error);

/* Appends; fills id, at and hash. Must be called inside the transaction of what it tells. */
bool store_journal_add(struct store *store, struct journal_entry *entry, GError **error);
/* The entry with this hash, whosever it is. NULL without *error: there is none. */
struct journal_entry *store_journal_find(struct store *store, const char *hash, GError **error);
/* Newest first: GPtrArray of struct journal_entry *. Customer, domain 0: any; limit 0: all. */
GPtrArray *store_journal(struct store *store, int64_t customer_id, int64_t domain_id,
			 unsigned limit, GError **error);

#endif
