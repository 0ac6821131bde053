/* SPDX-License-Identifier: MIT */
/* Tickets as the result of a command. */
#ifndef CLI_TICKET_OUT_H
#define CLI_TICKET_OUT_H

#include <jansson.h>

#include "cli/command.h"
#include "model/ticket.h"

/*
 * Says what became of a ticket and what to do next, or prints its object; frees it. A command's
 * result: its exit code, or -1 when ticket is NULL (and *error is set).
 */
int ticket_finish(struct cli *cli, struct ticket *ticket, GError **error);
/* What a reporter's reports say of it (struct ticket_echo). */
json_t *ticket_echo_json(const void *data);
/*
 * The object of `ticket show`, with what moved since it was drafted and who reports the new policy;
 * or NULL with *error.
 */
json_t *ticket_json(struct cli *cli, const struct ticket *ticket, GError **error);

#endif
