/* SPDX-License-Identifier: MIT */
/* The moves of domains and tickets, and what DNS says. A part of the app of tables. */
#ifndef TESTS_TUI_FAKE_TICKETS_H
#define TESTS_TUI_FAKE_TICKETS_H

#include "app/rollout.h"
#include "app/ticket.h"
#include "fake_app.h"

static struct ticket *ticket_new(const struct app *app, const char *id)
{
	struct ticket *ticket = g_new0(struct ticket, 1);
	struct ticket_change *change = g_new0(struct ticket_change, 1);

	change->name = g_strdup("_dmarc.shop.example");
	change->type = g_strdup("TXT");
	change->old = g_ptr_array_new_with_free_func(g_free);
	change->new = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(change->new, g_strdup(RECORD_NEXT));
	ticket->id = g_strdup(id);
	ticket->state = app->ticket;
	ticket->customer = g_strdup("acme");
	ticket->domain = g_strdup("shop.example");
	ticket->drafted_at = FAKE_NOW;
	ticket->changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	g_ptr_array_add(ticket->changes, change);
	ticket->domains = g_ptr_array_new();
	ticket->servers = g_ptr_array_new();
	ticket->validation = g_ptr_array_new();
	ticket->history = g_ptr_array_new();
	return ticket;
}

/* A drafted one is for a stage; the one that is listed has a record of its own. */
static struct ticket *move(struct app *app, const char *what, const char *domain, const char *why)
{
	struct ticket *ticket;

	deed(app, what, domain, why);
	ticket = ticket_new(app, "CHG-2026-0001");
	ticket->stage = g_strdup("quarantine-0");
	return ticket;
}

struct ticket *app_advance(struct app *app, const char *domain, const char *reason, bool force,
			   GError **error)
{
	(void)error;
	return move(app, force ? "force" : "advance", domain, reason);
}

struct ticket *app_rollback(struct app *app, const char *domain, const char *reason, GError **error)
{
	(void)error;
	return move(app, "rollback", domain, reason);
}

struct ticket *app_park(struct app *app, const char *domain, const char *reason, bool force,
			bool *changed, GError **error)
{
	(void)force;
	(void)changed;
	(void)error;
	return move(app, "park", domain, reason);
}

struct ticket *app_ticket_new(struct app *app, char *const *domains,
			      const struct ticket_order *order, GError **error)
{
	(void)error;
	if (order->record)
		deed(app, "record", order->record, order->reason);
	return move(app, "draft", domains[0], order->stage);
}

bool app_record_weaker(const char *record, const char *published)
{
	return !strstr(record, "p=reject") && strstr(published, "p=reject");
}

bool app_hold(struct app *app, const char *domain, const char *reason, bool *changed,
	      GError **error)
{
	(void)changed;
	(void)error;
	deed(app, "hold", domain, reason);
	return true;
}

bool app_resume(struct app *app, const char *domain, const char *reason, bool *changed,
		GError **error)
{
	(void)changed;
	(void)error;
	deed(app, "resume", domain, reason);
	return true;
}

bool app_finish(struct app *app, const char *domain, const char *reason, bool *changed,
		GError **error)
{
	(void)changed;
	deed(app, "finish", domain, reason);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED, "%s is not at its goal", domain);
	return false;
}

GPtrArray *app_check_domains(struct app *app, char *const *names, struct progress *progress,
			     GError **error)
{
	(void)progress;
	deed(app, "check", *names, NULL);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK, "no name server answered");
	return NULL;
}

struct look *app_last_look(struct app *app, const char *domain, GError **error)
{
	(void)domain;
	fails(app, error);
	return NULL;
}

GPtrArray *app_tickets(struct app *app, const char *customer, const char *domain, GError **error)
{
	GPtrArray *tickets;

	(void)customer;
	(void)domain;
	if (fails(app, error))
		return NULL;
	tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	g_ptr_array_add(tickets, ticket_new(app, "CHG-2026-0001"));
	return tickets;
}

struct ticket *app_ticket(struct app *app, const char *id, GError **error)
{
	(void)error;
	return ticket_new(app, id);
}

char *app_ticket_text(struct app *app, const struct ticket *ticket, const char *format,
		      GError **error)
{
	(void)app;
	(void)format;
	(void)error;
	return g_strdup_printf("Change %s\n\nPlease publish this record:\n\n    %s\n", ticket->id,
			       RECORD_NEXT);
}

const char *app_ticket_why_not(enum ticket_state state, const char *action)
{
	return state == TICKET_STATE_DRAFTED && strcmp(action, "send") != 0 &&
			       strcmp(action, "edit") != 0
		       ? "it is only drafted; send it first"
		       : NULL;
}

