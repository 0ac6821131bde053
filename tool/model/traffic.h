/* SPDX-License-Identifier: MIT */
/*
 * What the reports say of one domain in some days, rolled up: the figures that every judgement is
 * made from. Addresses and signatures, never classes.
 */
#ifndef MODEL_TRAFFIC_H
#define MODEL_TRAFFIC_H

#include <glib.h>
#include <stdint.h>

#include "base/ip.h"
#include "dmarc/report.h"

#define REPORTER_BITS 64 /* a domain's reporters beyond the 63rd share the last bit */

/* Messages of one day, address, signature, published policy and disposition. */
struct traffic_cell {
	struct ip ip;
	int32_t day;
	uint32_t signature; /* index into signatures */
	uint16_t policy;    /* index into policies */
	uint8_t disposition;
	uint64_t messages;
	uint64_t reporters; /* bit i: reporter i of the domain saw some of them */
};

/* The policy that reporters of one generation saw published. */
struct traffic_policy {
	enum generation generation;
	struct policy_seen seen;
};

struct traffic {
	int32_t from, until;   /* days, both included */
	GPtrArray *signatures; /* struct signature *; owned */
	GPtrArray *policies;   /* struct traffic_policy *; owned */
	GArray *cells;	       /* struct traffic_cell; no bad rows */
	GPtrArray *reporters;  /* char *: org names by bit; owned */
};

struct traffic *traffic_new(void);
void traffic_free(struct traffic *traffic);

/* One day's sums over a domain. */
struct traffic_day {
	int32_t day;
	uint64_t messages, compliant;
	uint64_t dispositions[DISPOSITION_COUNT];
	uint64_t rfc9990; /* messages in RFC 9990 shaped reports */
	uint64_t reporters;
};

/* What DNS says of an address, with the time of the look. */
struct host {
	struct ip ip;
	char *ptr;	/* or NULL */
	bool confirmed; /* the name leads back to the address (FCrDNS) */
	bool looked;	/* a look gave an answer, also when it is "no name" */
	int64_t asn;	/* 0: not known */
	int64_t looked_at;
};

void host_free(struct host *host);

/* What DNS answered about a From domain, with the time of the look. */
struct existence {
	char *name;
	bool absent; /* NXDOMAIN, whatever the type (RFC 9989 A.4) */
	int64_t looked_at;
};

void existence_free(struct existence *existence);

#endif
