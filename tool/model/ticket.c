/* SPDX-License-Identifier: MIT */
#include "model/ticket.h"

#include "model/words.h"

static const char *const states[] = {
	[TICKET_STATE_DRAFTED] = "drafted",	[TICKET_STATE_SENT] = "sent",
	[TICKET_STATE_APPROVED] = "approved",	[TICKET_STATE_PUBLISHED] = "published",
	[TICKET_STATE_VERIFIED] = "verified",	[TICKET_STATE_CONFIRMED] = "confirmed",
	[TICKET_STATE_WITHDRAWN] = "withdrawn", [TICKET_STATE_FAILED] = "failed",
};

static const char *const kinds[] = {
	[TICKET_KIND_CREATE] = "create",
	[TICKET_KIND_CHANGE] = "change",
	[TICKET_KIND_DELETE] = "delete",
};

const char *ticket_state_name(enum ticket_state state)
{
	return states[state];
}

bool ticket_state_from_name(const char *name, enum ticket_state *state)
{
	int i = words_index(states, G_N_ELEMENTS(states), name);

	if (i >= 0)
		*state = (enum ticket_state)i;
	return i >= 0;
}

const char *ticket_kind_name(enum ticket_kind kind)
{
	return kinds[kind];
}

void ticket_change_free(struct ticket_change *change)
{
	if (!change)
		return;
	g_free(change->name);
	g_free(change->type);
	g_clear_pointer(&change->old, g_ptr_array_unref);
	g_clear_pointer(&change->new, g_ptr_array_unref);
	g_free(change);
}

void ticket_domain_free(struct ticket_domain *domain)
{
	if (!domain)
		return;
	g_free(domain->name);
	g_free(domain->stage);
	g_free(domain->zone);
	g_clear_pointer(&domain->servers, g_ptr_array_unref);
	g_free(domain);
}

void ticket_event_free(struct ticket_event *event)
{
	if (!event)
		return;
	g_free(event->who);
	g_free(event->note);
	g_free(event);
}

void ticket_free(struct ticket *ticket)
{
	if (!ticket)
		return;
	g_free(ticket->id);
	g_free(ticket->customer);
	g_clear_pointer(&ticket->domains, g_ptr_array_unref);
	g_free(ticket->domain);
	g_free(ticket->stage);
	g_free(ticket->zone);
	g_clear_pointer(&ticket->servers, g_ptr_array_unref);
	g_clear_pointer(&ticket->changes, g_ptr_array_unref);
	g_free(ticket->justification);
	g_free(ticket->risk);
	g_free(ticket->evidence);
	g_clear_pointer(&ticket->validation, g_ptr_array_unref);
	g_free(ticket->approver);
	g_free(ticket->window);
	g_free(ticket->fingerprint);
	g_free(ticket->journal_head);
	g_clear_pointer(&ticket->history, g_ptr_array_unref);
	g_free(ticket);
}

void laggard_free(struct laggard *laggard)
{
	if (!laggard)
		return;
	g_free(laggard->server);
	g_free(laggard->address);
	g_free(laggard->name);
	g_free(laggard->type);
	g_free(laggard->value);
	g_free(laggard);
}

const char *echo_name(enum echo echo)
{
	static const char *const names[] = {
		[ECHO_SHOWS] = "shows",
		[ECHO_CANNOT_SHOW] = "cannot-show",
		[ECHO_OTHER] = "other",
		[ECHO_SILENT] = "silent",
	};

	return names[echo];
}

void ticket_echo_free(struct ticket_echo *echo)
{
	if (!echo)
		return;
	g_free(echo->domain);
	g_free(echo->reporter);
	g_free(echo);
}
