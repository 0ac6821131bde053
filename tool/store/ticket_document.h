/* SPDX-License-Identifier: MIT */
/* What a ticket says, as a document: all members but id, state, customer, domain and history. */
#ifndef STORE_TICKET_DOCUMENT_H
#define STORE_TICKET_DOCUMENT_H

#include <glib.h>
#include <stdbool.h>

#include "model/ticket.h"

char *ticket_format(const struct ticket *ticket);
/* Fills those members of a zeroed one. */
bool ticket_parse(const char *text, struct ticket *ticket, GError **error);

#endif
