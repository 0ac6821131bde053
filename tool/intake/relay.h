/* SPDX-License-Identifier: MIT */
/*
 * What a reader has to say, as messages that can change threads: made by the reader's thread,
 * delivered to the sink by the caller's.
 */
#ifndef INTAKE_RELAY_H
#define INTAKE_RELAY_H

#include "intake/intake.h"

struct message;

/* Each copies what it is given; a batch is taken over. */
struct message *message_begin(const struct intake_origin *origin, const struct report *report);
struct message *message_batch(struct report_batch *batch);
struct message *message_end(const struct report *report, const uint8_t *sha256);
struct message *message_drop(void);
struct message *message_rejected(const struct intake_origin *origin, const char *reason);
struct message *message_skipped(const struct intake_origin *origin, enum intake_skip kind);
void message_free(struct message *message);

/* The sink's side: which report is under way. */
struct delivery {
	const struct intake_sink *sink;
	struct message *begun; /* owned; NULL: none */
};

/* Takes the message over and calls the sink; false with the sink's *error. */
bool delivery_take(struct delivery *delivery, const char *input, struct message *message,
		   GError **error);
/* Drops the report that is under way, if any. */
void delivery_abandon(struct delivery *delivery);

#endif
