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

/* The stage whose record a ticket brought into DNS, or -1. */
static int stage_of(const struct playbook *playbook, const struct ticket *ticket)
{
	bool in_dns =
		ticket->state == TICKET_STATE_VERIFIED || ticket->state == TICKET_STATE_CONFIRMED;

	return in_dns && ticket->stage ? playbook_stage(playbook, ticket->stage) : -1;
}

/*
 * The tickets that lead up to a stage, each to a higher one than the ticket before it: those that a
 * rollback undid are not among them. Points into tickets, which come newest first.
 */
static GPtrArray *climb(const struct playbook *playbook, const GPtrArray *tickets, int stage)
{
	GPtrArray *rungs = g_ptr_array_new();

	for (guint i = tickets->len; i-- > 0;) {
		int at = stage_of(playbook, tickets->pdata[i]);

		if (at < 0 || at > stage)
			continue;
		while (rungs->len && stage_of(playbook, rungs->pdata[rungs->len - 1]) >= at)
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
static void take_old_value(const struct playbook *playbook, const struct ticket *ticket, int stage,
			   struct rung *rung)
{
	const struct ticket_change *change = ticket_dmarc_change(ticket, ticket->domain);
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
	rungs = climb(playbook, tickets, stage);
	for (guint i = 0; i < rungs->len && stage_of(playbook, rungs->pdata[i]) < stage; i++)
		below = rungs->pdata[i];
	if (below) {
		const struct ticket_change *change = ticket_dmarc_change(below, domain->name);

		rung->record = g_strdup(change ? only(change->new) : NULL);
		rung->stage = g_strdup(below->stage);
	} else if (rungs->len) {
		take_old_value(playbook, rungs->pdata[0], stage, rung);
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

/* The open ticket goes and the new one comes in one write. */
static struct ticket *replace(struct app *app, const struct proposal *proposal, GError **error)
{
	const struct domain *domain = proposal->facts->gate.domain;
	struct ticket *ticket = NULL;

	if (!write_begin(app, error))
		return NULL;
	if (withdraw_open(app, domain, proposal->reason, error))
		ticket = ticket_propose(app, proposal, error);
	if (ticket &&
	    write_end(app, domain, NULL, "rollback", ticket->id, proposal->reason, error,
		      "%s drafted: %s back to stage %s", ticket->id, domain->name, proposal->stage))
		return ticket;
	write_fail(app);
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}

struct ticket *app_rollback(struct app *app, const char *name, const char *reason, GError **error)
{
	struct proposal proposal = {.reason = reason, .rollback = true};
	struct domain *domain;
	struct ticket *ticket = NULL;
	struct facts *facts = NULL;
	struct rung rung = {0};

	if (!need_reason(reason, "rollback", error))
		return NULL;
	domain = app_domain(app, name, error);
	facts = domain && look_freshly(app, domain, error) ? facts_new(app, domain, error) : NULL;
	if (!facts || !rung_below(app, facts, &rung, error))
		goto done;
	if (rung.record) {
		proposal.facts = facts;
		proposal.stage = rung.stage;
		proposal.value = rung.record;
		ticket = replace(app, &proposal, error);
	} else {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is at the first stage: nothing to go back to", domain->name);
	}
done:
	rung_clear(&rung);
	facts_free(facts);
	g_clear_pointer(&domain, domain_free);
	return ticket;
}
