/* SPDX-License-Identifier: MIT */
/* Stored reports that people should look at. */
#ifndef STORE_FLAGGED_H
#define STORE_FLAGGED_H

#include "model/flagged.h"
#include "store/store.h"

/*
 * GPtrArray of struct flagged_report *, the newest first; of all domains, managed or not, where
 * domain_id is 0.
 */
GPtrArray *store_flagged(struct store *store, int64_t domain_id, GError **error);

#endif
