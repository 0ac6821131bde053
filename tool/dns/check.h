/* SPDX-License-Identifier: MIT */
/* The parts of dns_check(): each looks at one subject, and writes what it saw into the look. */
#ifndef DNS_CHECK_H
#define DNS_CHECK_H

#include <glib.h>
#include <stdbool.h>

#include "dmarc/policy.h"
#include "dns/dns.h"
#include "dns/finding.h"
#include "dns/spf_walk.h"

struct check {
	struct dns *dns;
	const struct dns_subject *subject;
	struct progress *progress;
	struct look *look;	     /* being filled; all its arrays are there */
	struct published *published; /* what receivers find at _dmarc. of the names asked so far */
	GHashTable *walked;	     /* char *: those names */
	char *spf;		     /* the domain's SPF record, whole; NULL: none */
	bool exists;		     /* the domain is not NXDOMAIN */
	bool mx_known;		     /* it was answered what the domain's MX are */
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
/* Needs discovery: the records that apply name the destinations. */
void check_authorisation(struct check *check);
void check_spf(struct check *check);
/* Does SPF cover those who send, and do they use what it holds? After check_spf(). */
void check_spf_sources(struct check *check);
/* Have the domain's own hosts SPF by which their bounces pass (RFC 7208 2.3)? */
void check_spf_hosts(struct check *check);
void check_dkim(struct check *check);
void check_mx(struct check *check);
/* The record set of a parked domain (domain.md 5.5); after the others. */
void check_parked(struct check *check);
/* BIMI, MTA-STS and TLS-RPT; after discovery. */
void check_extras(struct check *check);
/* Asks the block lists for the domain and its senders. */
void check_blocklists(struct check *check);
/* Names below the domain that nobody created. */
void check_wildcards(struct check *check);

/*
 * The first usable DMARC record at _dmarc.domain, to be cleared; the domain's own as its servers
 * publish it. False: there is none.
 */
bool check_record(struct check *check, const char *domain, struct record *record);
/* An SPF walk as it is stored. */
struct look_term *spf_tree(const struct spf_node *node);
/* Answers the questions of an SPF walk for a struct check. */
void check_spf_ask(void *check, struct dns_question *questions, size_t n);

/* Does a text look as if it was meant to be a DMARC record, however badly written? */
bool is_meant_as_dmarc(const char *txt);

#endif
