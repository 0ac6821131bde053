/* SPDX-License-Identifier: MIT */
/* Moves on the ladder: each drafts its ticket; the stage changes when DNS is verified. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "rollout/ticket.h"
#include "store/project.h"
#include "store/workflow.h"

static bool refuse_closed(const struct gate *gate, GError **error)
{
	g_autofree char *day = day_format(gate->earliest);

	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "the gate of %s is closed: %s%s%s; --force with a reason "
		    "goes on all the same",
		    gate->domain,
		    gate->blockers->len ? (char *)gate->blockers->pdata[0] : "no data",
		    *day ? "; earliest " : "", day);
	return false;
}

static bool may_advance(const struct facts *facts, bool force, GError **error)
{
	const struct domain *domain = facts->gate.domain;
	const struct playbook *playbook = facts->gate.playbook;
	struct gate *gate;
	bool may;

	if (!stage_next(domain, playbook) && !stage_is_final(domain, playbook)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s goes to %s at once, and its record is not verified yet: put its "
			    "ticket through (`rampart ticket new %s` drafts it)",
			    domain->name, stage_now(domain, playbook)->name, domain->name);
		return false;
	}
	if (!stage_next(domain, playbook)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is at its last stage, %s", domain->name, domain->stage);
		return false;
	}
	if (domain->held) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is held: %s; `rampart resume %s` first", domain->name, domain->held,
			    domain->name);
		return false;
	}
	gate = gate_eval(&facts->gate);
	may = gate->open || force || refuse_closed(gate, error);
	gate_free(gate);
	return may;
}

/* Inside a begun write, which it ends: the ticket for a stage of the domain's playbook. */
static struct ticket *propose(struct app *app, const struct facts *facts, const struct stage *stage,
			      const char *action, const char *reason, bool force, GError **error)
{
	g_autofree char *value = record_of_stage(app, stage, facts->judgement->current, NULL);
	struct proposal proposal = {facts, stage->name, value};

	return ticket_propose_end(app, &proposal, 1, action, reason, force, error);
}

struct ticket *app_advance(struct app *app, const char *name, const char *reason, bool force,
			   GError **error)
{
	struct ticket *ticket = NULL;
	struct domain *domain;
	struct facts *facts;

	if (!need_reason(reason, "advance", error))
		return NULL;
	facts = facts_begin(app, name, &domain, error);
	if (!facts)
		return NULL;
	if (may_advance(facts, force, error))
		ticket = propose(app, facts, stage_next(domain, facts->gate.playbook), "advance",
				 reason, force, error);
	else
		write_fail(app);
	facts_free(facts);
	domain_free(domain);
	return ticket;
}

/*
 * The ticket that parks a domain, or did. NULL without *error: it is not parked, or has no ticket
 * yet.
 */
static struct ticket *parking(struct app *app, const struct domain *domain, GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;
	struct ticket *ticket;
	GError *fault = NULL;

	if (domain->kind != DOMAIN_KIND_PARKED ||
	    strcmp(domain->playbook, playbook_of_kind(domain->kind)) != 0)
		return NULL;
	ticket = ticket_blocking(app, domain->id, false, &fault);
	if (!ticket && !fault)
		tickets = store_tickets(app->store, 0, domain->id, &fault);
	for (guint i = 0; tickets && i < tickets->len && !ticket; i++) {
		const struct ticket *one = tickets->pdata[i];

		if (one->state == TICKET_STATE_VERIFIED || one->state == TICKET_STATE_CONFIRMED)
			ticket = store_ticket(app->store, one->id, &fault);
	}
	if (fault)
		g_propagate_error(error, fault);
	return ticket;
}

/* Inside a begun write, which it ends: the domain takes the short way, and the ticket for it. */
static struct ticket *park(struct app *app, struct domain *domain, const char *reason, bool force,
			   GError **error)
{
	const struct playbook *playbook;
	const struct stage *stage = NULL;
	struct ticket *ticket = NULL;
	struct facts *facts = NULL;

	domain->kind = DOMAIN_KIND_PARKED;
	g_free(domain->playbook);
	domain->playbook = g_strdup(playbook_of_kind(domain->kind));
	domain->finished = false;
	playbook = playbook_of(app, domain, error);
	if (playbook && store_domain_put(app->store, domain, error) &&
	    ladder_begin(app, domain, playbook, error))
		facts = facts_new(app, domain, error);
	if (facts)
		stage = stage_wanted(domain, facts->gate.playbook, NULL, error);
	if (stage)
		ticket = propose(app, facts, stage, "park", reason, force, error);
	else
		write_fail(app);
	facts_free(facts);
	return ticket;
}

/* As a domain that is parked: what its set replaces is looked at, too. */
static bool look_to_park(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	bool done;

	if (!domain)
		return false;
	domain->kind = DOMAIN_KIND_PARKED;
	done = look_freshly(app, domain, error);
	domain_free(domain);
	return done;
}

struct ticket *app_park(struct app *app, const char *name, const char *reason, bool force,
			bool *changed, GError **error)
{
	struct domain *domain;
	struct ticket *ticket = NULL;
	GError *fault = NULL;

	if (!need_reason(reason, "park", error) || !look_to_park(app, name, error) ||
	    !write_begin(app, error))
		return NULL;
	domain = app_domain(app, name, &fault);
	if (domain)
		ticket = parking(app, domain, &fault);
	if (changed)
		*changed = !ticket;
	if (domain && !ticket && !fault)
		ticket = park(app, domain, reason, force, &fault);
	else
		write_fail(app);
	g_clear_pointer(&domain, domain_free);
	if (fault)
		g_propagate_error(error, fault);
	return ticket;
}
