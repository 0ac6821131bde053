/* SPDX-License-Identifier: MIT */
#include "app/sources.h"

#include <stdlib.h>
#include <string.h>

#include "analyse/catalogue.h"
#include "analyse/remedy.h"
#include "app/context.h"
#include "app/json.h"
#include "app/project.h"
#include "base/error.h"
#include "base/name.h"
#include "rollout/playbook.h"
#include "store/project.h"

char *record_next(const struct app *app, const struct domain *domain,
		  const struct playbook *playbook, const struct judgement *j)
{
	const struct stage *next = stage_next(domain, playbook);

	return next ? record_of_stage(app, next, j->current, NULL) : NULL;
}

struct source_table *app_sources(struct app *app, const char *name, const struct window *window,
				 GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	const struct playbook *playbook = domain ? playbook_of(app, domain, error) : NULL;
	struct judgement *j = playbook ? judge(app, domain, window, DAY_NONE, error) : NULL;
	struct source_table *table = NULL;

	if (j) {
		g_autofree char *record = record_next(app, domain, playbook, j);

		table = analysis_sources(j->analysis, j->from, j->until, record);
	}
	judgement_free(j);
	g_clear_pointer(&domain, domain_free);
	return table;
}

struct source *app_source_find(const struct source_table *table, const char *key, GError **error)
{
	for (guint i = 0; i < table->sources->len; i++) {
		struct source *source = table->sources->pdata[i];

		if (strcmp(source->key, key) == 0)
			return source;
	}
	for (guint i = 0; i < table->sources->len; i++) {
		struct source *source = table->sources->pdata[i];

		for (guint k = 0; k < source->ips->len; k++) {
			char text[IP_TEXT_MAX];

			/* A source that got its name later is still found by its address. */
			if (strcmp(ip_format(&((struct source_ip *)source->ips->pdata[k])->ip,
					     text),
				   key) == 0)
				return source;
		}
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "%s has no source \"%s\" in this window; see `rampart sources %s`",
		    table->domain, key, table->domain);
	return NULL;
}

static void note_text(char **member, const char *change)
{
	if (!change)
		return;
	g_free(*member);
	*member = *change ? g_strdup(change) : NULL;
}

static bool has_stream(const struct source_table *table, const char *name)
{
	for (guint i = 0; i < table->streams->len; i++)
		if (strcmp(((struct stream *)table->streams->pdata[i])->name, name) == 0)
			return true;
	return false;
}

bool note_apply(struct app *app, const struct domain *domain, const char *subject, bool stream,
		const struct note_change *change, GError **error)
{
	g_autoptr(GHashTable) notes = store_notes(app->store, domain->id, stream, error);
	struct source_note *note, fresh = {.due = DAY_NONE};
	bool done;

	if (!notes)
		return false;
	note = g_hash_table_lookup(notes, subject);
	if (!note)
		note = &fresh;
	note_text(&note->owner, change->owner);
	note_text(&note->account, change->account);
	note_text(&note->task, change->task);
	note_text(&note->note, change->note);
	if (change->due != DAY_NONE || change->no_due)
		note->due = change->due;
	if (change->vital >= 0)
		note->vital = change->vital != 0;
	done = store_note_set(app->store, domain->id, subject, stream, note, error);
	source_note_clear(&fresh);
	return done;
}

/* One task per sender and customer: it spans the customer's domains. */
static bool note_apply_all(struct app *app, const struct domain *domain, const char *subject,
			   const struct note_change *change, GError **error)
{
	g_autoptr(GPtrArray) family = store_domains(app->store, domain->customer_id, error);

	for (guint i = 0; family && i < family->len; i++)
		if (!note_apply(app, family->pdata[i], subject, false, change, error))
			return false;
	return family != NULL;
}

static bool notes_copy(struct app *app, const struct domain *domain, GHashTable *notes,
		       GError **error)
{
	GHashTableIter iter;
	gpointer subject, note;

	g_hash_table_iter_init(&iter, notes);
	while (g_hash_table_iter_next(&iter, &subject, &note))
		if (!store_note_set(app->store, domain->id, subject, false, note, error))
			return false;
	return true;
}

/* They stand at each of the customer's domains: the first that has any has them all. */
bool notes_inherit(struct app *app, const struct domain *domain, GError **error)
{
	g_autoptr(GHashTable) notes = NULL;
	int64_t other;

	if (!store_noted_domain(app->store, domain->customer_id, domain->id, &other, error))
		return false;
	if (other == 0)
		return true;
	notes = store_notes(app->store, other, false, error);
	return notes && notes_copy(app, domain, notes, error);
}

static void tell(GString *told, const char *what, const char *text)
{
	if (text)
		g_string_append_printf(told, ", %s %s", what, *text ? text : "none");
}

