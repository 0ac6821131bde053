/* SPDX-License-Identifier: MIT */
/*
 * Which policy a receiver of each generation finds and applies for a From domain (RFC 7489 6.6.3,
 * RFC 9989 4.10), and the organisational domain and alignment of each (2.1-2.4 of domain.md).
 */
#ifndef DMARC_POLICY_H
#define DMARC_POLICY_H

#include <glib.h>
#include <stdbool.h>

#include "dmarc/generation.h"
#include "dmarc/record.h"

/* What is published at _dmarc.NAME for a set of names: a small offline DNS. */
struct published;

struct published *published_new(void);
void published_free(struct published *published);
/* Adds one TXT record at _dmarc.name; the same name again is a second record. */
void published_add(struct published *published, const char *name, const char *txt);
/* A copy in which txt is the only record at _dmarc.name; published may be NULL. */
struct published *published_with(const struct published *published, const char *name,
				 const char *txt);

/*
 * What the receiver does: policy after t; with probability pct/100 `policy`, else `otherwise`
 * (pct is 100 and otherwise equals policy wherever there is no sampling).
 */
struct effective {
	bool applies;	 /* false: DMARC is not applied; all but asked is unset */
	char *found_at;	 /* the domain whose record was used; owned */
	const char *tag; /* "p", "sp" or "np": what was selected; static */
	enum policy policy;
	enum policy otherwise;
	unsigned pct;
	bool adkim_strict, aspf_strict;
	GPtrArray *asked; /* char *: the names asked at _dmarc., in order; owned */
};

/*
 * from: lower-case A-labels. exists: the From domain is not NXDOMAIN, which decides np (RFC 9989
 * 3.2.13).
 */
void policy_discover(enum generation generation, const struct published *published,
		     const char *from, bool exists, struct effective *out);
void effective_clear(struct effective *effective);

/*
 * The organisational domain, newly allocated: by the public suffix list (RFC 7489 3.2; libpsl's
 * built-in list) or by the tree walk (RFC 9989 4.10.2). A public suffix itself is its own.
 */
char *org_domain(enum generation generation, const struct published *published, const char *name);
/* Registrable domain by the public suffix list, or name itself; points into name. */
const char *registrable_domain(const char *name);

/* Is an authenticated domain aligned with the From domain? (RFC 7489 3.1, RFC 9989 4.4) */
bool is_aligned(enum generation generation, const struct published *published, bool strict,
		const char *from, const char *authenticated);

/*
 * The fractions of failing mail that the effective policy quarantines and rejects: 0..1. Both are
 * 0 where DMARC is not applied.
 */
void effective_shares(const struct effective *effective, double *quarantine, double *reject);
/* In words: "quarantine", "25 % quarantine, 75 % none", "no DMARC"; newly allocated. */
char *effective_text(const struct effective *effective);

#endif
