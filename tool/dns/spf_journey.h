/* SPDX-License-Identifier: MIT */
/* A walk along SPF records under way: what its two halves, spf_walk.c and spf_match.c, share. */
#ifndef DNS_SPF_JOURNEY_H
#define DNS_SPF_JOURNEY_H

#include <glib.h>
#include <stdbool.h>

#include "dns/spf_walk.h"

struct journey {
	const struct spf_asker *asker;
	const struct spf_message *message; /* or NULL */
	struct spf_walk *walk;
	GPtrArray *path; /* const char *: names of the records being walked, from the root down */
	bool permerror, temperror;
};

/* Marks a node with what is wrong with it, and the walk with the error that follows. */
void journey_blame(struct journey *journey, struct spf_node *node, enum spf_fault fault);
/* Notes the answer to what a term asked, and counts it where it is empty. */
void journey_count(struct journey *journey, struct spf_node *node, enum look_status status);
/* The same where an answer is needed to go on: the node is blamed without. False without data. */
bool journey_weigh(struct journey *journey, struct spf_node *node, enum look_status status);
void journey_ask(const struct journey *journey, GArray *questions);
/* Adds what a term of that kind asks about a name first. */
void journey_add_questions(const struct journey *journey, GArray *questions, enum spf_kind kind,
			   const char *name);

/* Is the client's address in the term's own network (ip4, ip6)? Never without a message. */
bool match_network(const struct journey *journey, const struct spf_term *term);
/* Terms that ask for addresses: does one of them match? */
bool match_hosts(struct journey *journey, struct spf_node *node, const struct spf_term *term);
bool match_mx(struct journey *journey, struct spf_node *node, const struct spf_term *term);
bool match_ptr(struct journey *journey, struct spf_node *node);

/* What %{p} stands for in the record of a domain (RFC 7208 7.3); newly allocated. */
char *validated_name(const struct journey *journey, const char *domain);

#endif
