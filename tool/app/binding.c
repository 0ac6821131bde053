/* SPDX-License-Identifier: MIT */
/* An approval is bound to what was approved. */
#include <string.h>

#include "app/context.h"
#include "app/ticket.h"
#include "base/error.h"
#include "rollout/ticket.h"
#include "store/project.h"
#include "store/workflow.h"

static bool same_values(const GPtrArray *a, GPtrArray *b)
{
	bool same = a->len == b->len;

	for (guint i = 0; same && i < a->len; i++)
		same = g_ptr_array_find_with_equal_func(b, a->pdata[i], g_str_equal, NULL);
	return same;
}

/* What is served is neither the old nor the new value: the change no longer starts from there. */
static bool old_value_moved(const struct look *look, const struct ticket_change *change,
			    GPtrArray **served)
{
	*served = g_ptr_array_new_with_free_func(g_free);
	return look_serves(look, change, *served) && !same_values(*served, change->old) &&
	       !same_values(*served, change->new);
}

static char *quoted(const GPtrArray *values)
{
	return values->len ? g_strdup_printf("\"%s\"", (char *)values->pdata[0])
			   : g_strdup("nothing");
}

static void compare_old_values(const struct ticket *ticket, const struct look *look,
			       GPtrArray *moved)
{
	for (guint i = 0; look && i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];
		g_autoptr(GPtrArray) served = NULL;
		g_autofree char *now = NULL, *then = NULL;

		if (!old_value_moved(look, change, &served))
			continue;
		now = quoted(served);
		then = quoted(change->old);
		g_ptr_array_add(moved, change->old_known
					       ? g_strdup_printf("the old value: DNS serves %s at "
								 "%s, no longer %s",
								 now, change->name, then)
					       : g_strdup_printf("the old value: it was not looked "
								 "up, and DNS serves %s at %s",
								 now, change->name));
	}
}

/* What the ticket is today: NULL with *error. */
static struct facts *facts_of(struct app *app, const struct ticket *ticket, struct domain **domain,
			      GError **error)
{
	*domain = store_domain_by_id(app->store, ticket->domain_id, error);
	return *domain ? facts_new(app, *domain, error) : NULL;
}

static char *evidence_now(const struct facts *facts, const struct ticket *ticket)
{
	const struct ticket_change *change = ticket_dmarc_change(ticket, ticket->domain);

	return change && change->new->len ? ticket_evidence(facts, change->new->pdata[0]) : NULL;
}

/* On the way back nothing counts but what DNS serves: it needs no figures. */
static GPtrArray *compare(const struct ticket *ticket, const struct facts *facts)
{
	g_autofree char *fingerprint =
		ticket_fingerprint(ticket, facts->gate.playbook->fingerprint);
	g_autofree char *evidence = evidence_now(facts, ticket);
	g_autoptr(GPtrArray) parts = ticket_moved(ticket->fingerprint, fingerprint);
	g_autoptr(GPtrArray) figures = evidence_moved(ticket->evidence, evidence);
	GPtrArray *moved = g_ptr_array_new_with_free_func(g_free);

	compare_old_values(ticket, facts->judgement->look, moved);
	if (ticket->rollback_of_stage)
		return moved;
	g_ptr_array_extend_and_steal(moved, g_steal_pointer(&parts));
	g_ptr_array_extend_and_steal(moved, g_steal_pointer(&figures));
	return moved;
}

GPtrArray *app_ticket_moved(struct app *app, const struct ticket *ticket, GError **error)
{
	struct domain *domain = NULL;
	struct facts *facts;
	GPtrArray *moved = NULL;

	if (!ticket_is_open(ticket->state))
		return g_ptr_array_new_with_free_func(g_free);
	facts = facts_of(app, ticket, &domain, error);
	if (facts)
		moved = compare(ticket, facts);
	facts_free(facts);
	g_clear_pointer(&domain, domain_free);
	return moved;
}

