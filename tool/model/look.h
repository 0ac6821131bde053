/* SPDX-License-Identifier: MIT */
/* What DNS answered, when, and what is wrong with it (`check`). */
#ifndef MODEL_LOOK_H
#define MODEL_LOOK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dmarc/generation.h"
#include "dmarc/record.h"

enum look_status {
	LOOK_STATUS_OK,
	LOOK_STATUS_NXDOMAIN,
	LOOK_STATUS_NODATA,
	LOOK_STATUS_SERVFAIL,
	LOOK_STATUS_REFUSED,
	LOOK_STATUS_TIMEOUT,
	LOOK_STATUS_BOGUS, /* a validating resolver's SERVFAIL that answers with checking disabled
			    */
	LOOK_STATUS_UNREACHABLE, /* this host has no way there, such as no IPv6; nobody was asked */
	LOOK_STATUS_MALFORMED,	 /* an answer that cannot be read, or holds too many records */
};

const char *look_status_name(enum look_status status);

#define LOOK_TEXT_MAX                                                                              \
	4096 /* octets that are kept of a text; then an ellipsis stands for the rest */

/* What one server said of the DMARC name. */
struct look_server {
	char *server; /* its name; NULL for a configured resolver */
	char *address;
	enum look_status status;
	GPtrArray *txt;	  /* char *: joined texts, raw bytes, none longer than LOOK_TEXT_MAX */
	GPtrArray *cname; /* char *: the chain followed */
	uint32_t ttl, serial;
	bool authentic; /* a resolver vouches for it by DNSSEC (AD) */
};

void look_server_free(struct look_server *server);

struct look_key {
	char *domain, *selector;
	char *status; /* "ok", "revoked", "missing", "weak", "several", "invalid", "timeout", … */
	unsigned bits;
	char *type;	/* "rsa" or "ed25519"; NULL: no usable key */
	bool test;	/* t=y */
	char *target;	/* where its chain of aliases ends, or NULL */
	unsigned found; /* keys that stand at the name */
};

void look_key_free(struct look_key *key);

/* A term of an SPF record that is looked up, and what it leads to; the root is the domain's own. */
struct look_term {
	char *term;	  /* "include:spf.mail.example"; NULL: the root */
	char *target;	  /* the name that is asked */
	char *record;	  /* the SPF record there, or NULL */
	unsigned lookups; /* it costs, with all below it */
	char *result; /* "ok", "void", "loop", "permerror", "temperror", "none", "unknown" (macros)
		       */
	GPtrArray *terms; /* struct look_term * */
};

void look_term_free(struct look_term *term);

/* Does SPF cover the addresses that a source was seen at? */
struct look_cover {
	char *source;
	bool legitimate; /* else it was seen to pass SPF in the domain's name */
	uint64_t messages;
	unsigned addresses, covered; /* looked at; of these the ones that pass */
};

void look_cover_free(struct look_cover *cover);

struct look_authorisation {
	char *host, *name;
	bool authorised;
	enum look_status status;
};

void look_authorisation_free(struct look_authorisation *authorisation);

/* Everything of a type at a name. */
struct look_rrset {
	char *name, *type;
	enum look_status status;
	uint32_t ttl;
	GPtrArray *values; /* char *: as text, empty unless OK */
};

void look_rrset_free(struct look_rrset *rrset);

/* What one look saw and the other did not. */
struct look_change {
	char *place; /* "_dmarc.shop.example at ns1.dns.example (192.0.2.1)" */
	bool added;  /* else removed */
	char *value;
};

void look_change_free(struct look_change *change);

struct look {
	char *domain;
	int64_t at;
	char *name;	      /* "_dmarc.shop.example" */
	char *zone;	      /* apex of the zone that holds the name, or NULL */
	GPtrArray *published; /* char *: the DMARC texts that the servers agree on, or all that are
				 seen */
	bool agree;
	enum look_status status; /* of the whole: what an agreed answer is, else the worst */
	uint32_t ttl;
	uint32_t negative_ttl;		  /* SOA minimum of the zone; 0: not known */
	GPtrArray *servers;		  /* struct look_server *: every authoritative one */
	GPtrArray *resolvers;		  /* struct look_server * */
	char *found_at[GENERATION_COUNT]; /* what each generation discovers; NULL: not applied */
	enum policy policy[GENERATION_COUNT];
	char *spf_record; /* or NULL */
	int spf_lookups, spf_void;
	char *spf_result;	    /* "ok", "permerror", "temperror", "none" */
	struct look_term *spf_tree; /* or NULL */
	GPtrArray *spf_sources;	    /* struct look_cover * */
	GPtrArray *dkim;	    /* struct look_key * */
	GPtrArray *authorisations;  /* struct look_authorisation * */
	GPtrArray *absent;	    /* char *: From domains of the reports that do not exist */
	GPtrArray *mx;		    /* char *: "10 mx.shop.example" */
	GPtrArray *rrsets; /* struct look_rrset *: of a parked domain, what its set would replace */
	char *bimi, *mta_sts, *tls_rpt; /* the record of each, or NULL */
	bool bimi_ready;		/* the policy would let a logo be shown */
	GPtrArray *findings;		/* struct finding * */
	/* Set by app: */
	char *approved;	    /* the record that was approved last, or NULL */
	char *target;	    /* the record that the playbook wants next, or NULL */
	bool drift;	    /* published differs from what was approved */
	int64_t before;	    /* when the look before was taken; TIME_NONE: there is none */
	GPtrArray *changed; /* struct look_change *: since then */
};

void look_free(struct look *look);

#endif
