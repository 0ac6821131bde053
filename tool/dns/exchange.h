/* SPDX-License-Identifier: MIT */
/*
 * One question put to one server: over UDP from a port of its own, and over TCP where the answer is
 * truncated. The socket is connected, so that only that server's packets arrive; what does not
 * answer the question is passed over, and the exchange waits on. Or one message of the caller's,
 * over TCP alone. Nothing here blocks.
 */
#ifndef DNS_EXCHANGE_H
#define DNS_EXCHANGE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dns/endpoint.h"
#include "dns/wire.h"

struct exchange {
	int fd;
	short events;	  /* what poll() is to wait for */
	int64_t deadline; /* of the monotonic clock, microseconds */
	/* ---- of exchange.c alone ---- */
	const struct endpoint *server;
	const char *name; /* NULL: a message of the caller's */
	enum dns_type type;
	uint16_t id;
	int64_t patience;
	bool tcp;
	size_t sent;
	GByteArray *query; /* with its length before it, as TCP wants it */
	GByteArray *reply; /* likewise, as far as it came */
};

/*
 * Sends the question; server and name stay the caller's and must outlive the exchange. flags: enum
 * wire_flag. timeout: microseconds, for UDP and again for TCP. False with errno when it cannot be
 * sent.
 */
bool exchange_open(struct exchange *exchange, const struct endpoint *server, const char *name,
		   enum dns_type type, unsigned flags, int64_t timeout);
/* Sends a message over TCP, and takes whatever comes back as its reply. */
bool exchange_open_message(struct exchange *exchange, const struct endpoint *server,
			   const uint8_t *message, size_t len, int64_t timeout);
void exchange_close(struct exchange *exchange);

enum exchange_state {
	EXCHANGE_STATE_WAITING,
	EXCHANGE_STATE_ANSWERED, /* *answer is filled, or the reply is there */
	EXCHANGE_STATE_FAILED,	 /* nobody listens, or the connection broke; errno says why */
};

/* To be called when poll() says that the socket is ready; answer: NULL for a message. */
enum exchange_state exchange_step(struct exchange *exchange, struct wire_answer *answer);
/* Has all of it been sent? */
bool exchange_is_sent(const struct exchange *exchange);
/* What came back for a message; the exchange's own. */
const uint8_t *exchange_reply(const struct exchange *exchange, size_t *len);

#endif
