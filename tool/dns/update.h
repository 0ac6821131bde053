/* SPDX-License-Identifier: MIT */
/*
 * Changes of a zone by DNS update (RFC 2136), signed with TSIG (RFC 8945). An update is made
 * against what the zone's primary serves at that moment, and takes place only while that is so;
 * records that it does not name stay.
 */
#ifndef DNS_UPDATE_H
#define DNS_UPDATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dns/dns.h"

#define UPDATE_CHANGES_MAX 64 /* in one update */

/* One RRset before and after, values as in struct ticket_change; everything is borrowed. */
struct update_change {
	const char *name, *type; /* TXT, MX or CNAME */
	const GPtrArray *old, *new;
	uint32_t ttl;
};

/* Who signs, and with what; everything is borrowed. */
struct update_signer {
	const char *name;
	const char *algorithm; /* "hmac-sha256", "hmac-sha512" or "hmac-sha1" */
	const char *secret;    /* base64 */
};

/* An update that is ready to be sent. */
struct update;

/*
 * Asks the server (ADDR[:PORT], a primary of the zone) what it serves at the names of the changes,
 * and makes the update. INVALID: something cannot be sent at all. STALE: what is served is not the
 * old value, or a record that the new one cannot stand beside is there. NETWORK: no usable answer.
 */
struct update *update_new(struct dns *dns, const char *zone, const char *server,
			  const struct update_change *changes, size_t n, struct progress *progress,
			  GError **error);
void update_free(struct update *update);
/* Is everything as wanted already? Then there is nothing to send. */
bool update_is_empty(const struct update *update);
/* What would be sent, as a script for nsupdate (without the secret); newly allocated. */
char *update_text(const struct update *update, const struct update_signer *signer);
/*
 * Signs and sends it, once. STALE: the zone has changed meanwhile. NETWORK: refused, or no answer
 * that is signed; the message says whether the zone may have changed.
 */
bool update_send(struct dns *dns, const struct update *update, const struct update_signer *signer,
		 struct progress *progress, GError **error);

#endif
