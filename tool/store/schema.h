/* SPDX-License-Identifier: MIT */
/* The tables, as numbered steps from each version of the state to the next. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/sql.h"

#define SCHEMA_VERSION 2

/* The version of a state; 0: it is empty. */
bool schema_version(struct sql *sql, int64_t *version, GError **error);
/* Takes each step that is missing, in one transaction; another process may have been faster. */
bool schema_migrate(struct sql *sql, GError **error);

#endif
