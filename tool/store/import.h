/* SPDX-License-Identifier: MIT */
/*
 * The writing side of an import: reports, rows, auth results and roll-ups. Many reports share one
 * transaction; each is stored whole or not at all. Duplicates and conflicts as in domain.md 3.4;
 * the result does not depend on the order of arrival.
 */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dmarc/report.h"
#include "model/journal.h"
#include "model/reject.h"
#include "store/store.h"

enum import_outcome {
	IMPORT_OUTCOME_NEW,
	IMPORT_OUTCOME_DUPLICATE,
	IMPORT_OUTCOME_REPLACED, /* conflict: the better one (3.4); the other is superseded */
	IMPORT_OUTCOME_INFERIOR, /* conflict: superseded at once, outside all sums */
};

struct store_import;

/* Uses the store for itself until it is freed. All that it brings becomes known at this instant. */
struct store_import *store_import_new(struct store *store);
/* Uncommitted reports are lost. */
void store_import_free(struct store_import *import);

/*
 * A report in four strokes: begin, batches, end, or drop instead of end. input and member (may be
 * NULL) say where it came from. begin opens a transaction if there is none; after a failure the
 * whole of it is lost. *managed: its domain is.
 */
bool store_import_begin(struct store_import *import, const char *input, const char *member,
			GError **error);
bool store_import_batch(struct store_import *import, const struct report *report,
			const struct report_batch *batch, GError **error);
bool store_import_end(struct store_import *import, const struct report *report,
		      const uint8_t *sha256, enum import_outcome *outcome, bool *managed,
		      GError **error);
void store_import_drop(struct store_import *import);

#define REJECTS_OCTETS_MAX (64u << 20) /* kept in all: the oldest go first */

/*
 * Kept for `rejects`; the same input and member again count as seen again. id, at, seen and kept
 * are not looked at. bytes (or NULL) are kept, too: sha256 is theirs.
 */
bool store_import_reject(struct store_import *import, const struct reject *reject, GBytes *bytes,
			 GError **error);
/* A mailbox's check-point, in the transaction of what it brought. */
bool store_import_checkpoint(struct store_import *import, const char *mailbox, uint32_t uidvalidity,
			     uint32_t uid, GError **error);

/*
 * Rows since the last commit, and kept octets as so many rows: when to commit is the caller's,
 * between two reports.
 */
uint64_t store_import_pending(const struct store_import *import);
/* Writes roll-ups and journal line (NULL: none), and commits. Nothing pending: does nothing. */
bool store_import_commit(struct store_import *import, const struct journal_entry *entry,
			 GError **error);

bool store_checkpoint_get(struct store *store, const char *mailbox, uint32_t *uidvalidity,
			  uint32_t *uid, GError **error);

/* GPtrArray of struct reject *, newest first. */
GPtrArray *store_rejects(struct store *store, GError **error);
struct reject *store_reject(struct store *store, int64_t id, GError **error); /* or NOT_FOUND */
/* The octets of a reject with kept; NULL with *error also when they are gone meanwhile. */
GBytes *store_reject_bytes(struct store *store, const struct reject *reject, GError **error);
/* Removes it with what is kept for nobody else, unless it was seen again since it was read. */
bool store_reject_remove(struct store *store, const struct reject *reject, GError **error);

#endif
