/* SPDX-License-Identifier: MIT */
/*
 * What reports repeat, kept once and known by a number: domains, reporters, published policies,
 * signatures. The numbers an import has met are remembered, in bounded memory.
 */
#ifndef STORE_INTERN_H
#define STORE_INTERN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dmarc/report.h"
#include "store/sql.h"

struct intern;

struct intern_domain {
	int64_t id;
	GHashTable *reporters;	/* org_key -> bit */
	GHashTable *policies;	/* text of its members -> number */
	GHashTable *signatures; /* GBytes * key -> number */
};

struct intern *intern_new(struct sql *sql);
void intern_free(struct intern *intern);
/* After a rollback: what was added is not there. */
void intern_forget(struct intern *intern);
/* Forgets when too much is remembered; domains handed out before are gone. */
void intern_trim(struct intern *intern);

/* NULL or false with *error. All of them add what was never seen. */
struct intern_domain *intern_domain(struct intern *intern, const char *name, GError **error);
/* A domain's reporters beyond the 63rd share the last bit. */
bool intern_reporter(struct intern *intern, struct intern_domain *domain,
		     const struct report *report, unsigned *bit, GError **error);
bool intern_policy(struct intern *intern, struct intern_domain *domain, const struct report *report,
		   uint16_t *policy_id, GError **error);
bool intern_signature(struct intern *intern, struct intern_domain *domain, GBytes *key,
		      uint32_t *signature_id, GError **error);

#endif
