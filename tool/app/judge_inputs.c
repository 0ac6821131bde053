/* SPDX-License-Identifier: MIT */
/* What the state knows of a domain, gathered for its judgement. */
#include <string.h>

#include "app/context.h"
#include "app/family.h"
#include "app/roster.h"
#include "base/name.h"
#include "store/project.h"
#include "store/workflow.h"

static void key_fact_free(gpointer data)
{
	struct key_fact *fact = data;

	g_free(fact->domain);
	g_free(fact->selector);
	g_free(fact);
}

const char *catalogue_print(struct app *app)
{
	g_autofree char *path = g_build_filename(app->playbooks_dir, "senders.yaml", NULL);
	g_autofree char *text = NULL;
	gsize len = 0;

	if (!app->catalogue_print) {
		g_file_get_contents(path, &text, &len, NULL);
		app->catalogue_print = g_compute_checksum_for_data(
			G_CHECKSUM_SHA256, (const guchar *)(text ? text : ""), len);
	}
	return app->catalogue_print;
}

/* The keys that the newest look saw, as facts with their time; not those that nobody told of. */
static GPtrArray *keys_of(const struct look *look)
{
	static const enum look_status no_answers[] = {
		LOOK_STATUS_TIMEOUT, LOOK_STATUS_SERVFAIL,    LOOK_STATUS_REFUSED,
		LOOK_STATUS_BOGUS,   LOOK_STATUS_UNREACHABLE, LOOK_STATUS_MALFORMED};
	GPtrArray *keys = g_ptr_array_new_with_free_func(key_fact_free);

	for (guint i = 0; look && i < look->dkim->len; i++) {
		const struct look_key *seen = look->dkim->pdata[i];
		struct key_fact *fact;
		bool answered = true;

		for (size_t k = 0; k < G_N_ELEMENTS(no_answers); k++)
			answered = answered &&
				   strcmp(seen->status, look_status_name(no_answers[k])) != 0;
		if (!answered)
			continue;
		fact = g_new0(struct key_fact, 1);
		fact->domain = g_strdup(seen->domain);
		fact->selector = g_strdup(seen->selector);
		fact->exists = strcmp(seen->status, "missing") != 0;
		fact->looked_at = look->at;
		g_ptr_array_add(keys, fact);
	}
	return keys;
}

char *record_current(struct app *app, const struct domain *domain, const struct look *look,
		     GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;

	if (!look_is_current(look, domain))
		look = NULL;
	if (look && look->published->len == 1) /* at all servers, or at some of them */
		return g_strdup(look->published->pdata[0]);
	if (look && (look->status == LOOK_STATUS_NXDOMAIN || look->status == LOOK_STATUS_NODATA))
		return NULL;
	tickets = store_tickets(app->store, 0, domain->id, error);
	for (guint i = 0; tickets && i < tickets->len; i++) {
		const struct ticket *ticket = tickets->pdata[i];
		const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);

		if ((ticket->state == TICKET_STATE_VERIFIED ||
		     ticket->state == TICKET_STATE_CONFIRMED) &&
		    change && change->new->len)
			return g_strdup(change->new->pdata[0]);
	}
	return NULL;
}

