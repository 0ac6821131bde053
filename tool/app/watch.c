/* SPDX-License-Identifier: MIT */
#include "app/watch.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "app/context.h"
#include "app/project.h"
#include "app/rollout.h"
#include "rollout/watch.h"
#include "store/workflow.h"

#define SAME_DAYS   28 /* as watch.h says */
#define WATCH_BATCH 50 /* domains that are judged between two looks at the progress */
#define WATCH	    "regression"

static char *evidence_of(const GPtrArray *regressions)
{
	json_t *list = json_array(), *object = json_object();
	char *dump, *text;

	for (guint i = 0; i < regressions->len; i++) {
		const struct regression *regression = regressions->pdata[i];

		json_array_append_new(list, json_pack("{s:s, s:s}", "subject", regression->subject,
						      "text", regression->text));
	}
	json_object_set_new(object, "regressions", list);
	dump = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
	text = g_strdup(dump);
	free(dump);
	json_decref(object);
	return text;
}

static void collect(const struct journal_entry *entry, GHashTable *subjects)
{
	json_t *object = entry->evidence ? json_loads(entry->evidence, 0, NULL) : NULL, *one;
	size_t i;

	json_array_foreach(json_object_get(object, "regressions"), i, one)
	{
		const char *subject = json_string_value(json_object_get(one, "subject"));

		if (subject)
			g_hash_table_add(subjects, g_strdup(subject));
	}
	json_decref(object);
}

/* Was every one of them noted lately? drafted: by a line that has a ticket. */
static bool all_noted(struct app *app, const GPtrArray *entries, const GPtrArray *regressions,
		      bool drafted)
{
	g_autoptr(GHashTable) subjects =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	int64_t since = clock_now(&app->clock) - SAME_DAYS * DAY_SECONDS;

	for (guint i = 0; i < entries->len; i++) {
		const struct journal_entry *entry = entries->pdata[i];

		if (entry->at >= since && strcmp(entry->action, WATCH) == 0 &&
		    (!drafted || entry->subject))
			collect(entry, subjects);
	}
	for (guint i = 0; i < regressions->len; i++)
		if (!g_hash_table_contains(subjects,
					   ((struct regression *)regressions->pdata[i])->subject))
			return false;
	return true;
}

/* Inside a begun write: the ticket that leads back, unless one was drafted or stands in the way. */
static bool draft_back(struct app *app, const struct facts *facts, const GPtrArray *entries,
		       struct ticket **ticket, char **instead, GError **error)
{
	const struct domain *domain = facts->gate.domain;
	const struct regression *first = facts->regressions->pdata[0];
	struct draft_reason why = {.reason = first->text, .rollback = true};
	struct proposal proposal;
	struct rung rung;
	GError *fault = NULL;
	struct ticket *other = ticket_blocking(app, domain->id, false, &fault);

	if (!fault && rung_below(app, facts, true, &rung, &fault)) {
		proposal = (struct proposal){facts, rung.stage, rung.record};
		if (other)
			*instead = g_strdup_printf("%s is %s", other->id,
						   ticket_state_name(other->state));
		else if (!rung.record)
			*instead =
				g_strdup("no record before asks for less: nothing to go back to");
		else if (g_strcmp0(facts->judgement->current, rung.record) == 0)
			*instead = g_strdup("DNS serves the record before already");
		else if (all_noted(app, entries, facts->regressions, true))
			*instead = g_strdup("the way back was drafted before");
		else
			*ticket = ticket_propose(app, &proposal, 1, &why, false, &fault);
		rung_clear(&rung);
	}
	g_clear_pointer(&other, ticket_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

/* Inside a begun write; nothing is written when all of it is known. */
static bool respond(struct app *app, const struct facts *facts, GError **error)
{
	const struct domain *domain = facts->gate.domain;
	const struct regression *first = facts->regressions->pdata[0];
	g_autoptr(GPtrArray) entries = store_journal(app->store, 0, domain->id, 0, error);
	g_autofree char *evidence = evidence_of(facts->regressions), *instead = NULL;
	struct note note = {.domain = domain, .action = WATCH, .evidence = evidence};
	struct ticket *ticket = NULL;
	bool done;

	if (!entries || !draft_back(app, facts, entries, &ticket, &instead, error))
		return false;
	if (!ticket && all_noted(app, entries, facts->regressions, false))
		return true;
	note.subject = ticket ? ticket->id : NULL;
	done = ticket ? write_note(app, &note, error, "%s; %s drafted: back to stage %s",
				   first->text, ticket->id, ticket->stage)
		      : write_note(app, &note, error, "%s; %s", first->text, instead);
	g_clear_pointer(&ticket, ticket_free);
	return done;
}

static bool watch_one(struct app *app, const char *name, GError **error)
{
	struct domain *domain;
	struct facts *facts = facts_begin(app, name, &domain, error);
	bool done;

	if (!facts)
		return false;
	done = (!facts->regressions->len || respond(app, facts, error)) && write_commit(app, error);
	if (!done)
		write_fail(app);
	facts_free(facts);
	domain_free(domain);
	return done;
}

/* Judges domains, whose board lines are kept, and looks closer where something regressed. */
static bool watch_batch(struct app *app, char *const *names, GError **error)
{
	g_autoptr(GPtrArray) lines = app_status(app, names, NULL, error);

	for (guint i = 0; lines && i < lines->len; i++) {
		const struct status_line *line = lines->pdata[i];

		if (line->regressed && !watch_one(app, line->domain, error))
			return false;
	}
	return lines != NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool watch_domains(struct app *app, GHashTable *names, struct progress *progress, GError **error)
{
	guint n;
	g_autofree char **all = (char **)g_hash_table_get_keys_as_array(names, &n);
	g_autoptr(GPtrArray) batch = g_ptr_array_new_null_terminated(WATCH_BATCH, NULL, TRUE);
	bool done = true;

	if (app->dry_run)
		return true;
	qsort(all, n, sizeof(*all), by_name);
	for (guint i = 0; done && i < n && !progress_cancelled(progress); i++) {
		g_ptr_array_add(batch, all[i]);
		if (batch->len < WATCH_BATCH && i + 1 < n)
			continue;
		done = watch_batch(app, (char *const *)batch->pdata, error);
		g_ptr_array_set_size(batch, 0);
	}
	if (!done)
		g_prefix_error(error, "the reports are in, but their domains are not watched: ");
	return done;
}
