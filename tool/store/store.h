/* SPDX-License-Identifier: MIT */
/*
 * The state: one SQLite database in a folder. The only folder with SQL in it. A struct store is
 * one connection and belongs to one thread; several processes may work on one state.
 *
 * Time: what is written is stamped (known_at) with the store's clock; what is read is what was
 * known at the clock's instant, so that --now answers as on that day.
 *
 * All functions set *error (domain RAMPART_ERROR; STATE with SQLite's words where nothing else
 * fits) when they return false, NULL or -1. Results are newly allocated; arrays own their elements.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct store;

enum store_mode {
	STORE_READ,  /* must exist; never migrates; writes are refused */
	STORE_WRITE, /* made if missing (folder 0700, file 0600), migrated after a backup copy */
};

/* Is there a state in the folder that may be written? */
bool store_is_writable(const char *dir);
/* A state of a newer program is refused; an older one is migrated step by step. */
struct store *store_open(const char *dir, enum store_mode mode, const struct clock *clock,
			 GError **error);
void store_close(struct store *store);

/*
 * A write transaction: begins at once (waits for other writers up to 30 s), so that what is read
 * inside is current. Nested begins are an error of the program. Reads outside see one consistent
 * snapshot a call.
 */
bool store_begin(struct store *store, GError **error);
bool store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);
bool store_in_transaction(const struct store *store);

/* A consistent copy while others work; path must not exist; written beside it, then renamed. */
bool store_backup(struct store *store, const char *path, GError **error);

/* One line of a self-check. */
struct store_check {
	bool ok;
	char *text;
};

void store_check_free(struct store_check *check);
/*
 * Integrity, foreign keys, schema version, and that roll-ups add up to the rows: GPtrArray of
 * struct store_check *.
 */
GPtrArray *store_doctor(struct store *store, GError **error);

/* A number that grows with every write that concerns the domain: what is derived is kept by it. */
int64_t store_domain_version(struct store *store, int64_t domain_id, GError **error);
/*
 * The same by what was written: the domain's reports; what concerns it alone; all domains; what
 * store_domain_put() wrote of any, such as whose it is.
 */
struct store_version {
	int64_t traffic, domain, common, families;
};
bool store_version(struct store *store, int64_t domain_id, struct store_version *version,
		   GError **error);

/*
 * Small memory for app: what was derived of a domain last, by name, and the version it was kept at
 * (*version, the caller's). NULL without *error: nothing is kept.
 */
char *store_memo_get(struct store *store, int64_t domain_id, const char *name, char **version,
		     GError **error);
bool store_memo_set(struct store *store, int64_t domain_id, const char *name, const char *version,
		    const char *value, GError **error);

#endif