static char *change_words(const struct note_change *change)
{
	GString *told = g_string_new(NULL);
	g_autofree char *due = day_format(change->due);

	tell(told, "owner", change->owner);
	tell(told, "account", change->account);
	tell(told, "task", change->task);
	tell(told, "due", *due || change->no_due ? due : NULL);
	tell(told, "note", change->note);
	if (change->vital >= 0)
		g_string_append(told, change->vital ? ", vital" : ", not vital");
	return g_string_free(told, FALSE);
}

bool app_source_set(struct app *app, const char *name, const char *subject,
		    const struct note_change *change, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct source_table *table = domain ? app_sources(app, name, NULL, error) : NULL;
	bool stream = table && has_stream(table, subject), done = false;
	g_autofree char *told = change_words(change);

	if (!table || (!stream && !app_source_find(table, subject, error)))
		goto done;
	if (change->vital >= 0 && !stream) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--vital takes a stream (SELECTOR@d= or its envelope domain), not "
			    "source %s",
			    subject);
		goto done;
	}
	if (!write_begin(app, error))
		goto done;
	done = stream ? note_apply(app, domain, subject, true, change, error)
		      : note_apply_all(app, domain, subject, change, error);
	done = done ? write_end(app, domain, NULL, "source set", subject, NULL, error, "%s%s",
				subject, told)
		    : write_fail(app);
done:
	g_clear_pointer(&table, source_table_free);
	g_clear_pointer(&domain, domain_free);
	return done;
}

bool app_sender_add(struct app *app, const struct sender *sender, GError **error)
{
	struct customer *customer = NULL;
	bool done;

	if (!sender->ptr->len && !sender->spf->len && !sender->dkim->len && !sender->asn->len) {
		g_set_error(
			error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			"sender %s: say how it is recognised with --ptr, --spf, --dkim or --asn",
			sender->slug);
		return false;
	}
	if (!write_begin(app, error))
		return false;
	if (sender->customer && !(customer = app_customer(app, sender->customer, error)))
		return write_fail(app);
	done = store_sender_put(app->store, sender, error)
		       ? write_end(app, NULL, customer, "sender add", sender->slug, NULL, error,
				   "sender %s (%s, %s) is confirmed for %s", sender->slug,
				   sender->name, sender_kind_name((enum sender_kind)sender->kind),
				   sender->customer ? sender->customer : "all customers")
		       : write_fail(app);
	g_clear_pointer(&customer, customer_free);
	return done;
}

struct simulation *app_simulate(struct app *app, const char *name, const char *record,
				const char *stage, const GPtrArray *splits,
				const struct window *window, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	const struct playbook *playbook = domain ? playbook_of(app, domain, error) : NULL;
	struct judgement *j = playbook ? judge(app, domain, window, DAY_NONE, error) : NULL;
	struct simulation *simulation = NULL;
	g_autofree char *text = g_strdup(record);
	int at;

	if (!j)
		goto done;
	if (!record) {
		at = playbook_stage(playbook, stage);
		if (at < 0) {
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
				    "playbook %s has no stage \"%s\"", playbook->name, stage);
			goto done;
		}
		text = record_of_stage(app, playbook->stages->pdata[at], j->current, NULL);
	}
	simulation = analysis_simulate(j->analysis, j->from, j->until, text, splits, error);
done:
	judgement_free(j);
	g_clear_pointer(&domain, domain_free);
	return simulation;
}

struct replay {
	struct domain *domain;
	struct judgement *judgement;
	struct folded *folded; /* its window */
};

struct replay *app_replay_new(struct app *app, const char *name, const struct window *window,
			      GError **error)
{
	struct replay *replay = g_new0(struct replay, 1);
	struct judgement *j;

	replay->domain = app_domain(app, name, error);
	j = replay->domain ? judge(app, replay->domain, window, DAY_NONE, error) : NULL;
	replay->judgement = j;
	if (j) {
		replay->folded = folded_new(j->analysis, j->from, j->until);
		return replay;
	}
	app_replay_free(replay);
	return NULL;
}

void app_replay_free(struct replay *replay)
{
	if (!replay)
		return;
	folded_free(replay->folded);
	judgement_free(replay->judgement);
	g_clear_pointer(&replay->domain, domain_free);
	g_free(replay);
}

struct simulation *app_replay(const struct replay *replay, const char *record,
			      const GPtrArray *splits, GError **error)
{
	return folded_simulate(replay->folded, record, splits, error);
}

GPtrArray *app_senders_own(struct app *app, GError **error)
{
	return store_senders(app->store, error);
}

GPtrArray *app_senders_shipped(struct app *app, GError **error)
{
	g_autofree char *path = g_build_filename(app->playbooks_dir, "senders.yaml", NULL);

	return catalogue_load(path, error);
}

const char *app_sender_reach(const struct sender *sender)
{
	return remedy_reach(sender);
}
