/* SPDX-License-Identifier: MIT */
/* The way back: to exactly the record that was verified before. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "rollout/playbook.h"
#include "rollout/ticket.h"
#include "store/workflow.h"

void rung_clear(struct rung *rung)
{
	g_clear_pointer(&rung->record, g_free);
	g_clear_pointer(&rung->stage, g_free);
}

/* A record that a ticket brought into DNS, and that nothing undid since. */
struct step {
	const struct ticket *ticket;
	const char *record; /* NULL: it took the record out */
	int stage; /* whose record it is, or at which one it changed a tag; -1: not known */
};

static const char *only(const GPtrArray *values)
{
	return values->len == 1 ? values->pdata[0] : NULL;
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

/*
 * False: it is not in DNS, or of another ladder. A record of no stage leaves its domain where it
 * is: stage -1.
 */
static bool step_read(const struct facts *facts, const struct ticket *ticket, struct step *step)
{
	const struct domain *domain = facts->gate.domain;
	const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);
	const char *stage = stage_in_ticket(ticket, domain);

	*step = (struct step){
		.ticket = ticket,
		.record = change ? only(change->new) : NULL,
		.stage = stage ? playbook_stage(facts->gate.playbook, stage) : -1,
	};
	return change && (step->record || change->new->len == 0) && (!stage || step->stage >= 0) &&
	       (ticket->state == TICKET_STATE_VERIFIED || ticket->state == TICKET_STATE_CONFIRMED);
}

static const struct step *step_at(const GArray *steps, guint i)
{
	return &g_array_index(steps, struct step, i);
}

/* A rollback leaves nothing above the record that it restores, be it below all of them. */
static void step_back(GArray *steps, const struct step *step)
{
	guint n = steps->len;

	while (n > 0 && g_strcmp0(step_at(steps, n - 1)->record, step->record) != 0)
		n--;
	g_array_set_size(steps, n);
	if (n == 0)
		g_array_append_val(steps, *step);
}

/* A stage lower than the one before it was gone down to: what lay above is gone. */
static void step_on(GArray *steps, struct step step)
{
	int before = steps->len ? step_at(steps, steps->len - 1)->stage : -1;

	if (step.stage < 0)
		step.stage = before;
	while (step.stage < before && steps->len &&
	       step_at(steps, steps->len - 1)->stage >= step.stage)
		g_array_set_size(steps, steps->len - 1);
	g_array_append_val(steps, step);
}

/*
 * The steps that lead up to a stage, oldest first, without those that were undone. Points into
 * tickets, which come newest first.
 */
static GArray *climb(const struct facts *facts, const GPtrArray *tickets, int stage)
{
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(struct step));

	for (guint i = tickets->len; i-- > 0;) {
		struct step step;

		if (!step_read(facts, tickets->pdata[i], &step))
			continue;
		if (step.stage == 0 && facts->gate.playbook->stages->len == 1)
			g_array_set_size(steps, 0); /* parked: no way leads back */
		if (step.ticket->rollback_of_stage)
			step_back(steps, &step);
		else
			step_on(steps, step);
	}
	while (steps->len && step_at(steps, steps->len - 1)->stage > stage)
		g_array_set_size(steps, steps->len - 1); /* set back by hand */
	return steps;
}

/* The stage that a record fits, up to one of them. */
static char *stage_fitting(const struct playbook *playbook, const char *record, int most)
{
	const struct stage *stage =
		playbook->stages->pdata[MIN(playbook_stage_of(playbook, record), most)];

	return g_strdup(stage->name);
}

static void take_step(const struct facts *facts, const struct step *step, int stage,
		      struct rung *rung)
{
	const struct playbook *playbook = facts->gate.playbook;

	rung->record = g_strdup(step->record);
	if (step->stage < 0)
		rung->stage = stage_fitting(playbook, step->record, stage);
	else
		rung->stage = g_strdup(
			((const struct stage *)playbook->stages->pdata[step->stage])->name);
}

/* Below the lowest step lies what DNS served before it; what the first stage replaced stays gone.
 */
static void take_old_value(const struct facts *facts, const struct step *step, int stage,
			   struct rung *rung)
{
	const struct ticket_change *change =
		ticket_dmarc_change(step->ticket, facts->gate.domain->name);
	const char *old = step->ticket->rollback_of_stage ? NULL : only(change->old);

	if (!old || step->stage == 0)
		return;
	rung->record = g_strdup(old);
	rung->stage =
		stage_fitting(facts->gate.playbook, old, step->stage < 0 ? stage : step->stage - 1);
}

/* Does it ask less than what is in force? */
static bool relieves(const struct rung *rung, const char *current)
{
	return rung->record && app_record_weaker(rung->record, current);
}

/* The newest step below the present one, with another record; weaker: that asks less than it. */
static void find_rung(const struct facts *facts, const GArray *steps, int stage, bool weaker,
		      struct rung *rung)
{
	const char *current = facts->judgement->current, *present = NULL;
	guint n = steps->len;

