/* SPDX-License-Identifier: MIT */
/* What the files of the import share. */
#ifndef STORE_IMPORT_INNER_H
#define STORE_IMPORT_INNER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/count.h"
#include "store/import.h"
#include "store/inner.h"
#include "store/intern.h"
#include "store/rollup.h"

struct held_key {
	GBytes *key;
	bool compliant;
	uint32_t signature_id; /* once it is written */
};

struct store_import {
	struct store *store;
	struct intern *intern;
	int64_t now;	     /* of all that it brings: an import is one thing that becomes known */
	bool began;	     /* a transaction */
	uint64_t pending;    /* rows in it */
	GHashTable *touched; /* int64_t *: domains of its reports */
	GArray *cells;	     /* struct cell: of its reports, not in the roll-ups yet */
	int64_t reject_octets; /* kept of what was refused; -1: not counted yet */
	GError *late;	       /* of a call that could not tell */

	/* The report at hand: */
	bool open;
	char *input, *member;
	struct intern_domain *domain; /* NULL until its place is known, and while it is forgotten */
	int64_t domain_id, report_id; /* its place */
	GArray *rows;	   /* struct report_row, signature an index into keys: held, not written */
	GArray *keys;	   /* struct held_key */
	size_t key_octets; /* of keys */
	int64_t written;   /* rows */
	uint64_t rows_sum; /* of those */
};

/* Opens the transaction if there is none. */
bool import_begin(struct store_import *import, GError **error);

/* Room for the cells of one more row: a full array goes into the roll-ups. */
bool import_drain(void *import, GArray *cells, GError **error);

/*
 * What the report at hand is beside those that are stored; a rival that it beats is superseded and
 * taken out of the sums.
 */
bool import_judge(struct store_import *import, const struct report *report, const uint8_t *sha256,
		  enum import_outcome *outcome, GError **error);
bool import_put_report(struct store_import *import, const struct report *report,
		       const uint8_t *sha256, uint16_t policy_id, enum import_outcome outcome,
		       GError **error);

#endif
