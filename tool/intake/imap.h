/* SPDX-License-Identifier: MIT */
/*
 * Reports from an IMAP mailbox (RFC 3501) through libcurl: TLS verified, the folder opened with
 * EXAMINE so that no flag changes, message by message from a UID check-point on.
 */
#ifndef INTAKE_IMAP_H
#define INTAKE_IMAP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/progress.h"
#include "intake/intake.h"

struct imap_mailbox {
	/* imaps://host[:port]; imap:// needs STARTTLS, except to a loopback address. */
	const char *url;
	const char *user;
	const char *password; /* or NULL with token */
	const char *token;    /* OAuth bearer, or NULL */
	const char *folder;   /* "INBOX" */
	const char *ca_file;  /* the only authorities trusted; NULL: the system's */
	uint32_t uidvalidity; /* of the check-point; 0: none */
	uint32_t after_uid;   /* fetch only greater ones (ignored when uidvalidity has changed) */
	int64_t since;	      /* only messages received on this day or later; TIME_NONE: all */
	unsigned max_batch;   /* stop after so many messages; 0: no limit */
};

/*
 * Called after the sink has been given everything of one message: the place to commit the
 * check-point together with what the message brought. False stops the fetch.
 */
typedef bool imap_checkpoint(void *ctx, uint32_t uidvalidity, uint32_t uid, GError **error);

/*
 * Fetches and reads new messages in UID order. Messages over INTAKE_MAIL_MAX are rejected by their
 * size, unread. *error: NETWORK with the server's words (cleaned), CANCELLED, or the sink's.
 */
bool imap_fetch(const struct imap_mailbox *mailbox, const struct intake_sink *sink,
		imap_checkpoint *checkpoint, void *checkpoint_ctx, struct progress *progress,
		struct intake_totals *totals, GError **error);

#endif
