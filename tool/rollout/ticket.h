/* SPDX-License-Identifier: MIT */
/* The life of a ticket: one table of the moves that are allowed. Pure. */
#ifndef ROLLOUT_TICKET_H
#define ROLLOUT_TICKET_H

#include <stdbool.h>
#include <glib.h>

#include "model/ticket.h"

enum ticket_action {
	TICKET_ACTION_EDIT,
	TICKET_ACTION_SEND,
	TICKET_ACTION_APPROVE,
	TICKET_ACTION_PUBLISH,
	TICKET_ACTION_VERIFY,
	TICKET_ACTION_CONFIRM,
	TICKET_ACTION_WITHDRAW,
	TICKET_ACTION_FAIL,
	TICKET_ACTION_COUNT,
};

const char *ticket_action_name(enum ticket_action action);
/*
 * The state an action leads to. False with the reason (static text, a whole sentence part: "it is
 * withdrawn; draft a new one") when the move is not allowed.
 */
bool ticket_next(enum ticket_state state, enum ticket_action action, enum ticket_state *next,
		 const char **why_not);
bool ticket_is_open(enum ticket_state state);
/* Published or open: nothing else may be drafted for the same record. */
bool ticket_blocks(enum ticket_state state);

/* Hex SHA-256 over old value, new value, playbook fingerprint and evidence, in a canonical form. */
char *ticket_fingerprint(const struct ticket *ticket, const char *playbook_fingerprint);

/*
 * Fills kind, justification, risk, validation and effect of a ticket whose changes and evidence
 * are set.
 */
void ticket_describe(struct ticket *ticket);

#endif