/* What DNS served at a relative when it was last looked at. */
static bool add_relative(struct app *app, struct judgement *j, const struct domain *other,
			 GString *basis, GError **error)
{
	GError *fault = NULL;
	struct look *look = store_look(app->store, other->id, TIME_NONE, &fault);

	for (guint i = 0; look && i < look->published->len; i++) {
		published_add(j->published, other->name, look->published->pdata[i]);
		g_string_append_printf(basis, "%s %s\n", other->name,
				       (const char *)look->published->pdata[i]);
	}
	g_clear_pointer(&look, look_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

/*
 * The customer's other domains; and what the tree walk and the suffix list meet: the domain's own
 * record, and those of its relatives as last seen.
 */
static bool add_family(struct app *app, struct judgement *j, GString *basis, GError **error)
{
	const struct domain *domain = j->domain;
	const struct family *family =
		family_of(app, domain->customer_id, j->version.families, error);

	if (!family)
		return false;
	j->siblings = g_hash_table_ref(family->names);
	j->moving = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	j->published = published_new();
	published_add(j->published, domain->name, j->current ? j->current : "v=DMARC1; p=none");
	for (guint i = 0; i < family->domains->len; i++) {
		const struct domain *other = family->domains->pdata[i];

		if (split_is_of(other, domain)) {
			g_hash_table_insert(j->moving, g_strdup(other->split_stream),
					    g_strdup(other->split_source));
			g_string_append_printf(basis, "%s\n", other->split_stream);
		}
		if (other->id == domain->id || (!name_within(other->name, domain->name) &&
						!name_within(domain->name, other->name)))
			continue;
		if (!add_relative(app, j, other, basis, error))
			return false;
	}
	return true;
}

static bool add_look(struct app *app, struct judgement *j, GError **error)
{
	GError *fault = NULL;

	j->look = store_look(app->store, j->domain->id, TIME_NONE, &fault);
	if (!fault)
		j->current = record_current(app, j->domain, j->look, &fault);
	j->keys = keys_of(j->look);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

static void absent_add(GHashTable *absent, const char *name, int64_t at)
{
	g_hash_table_insert(absent, g_strdup(name), g_memdup2(&at, sizeof(at)));
}

/* The newest word on each name counts, be it of a check or of a look at that name alone. */
static bool add_absent(struct app *app, struct judgement *j, GString *basis, GError **error)
{
	g_autoptr(GPtrArray) known = store_existences(app->store, j->domain->id, error);

	j->absent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; j->look && i < j->look->absent->len; i++)
		absent_add(j->absent, j->look->absent->pdata[i], j->look->at);
	for (guint i = 0; known && i < known->len; i++) {
		const struct existence *existence = known->pdata[i];

		if (j->look && j->look->at > existence->looked_at)
			continue;
		g_hash_table_remove(j->absent, existence->name);
		if (!existence->absent)
			continue;
		absent_add(j->absent, existence->name, existence->looked_at);
		g_string_append_printf(basis, "%s %" G_GINT64_FORMAT "\n", existence->name,
				       existence->looked_at);
	}
	return known != NULL;
}

static bool add_words(struct app *app, struct judgement *j, GError **error)
{
	int64_t id = j->domain->id;
	GError *fault = NULL;

	j->marks = store_marks(app->store, id, error);
	j->source_notes = j->marks ? store_notes(app->store, id, false, error) : NULL;
	j->stream_notes = j->source_notes ? store_notes(app->store, id, true, error) : NULL;
	if (!j->stream_notes)
		return false;
	j->visited = store_visit(app->store, id, &fault);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

bool inputs_gather(struct app *app, struct judgement *j, GError **error)
{
	g_autoptr(GString) basis = g_string_new(NULL);

	if (!add_words(app, j, error) || !add_look(app, j, error) ||
	    !add_absent(app, j, basis, error) || !add_family(app, j, basis, error))
		return false;
	g_string_append_printf(
		basis, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %s %s",
		j->version.common, j->version.families, j->look ? j->look->at : 0,
		j->domain->customer, j->current ? j->current : "", catalogue_print(app));
	j->basis = g_string_free(g_steal_pointer(&basis), FALSE);
	return true;
}

bool inputs_load(struct app *app, struct judgement *j, GError **error)
{
	j->roster = roster_of(app, j->domain->customer, j->version.common, error);
	if (!j->roster)
		return false;
	if (!j->traffic)
		j->traffic = store_traffic(app->store, j->domain->id, j->first, j->last, error);
	if (j->traffic && !j->first_seen)
		j->first_seen = store_first_seen(app->store, j->domain->id, error);
	j->hosts = j->first_seen ? store_hosts(app->store, j->first_seen, error) : NULL;
	return j->hosts != NULL;
}