	if (n && (step_at(steps, n - 1)->stage < 0 || step_at(steps, n - 1)->stage == stage)) {
		/* The present one; else a stage was set by hand above all of them. */
		present = step_at(steps, --n)->record;
		current = current ? current : present;
	}
	while (n-- > 0) {
		take_step(facts, step_at(steps, n), stage, rung);
		if (rung->record && g_strcmp0(rung->record, present) != 0 &&
		    (!weaker || relieves(rung, current)))
			return;
		rung_clear(rung);
	}
	if (steps->len)
		take_old_value(facts, step_at(steps, 0), stage, rung);
	if (weaker && !relieves(rung, current))
		rung_clear(rung);
}

/* Nothing is known of what was there before: the record that the stage below asks for. */
static void take_stage_below(struct app *app, const struct facts *facts, int stage, bool weaker,
			     struct rung *rung)
{
	const struct playbook *playbook = facts->gate.playbook;
	const char *current = facts->judgement->current;
	const struct stage *under = playbook->stages->pdata[stage - 1];
	g_autofree char *in_force = record_in_force(app, facts->gate.domain, playbook, current);

	rung->record = record_of_stage(app, under, current, NULL);
	rung->stage = g_strdup(under->name);
	if (weaker && !relieves(rung, in_force))
		rung_clear(rung);
}

bool rung_below(struct app *app, const struct facts *facts, bool weaker, struct rung *rung,
		GError **error)
{
	const struct domain *domain = facts->gate.domain;
	int stage = playbook_stage(facts->gate.playbook, domain->stage);
	g_autoptr(GPtrArray) tickets = NULL;
	g_autoptr(GArray) steps = NULL;

	*rung = (struct rung){0};
	if (stage < 0)
		return true;
	tickets = store_tickets(app->store, 0, domain->id, error);
	if (!tickets)
		return false;
	steps = climb(facts, tickets, stage);
	find_rung(facts, steps, stage, weaker, rung);
	if (!rung->record && stage > 0)
		take_stage_below(app, facts, stage, weaker, rung);
	return true;
}

/* Does a ticket that is open already lead there from what DNS serves now? */
static bool leads_there(const struct ticket *open, const struct proposal *proposal)
{
	const struct domain *domain = proposal->facts->gate.domain;
	const struct ticket_change *change = ticket_dmarc_change(open, domain->name);

	return open->rollback_of_stage && change &&
	       g_strcmp0(stage_in_ticket(open, domain), proposal->stage) == 0 &&
	       g_strcmp0(only(change->new), proposal->value) == 0 &&
	       g_strcmp0(only(change->old), proposal->facts->judgement->current) == 0;
}

/* Inside a begun write, which it ends. */
static struct ticket *draft_back(struct app *app, const struct proposal *proposal,
				 const char *reason, GError **error)
{
	const struct domain *domain = proposal->facts->gate.domain;
	struct draft_reason why = {.reason = reason, .rollback = true};
	bool stays = g_strcmp0(proposal->stage, domain->stage) == 0;
	struct ticket *ticket = ticket_propose(app, proposal, 1, &why, false, error);

	if (ticket && write_end(app, domain, NULL, "rollback", ticket->id, reason, error,
				"%s drafted: %s back to %sstage %s", ticket->id, domain->name,
				stays ? "the record before, at " : "", proposal->stage))
		return ticket;
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}

/*
 * The open ticket goes and the new one comes in one write, which it ends; one that leads there
 * already stays, with its approval.
 */
static struct ticket *replace(struct app *app, const struct proposal *proposal, const char *reason,
			      GError **error)
{
	GError *fault = NULL;
	struct ticket *open = ticket_blocking(app, proposal->facts->gate.domain->id, true, &fault);

	if (open && leads_there(open, proposal)) {
		open->repeated = true;
		write_leave(app);
		return open;
	}
	if (open)
		ticket_withdraw(app, open->id, reason, &fault);
	g_clear_pointer(&open, ticket_free);
	if (!fault)
		return draft_back(app, proposal, reason, error);
	g_propagate_error(error, fault);
	return NULL;
}

/* The only stage of a ladder was not climbed to: it took the place of all that stood there. */
static void refuse_back(const struct domain *domain, const struct playbook *playbook,
			GError **error)
{
	if (playbook->stages->len > 1)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is at the first stage: nothing to go back to", domain->name);
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is parked, and no step leads back: `rampart domain set %s --kind "
			    "mailing` gives it a ladder again, and the ticket that parked it says "
			    "what stood there before",
			    domain->name, domain->name);
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
	if (rung_below(app, facts, false, &rung, error)) {
		struct proposal proposal = {facts, rung.stage, rung.record};

		if (rung.record)
			ticket = replace(app, &proposal, reason, error);
		else
			refuse_back(domain, facts->gate.playbook, error);
	}
	if (!ticket)
		write_fail(app);
	rung_clear(&rung);
	facts_free(facts);
	domain_free(domain);
	return ticket;
}
