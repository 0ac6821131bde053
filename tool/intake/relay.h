/* SPDX-License-Identifier: MIT */
/*
 * What a reader has to say, as messages that change threads: the outlet on the reader's thread
 * makes them, the delivery on the caller's thread gives them to the sink.
 */
#ifndef INTAKE_RELAY_H
#define INTAKE_RELAY_H

#include "intake/outlet.h"

struct message;

void message_free(struct message *message);
/* As how many it counts against INTAKE_PENDING_MAX. */
unsigned message_weight(const struct message *message);
struct message *message_rejected(const struct intake_origin *origin,
				 const struct intake_reject *reject);

/* The reader's end. */
struct relay {
	struct outlet base;
	/* Takes the message over; false: stop. */
	bool (*post)(struct relay *relay, struct message *message);
};

void relay_init(struct relay *relay, bool (*post)(struct relay *, struct message *),
		bool (*stopped)(const struct outlet *));

/* The sink's end. */
struct delivery {
	const struct intake_sink *sink;
	struct message *begun; /* of the report under way, or NULL */
};

/* Takes the message over and calls the sink; false with the sink's *error. */
bool delivery_take(struct delivery *delivery, const char *input, struct message *message,
		   GError **error);
/* Drops the report that is under way, if any. */
void delivery_abandon(struct delivery *delivery);

#endif
