/* SPDX-License-Identifier: MIT */
/* An approval is bound to what was approved. */
#include <string.h>

#include "app/context.h"
#include "app/ticket.h"
#include "base/error.h"
#include "rollout/ticket.h"
#include "store/project.h"
#include "store/workflow.h"

/* What each domain of a ticket is today, in the order of the ticket. */
struct ground {
	GPtrArray *domains; /* struct domain * */
	GPtrArray *facts;   /* struct facts * */
};

static void ground_free(struct ground *ground)
{
	if (!ground)
		return;
	g_ptr_array_unref(ground->facts);
	g_ptr_array_unref(ground->domains);
	g_free(ground);
}

static struct ground *ground_of(struct app *app, const struct ticket *ticket, GError **error)
{
	struct ground *ground = g_new(struct ground, 1);
	GError *fault = NULL;

	ground->domains = g_ptr_array_new_with_free_func((GDestroyNotify)domain_free);
	ground->facts = g_ptr_array_new_with_free_func((GDestroyNotify)facts_free);
	for (guint i = 0; !fault && i < ticket->domains->len; i++) {
		const struct ticket_domain *one = ticket->domains->pdata[i];
		struct domain *domain = store_domain_by_id(app->store, one->id, &fault);
		struct facts *facts = domain ? facts_new(app, domain, &fault) : NULL;

		if (domain)
			g_ptr_array_add(ground->domains, domain);
		else if (!fault)
			g_set_error(&fault, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
				    "%s: %s is no longer managed", ticket->id, one->name);
		if (facts)
			g_ptr_array_add(ground->facts, facts);
	}
	if (!fault)
		return ground;
	g_propagate_error(error, fault);
	ground_free(ground);
	return NULL;
}

/* The newest look at the domain that a change belongs to, unless it is outdated, or NULL. */
static const struct look *look_of(const struct ground *ground, const struct ticket_change *change)
{
	const struct facts *facts = ground->facts->pdata[change->domain];
	const struct look *look = facts->judgement->look;

	return look_is_current(look, facts->gate.domain) ? look : NULL;
}

/* What is served is neither the old nor the new value: the change no longer starts from there. */
static bool old_value_moved(const struct look *look, const struct ticket_change *change,
			    GPtrArray **served)
{
	*served = g_ptr_array_new_with_free_func(g_free);
	return look && look_serves(look, change, *served) &&
	       !look_saw(look, change, *served, change->old) &&
	       !look_saw(look, change, *served, change->new);
}

static char *quoted(const GPtrArray *values)
{
	return values->len ? g_strdup_printf("\"%s\"", (char *)values->pdata[0])
			   : g_strdup("nothing");
}

static void compare_old_values(const struct ticket *ticket, const struct ground *ground,
			       GPtrArray *moved)
{
	for (guint i = 0; i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];
		g_autoptr(GPtrArray) served = NULL;
		g_autofree char *now = NULL, *then = NULL;

		if (!old_value_moved(look_of(ground, change), change, &served))
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

/* The figures for the new record of the i-th domain: a JSON object, or NULL. */
static char *evidence_now(const struct ticket *ticket, const struct ground *ground, guint i)
{
	const struct ticket_domain *domain = ticket->domains->pdata[i];
	const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);

	return change && change->new->len
		       ? ticket_evidence(ground->facts->pdata[i], change->new->pdata[0])
		       : NULL;
}

static void compare_evidence(const struct ticket *ticket, const struct ground *ground,
			     GPtrArray *moved)
{
	for (guint i = 0; i < ticket->domains->len; i++) {
		const struct ticket_domain *domain = ticket->domains->pdata[i];
		g_autofree char *then = evidence_of_domain(ticket->evidence, domain->name);
		g_autofree char *now = evidence_now(ticket, ground, i);

		g_ptr_array_extend_and_steal(moved, evidence_moved(then, now));
	}
}

static char *fingerprint_now(const struct ticket *ticket, const struct ground *ground)
{
	g_autoptr(GPtrArray) playbooks = g_ptr_array_new();

	for (guint i = 0; i < ground->facts->len; i++)
		g_ptr_array_add(
			playbooks,
			((struct facts *)ground->facts->pdata[i])->gate.playbook->fingerprint);
	return ticket_fingerprint(ticket, playbooks);
}

/* On the way back nothing counts but what DNS serves: it needs no figures. */
static GPtrArray *compare(const struct ticket *ticket, const struct ground *ground)
{
	g_autofree char *fingerprint = fingerprint_now(ticket, ground);
	GPtrArray *moved = g_ptr_array_new_with_free_func(g_free);

	compare_old_values(ticket, ground, moved);
	if (ticket->rollback_of_stage)
		return moved;
	g_ptr_array_extend_and_steal(moved, ticket_moved(ticket->fingerprint, fingerprint));
	compare_evidence(ticket, ground, moved);
	return moved;
}

