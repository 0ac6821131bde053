/* SPDX-License-Identifier: MIT */
/* Gathers what the state knows of a domain, and has it judged. */
#include <string.h>

#include "analyse/catalogue.h"
#include "app/context.h"
#include "app/names.h"
#include "base/error.h"
#include "base/name.h"
#include "store/project.h"
#include "store/workflow.h"

#define WINDOW_DAYS 30

static void key_fact_free(gpointer data)
{
	struct key_fact *fact = data;

	g_free(fact->domain);
	g_free(fact->selector);
	g_free(fact);
}

/* The month before the one that the newest day lies in. */
static void last_month(int32_t newest, int32_t *from, int32_t *until)
{
	g_autofree char *day = day_format(newest);

	day[8] = '0';
	day[9] = '1';
	if (!day_parse(day, until))
		*until = newest;
	*until -= 1;
	g_free(day);
	day = day_format(*until);
	day[8] = '0';
	day[9] = '1';
	if (!day_parse(day, from))
		*from = *until;
}

static bool window_days(const struct window *window, const struct traffic_span *span, int32_t *from,
			int32_t *until)
{
	static const struct window usual = WINDOW_INIT;
	const struct window *w = window ? window : &usual;
	unsigned days = w->days ? w->days : WINDOW_DAYS;

	if (w->last_month) {
		last_month(span->newest, from, until);
		return true;
	}
	*until = w->until != DAY_NONE ? w->until : span->newest;
	*from = w->since != DAY_NONE ? w->since : *until - (int32_t)days + 1;
	return *from <= *until;
}

bool window_resolve(struct app *app, const struct domain *domain, const struct window *window,
		    int32_t *from, int32_t *until, GError **error)
{
	struct traffic_span span;

	if (!store_span(app->store, domain->id, &span, error))
		return false;
	if (span.newest == DAY_NONE) {
		*until = clock_today(&app->clock) - 1;
		span.newest = *until;
	}
	if (window_days(window, &span, from, until))
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "the window ends before it begins");
	return false;
}

static bool catalogue_read(struct app *app, GError **error)
{
	g_autofree char *path = g_build_filename(app->playbooks_dir, "senders.yaml", NULL);

	if (!app->catalogue)
		app->catalogue = catalogue_load(path, error);
	return app->catalogue != NULL;
}

/* The specialist's own entries that hold for a customer. */
static GPtrArray *senders_own(struct app *app, const char *customer, GError **error)
{
	GPtrArray *own = store_senders(app->store, error);

	for (guint i = own ? own->len : 0; i-- > 0;) {
		const struct sender *sender = own->pdata[i];

		if (sender->customer && g_strcmp0(sender->customer, customer) != 0)
			g_ptr_array_remove_index(own, i);
	}
	return own;
}

/* Shipped entries behind the own ones; an own entry of the same slug takes the shipped one's place.
 */
static GPtrArray *senders_joined(const struct app *app, GPtrArray *own)
{
	GPtrArray *all = g_ptr_array_new();
	g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < own->len; i++) {
		g_ptr_array_add(all, own->pdata[i]);
		g_hash_table_add(taken, ((struct sender *)own->pdata[i])->slug);
	}
	for (guint i = 0; i < app->catalogue->len; i++) {
		struct sender *shipped = app->catalogue->pdata[i];

		if (!g_hash_table_contains(taken, shipped->slug))
			g_ptr_array_add(all, shipped);
	}
	return all;
}

/* The keys that the newest look saw, as facts with their time. */
static GPtrArray *keys_of(const struct look *look)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(key_fact_free);

	for (guint i = 0; look && i < look->dkim->len; i++) {
		const struct look_key *seen = look->dkim->pdata[i];
		struct key_fact *fact;

		if (strcmp(seen->status, "timeout") == 0 || strcmp(seen->status, "servfail") == 0)
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

static GPtrArray *siblings_of(struct app *app, const struct domain *domain, GError **error)
{
	g_autoptr(GPtrArray) domains = store_domains(app->store, domain->customer_id, error);
	GPtrArray *names;

	if (!domains)
		return NULL;
	names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < domains->len; i++)
		g_ptr_array_add(names, g_strdup(((struct domain *)domains->pdata[i])->name));
	return names;
}

