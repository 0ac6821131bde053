/* SPDX-License-Identifier: MIT */
/* The DKIM key record (RFC 6376 3.6.1, RFC 8301, RFC 8463). */
#ifndef DNS_DKIM_KEY_H
#define DNS_DKIM_KEY_H

#include <stdbool.h>

enum dkim_state {
	DKIM_STATE_OK,
	DKIM_STATE_NONE,    /* no key record at all: it has no p= */
	DKIM_STATE_REVOKED, /* p= is empty */
	DKIM_STATE_INVALID, /* no verifier of mail can use it */
};

struct dkim_key {
	enum dkim_state state;
	bool rsa;	     /* else Ed25519 */
	unsigned bits;	     /* of the key; 0 unless OK */
	bool test;	     /* t=y */
	const char *problem; /* what makes it INVALID; static */
};

struct dkim_key dkim_key_parse(const char *txt);

#endif
