/* SPDX-License-Identifier: MIT */
/* A mailbox file, message by message, however large it is. */
#ifndef INTAKE_MBOX_H
#define INTAKE_MBOX_H

#include "intake/octets.h"

struct mbox;

enum mbox_next {
	MBOX_NEXT_MESSAGE,
	MBOX_NEXT_TOO_LARGE, /* a message over INTAKE_MAIL_MAX was passed over */
	MBOX_NEXT_END,
	MBOX_NEXT_ERROR,
};

/* The octets stay the caller's. */
struct mbox *mbox_new(struct octets *octets);
/* *message: without its From_ line; a new reference. */
enum mbox_next mbox_next(struct mbox *mbox, GBytes **message, GError **error);
void mbox_free(struct mbox *mbox);

#endif
