/* SPDX-License-Identifier: MIT */
/* What the files of updates share: records of ldns, and messages to one server. */
#ifndef DNS_UPDATE_WIRE_H
#define DNS_UPDATE_WIRE_H

#include "dns/endpoint.h"
#include "dns/update.h"

#include <ldns/ldns.h> /* behind <stdbool.h>, or it brings a bool of its own */

struct update {
	char *zone, *server;
	struct endpoint endpoint;
	ldns_rr_list *prerequisites, *changes;
};

/* The type of a name; 0 when it is none of those that are pushed. */
ldns_rr_type update_type(const char *name);
/* A record without data, which says something about a whole RRset. */
ldns_rr *update_rr_bare(const char *name, ldns_rr_type type, ldns_rr_class class, uint32_t ttl);
/* A record that holds a value; NULL when DNS cannot carry it. */
ldns_rr *update_rr_new(const char *name, ldns_rr_type type, uint32_t ttl, const char *value);
/* The value that a record holds, as dns.h has data; newly allocated. */
char *update_rr_value(const ldns_rr *rr);

/* An answer, as it came and as it was read. */
struct update_reply {
	GByteArray *wire;
	ldns_pkt *packet;
};

void update_reply_clear(struct update_reply *reply);
/*
 * Sends a message over TCP and reads the answer to it. NETWORK: what went wrong; *arrived tells
 * whether the server may have got the message. CANCELLED.
 */
bool update_transact(struct dns *dns, const struct update *update, const ldns_pkt *message,
		     struct update_reply *reply, bool *arrived, struct progress *progress,
		     GError **error);

#endif
