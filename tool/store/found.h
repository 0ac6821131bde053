/* SPDX-License-Identifier: MIT */
/* Domains that reports tell of, managed or not. */
#ifndef STORE_FOUND_H
#define STORE_FOUND_H

#include "model/found.h"
#include "store/store.h"

/* The domains with reports that nobody manages, by name; below and customer are left out. */
GPtrArray *store_unassigned(struct store *store, GError **error);
/*
 * The From domains of the messages in a domain's reports (managed or not), of days from..until:
 * GHashTable, name -> struct found_domain *.
 */
GHashTable *store_from_domains(struct store *store, int64_t domain_id, int32_t from, int32_t until,
			       GError **error);

#endif