static char *joined(const GPtrArray *texts)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < texts->len; i++)
		g_string_append_printf(text, "%s%s", i ? "; " : "", (char *)texts->pdata[i]);
	return g_string_free(text, FALSE);
}

/* Old values that nobody had looked up, and that are as the ticket took them to be. */
static void know_old_values(struct ticket *ticket, const struct look *look)
{
	for (guint i = 0; look && i < ticket->changes->len; i++) {
		struct ticket_change *change = ticket->changes->pdata[i];
		g_autoptr(GPtrArray) served = g_ptr_array_new_with_free_func(g_free);

		change->old_known = change->old_known || (look_serves(look, change, served) &&
							  same_values(served, change->old));
	}
}

/* The figures and texts for its new value, and the fingerprint over all of it. */
static void bind(struct ticket *ticket, const struct facts *facts, bool texts)
{
	g_free(ticket->evidence);
	ticket->evidence = evidence_now(facts, ticket);
	if (texts) {
		g_clear_pointer(&ticket->justification, g_free);
		g_clear_pointer(&ticket->risk, g_free);
		ticket_describe(ticket);
	}
	g_free(ticket->fingerprint);
	ticket->fingerprint = ticket_fingerprint(ticket, facts->gate.playbook->fingerprint);
}

/* From now on it rests on what is so today; a text that was sent stays as it was sent. */
static void bind_anew(struct ticket *ticket, const struct facts *facts)
{
	const struct look *look = facts->judgement->look;
	const struct ticket_event *last = ticket->history->pdata[ticket->history->len - 1];

	for (guint i = 0; look && i < ticket->changes->len; i++) {
		struct ticket_change *change = ticket->changes->pdata[i];
		GPtrArray *served;

		if (old_value_moved(look, change, &served)) {
			g_ptr_array_unref(change->old);
			change->old = g_steal_pointer(&served);
			change->old_known = true;
		}
		g_clear_pointer(&served, g_ptr_array_unref);
	}
	bind(ticket, facts, last->state == TICKET_STATE_DRAFTED && !ticket->rollback_of_stage);
}

static bool settle_moved(struct app *app, struct ticket *ticket, const struct facts *facts,
			 const GPtrArray *moved, const char *override, GError **error)
{
	struct note note = {.domain = facts->gate.domain,
			    .action = "ticket rebind",
			    .subject = ticket->id,
			    .reason = override};
	g_autofree char *list = joined(moved);

	if (override) {
		bind_anew(ticket, facts);
		return write_note(app, &note, error, "%s goes on although it moved: %s", ticket->id,
				  list);
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "%s moved since it was drafted: %s; withdraw it and draft it anew, or go on "
		    "with --force and a reason",
		    ticket->id, list);
	return false;
}

bool ticket_bind_edited(struct app *app, struct ticket *ticket, bool force, GError **error)
{
	struct domain *domain = NULL;
	struct facts *facts = facts_of(app, ticket, &domain, error);
	const struct ticket_change *change = ticket_dmarc_change(ticket, ticket->domain);
	bool done = facts && (force || !change || !change->new->len ||
			      not_weaker(change->new->pdata[0], facts->judgement->current, error));

	if (done)
		bind(ticket, facts, true);
	facts_free(facts);
	g_clear_pointer(&domain, domain_free);
	return done;
}

bool ticket_still_holds(struct app *app, struct ticket *ticket, const char *override,
			GError **error)
{
	struct domain *domain = NULL;
	struct facts *facts = facts_of(app, ticket, &domain, error);
	g_autoptr(GPtrArray) moved = facts ? compare(ticket, facts) : NULL;
	bool holds = moved != NULL;

	if (holds && moved->len)
		holds = settle_moved(app, ticket, facts, moved, override, error);
	if (holds)
		know_old_values(ticket, facts->judgement->look);
	facts_free(facts);
	g_clear_pointer(&domain, domain_free);
	return holds;
}
