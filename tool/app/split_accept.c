/* SPDX-License-Identifier: MIT */
/* A split accepted, and taken back: each in one write, its checks included. */
#include <string.h>

#include "app/check.h"
#include "app/context.h"
#include "app/names.h"
#include "app/project.h"
#include "app/sources.h"
#include "base/error.h"
#include "base/name.h"
#include "rollout/playbook.h"
#include "store/project.h"
#include "store/workflow.h"

#define SPLIT_PLAYBOOK "stay-at-quarantine"

static const struct split_candidate *candidate_of(const struct split_advice *advice,
						  const char *stream, GError **error)
{
	for (guint i = 0; i < advice->candidates->len; i++) {
		const struct split_candidate *candidate = advice->candidates->pdata[i];

		if (strcmp(candidate->stream, stream) == 0)
			return candidate;
	}
	for (guint i = 0; i < advice->moves->len; i++) {
		const struct split_move *move = advice->moves->pdata[i];

		if (strcmp(move->stream, stream) != 0)
			continue;
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "stream %s moves to %s already; `rampart split undo %s %s` takes that "
			    "back",
			    stream, move->subdomain, advice->domain, move->subdomain);
		return NULL;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "%s has no split candidate \"%s\"; see `rampart split %s`", advice->domain,
		    stream, advice->domain);
	return NULL;
}

/* Does the record wait for what only the application owner knows? */
static bool is_open(const struct rr *rr)
{
	return strchr(rr->name, '<') || strchr(rr->value, '<');
}

/* The service's report address has a zone of its own, which the service changes itself. */
static bool is_elsewhere(const struct split_candidate *candidate, const struct rr *rr)
{
	return !name_within(rr->name, registrable_domain(candidate->subdomain));
}

/* From what stands there, as far as that is known; the DMARC record has its TTL, too. */
static void take_old(const struct look *there, struct ticket_change *change)
{
	change->old_known = look_serves(there, change, change->old);
	if (strcmp(change->name, there->name) == 0)
		change->old_ttl = change->old->len ? there->ttl : there->negative_ttl;
}

/* The candidate's records as changes, the DMARC record first. there: or NULL. */
static GPtrArray *changes_of(const struct split_candidate *candidate, const struct look *there,
			     char **record)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	g_autofree char *dmarc = g_strdup_printf("_dmarc.%s", candidate->subdomain);

	for (guint i = 0; i < candidate->records->len; i++) {
		const struct rr *rr = candidate->records->pdata[i];
		struct ticket_change *change;

		if (is_open(rr) || is_elsewhere(candidate, rr))
			continue;
		change = change_new(rr->name, rr->type, rr->ttl, NULL, rr->value);
		if (there)
			take_old(there, change);
		if (strcmp(rr->name, dmarc) == 0) {
			*record = g_strdup(rr->value);
			g_ptr_array_insert(changes, 0, change);
		} else {
			g_ptr_array_add(changes, change);
		}
	}
	return changes;
}

/* The records of one kind that others publish; before: what is said first. */
static void add_others(GString *text, const struct split_candidate *candidate, bool elsewhere,
		       const char *before)
{
	for (guint i = 0; i < candidate->records->len; i++) {
		const struct rr *rr = candidate->records->pdata[i];

		if (elsewhere ? !is_elsewhere(candidate, rr) : !is_open(rr))
			continue;
		if (*before == '.' && g_str_has_suffix(text->str, "."))
			before++;
		g_string_append_printf(text, "%s%s %s %s", before, rr->name, rr->type, rr->value);
		before = "; ";
	}
}

/* Why the ticket is asked for, and what has to come from somebody else before the stream moves. */
static char *justify(const struct split_candidate *candidate)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "Moves stream %s to %s. %s", candidate->stream,
			       candidate->subdomain, candidate->reason);
	add_others(text, candidate, false,
		   ". To be supplied by the application owner, and published beside it: ");
	add_others(text, candidate, true,
		   ". Not part of this change, but published by us, who receive the reports: ");
	return g_string_free(text, FALSE);
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

