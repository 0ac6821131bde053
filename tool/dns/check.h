/* SPDX-License-Identifier: MIT */
/* The parts of dns_check(): each looks at one subject, and writes what it saw into the look. */
#ifndef DNS_CHECK_H
#define DNS_CHECK_H

#include <glib.h>
#include <stdbool.h>

#include "dmarc/policy.h"
#include "dns/dns.h"
#include "dns/finding.h"

struct check {
	struct dns *dns;
	struct progress *progress;
	struct look *look;	     /* being filled; all its arrays are there */
	struct published *published; /* what receivers find at _dmarc. of the names asked so far */
	GHashTable *walked;	     /* char *: those names */
	bool exists;		     /* the domain is not NXDOMAIN */
};

/*
 * Asks what stands at _dmarc. of every name that receivers of either generation may ask for a
 * domain, and adds it to published.
 */
void check_walk(struct check *check, const char *domain);

/* The DMARC name at every server: published, agree, status, ttl. Adds the domain's own record. */
void check_dmarc(struct check *check);
/* What each generation discovers; after check_dmarc(). */
void check_discovery(struct check *check);
/* Needs discovery: the record that applies names the destinations. */
void check_authorisation(struct check *check);
void check_spf(struct check *check);
void check_dkim(struct check *check);
void check_mx(struct check *check);
/* Names below the domain that nobody created. */
void check_wildcards(struct check *check);

/* Does a text look as if it was meant to be a DMARC record, however badly written? */
bool is_meant_as_dmarc(const char *txt);

#endif
