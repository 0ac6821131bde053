/* SPDX-License-Identifier: MIT */
/*
 * Walks an SPF record and what it leads to (RFC 7208): for one message, as a receiver does
 * (check_host() of section 4), or for none, to see all that any message may lead to.
 */
#ifndef DNS_SPF_WALK_H
#define DNS_SPF_WALK_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"
#include "dns/dns.h"
#include "dns/spf_record.h"

/* Limits of RFC 7208 4.6.4. */
#define SPF_LOOKUPS_MAX	 10
#define SPF_VOIDS_MAX	 2
#define SPF_MX_MAX	 10
#define SPF_PTR_MAX	 10
#define SPF_FOLLOWED_MAX 40 /* lookups after which a walk without a message sees no more */

/* Who answers: fills the questions as dns_ask() does. */
struct spf_asker {
	void (*ask)(void *who, struct dns_question *questions, size_t n);
	void *who;
};

/* A message on its way in; an empty sender is postmaster of the helo name (2.4). */
struct spf_message {
	struct ip ip;
	const char *local, *sender; /* both sides of the sender's address */
	const char *helo;
};

enum spf_outcome {
	SPF_OUTCOME_NONE,
	SPF_OUTCOME_NEUTRAL,
	SPF_OUTCOME_PASS,
	SPF_OUTCOME_FAIL,
	SPF_OUTCOME_SOFTFAIL,
	SPF_OUTCOME_TEMPERROR,
	SPF_OUTCOME_PERMERROR,
};

const char *spf_outcome_name(enum spf_outcome result);

enum spf_fault {
	SPF_FAULT_NONE,
	SPF_FAULT_MACROS,  /* not followed: what it leads to depends on the message */
	SPF_FAULT_UNKNOWN, /* could not be asked: status */
	SPF_FAULT_MISSING, /* no record is there */
	SPF_FAULT_SEVERAL, /* `found` records are */
	SPF_FAULT_SYNTAX,  /* record.error */
	SPF_FAULT_LOOP,	   /* the name is being walked already */
	SPF_FAULT_MX_MANY, /* `found` servers */
};

/* A term that was looked up. The root stands for the domain itself, as if it were included. */
struct spf_node {
	enum spf_kind kind; /* INCLUDE for a redirect, too */
	bool redirect;
	char *name; /* what it leads to; as written where that depends on a message not given */
	enum look_status status;
	enum spf_fault fault;
	unsigned found;
	unsigned lookups; /* it costs, with all below it */
	char *txt;	  /* the record found, or NULL */
	struct spf_record record;
	GPtrArray *children; /* struct spf_node *: in the order of the record */
};

void spf_node_free(struct spf_node *node);

struct spf_walk {
	enum spf_outcome outcome; /* without a message: NEUTRAL, NONE or an error */
	unsigned lookups, voids;
	int matched; /* index of the term of the root's own record that matched; -1: none */
	struct spf_node *root;
};

void spf_walk_clear(struct spf_walk *walk);
/*
 * Follows a message through the record of domain, and stops at the first match or error. Without
 * one (NULL) nothing matches but the record's own `all`, so that everything is looked at that the
 * worst message costs; errors do not stop it, and terms with macros are counted but not followed.
 */
void spf_walk(const struct spf_asker *asker, const char *domain, const struct spf_message *message,
	      struct spf_walk *walk);

#endif
