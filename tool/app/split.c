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

/*
 * The record in force; where nobody looked yet, that of the stage the domain was set to, since a
 * split must never be stricter than its parent.
 */
static char *record_in_force(struct app *app, const struct domain *domain,
			     const struct playbook *playbook, const struct judgement *j)
{
	if (j->current || domain->since == DAY_NONE)
		return g_strdup(j->current);
	return record_of_stage(app, stage_now(domain, playbook), NULL, NULL);
}

/* How many of the last days have no message, as far as they matter. */
static unsigned days_drained(const GArray *per_day)
{
	unsigned drained = 0;

	while (drained < MIN(per_day->len, SPLIT_DRAINED_DAYS) &&
	       g_array_index(per_day, uint64_t, per_day->len - 1 - drained) == 0)
		drained++;
	return drained;
}

static struct split_move *move_new(const struct source_table *table, const struct domain *split)
{
	struct split_move *move = g_new0(struct split_move, 1);

	move->stream = g_strdup(split->split_stream);
	move->subdomain = g_strdup(split->name);
	for (guint i = 0; i < table->streams->len; i++) {
		const struct stream *stream = table->streams->pdata[i];

		if (strcmp(stream->name, split->split_stream) == 0)
			move->per_day = g_array_ref(stream->per_day);
	}
	if (!move->per_day) {
		guint days = (guint)(table->until - table->from + 1);

		move->per_day = g_array_sized_new(FALSE, TRUE, sizeof(uint64_t), days);
		g_array_set_size(move->per_day, days);
	}
	move->drained_days = days_drained(move->per_day);
	return move;
}

static void drop_candidate(struct split_advice *advice, const char *stream)
{
	for (guint i = advice->candidates->len; i-- > 0;) {
		const struct split_candidate *candidate = advice->candidates->pdata[i];

		if (strcmp(candidate->stream, stream) == 0)
			g_ptr_array_remove_index(advice->candidates, i);
	}
}

/* Streams whose split was accepted are on their way, and no candidates any more. */
static bool add_moves(struct app *app, const struct domain *domain, const struct judgement *j,
		      struct split_advice *advice, GError **error)
{
	g_autoptr(GPtrArray) family = store_domains(app->store, domain->customer_id, error);
	struct source_table *table = NULL;

	for (guint i = 0; family && i < family->len; i++) {
		const struct domain *split = family->pdata[i];

		if (split->parent_id != domain->id || !split->split_stream)
			continue;
		if (!table)
			table = analysis_sources(j->analysis, j->from, j->until, NULL);
		g_ptr_array_add(advice->moves, move_new(table, split));
		drop_candidate(advice, split->split_stream);
	}
	g_clear_pointer(&table, source_table_free);
	return family != NULL;
}

/* stream, subdomain: a name that was chosen for a stream, or NULL. */
static struct split_advice *advise(struct app *app, const struct domain *domain,
				   const struct judgement *j, const char *stream,
				   const char *subdomain, GError **error)
{
	const struct playbook *playbook = playbook_of(app, domain, error);
	g_autoptr(GPtrArray) taken = NULL;
	g_autofree char *record = NULL;
	struct split_advice *advice;
	struct split_input input;

	if (!playbook)
		return NULL;
	taken = names_taken(app, domain, error);
	record = record_in_force(app, domain, playbook, j);
	input = (struct split_input){
		.rule = &playbook->split,
		.record = record,
		.report_address = app->config.report_address,
		.ttl = (uint32_t)playbook->ttl,
		.taken = taken,
		.stream = stream,
		.subdomain = subdomain,
	};
	advice = analysis_split(j->analysis, j->from, j->until, &input);
	if (!add_moves(app, domain, j, advice, error))
		g_clear_pointer(&advice, split_advice_free);
	return advice;
}