GPtrArray *app_ticket_moved(struct app *app, const struct ticket *ticket, GError **error)
{
	struct ground *ground;
	GPtrArray *moved = NULL;

	if (!ticket_is_open(ticket->state))
		return g_ptr_array_new_with_free_func(g_free);
	ground = ground_of(app, ticket, error);
	if (ground)
		moved = compare(ticket, ground);
	ground_free(ground);
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
static void know_old_values(struct ticket *ticket, const struct ground *ground)
{
	for (guint i = 0; i < ticket->changes->len; i++) {
		struct ticket_change *change = ticket->changes->pdata[i];
		const struct look *look = look_of(ground, change);
		g_autoptr(GPtrArray) served = g_ptr_array_new_with_free_func(g_free);

		if (!change->old_known && look && look_serves(look, change, served))
			change->old_known = values_are_same(served, change->old);
	}
}

/* A justification that was made from the figures is made anew; one that was given stays. */
static void forget_texts(struct ticket *ticket)
{
	char *given = g_steal_pointer(&ticket->justification);

	ticket_describe(ticket);
	if (strcmp(given, ticket->justification) != 0) {
		g_free(ticket->justification);
		ticket->justification = given;
	} else {
		g_clear_pointer(&ticket->justification, g_free);
		g_free(given);
	}
	g_clear_pointer(&ticket->risk, g_free);
}

/* The figures and texts for its new values, and the fingerprint over all of it. */
static void bind(struct ticket *ticket, const struct ground *ground, bool texts)
{
	g_autoptr(GPtrArray) evidences = g_ptr_array_new_with_free_func(g_free);

	if (texts)
		forget_texts(ticket);
	for (guint i = 0; i < ticket->domains->len; i++)
		g_ptr_array_add(evidences, evidence_now(ticket, ground, i));
	g_free(ticket->evidence);
	ticket->evidence = evidence_join(evidences);
	if (texts)
		ticket_describe(ticket);
	g_free(ticket->fingerprint);
	ticket->fingerprint = fingerprint_now(ticket, ground);
}

/* From now on it rests on what is so today; a text that was sent stays as it was sent. */
static void bind_anew(struct ticket *ticket, const struct ground *ground)
{
	const struct ticket_event *last = ticket->history->pdata[ticket->history->len - 1];

	for (guint i = 0; i < ticket->changes->len; i++) {
		struct ticket_change *change = ticket->changes->pdata[i];
		GPtrArray *served;

		if (old_value_moved(look_of(ground, change), change, &served)) {
			g_ptr_array_unref(change->old);
			change->old = g_steal_pointer(&served);
			change->old_known = true;
		}
		g_clear_pointer(&served, g_ptr_array_unref);
	}
	bind(ticket, ground, last->state == TICKET_STATE_DRAFTED);
}

bool ticket_bind_edited(struct app *app, struct ticket *ticket, bool force, GError **error)
{
	struct ground *ground = ground_of(app, ticket, error);
	bool done = ground != NULL;

	for (guint i = 0; done && !force && i < ticket->domains->len; i++) {
		const struct ticket_domain *domain = ticket->domains->pdata[i];
		const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);
		const struct facts *facts = ground->facts->pdata[i];
		g_autofree char *in_force = record_in_force(
			app, facts->gate.domain, facts->gate.playbook, facts->judgement->current);

		done = !change || !change->new->len ||
		       not_weaker(change->new->pdata[0], in_force, error);
	}
	if (done)
		bind(ticket, ground, true);
	ground_free(ground);
	return done;
}

/* Something moved: with a reason the ticket goes on, and the journal says so. */
static bool settle_moved(struct app *app, struct ticket *ticket, const struct ground *ground,
			 const GPtrArray *moved, const char *override, GError **error)
{
	g_autofree char *list = joined(moved);

	if (!override) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s moved since it was drafted: %s; withdraw it and draft it anew, or "
			    "go on with --force and a reason",
			    ticket->id, list);
		return false;
	}
	bind_anew(ticket, ground);
	for (guint i = 0; i < ground->domains->len; i++) {
		struct note note = {.domain = ground->domains->pdata[i],
				    .action = "ticket rebind",
				    .subject = ticket->id,
				    .reason = override};

		if (!write_note(app, &note, error, "%s goes on although it moved: %s", ticket->id,
				list))
			return false;
	}
	return true;
}

bool ticket_still_holds(struct app *app, struct ticket *ticket, const char *override,
			GError **error)
{
	struct ground *ground = ground_of(app, ticket, error);
	g_autoptr(GPtrArray) moved = ground ? compare(ticket, ground) : NULL;
	bool holds = moved != NULL;

	if (holds && moved->len)
		holds = settle_moved(app, ticket, ground, moved, override, error);
	if (holds)
		know_old_values(ticket, ground);
	ground_free(ground);
	return holds;
}
