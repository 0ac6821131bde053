/* SPDX-License-Identifier: MIT */
/* Moves on the ladder: each drafts its ticket; the stage changes when DNS is verified. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "rollout/playbook.h"
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

struct ticket *app_advance(struct app *app, const char *name, const char *reason, bool force,
			   GError **error)
{
	struct domain *domain;
	const struct stage *next;
	struct ticket *ticket = NULL;
	struct facts *facts = NULL;
	struct gate *gate = NULL;
	struct proposal proposal;
	g_autofree char *value = NULL;

	if (!need_reason(reason, "advance", error))
		return NULL;
	domain = app_domain(app, name, error);
	facts = domain && look_freshly(app, domain, error) ? facts_new(app, domain, error) : NULL;
	if (!facts)
		goto done;
	next = stage_next(domain, facts->gate.playbook);
	if (!next) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is at its last stage, %s", domain->name, domain->stage);
		goto done;
	}
	if (domain->held) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is held: %s; `rampart resume %s` first", domain->name, domain->held,
			    domain->name);
		goto done;
	}
	gate = gate_eval(&facts->gate);
	if (gate->open || force || refuse_closed(gate, error)) {
		value = record_of_stage(app, next, facts->judgement->current, NULL);
		proposal = (struct proposal){facts, next->name, value};
		ticket = ticket_propose_alone(app, &proposal, 1, "advance", reason, force, error);
	}
done:
	g_clear_pointer(&gate, gate_free);
	facts_free(facts);
	g_clear_pointer(&domain, domain_free);
	return ticket;
}

struct ticket *app_park(struct app *app, const char *name, const char *reason, bool force,
			GError **error)
{
	struct domain_change change = {
		.kind = "parked", .playbook = "parked", .since = DAY_NONE, .reason = reason};
	struct domain *domain;
	struct ticket *ticket;

	if (!need_reason(reason, "park", error))
		return NULL;
	domain = app_domain_set(app, name, &change, error);
	if (!domain)
		return NULL;
	ticket = app_ticket_new(app, (char *[]){domain->name, NULL}, NULL, force, reason, error);
	domain_free(domain);
	return ticket;
}

static bool set_held(struct app *app, const char *name, const char *action, const char *held,
		     const char *reason, GError **error)
{
	struct domain *domain;
	bool done = false;

	if (!need_reason(reason, action, error) || !write_begin(app, error))
		return false;
	domain = app_domain(app, name, error);
	if (!domain)
		return write_fail(app);
	g_free(domain->held);
	domain->held = g_strdup(held);
	done = store_domain_put(app->store, domain, error)
		       ? write_end(app, domain, NULL, action, domain->stage, reason, error,
				   "%s %s at stage %s", domain->name, held ? "is held" : "goes on",
				   domain->stage)
		       : write_fail(app);
	domain_free(domain);
	return done;
}

bool app_hold(struct app *app, const char *name, const char *reason, GError **error)
{
	return set_held(app, name, "hold", reason, reason, error);
}

bool app_resume(struct app *app, const char *name, const char *reason, GError **error)
{
	return set_held(app, name, "resume", NULL, reason, error);
}

bool app_finish(struct app *app, const char *name, const char *reason, GError **error)
{
	struct domain *domain;
	const struct playbook *playbook;
	bool done = false;

	if (!need_reason(reason, "finish", error) || !write_begin(app, error))
		return false;
	domain = app_domain(app, name, error);
	playbook = domain ? playbook_of(app, domain, error) : NULL;
	if (!playbook)
		goto fail;
	if (domain->since == DAY_NONE || stage_next(domain, playbook)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is not at its goal: stage %s%s; `domain set --goal quarantine` "
			    "makes quarantine the goal",
			    domain->name, domain->stage,
			    domain->since == DAY_NONE ? ", not verified yet" : "");
		goto fail;
	}
	domain->finished = true;
	if (!store_domain_put(app->store, domain, error))
		goto fail;
	done = write_end(app, domain, NULL, "finish", domain->stage, reason, error,
			 "%s is finished at stage %s, goal %s", domain->name, domain->stage,
			 goal_name(domain->goal));
	domain_free(domain);
	return done;
fail:
	g_clear_pointer(&domain, domain_free);
	return write_fail(app);
}
