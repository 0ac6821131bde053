/* SPDX-License-Identifier: MIT */
/*
 * Asking DNS: many questions in flight, ldns as the codec over sockets of our own. Answers are
 * hostile until read: ID, question and peer are compared; NXDOMAIN, NODATA, SERVFAIL, REFUSED and
 * timeout stay different results. Calls block; they belong on a worker thread.
 */
#ifndef DNS_DNS_H
#define DNS_DNS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/progress.h"
#include "model/config.h"
#include "model/domain.h"
#include "model/look.h"
#include "model/traffic.h"

enum dns_type {
	DNS_TYPE_A,
	DNS_TYPE_AAAA,
	DNS_TYPE_NS,
	DNS_TYPE_CNAME,
	DNS_TYPE_SOA,
	DNS_TYPE_PTR,
	DNS_TYPE_MX,
	DNS_TYPE_TXT,
};

/* Answers kept for the life of one asker; an asker belongs to one thread. */
struct dns;

/* INVALID when a resolver's address cannot be read. Offline: every question times out at once. */
struct dns *dns_new(const struct dns_options *options, GError **error);
/*
 * Another asker for another thread, with the options of the first and answers of its own. Together
 * they ask no server faster than one of them would.
 */
struct dns *dns_beside(const struct dns *dns);
void dns_free(struct dns *dns);

/* The resolvers that are asked, as they were given or as the system names them: char *; borrowed.
 */
const GPtrArray *dns_resolvers(const struct dns *dns);

/*
 * One question with its answer. The asker fills everything below the line, which begins zeroed.
 * Data is sorted and may be shared: it is not to be altered. As text: TXT with its strings joined,
 * raw, a NUL as c0 80; addresses; names in lower case without the final dot, odd octets as \DDD;
 * MX as "10 mx.shop.example"; SOA as "SERVER MAIL SERIAL REFRESH RETRY EXPIRE MINIMUM".
 */
struct dns_question {
	const char *name;
	enum dns_type type;
	const char *server; /* ADDR[:PORT] to ask, and no other; NULL: the resolvers */
	bool recurse;	    /* that server is a resolver, at port 53 unless it says otherwise */
	/* ---- */
	enum look_status status; /* NXDOMAIN also for what DNS cannot carry as a name */
	GPtrArray *data;	 /* char *; empty unless OK */
	GPtrArray *cname;   /* char *: the chain that led there; its end asked of the resolvers */
	uint32_t ttl;	    /* of the RRset, or the negative TTL (SOA) */
	bool authentic;	    /* the resolver set AD */
	bool authoritative; /* AA */
};

void dns_question_clear(struct dns_question *question);
/*
 * Asks all of them, in flight together, each with its retries, TCP where truncated. Adds n to the
 * progress's total; once that is cancelled, what is not yet answered counts as TIMEOUT.
 */
void dns_ask(struct dns *dns, struct dns_question *questions, size_t n, struct progress *progress);

#define ZONE_SERVERS_MAX   32 /* more than that many are not asked */
#define ZONE_ADDRESSES_MAX 64 /* of all of them together: each server has an equal share */

/* One address of a name server; "" when it has none. */
struct dns_server {
	char *name, *address;
};

/* The authoritative servers of the zone that holds a name. */
struct dns_zone {
	char *apex;	    /* NULL unless found */
	GPtrArray *servers; /* struct dns_server *: an element an address, by name; of IPv4 and
			       IPv6 in turn */
	uint32_t negative_ttl;
	enum look_status status; /* OK, or why it was not found */
};

void dns_zone_clear(struct dns_zone *zone);
/* Climbs from name to the closest SOA, then asks for the servers; the result is status == OK. */
bool dns_find_zone(struct dns *dns, const char *name, struct dns_zone *zone,
		   struct progress *progress);

/* The address of the server that a zone's SOA names as its primary, or NULL; newly allocated. */
char *dns_find_primary(struct dns *dns, const char *apex, struct progress *progress);

/* Who was seen to send in a domain's name, from where, and by which return path. */
struct dns_sender {
	char *name;
	bool legitimate; /* else: it passed SPF in the domain's name */
	uint64_t messages;
	GArray *ips;	  /* struct ip, most messages first */
	GPtrArray *paths; /* char *: return-path domains at or below the domain; empty: others */
	GPtrArray *hosts; /* char *: names below the domain that its addresses were confirmed to
			     have */
};

struct dns_sender *dns_sender_new(const char *name);
void dns_sender_free(struct dns_sender *sender);

/* A domain, and what is known of it before it is looked at. Arrays may be NULL. */
struct dns_subject {
	const char *domain;
	enum domain_kind kind;
	GPtrArray *keys; /* struct look_key * with domain and selector set; the look takes them */
	GPtrArray *senders; /* struct dns_sender *, most messages first */
	GPtrArray *froms;   /* char *: names below the domain that mail came From (6.5) */
	const struct blocklists *blocklists; /* to be asked, or NULL */
};

/*
 * Everything `check` looks at for a domain (domain.md 6). now: the look's time. Never fails as a
 * whole: what could not be asked stands in the look with its status. A look that was cancelled
 * half-way says nothing, and is to be thrown away.
 */
struct look *dns_check(struct dns *dns, struct dns_subject *subject, int64_t now,
		       struct progress *progress);

/* Adds to newer->changed what it saw and older did not, and the other way round. */
void dns_compare(const struct look *older, struct look *newer);

/*
 * Those of the names (char *) that do not exist: NXDOMAIN, whatever the type (RFC 9989 A.4). A name
 * that nobody answers for is none of them. char *, newly allocated.
 */
GPtrArray *dns_absent(struct dns *dns, const GPtrArray *names, struct progress *progress);

/*
 * The RRset of a name and type at every authoritative server and every resolver. Its data stands
 * in txt whatever the type; where a chain leads on, txt is what its end holds.
 */
struct dns_verification {
	struct dns_zone zone;
	GPtrArray *servers;   /* struct look_server *; in the order of zone.servers, with serials */
	GPtrArray *resolvers; /* struct look_server * */
};

void dns_verification_clear(struct dns_verification *verification);
void dns_verify(struct dns *dns, const char *name, enum dns_type type, struct dns_verification *out,
		struct progress *progress);
/*
 * The same at a name beside it that nobody created: what a wildcard answers for both (RFC 4592).
 * apex: of the zone, at whose top no wildcard answers; then nobody is asked, and no server is in
 * out.
 */
void dns_verify_beside(struct dns *dns, const char *name, enum dns_type type, const char *apex,
		       struct dns_verification *out, struct progress *progress);

/*
 * Does one of the TXT values (char *) begin with the same tag, as two SPF records with v=spf1 do?
 * No two of a kind may stand at a name.
 */
bool dns_has_kind(const GPtrArray *texts, const char *text);

/* PTR, forward confirmation and (asn true) origin AS of addresses: GPtrArray of struct host *. */
GPtrArray *dns_hosts(struct dns *dns, const struct ip *ips, size_t n, bool asn, int64_t now,
		     struct progress *progress);

#endif