/* The subdomain under its parent, at the stage of its drafted record. */
static struct domain *manage(struct app *app, const struct split_choice *choice,
			     const struct split_candidate *candidate,
			     const struct playbook *playbook, const char *stage, GError **error)
{
	const struct domain *parent = choice->domain;
	struct customer customer = {.id = parent->customer_id, .slug = parent->customer};
	struct domain *domain = domain_manage(app, &customer, candidate->subdomain, playbook,
					      DOMAIN_KIND_MAILING, stage, error);

	if (!domain)
		return NULL;
	domain->parent_id = parent->id;
	domain->split_stream = g_strdup(candidate->stream);
	domain->split_source = g_strdup(candidate->source);
	domain->goal = GOAL_QUARANTINE;
	domain->goal_reason = g_strdup(candidate->reason);
	if (!store_domain_put(app->store, domain, error))
		g_clear_pointer(&domain, domain_free);
	return domain;
}

static struct ticket *draft_records(struct app *app, const struct domain *domain,
				    const struct split_candidate *candidate, struct draft *draft,
				    GError **error)
{
	g_autofree char *justification = justify(candidate);
	struct draft_reason why = {.reason = candidate->reason, .justification = justification};

	draft->domain = domain;
	return ticket_draft(app, draft, 1, &why, error);
}

/* Takes the subdomain under management and drafts its ticket: ends the begun write. */
static struct domain *accept(struct app *app, const struct split_choice *choice,
			     const struct split_candidate *candidate, const struct look *look,
			     char **ticket_id, GError **error)
{
	struct playbook *playbook = playbook_find(app->playbooks_dir, SPLIT_PLAYBOOK, error);
	g_autofree char *record = NULL;
	struct draft draft = {.look = choice->there ? choice->there : look, .playbook = playbook};
	const struct stage *stage;
	struct domain *domain;
	struct ticket *ticket = NULL;

	if (!playbook)
		return NULL;
	draft.changes = changes_of(candidate, choice->there, &record);
	stage = playbook->stages->pdata[playbook_stage_of(playbook, record)];
	draft.stage = stage->name;
	domain = manage(app, choice, candidate, playbook, draft.stage, error);
	if (domain)
		ticket = draft_records(app, domain, candidate, &draft, error);
	else
		g_ptr_array_unref(draft.changes);
	if (ticket && write_end(app, domain, NULL, "split accept", candidate->stream,
				candidate->reason, error, "stream %s moves to %s; %s drafted",
				candidate->stream, domain->name, ticket->id))
		*ticket_id = g_strdup(ticket->id);
	else
		g_clear_pointer(&domain, domain_free);
	g_clear_pointer(&ticket, ticket_free);
	playbook_free(playbook);
	return domain;
}

static bool is_free(const struct split_choice *choice, GError **error)
{
	const GPtrArray *published = choice->there ? choice->there->published : NULL;

	if (!published || published->len == 0)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "%s has a DMARC record already, %s: choose a free name for stream %s",
		    choice->subdomain, (char *)published->pdata[0], choice->stream);
	return false;
}

static struct domain *plan_and_accept(struct app *app, const struct split_choice *choice,
				      char **ticket, GError **error)
{
	struct look *look = NULL;
	struct split_advice *advice = split_advise(app, choice, NULL, &look, error);
	const struct split_candidate *candidate =
		advice ? candidate_of(advice, choice->stream, error) : NULL;
	struct domain *domain = candidate && is_free(choice, error)
					? accept(app, choice, candidate, look, ticket, error)
					: NULL;

	g_clear_pointer(&advice, split_advice_free);
	g_clear_pointer(&look, look_free);
	return domain;
}

/* The split as it was accepted before; NULL: not yet, or *error: the name is taken. */
static struct domain *accepted_before(struct app *app, const struct split_choice *choice,
				      GError **error)
{
	struct domain *domain = store_domain(app->store, choice->subdomain, error);

	if (!domain || (split_is_of(domain, choice->domain) &&
			strcmp(domain->split_stream, choice->stream) == 0))
		return domain;
	domain_free(domain);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "%s is under management already; choose another name for stream %s",
		    choice->subdomain, choice->stream);
	return NULL;
}