struct split_advice *app_split(struct app *app, const char *name, const struct window *window,
			       GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct judgement *j = domain ? judge(app, domain, window, DAY_NONE, error) : NULL;
	struct split_advice *advice = j ? advise(app, domain, j, NULL, NULL, error) : NULL;

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

/* The report address has a zone of its own, which the customer's DNS team cannot change. */
static bool is_elsewhere(const struct split_candidate *candidate, const struct rr *rr)
{
	return !name_within(rr->name, registrable_domain(candidate->subdomain));
}

/* The candidate's records, each as a change from nothing, the DMARC record first. */
static GPtrArray *changes_of(const struct split_candidate *candidate, char **record)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	g_autofree char *dmarc = g_strdup_printf("_dmarc.%s", candidate->subdomain);

	for (guint i = 0; i < candidate->records->len; i++) {
		const struct rr *rr = candidate->records->pdata[i];
		struct ticket_change *change;

		if (is_open(rr) || is_elsewhere(candidate, rr))
			continue;
		change = change_new(rr->name, rr->type, rr->ttl, NULL, rr->value);
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
		   ". Not part of this change, since whoever receives the reports publishes it: ");
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

/* Creates the subdomain under its parent, and drafts its ticket; inside a begun write. */
static struct domain *accept(struct app *app, const struct domain *parent,
			     const struct judgement *j, const struct split_candidate *candidate,
			     char **ticket_id, GError **error)
{
	struct customer customer = {.id = parent->customer_id, .slug = parent->customer};
	struct playbook *playbook = playbook_find(app->playbooks_dir, SPLIT_PLAYBOOK, error);
	g_autofree char *record = NULL, *justification = justify(candidate);
	struct draft_reason why = {.reason = candidate->reason, .justification = justification};
	struct draft draft = {.look = j->look, .playbook = playbook};
	struct domain *domain = NULL;
	struct ticket *ticket = NULL;

	if (!playbook)
		return NULL;
	draft.changes = changes_of(candidate, &record);
	draft.stage =
		((const struct stage *)playbook->stages->pdata[playbook_stage_of(playbook, record)])
			->name;
	draft.domain = domain = domain_manage(app, &customer, candidate->subdomain, playbook,
					      DOMAIN_KIND_MAILING, draft.stage, error);
	if (domain) {
		domain->parent_id = parent->id;
		domain->split_stream = g_strdup(candidate->stream);
		domain->goal = GOAL_QUARANTINE;
		domain->goal_reason = g_strdup(candidate->reason);
	}
	if (domain && store_domain_put(app->store, domain, error))
		ticket = ticket_draft(app, &draft, 1, &why, error);
	else
		g_ptr_array_unref(draft.changes);
	if (ticket && !write_end(app, domain, NULL, "split accept", candidate->stream,
				 candidate->reason, error, "stream %s moves to %s; %s drafted",
				 candidate->stream, domain->name, ticket->id))
		g_clear_pointer(&ticket, ticket_free);
	if (!ticket)
		g_clear_pointer(&domain, domain_free);
	else if (ticket_id)
		*ticket_id = g_strdup(ticket->id);
	g_clear_pointer(&ticket, ticket_free);
	playbook_free(playbook);
	return domain;
}

static struct domain *plan_and_accept(struct app *app, const struct domain *parent,
				      const char *stream, const char *subdomain, char **ticket,
				      GError **error)
{
	struct judgement *j = judge(app, parent, NULL, DAY_NONE, error);
	struct split_advice *advice = j ? advise(app, parent, j, stream, subdomain, error) : NULL;
	const struct split_candidate *candidate =
		advice ? candidate_of(advice, stream, error) : NULL;
	struct domain *domain = NULL;

	if (candidate && write_begin(app, error)) {
		domain = accept(app, parent, j, candidate, ticket, error);
		if (!domain)
			write_fail(app);
	}
	g_clear_pointer(&advice, split_advice_free);
	judgement_free(j);
	return domain;
}

static bool is_split_of(const struct domain *domain, const struct domain *parent)
{
	return domain->parent_id == parent->id && domain->split_stream;
}

struct domain *app_split_accept(struct app *app, const char *name, const char *stream,
				const char *subdomain, char **ticket, GError **error)
{
	struct domain *parent = app_domain(app, name, error);
	g_autofree char *full = parent ? subdomain_name(parent, subdomain, error) : NULL;
	struct domain *domain = full ? store_domain(app->store, full, NULL) : NULL;

	if (domain && !(is_split_of(domain, parent) && strcmp(domain->split_stream, stream) == 0)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s is under management already; choose another name for stream %s",
			    full, stream);
		g_clear_pointer(&domain, domain_free);
	} else if (full && !domain) {
		domain = plan_and_accept(app, parent, stream, full, ticket, error);
	}
	g_clear_pointer(&parent, domain_free);
	return domain;
}

/* Withdraws the drafted tickets of a split; REFUSED when one went further. */
static bool drafts_withdraw(struct app *app, const struct domain *split, GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(app->store, 0, split->id, error);
	bool done = tickets != NULL;

	for (guint i = 0; done && i < tickets->len; i++) {
		struct ticket *ticket = tickets->pdata[i];

		if (ticket->state == TICKET_STATE_DRAFTED) {
			done = ticket_withdraw(app, ticket->id, "the split was taken back", error);
		} else if (ticket->state != TICKET_STATE_WITHDRAWN) {
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
				    "%s for %s is %s: the split cannot be taken back any more",
				    ticket->id, split->name, ticket_state_name(ticket->state));
			done = false;
		}
	}
	return done;
}

/* The subdomain stays known by its reports, and is managed no more; inside a begun write. */
static bool undo(struct app *app, const struct domain *parent, const char *subdomain,
		 GError **error)
{
	struct domain *split = app_domain(app, subdomain, error);
	bool done = false;

	if (split && !is_split_of(split, parent))
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
