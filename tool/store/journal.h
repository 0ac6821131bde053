/* SPDX-License-Identifier: MIT */
/* The check of the journal's chains, for `doctor`. */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/sql.h"

/* *broken: id of the first entry that does not fit the one before it in its chain, or 0. */
bool journal_verify(struct sql *sql, int64_t *broken, int64_t *entries, GError **error);

#endif
