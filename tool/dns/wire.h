/* SPDX-License-Identifier: MIT */
/*
 * DNS messages (RFC 1035, EDNS of RFC 6891): questions into octets, answers out of them. An answer
 * may hold anything; it is read with bounds or refused whole, and never partly believed.
 */
#ifndef DNS_WIRE_H
#define DNS_WIRE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/dns.h"

#define WIRE_UDP_MAX	 1232 /* octets of an answer that we offer to take over UDP */
#define WIRE_CHAIN_MAX	 16   /* CNAMEs followed for one question */
#define WIRE_RECORDS_MAX 500  /* of the type asked for; an answer with more is refused whole */

enum wire_flag {
	WIRE_FLAG_RECURSE = 1,		 /* RD, and AD to be told of DNSSEC (RFC 6840 5.7) */
	WIRE_FLAG_CHECKING_DISABLED = 2, /* CD: the answer even where DNSSEC calls it bogus */
	WIRE_FLAG_EDNS = 4,
};

/* A name as all names leave this folder: lower case, no final dot, odd octets as \DDD; or NULL. */
char *wire_canonical(const char *name);

/* The message that asks; NULL when DNS cannot carry the name. */
GByteArray *wire_query(const char *name, enum dns_type type, uint16_t id, unsigned flags);

enum wire_reading {
	WIRE_READING_FOREIGN,	/* no answer to this question: another ID, name or type, or noise */
	WIRE_READING_TRUNCATED, /* TC is set: ask over TCP */
	WIRE_READING_DONE,
};

struct wire_answer {
	enum look_status status;
	bool authoritative, authentic;
	GPtrArray *data; /* as in struct dns_question */
	GPtrArray *cname;
	bool unfinished; /* the chain ends in a name of which this answer says nothing */
	uint32_t ttl;
};

void wire_answer_clear(struct wire_answer *answer);
/* Reads an answer to the question; *answer is filled on DONE alone. name: as by wire_canonical().
 */
enum wire_reading wire_read(const uint8_t *octets, size_t len, uint16_t id, const char *name,
			    enum dns_type type, struct wire_answer *answer);

#endif
