/* SPDX-License-Identifier: MIT */
/* The SPF record (RFC 7208 4.6, 5, 6, 7.1): its grammar, without asking anybody. */
#ifndef DNS_SPF_RECORD_H
#define DNS_SPF_RECORD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

enum spf_kind {
	SPF_KIND_ALL,
	SPF_KIND_INCLUDE,
	SPF_KIND_A,
	SPF_KIND_MX,
	SPF_KIND_PTR,
	SPF_KIND_IP4,
	SPF_KIND_IP6,
	SPF_KIND_EXISTS,
};

enum spf_qualifier {
	SPF_QUALIFIER_PASS = '+',
	SPF_QUALIFIER_FAIL = '-',
	SPF_QUALIFIER_SOFTFAIL = '~',
	SPF_QUALIFIER_NEUTRAL = '?',
};

/* A directive. */
struct spf_term {
	enum spf_kind kind;
	enum spf_qualifier qualifier;
	char *target;		   /* the domain-spec as written; NULL: the record's own domain */
	struct ip network;	   /* ip4, ip6 */
	unsigned prefix4, prefix6; /* lengths; 32 and 128 where the record names none */
};

struct spf_record {
	GPtrArray *terms; /* struct spf_term *, in the order of the record */
	char *redirect;	  /* domain-specs, or NULL */
	char *exp;
	char *error; /* what is wrong, where the record cannot be read; NULL: nothing */
};

/* Is it an SPF record at all: "v=spf1", alone or before a space (RFC 7208 4.5)? */
bool spf_is_record(const char *txt);
/* Reads one joined TXT for which that holds; false, with error set, means permerror. */
bool spf_record_parse(const char *txt, struct spf_record *record);
void spf_record_clear(struct spf_record *record);
/* Does the directive cost one of the ten lookups (RFC 7208 4.6.4)? */
bool spf_term_is_lookup(const struct spf_term *term);
/* The `all` that ends the record, or NULL. */
const struct spf_term *spf_record_all(const struct spf_record *record);

#endif
