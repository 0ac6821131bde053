/* SPDX-License-Identifier: MIT */
/* The journal's hash chains, one a customer: what writes, reads and checks them shares. */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/journal.h"
#include "store/sql.h"

/* For journal_read(). */
#define JOURNAL_COLUMNS                                                                            \
	"id, at, who, action, customer_id, domain_id, customer, domain, subject, text, reason, "   \
	"evidence, hash "

struct journal_entry *journal_read(struct sql_query *query);
/* The hash of an entry behind another one (its hash; NULL: the first of its chain). */
char *journal_hash(const char *previous, const struct journal_entry *entry);

/*
 * Adds to problems (char *) where an entry does not fit the one before it, a chain does not end
 * where it was left, or a ticket was sent with a head that its customer's journal does not hold.
 */
bool journal_verify(struct sql *sql, GPtrArray *problems, int64_t *entries, GError **error);

#endif
