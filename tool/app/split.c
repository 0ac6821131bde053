/* SPDX-License-Identifier: MIT */
/* Which streams should move, which ones are moving, and what cannot be saved that way. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/sources.h"
#include "base/name.h"
#include "store/project.h"
#include "store/workflow.h"

bool split_is_of(const struct domain *domain, const struct domain *parent)
{
	return domain->parent_id == parent->id && domain->split_stream;
}

/* The subdomains that streams of a domain move to: struct domain *. */
static GPtrArray *splits_of(struct app *app, const struct domain *domain, GError **error)
{
	GPtrArray *family = store_domains(app->store, domain->customer_id, error);

	for (guint i = family ? family->len : 0; i-- > 0;)
		if (!split_is_of(family->pdata[i], domain))
			g_ptr_array_remove_index(family, i);
	return family;
}

/* The day on which the first of them was accepted; DAY_NONE: there is none. */
static int32_t first_split(const GPtrArray *splits)
{
	int32_t first = DAY_NONE;

	for (guint i = 0; i < splits->len; i++) {
		int32_t day = day_of(((const struct domain *)splits->pdata[i])->added_at);

		first = first == DAY_NONE ? day : MIN(first, day);
	}
	return first;
}

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

/* How many of the last days have no message, as far as they matter. */
static unsigned days_drained(const GArray *per_day)
{
	unsigned drained = 0;

	while (drained < MIN(per_day->len, SPLIT_DRAINED_DAYS) &&
	       g_array_index(per_day, uint64_t, per_day->len - 1 - drained) == 0)
		drained++;
	return drained;
}

/* The days of a table from one on; a day is 0 where the stream is not there. */
static GArray *days_from(const struct source_table *table, const char *stream, int32_t since)
{
	guint n = since > table->until ? 0 : (guint)(table->until - since + 1);
	GArray *days = g_array_sized_new(FALSE, TRUE, sizeof(uint64_t), n);

	g_array_set_size(days, n);
	for (guint i = 0; n && i < table->streams->len; i++) {
		const struct stream *found = table->streams->pdata[i];

		if (strcmp(found->name, stream) == 0)
			memcpy(days->data,
			       &g_array_index(found->per_day, uint64_t,
					      (guint)(since - table->from)),
			       n * sizeof(uint64_t));
	}
	return days;
}

/* A stream is named SELECTOR@DOMAIN by its key, which nobody needs once it has moved. NULL: it has
 * none at the parent, or did not move yet.
 */
static char *cleanup_of(const struct split_move *move, const char *parent)
{
	const char *at = strchr(move->stream, '@');
	g_autofree char *key = NULL, *name = NULL;

	if (!at || !split_move_is_done(move))
		return NULL;
	key = g_strdup_printf("%.*s._domainkey.%s", (int)(at - move->stream), move->stream, at + 1);
	name = name_from_user(key, NULL); /* reports say what a selector is: it may hold anything */
	if (!name || !name_within(name, parent))
		return NULL;
	return g_strdup_printf("rampart ticket new %s --delete %s --reason \"moved to %s\"", parent,
			       name, move->subdomain);
}

static char *drain_words(const struct split_move *move)
{
	if (split_move_is_done(move))
		return g_strdup_printf("finished, no message under the old name for %u days",
				       SPLIT_DRAINED_DAYS);
	if (move->per_day->len == 0)
		return g_strdup("no day of reports since then");
	return g_strdup_printf("drained for %u of %u days", move->drained_days, SPLIT_DRAINED_DAYS);
}

static bool find_sent(struct app *app, const struct domain *split, char **sent, GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(app->store, 0, split->id, error);
	const struct ticket *ticket = tickets ? split_sent(tickets) : NULL;

	if (ticket)
		*sent = g_strdup_printf("%s is %s", ticket->id, ticket_state_name(ticket->state));
	return tickets != NULL;
}

static struct split_move *move_new(const struct source_table *table, const struct domain *split)
{
	struct split_move *move = g_new0(struct split_move, 1);

	move->stream = g_strdup(split->split_stream);
	move->subdomain = g_strdup(split->name);
	move->since = day_of(split->added_at);
	move->per_day = days_from(table, move->stream, move->since);
	move->drained_days = days_drained(move->per_day);
	move->drain = drain_words(move);
	move->cleanup = cleanup_of(move, table->domain);
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
static bool add_moves(struct app *app, const struct judgement *j, const GPtrArray *splits,
		      struct split_advice *advice, GError **error)
{
	struct source_table *table;
	bool done = true;

	if (splits->len == 0)
		return true;
	table = analysis_sources(j->analysis, MIN(first_split(splits), j->until), j->until, NULL);
	for (guint i = 0; done && i < splits->len; i++) {
		const struct domain *split = splits->pdata[i];
		struct split_move *move = move_new(table, split);

		g_ptr_array_add(advice->moves, move);
		drop_candidate(advice, split->split_stream);
		done = find_sent(app, split, &move->sent, error);
	}
	source_table_free(table);
	return done;
}

/* Which goal is advised, unless it was chosen already. */
static void add_goal(const struct domain *domain, struct split_advice *advice)
{
	if (domain->goal == GOAL_QUARANTINE)
		g_clear_pointer(&advice->stay, g_free);
}

static struct split_advice *advise(struct app *app, const struct split_choice *choice,
				   const struct judgement *j, GError **error)
{
	const struct playbook *playbook = playbook_of(app, choice->domain, error);
	g_autoptr(GPtrArray) taken = NULL;
	g_autofree char *record = NULL;
	struct split_input input;

	if (!playbook)
		return NULL;
	taken = names_taken(app, choice->domain, error);
	record = record_in_force(app, choice->domain, playbook, j->current);
	input = (struct split_input){
		.rule = &playbook->split,
		.record = record,
		.report_address = app->config.report_address,
		.ttl = (uint32_t)playbook->ttl,
		.taken = taken,
		.stream = choice->stream,
		.subdomain = choice->subdomain,
	};
	return analysis_split(j->analysis, j->from, j->until, &input);
}

struct split_advice *split_advise(struct app *app, const struct split_choice *choice,
				  const struct window *window, struct look **look, GError **error)
{
	g_autoptr(GPtrArray) splits = splits_of(app, choice->domain, error);
	struct judgement *j =
		splits ? judge(app, choice->domain, window, first_split(splits), error) : NULL;
	struct split_advice *advice = j ? advise(app, choice, j, error) : NULL;

	if (advice && !add_moves(app, j, splits, advice, error))
		g_clear_pointer(&advice, split_advice_free);
	if (advice) {
		add_goal(choice->domain, advice);
		if (look)
			*look = g_steal_pointer(&j->look);
	}
	judgement_free(j);
	return advice;
}

struct split_advice *app_split(struct app *app, const char *name, const struct window *window,
			       GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct split_choice choice = {.domain = domain};
	struct split_advice *advice =
		domain ? split_advise(app, &choice, window, NULL, error) : NULL;

	g_clear_pointer(&domain, domain_free);
	return advice;
}
