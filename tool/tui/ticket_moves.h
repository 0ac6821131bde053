/* SPDX-License-Identifier: MIT */
/* The moves of a ticket, as bindings for the list of tickets and for one ticket. */
#ifndef TUI_TICKET_MOVES_H
#define TUI_TICKET_MOVES_H

#include "model/ticket.h"
#include "tui/screen.h"

/* The ticket a page is about, or that the cursor is on; NULL: none. */
const struct ticket *page_ticket(const struct page *page);

/* Offers all moves with their reasons. */
void ticket_mark(struct page *page, enum action action, const char *args);
/* Send, approve, publish, push, verify, confirm, withdraw, edit. */
void ticket_run(struct page *page, enum action action, const char *args);
/* Also for mark and open, which only need a ticket. */
char *ticket_why_not(const struct page *page, enum action action);

/* For whom a ticket in a state waits: "for us to send it"; static. */
const char *ticket_waits(enum ticket_state state);
enum role ticket_role(enum ticket_state state);

#endif
