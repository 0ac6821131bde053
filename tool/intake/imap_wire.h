/* SPDX-License-Identifier: MIT */
/*
 * One logged-in IMAP connection. libcurl connects, verifies and logs in; what is said afterwards
 * is said here, because curl itself would SELECT (which takes \Recent away) and fetch BODY[]
 * (which sets \Seen), and would do both anew after a silent reconnect.
 */
#ifndef INTAKE_IMAP_WIRE_H
#define INTAKE_IMAP_WIRE_H

#include "intake/imap.h"

struct imap_wire;

/* An untagged or tagged response. */
struct imap_response {
	GString *text;	     /* its lines, each literal left out */
	GByteArray *literal; /* all literals, up to INTAKE_MAIL_MAX; then nothing */
	bool too_large;	     /* there was more */
};

struct imap_wire *imap_wire_open(const struct imap_mailbox *mailbox, struct progress *progress,
				 GError **error);
void imap_wire_close(struct imap_wire *wire);

/* Sends a command under a new tag. */
bool imap_wire_send(struct imap_wire *wire, const char *command, GError **error);
/*
 * The next response to it: *more is true for an untagged one, false for the tagged OK. A tagged
 * NO or BAD is RAMPART_ERROR_NETWORK with the server's words. The response is the wire's, until
 * the next call.
 */
const struct imap_response *imap_wire_next(struct imap_wire *wire, bool *more, GError **error);

#endif
