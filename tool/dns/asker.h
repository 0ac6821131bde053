/* SPDX-License-Identifier: MIT */
/* What an asker remembers: its servers, and the answers they gave. */
#ifndef DNS_ASKER_H
#define DNS_ASKER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dns/dns.h"
#include "dns/endpoint.h"
#include "dns/pace.h"

/* A server, as resolver or as authority, and who waits for it. */
struct peer {
	struct endpoint endpoint;
	bool recursive;
	bool usable;	     /* its address can be read */
	bool v6;	     /* an IPv6 address, and of no resolver, which may well be near */
	bool answers;	     /* it has answered, ever */
	unsigned unanswered; /* tries */
	unsigned flights;
	struct turn *turn; /* the pace's */
	GQueue waiting;	   /* struct task * */
	bool runnable;	   /* stands in the queue of those with room for one more */
};

struct dns {
	GPtrArray *names;     /* char *: the resolvers as given */
	GPtrArray *resolvers; /* struct peer * */
	GHashTable *peers;    /* by key; owns them */
	GHashTable *cache;    /* by key: struct dns_question * with an answer; owns them */
	struct pace *pace;    /* counted */
	uint16_t port;
	unsigned tries;
	int64_t patience; /* microseconds for one try */
	bool offline;
	bool v6_heard;	    /* something came back from an IPv6 address, ever */
	unsigned v6_silent; /* tries at such addresses that met silence */
};

/* The peer of an address text; recursive: asked as a resolver, at port 53 where it names none. */
struct peer *peer_of(struct dns *dns, const char *server, bool recursive);

/*
 * Takes the right to put a question to it now (monotonic clock, microseconds). Each has a rate that
 * it is never asked above for long: less for the servers of others than for a resolver.
 */
bool peer_take_turn(struct peer *peer, int64_t now);

/* Fills the question's answer when one is kept. */
bool cache_get(struct dns *dns, struct dns_question *question);
void cache_put(struct dns *dns, const struct dns_question *question);

#endif
