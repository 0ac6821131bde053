/* SPDX-License-Identifier: MIT */
/* Splits: the advice, and taking it. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/sources.h"
#include "base/error.h"
#include "base/name.h"
#include "rollout/playbook.h"
#include "store/project.h"
#include "store/workflow.h"

#define SPLIT_PLAYBOOK "stay-at-quarantine"

/* Names that have a DMARC record of their own as far as Rampart looked: no place for a stream. */
static GPtrArray *names_taken(struct app *app, const struct domain *domain, GError **error)
{
	g_autoptr(GPtrArray) domains = store_domains(app->store, 0, error);
	GPtrArray *taken = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; domains && i < domains->len; i++) {
		const struct domain *other = domains->pdata[i];

		if (other->id != domain->id && name_within(other->name, domain->name))
			g_ptr_array_add(taken, g_strdup(other->name));
	}
	return taken;
}

static struct split_advice *advise(struct app *app, const struct domain *domain,
				   const struct judgement *j, GError **error)
{
	const struct playbook *playbook = playbook_of(app, domain, error);
	g_autoptr(GPtrArray) taken = NULL;
	struct split_input input = {0};

	if (!playbook)
		return NULL;
	taken = names_taken(app, domain, error);
	input.rule = &playbook->split;
	input.record = j->current;
	input.report_address = app->config.report_address;
	input.ttl = (uint32_t)playbook->ttl;
	input.taken = taken;
	return analysis_split(j->analysis, j->from, j->until, &input);
}

struct split_advice *app_split(struct app *app, const char *name, const struct window *window,
			       GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct judgement *j = domain ? judge(app, domain, window, DAY_NONE, error) : NULL;
	struct split_advice *advice = j ? advise(app, domain, j, error) : NULL;

	judgement_free(j);
	g_clear_pointer(&domain, domain_free);
	return advice;
}

static const struct split_candidate *candidate_of(const struct split_advice *advice,
						  const char *stream, GError **error)
{
	for (guint i = 0; i < advice->candidates->len; i++) {
		const struct split_candidate *candidate = advice->candidates->pdata[i];

		if (strcmp(candidate->stream, stream) == 0)
			return candidate;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "%s has no split candidate \"%s\"; see `rampart split %s`", advice->domain,
		    stream, advice->domain);
	return NULL;
}

/* The candidate's records under the chosen name, each as a change from nothing. */
static GPtrArray *changes_for(const struct split_candidate *candidate, const char *subdomain,
			      char **record)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	g_autofree char *dmarc = g_strdup_printf("_dmarc.%s", subdomain);

	for (guint i = 0; i < candidate->records->len; i++) {
		const struct rr *rr = candidate->records->pdata[i];
		size_t head =
			strlen(rr->name) - MIN(strlen(rr->name), strlen(candidate->subdomain));
		bool below = g_str_has_suffix(rr->name, candidate->subdomain);
		g_autofree char *name =
			below ? g_strdup_printf("%.*s%s", (int)head, rr->name, subdomain)
			      : g_strdup(rr->name);
		struct ticket_change *change = change_new(name, rr->type, rr->ttl, NULL, rr->value);

		if (strcmp(name, dmarc) == 0) {
			*record = g_strdup(rr->value);
			g_ptr_array_insert(changes, 0, change);
		} else {
			g_ptr_array_add(changes, change);
		}
	}
	return changes;
}

static char *subdomain_name(const struct domain *domain, const char *text, GError **error)
{
	g_autofree char *ascii = name_from_user(text, error);

	if (!ascii)
		return NULL;
	if (!name_within(ascii, domain->name)) {
		g_autofree char *full = g_strdup_printf("%s.%s", ascii, domain->name);

		return name_from_user(full, error);
	}
	if (strcmp(ascii, domain->name) != 0)
		return g_steal_pointer(&ascii);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "%s is the domain itself; name a subdomain", text);
	return NULL;
}

/* Creates the subdomain under its parent, and drafts its ticket; inside a begun write. */
static struct domain *accept(struct app *app, const struct domain *parent,
			     const struct judgement *j, const struct split_candidate *candidate,
			     const char *subdomain, char **ticket_id, GError **error)
{
	struct customer customer = {.id = parent->customer_id, .slug = parent->customer};
	struct playbook *playbook = playbook_find(app->playbooks_dir, SPLIT_PLAYBOOK, error);
	struct draft draft = {.look = j->look, .playbook = playbook};
	struct domain *domain = NULL;
	struct ticket *ticket = NULL;
	const struct stage *stage;
	g_autofree char *record = NULL;

	if (!playbook)
		return NULL;
	draft.changes = changes_for(candidate, subdomain, &record);
	stage = playbook->stages->pdata[playbook_stage_of(playbook, record)];
	domain = domain_manage(app, &customer, subdomain, playbook, DOMAIN_KIND_MAILING,
			       stage->name, error);
	if (domain) {
		domain->parent_id = parent->id;
		domain->split_stream = g_strdup(candidate->stream);
		domain->goal = GOAL_QUARANTINE;
		domain->goal_reason = g_strdup(candidate->reason);
		draft.domain = domain;
		draft.stage = stage->name;
		draft.reason = candidate->reason;
	}
	if (domain && store_domain_put(app->store, domain, error))
		ticket = ticket_draft(app, &draft, error);
	else
		g_ptr_array_unref(draft.changes);
	if (ticket && !write_end(app, domain, NULL, "split accept", candidate->stream,
				 candidate->reason, error, "stream %s moves to %s; %s drafted",
				 candidate->stream, subdomain, ticket->id))
		g_clear_pointer(&ticket, ticket_free);
	if (!ticket)
		g_clear_pointer(&domain, domain_free);
	else if (ticket_id)
		*ticket_id = g_strdup(ticket->id);
	g_clear_pointer(&ticket, ticket_free);
	playbook_free(playbook);
	return domain;
}

struct domain *app_split_accept(struct app *app, const char *name, const char *stream,
				const char *subdomain, char **ticket, GError **error)
{
	struct domain *parent = app_domain(app, name, error), *domain = NULL;
	struct judgement *j = parent ? judge(app, parent, NULL, DAY_NONE, error) : NULL;
	struct split_advice *advice = j ? advise(app, parent, j, error) : NULL;
	const struct split_candidate *candidate =
		advice ? candidate_of(advice, stream, error) : NULL;
	g_autofree char *full = candidate ? subdomain_name(parent, subdomain, error) : NULL;

	if (full && write_begin(app, error)) {
		domain = accept(app, parent, j, candidate, full, ticket, error);
		if (!domain)
			write_fail(app);
	}
	g_clear_pointer(&advice, split_advice_free);
	judgement_free(j);
	g_clear_pointer(&parent, domain_free);
	return domain;
}