struct ticket *app_ticket_send(struct app *app, const char *id, unsigned seen, const char *path,
			       const char *override, char **written, GError **error)
{
	(void)seen;
	(void)path;
	(void) override;
	(void)error;
	app->ticket = TICKET_STATE_SENT;
	*written = g_strdup("tickets/CHG-2026-0001.md");
	return move(app, "send", id, NULL);
}

struct ticket *app_ticket_approve(struct app *app, const char *id, unsigned seen, const char *by,
				  const char *window, const char *note, const char *override,
				  GError **error)
{
	(void)seen;
	(void) override;
	(void)window;
	(void)note;
	(void)error;
	app->ticket = TICKET_STATE_APPROVED;
	return move(app, "approve", id, by);
}

struct ticket *app_ticket_publish(struct app *app, const char *id, unsigned seen, const char *note,
				  const char *override, GError **error)
{
	(void)seen;
	(void) override;
	(void)error;
	app->ticket = TICKET_STATE_PUBLISHED;
	return move(app, "publish", id, note);
}

struct ticket_push *app_ticket_push(struct app *app, const char *id, bool send, const char *note,
				    const char *override, struct progress *progress, GError **error)
{
	struct ticket_push *push = g_new0(struct ticket_push, 1);

	(void)note, (void)override, (void)progress, (void)error;
	push->zone = g_strdup("shop.example");
	push->server = g_strdup("192.0.2.1");
	push->key = g_strdup("rampart");
	if (app->ticket == TICKET_STATE_APPROVED)
		push->script = g_strdup("update add _dmarc.shop.example. 3600 TXT \"v=DMARC1\"");
	push->sent = send;
	if (send) {
		app->ticket = TICKET_STATE_PUBLISHED;
		deed(app, "push", id, NULL);
	}
	push->ticket = ticket_new(app, id);
	return push;
}

void ticket_push_free(struct ticket_push *push)
{
	ticket_free(push->ticket);
	g_free(push->zone);
	g_free(push->server);
	g_free(push->key);
	g_free(push->script);
	g_free(push);
}

struct ticket *app_ticket_withdraw(struct app *app, const char *id, unsigned seen,
				   const char *reason, GError **error)
{
	(void)seen;
	(void)error;
	return move(app, "withdraw", id, reason);
}

GPtrArray *app_ticket_moved(struct app *app, const struct ticket *ticket, GError **error)
{
	(void)app, (void)ticket, (void)error;
	return g_ptr_array_new_with_free_func(g_free);
}

GPtrArray *app_ticket_behind(struct app *app, const struct ticket *ticket, GError **error)
{
	(void)app, (void)ticket, (void)error;
	return g_ptr_array_new_with_free_func(g_free);
}

char *app_ticket_sheet(const struct app *app, const struct ticket *ticket)
{
	const struct ticket_change *change = ticket->changes->pdata[0];

	(void)app;
	return g_strdup(change->new->pdata[0]);
}

bool app_ticket_keep_sheet(const struct app *app, const char *id, const char *sheet)
{
	(void)app, (void)id, (void)sheet;
	return true;
}

struct ticket *app_ticket_edit_sheet(struct app *app, const char *id, unsigned seen,
				     const char *sheet, bool force, const char *note,
				     GError **error)
{
	(void)seen, (void)force, (void)note, (void)error;
	return move(app, "edit", id, sheet);
}

struct ticket *app_ticket_edit(struct app *app, const char *id, unsigned seen, const char *value,
			       bool force, const char *note, GError **error)
{
	(void)seen;
	(void)force;
	(void)note;
	(void)error;
	return move(app, "edit", id, value);
}

struct ticket_verification *app_ticket_verify(struct app *app, const char *id,
					      struct progress *progress, GError **error)
{
	struct ticket_verification *seen = g_new0(struct ticket_verification, 1);

	(void)app;
	(void)id;
	(void)progress;
	(void)error;
	seen->servers = g_ptr_array_new();
	seen->behind = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(seen->behind, g_strdup("ns2.example serves the old record"));
	return seen;
}

void ticket_verification_free(struct ticket_verification *seen)
{
	g_ptr_array_unref(seen->servers);
	g_ptr_array_unref(seen->behind);
	g_free(seen);
}

struct ticket_confirmation *app_ticket_confirm(struct app *app, const char *id, GError **error)
{
	deed(app, "confirm", id, NULL);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED, "DNS is not verified");
	return NULL;
}

void ticket_confirmation_free(struct ticket_confirmation *seen)
{
	g_free(seen);
}

#endif
