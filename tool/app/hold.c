/* SPDX-License-Identifier: MIT */
/* Moves that need no ticket: hold, resume, finish. */
#include "app/context.h"
#include "app/project.h"
#include "base/error.h"
#include "store/project.h"

static bool refused(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool refused(GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED, text);
	return false;
}

/* Inside a begun write, which it ends. held NULL: it goes on. */
static bool set_held(struct app *app, struct domain *domain, const char *held, const char *reason,
		     GError **error)
{
	g_free(domain->held);
	domain->held = g_strdup(held);
	return store_domain_put(app->store, domain, error) &&
	       write_end(app, domain, NULL, held ? "hold" : "resume", domain->stage, reason, error,
			 "%s %s at stage %s", domain->name, held ? "is held" : "goes on",
			 domain->stage);
}

bool app_hold(struct app *app, const char *name, const char *reason, bool *changed, GError **error)
{
	struct domain *domain;
	bool done = false, already;

	if (!need_reason(reason, "hold", error))
		return false;
	domain = domain_begin(app, name, error);
	if (!domain)
		return false;
	already = g_strcmp0(domain->held, reason) == 0;
	if (changed)
		*changed = !already;
	if (domain->finished)
		refused(error, "%s is finished at stage %s: there is nothing to hold it back from",
			domain->name, domain->stage);
	else
		done = already || set_held(app, domain, reason, reason, error);
	write_leave(app);
	domain_free(domain);
	return done;
}

bool app_resume(struct app *app, const char *name, const char *reason, bool *changed,
		GError **error)
{
	struct domain *domain;
	bool done;

	if (!need_reason(reason, "resume", error))
		return false;
	domain = domain_begin(app, name, error);
	if (!domain)
		return false;
	if (changed)
		*changed = domain->held != NULL;
	done = !domain->held || set_held(app, domain, NULL, reason, error);
	write_leave(app);
	domain_free(domain);
	return done;
}

/* At its goal, with nothing under way. */
static bool may_finish(struct app *app, const struct domain *domain, GError **error)
{
	const struct playbook *playbook = playbook_of(app, domain, error);
	struct ticket *ticket;
	GError *fault = NULL;

	if (!playbook)
		return false;
	if (!stage_is_final(domain, playbook))
		return refused(error, "%s is not at its goal: stage %s%s%s", domain->name,
			       domain->stage, domain->since == DAY_NONE ? ", not verified yet" : "",
			       domain->goal == GOAL_QUARANTINE
				       ? ", goal quarantine"
				       : "; `domain set --goal quarantine` makes quarantine the "
					 "goal");
	if (domain->held)
		return refused(error, "%s is held: %s; `rampart resume %s` first", domain->name,
			       domain->held, domain->name);
	ticket = ticket_blocking(app, domain->id, false, &fault);
	if (ticket)
		refused(&fault, "ticket %s for %s is %s; verify or withdraw it first", ticket->id,
			domain->name, ticket_state_name(ticket->state));
	g_clear_pointer(&ticket, ticket_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

static bool finish(struct app *app, struct domain *domain, const char *reason, GError **error)
{
	domain->finished = true;
	return store_domain_put(app->store, domain, error) &&
	       write_end(app, domain, NULL, "finish", domain->stage, reason, error,
			 "%s is finished at stage %s, goal %s", domain->name, domain->stage,
			 goal_name(domain->goal));
}

bool app_finish(struct app *app, const char *name, const char *reason, bool *changed,
		GError **error)
{
	struct domain *domain;
	bool done;

	if (!need_reason(reason, "finish", error))
		return false;
	domain = domain_begin(app, name, error);
	if (!domain)
		return false;
	if (changed)
		*changed = !domain->finished;
	done = domain->finished ||
	       (may_finish(app, domain, error) && finish(app, domain, reason, error));
	write_leave(app);
	domain_free(domain);
	return done;
}
