/* SPDX-License-Identifier: MIT */
/* What DNS answered, when, and what is wrong with it (`check`). */
#ifndef MODEL_LOOK_H
#define MODEL_LOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "dmarc/generation.h"
#include "dmarc/record.h"

enum look_status {
	LOOK_STATUS_OK,
	LOOK_STATUS_NXDOMAIN,
	LOOK_STATUS_NODATA,
	LOOK_STATUS_SERVFAIL,
	LOOK_STATUS_REFUSED,
	LOOK_STATUS_TIMEOUT,
	LOOK_STATUS_BOGUS,    /* a validating resolver's SERVFAIL that answers with checking disabled */
	LOOK_STATUS_MALFORMED, /* an answer that cannot be read */
};

const char *look_status_name(enum look_status status);

/* What one server said of the DMARC name. */
struct look_server {
	char *server;    /* its name; NULL for a configured resolver */
	char *address;
	enum look_status status;
	GPtrArray *txt;  /* char *: joined texts, raw bytes */
	GPtrArray *cname; /* char *: the chain followed */
	uint32_t ttl, serial;
};

void look_server_free(struct look_server *server);

struct look_key {
	char *domain, *selector;
	char *status;    /* "ok", "revoked", "missing", "weak", "several", "invalid", "timeout", … */
	unsigned bits;
};

void look_key_free(struct look_key *key);

struct look_authorisation {
	char *host, *name;
	bool authorised;
	enum look_status status;
};

void look_authorisation_free(struct look_authorisation *authorisation);

struct look {
	char *domain;
	int64_t at;
	char *name;              /* "_dmarc.shop.example" */
	char *zone;              /* apex of the zone that holds the name, or NULL */
	GPtrArray *published;    /* char *: the DMARC texts that the servers agree on, or all that are seen */
	bool agree;
	enum look_status status; /* of the whole: what an agreed answer is, else the worst */
	uint32_t ttl;
	uint32_t negative_ttl;   /* SOA minimum of the zone; 0: not known */
	GPtrArray *servers;      /* struct look_server *: every authoritative one */
	GPtrArray *resolvers;    /* struct look_server * */
	char *found_at[GENERATION_COUNT]; /* what each generation discovers; NULL: not applied */
	enum policy policy[GENERATION_COUNT];
	char *spf_record;        /* or NULL */
	int spf_lookups, spf_void;
	char *spf_result;        /* "ok", "permerror", "temperror", "none" */
	GPtrArray *dkim;         /* struct look_key * */
	GPtrArray *authorisations; /* struct look_authorisation * */
	GPtrArray *absent;       /* char *: From domains of the reports that do not exist */
	bool drift;              /* set by app: published differs from what was approved */
	GPtrArray *findings;     /* struct finding * */
};

void look_free(struct look *look);

#endif
