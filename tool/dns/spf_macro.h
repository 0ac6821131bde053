/* SPDX-License-Identifier: MIT */
/* Macros in the domain-specs of SPF records (RFC 7208 7). */
#ifndef DNS_SPF_MACRO_H
#define DNS_SPF_MACRO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/* What macros stand for. */
struct spf_values {
	const struct ip *ip;
	const char *local, *sender; /* both sides of the sender's address */
	const char *domain;	    /* whose record it is */
	const char *helo;
	const char *validated; /* name of the client that was confirmed, or "unknown" */
};

/*
 * The octets of the macro-expand at text (which begins with %), or 0 when it is none. The letters
 * c, r and t, which belong to explanation texts alone, make none.
 */
size_t spf_macro_length(const char *text);
/* Does a domain-spec hold macros other than %%, %_ and %-? */
bool spf_has_macros(const char *domain_spec);
/* Does it hold the macro of a letter, given in lower case? */
bool spf_has_macro(const char *domain_spec, char letter);
/*
 * The name that a valid domain-spec stands for, cut from the left to what DNS can carry; odd octets
 * as dns.h has them. Newly allocated.
 */
char *spf_expand(const char *domain_spec, const struct spf_values *values);

#endif
