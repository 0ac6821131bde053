/* SPDX-License-Identifier: MIT */
/* The way back: to exactly the record that was verified before. */
#include "app/context.h"
#include "app/project.h"
#include "base/error.h"
#include "rollout/playbook.h"
#include "rollout/ticket.h"
#include "store/workflow.h"

void rung_clear(struct rung *rung)
{
	g_free(rung->record);
	g_free(rung->stage);
}

static const char *stage_in_ticket(const struct ticket *ticket, const struct domain *domain)
{
	for (guint i = 0; i < ticket->domains->len; i++) {
		const struct ticket_domain *one = ticket->domains->pdata[i];

		if (one->id == domain->id)
			return one->stage;
	}
	return NULL;
}

/* The stage whose record a ticket brought into DNS, or -1. */
static int stage_of(const struct facts *facts, const struct ticket *ticket)
{
	const char *stage = stage_in_ticket(ticket, facts->gate.domain);
	bool in_dns =
		ticket->state == TICKET_STATE_VERIFIED || ticket->state == TICKET_STATE_CONFIRMED;

	return in_dns && stage ? playbook_stage(facts->gate.playbook, stage) : -1;
}

/*
 * The tickets that lead up to a stage, each to a higher one than the ticket before it: those that a
 * rollback undid are not among them. Points into tickets, which come newest first.
 */
static GPtrArray *climb(const struct facts *facts, const GPtrArray *tickets, int stage)
{
	GPtrArray *rungs = g_ptr_array_new();

	for (guint i = tickets->len; i-- > 0;) {
		int at = stage_of(facts, tickets->pdata[i]);

		if (at < 0 || at > stage)
			continue;
		while (rungs->len && stage_of(facts, rungs->pdata[rungs->len - 1]) >= at)
			g_ptr_array_set_size(rungs, (gint)rungs->len - 1);
		g_ptr_array_add(rungs, tickets->pdata[i]);
	}
	return rungs;
}

static const char *only(const GPtrArray *values)
{
	return values->len == 1 ? values->pdata[0] : NULL;
}

/* Below the lowest ticket lies what DNS served before it: of the stage that it fits. */
static void take_old_value(const struct facts *facts, const struct ticket *ticket, int stage,
			   struct rung *rung)
{
	const struct playbook *playbook = facts->gate.playbook;
	const struct ticket_change *change = ticket_dmarc_change(ticket, facts->gate.domain->name);
	const char *old = change && !ticket->rollback_of_stage ? only(change->old) : NULL;
	const struct stage *below;

	if (!old)
		return;
	below = playbook->stages->pdata[MIN(playbook_stage_of(playbook, old), stage - 1)];
	rung->record = g_strdup(old);
	rung->stage = g_strdup(below->name);
}

bool rung_below(struct app *app, const struct facts *facts, struct rung *rung, GError **error)
{
	const struct domain *domain = facts->gate.domain;
	const struct playbook *playbook = facts->gate.playbook;
	int stage = playbook_stage(playbook, domain->stage);
	g_autoptr(GPtrArray) tickets = NULL, rungs = NULL;
	const struct ticket *below = NULL;

	*rung = (struct rung){0};
	if (stage < 1)
		return true;
	tickets = store_tickets(app->store, 0, domain->id, error);
	if (!tickets)
		return false;
	rungs = climb(facts, tickets, stage);
	for (guint i = 0; i < rungs->len && stage_of(facts, rungs->pdata[i]) < stage; i++)
		below = rungs->pdata[i];
	if (below) {
		const struct ticket_change *change = ticket_dmarc_change(below, domain->name);

		rung->record = g_strdup(change ? only(change->new) : NULL);
		rung->stage = g_strdup(stage_in_ticket(below, domain));
	} else if (rungs->len) {
		take_old_value(facts, rungs->pdata[0], stage, rung);
	}
	if (!rung->record) {
		const struct stage *under = playbook->stages->pdata[stage - 1];

		g_free(rung->stage);
		rung->record = record_of_stage(app, under, facts->judgement->current, NULL);
		rung->stage = g_strdup(under->name);
	}
	return true;
}

static bool withdraw_open(struct app *app, const struct domain *domain, const char *reason,
			  GError **error)
{
	GError *fault = NULL;
	struct ticket *open = ticket_blocking(app, domain->id, true, &fault);

	if (open)
		ticket_withdraw(app, open->id, reason, &fault);
	g_clear_pointer(&open, ticket_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

/* The open ticket goes and the new one comes in one write, which it ends. */
static struct ticket *replace(struct app *app, const struct proposal *proposal, const char *reason,
			      GError **error)
{
	const struct domain *domain = proposal->facts->gate.domain;
	struct draft_reason why = {.reason = reason, .rollback = true};
	struct ticket *ticket = NULL;

	if (withdraw_open(app, domain, reason, error))
		ticket = ticket_propose(app, proposal, 1, &why, false, error);
	if (ticket &&
	    write_end(app, domain, NULL, "rollback", ticket->id, reason, error,
		      "%s drafted: %s back to stage %s", ticket->id, domain->name, proposal->stage))
		return ticket;
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}

struct ticket *app_rollback(struct app *app, const char *name, const char *reason, GError **error)
{
	struct ticket *ticket = NULL;
	struct domain *domain;
	struct facts *facts;
	struct rung rung;

	if (!need_reason(reason, "rollback", error))
		return NULL;
	facts = facts_begin(app, name, &domain, error);
	if (!facts)
		return NULL;
	if (rung_below(app, facts, &rung, error)) {
		struct proposal proposal = {facts, rung.stage, rung.record};

		if (rung.record)
			ticket = replace(app, &proposal, reason, error);
		else
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
				    "%s is at the first stage: nothing to go back to",
				    domain->name);
	}
	if (!ticket)
		write_fail(app);
	rung_clear(&rung);
	facts_free(facts);
	domain_free(domain);
	return ticket;
}