/* Inside a begun write, which it ends. */
static struct domain *choose(struct app *app, const struct split_choice *choice, char **ticket,
			     GError **error)
{
	GError *fault = NULL;
	struct domain *domain = accepted_before(app, choice, &fault);

	if (domain) {
		write_fail(app); /* nothing to write */
		return domain;
	}
	if (!fault)
		domain = plan_and_accept(app, choice, ticket, &fault);
	if (!domain) {
		g_propagate_error(error, fault);
		write_fail(app);
	}
	return domain;
}

/* Before the write begins, since nothing may wait for DNS inside; NULL without *error: not known.
 */
static struct look *look_there(struct app *app, char *subdomain, GError **error)
{
	struct domain domain = {.name = subdomain, .kind = DOMAIN_KIND_MAILING};

	return app_lookup_wanted(app) ? look_now(app, &domain, NULL, error) : NULL;
}

struct domain *app_split_accept(struct app *app, const char *name, const char *stream,
				const char *subdomain, char **ticket, GError **error)
{
	struct domain *parent = app_domain(app, name, error), *domain = NULL;
	g_autofree char *full = parent ? subdomain_name(parent, subdomain, error) : NULL;
	struct look *there = NULL;
	GError *fault = NULL;

	g_clear_pointer(&parent, domain_free);
	if (full)
		there = look_there(app, full, &fault);
	if (full && !fault && write_begin(app, &fault)) {
		parent = app_domain(app, name, &fault);
		if (parent)
			domain = choose(app, &(struct split_choice){parent, stream, full, there},
					ticket, &fault);
		else
			write_fail(app);
	}
	g_clear_pointer(&parent, domain_free);
	g_clear_pointer(&there, look_free);
	if (fault)
		g_propagate_error(error, fault);
	return domain;
}

const struct ticket *split_sent(const GPtrArray *tickets)
{
	for (guint i = 0; i < tickets->len; i++) {
		const struct ticket *ticket = tickets->pdata[i];

		if (ticket->state != TICKET_STATE_DRAFTED &&
		    ticket->state != TICKET_STATE_WITHDRAWN)
			return ticket;
	}
	return NULL;
}

/* Withdraws the drafted tickets of a split; REFUSED when one went further. */
static bool drafts_withdraw(struct app *app, const struct domain *split, GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(app->store, 0, split->id, error);
	const struct ticket *sent = tickets ? split_sent(tickets) : NULL;
	bool done = tickets && !sent;

	if (sent)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s for %s is %s: the split cannot be taken back any more", sent->id,
			    split->name, ticket_state_name(sent->state));
	for (guint i = 0; done && i < tickets->len; i++) {
		const struct ticket *ticket = tickets->pdata[i];

		if (ticket->state == TICKET_STATE_DRAFTED)
			done = ticket_withdraw(app, ticket->id, "the split was taken back", error);
	}
	return done;
}

/* The subdomain stays known by its reports, and is managed no more; inside a begun write. */
static bool undo(struct app *app, const struct domain *parent, const char *subdomain,
		 GError **error)
{
	struct domain *split = app_domain(app, subdomain, error);
	bool done = false;

	if (split && !split_is_of(split, parent))
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "%s is no accepted split of %s", subdomain, parent->name);
	else if (split && drafts_withdraw(app, split, error)) {
		split->customer_id = split->parent_id = 0;
		done = store_domain_put(app->store, split, error) &&
		       write_end(app, parent, NULL, "split undo", split->split_stream, NULL, error,
				 "stream %s does not move to %s", split->split_stream, split->name);
	}
	g_clear_pointer(&split, domain_free);
	return done;
}

bool app_split_undo(struct app *app, const char *name, const char *subdomain, GError **error)
{
	struct domain *parent = app_domain(app, name, error);
	g_autofree char *full = parent ? subdomain_name(parent, subdomain, error) : NULL;
	bool done = false;

	if (full && write_begin(app, error))
		done = undo(app, parent, full, error) || write_fail(app);
	g_clear_pointer(&parent, domain_free);
	return done;
}