char *record_current(struct app *app, const struct domain *domain, const struct look *look,
		     GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;

	if (!look_is_current(look, domain))
		look = NULL;
	if (look && look->status == LOOK_STATUS_OK && look->published->len == 1)
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

/* What the tree walk and the suffix list meet: the domain's own record, and its siblings' as last
 * seen. */
static struct published *published_around(struct app *app, const struct judgement *judgement,
					  GPtrArray *domains)
{
	struct published *published = published_new();

	published_add(published, judgement->domain->name,
		      judgement->current ? judgement->current : "v=DMARC1; p=none");
	for (guint i = 0; domains && i < domains->len; i++) {
		const struct domain *other = domains->pdata[i];
		struct look *look;

		if (other->id == judgement->domain->id)
			continue;
		if (!name_within(other->name, judgement->domain->name) &&
		    !name_within(judgement->domain->name, other->name))
			continue;
		look = store_look(app->store, other->id, TIME_NONE, NULL);
		for (guint k = 0; look && k < look->published->len; k++)
			published_add(published, other->name, look->published->pdata[k]);
		if (look)
			look_free(look);
	}
	return published;
}

static bool gather(struct app *app, struct judgement *j, int32_t first, int32_t last,
		   GError **error)
{
	const struct domain *domain = j->domain;
	GError *fault = NULL;

	j->traffic = store_traffic(app->store, domain->id, first, last, error);
	if (!j->traffic)
		return false;
	j->hosts = store_hosts(app->store, domain->id, error);
	j->senders = j->hosts && catalogue_read(app, error)
			     ? senders_own(app, domain->customer, error)
			     : NULL;
	j->marks = j->senders ? store_marks(app->store, domain->id, error) : NULL;
	j->first_seen = j->marks ? store_first_seen(app->store, domain->id, error) : NULL;
	j->source_notes = j->first_seen ? store_notes(app->store, domain->id, false, error) : NULL;
	j->stream_notes = j->source_notes ? store_notes(app->store, domain->id, true, error) : NULL;
	j->siblings = j->stream_notes ? siblings_of(app, domain, error) : NULL;
	if (!j->siblings)
		return false;
	j->visited = store_visit(app->store, domain->id, &fault);
	if (!fault)
		j->look = store_look(app->store, domain->id, TIME_NONE, &fault);
	if (!fault)
		j->current = record_current(app, domain, j->look, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	j->keys = keys_of(j->look);
	return true;
}

static void analyse(struct app *app, struct judgement *j)
{
	g_autoptr(GPtrArray) family = store_domains(app->store, j->domain->customer_id, NULL);
	struct analysis_input input = {
		.domain = j->domain->name,
		.traffic = j->traffic,
		.evidence_from = j->span.newest - EVIDENCE_DAYS + 1,
		.evidence_until = j->span.newest,
		.hosts = j->hosts,
		.senders = j->joined = senders_joined(app, j->senders),
		.marks = j->marks,
		.keys = j->keys,
		.first_seen = j->first_seen,
		.visited = j->visited,
		.source_notes = j->source_notes,
		.stream_notes = j->stream_notes,
		.customer_domains = j->siblings,
		.absent = j->look ? j->look->absent : NULL,
	};

	j->published = published_around(app, j, family);
	input.published = j->published;
	j->analysis = analysis_new(&input);
}

/*
 * With resolvers named on the command line, names that are due are looked up before anything is
 * judged. That nobody answers changes nothing: an address stays its own name.
 */
static void lookup_first(struct app *app, const struct domain *domain)
{
	char *names[] = {domain->name, NULL};

	if (app->dns.only_resolvers && !app->dns.offline && !app->dry_run &&
	    !store_in_transaction(app->store))
		app_lookup_names(app, names, NULL, NULL, NULL);
}

struct judgement *judge(struct app *app, const struct domain *domain, const struct window *window,
			int32_t also_from, GError **error)
{
	struct judgement *j = g_new0(struct judgement, 1);
	int32_t first, last;

	lookup_first(app, domain);
	j->domain = domain;
	if (!store_span(app->store, domain->id, &j->span, error) ||
	    !window_resolve(app, domain, window, &j->from, &j->until, error))
		goto fail;
	if (j->span.newest == DAY_NONE)
		j->span.newest = j->until;
	first = MIN(j->from, j->span.newest - EVIDENCE_DAYS + 1);
	if (also_from != DAY_NONE)
		first = MIN(first, also_from);
	last = MAX(j->until, j->span.newest);
	if (!gather(app, j, first, last, error))
		goto fail;
	analyse(app, j);
	return j;
fail:
	judgement_free(j);
	return NULL;
}

void judgement_free(struct judgement *j)
{
	if (!j)
		return;
	analysis_free(j->analysis);
	published_free(j->published);
	g_clear_pointer(&j->traffic, traffic_free);
	g_clear_pointer(&j->joined, g_ptr_array_unref);
	g_clear_pointer(&j->hosts, g_ptr_array_unref);
	g_clear_pointer(&j->senders, g_ptr_array_unref);
	g_clear_pointer(&j->marks, g_ptr_array_unref);
	g_clear_pointer(&j->keys, g_ptr_array_unref);
	g_clear_pointer(&j->siblings, g_ptr_array_unref);
	g_clear_pointer(&j->visited, g_hash_table_unref);
	g_clear_pointer(&j->first_seen, g_hash_table_unref);
	g_clear_pointer(&j->source_notes, g_hash_table_unref);
	g_clear_pointer(&j->stream_notes, g_hash_table_unref);
	g_clear_pointer(&j->look, look_free);
	g_free(j->current);
	g_free(j);
}
