/* SPDX-License-Identifier: MIT */
/* A domain judged: anew, or from a kept judgement as far as that still holds. */
#include <string.h>

#include "app/context.h"
#include "app/names.h"
#include "app/roster.h"
#include "app/shelf.h"
#include "base/error.h"

#define WINDOW_DAYS 30

#define SWAP(a, b)                                                                                 \
	do {                                                                                       \
		void *swapped = (a);                                                               \
		(a) = (b);                                                                         \
		(b) = swapped;                                                                     \
	} while (0)

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

void names_freshly(struct app *app, const struct domain *domain)
{
	char *names[] = {domain->name, NULL};

	if (app->dns.only_resolvers && !app->dns.offline && !app->dry_run &&
	    !store_in_transaction(app->store))
		app_lookup_names(app, names, NULL, NULL, NULL);
}

static void analyse(struct judgement *j)
{
	struct analysis_input input = {
		.domain = j->name,
		.traffic = j->traffic,
		.evidence_from = j->span.newest - EVIDENCE_DAYS + 1,
		.evidence_until = j->span.newest,
		.hosts = j->hosts,
		.senders = j->roster->index,
		.marks = j->marks,
		.keys = j->keys,
		.first_seen = j->first_seen,
		.visited = j->visited,
		.source_notes = j->source_notes,
		.stream_notes = j->stream_notes,
		.customer_domains = j->siblings,
		.absent = j->absent,
		.published = j->published,
	};

	j->analysis = analysis_new(&input);
}

/* Only the specialist's words are other ones: the kept judgement takes those of the fresh one. */
static struct judgement *judge_words(struct judgement *kept, struct judgement *fresh)
{
	analysis_mark(kept->analysis, fresh->marks);
	analysis_note(kept->analysis, fresh->source_notes, fresh->stream_notes, fresh->visited);
	SWAP(kept->marks, fresh->marks);
	SWAP(kept->source_notes, fresh->source_notes);
	SWAP(kept->stream_notes, fresh->stream_notes);
	SWAP(kept->visited, fresh->visited);
	kept->version = fresh->version;
	judgement_drop(fresh);
	return kept;
}

/* Made from a kept one (or NULL) as far as that still holds; takes it over. */
static struct judgement *judge_again(struct app *app, struct judgement *fresh,
				     struct judgement *kept, GError **error)
{
	bool done = inputs_gather(app, fresh, error);

	if (done && kept && kept->version.traffic == fresh->version.traffic) {
		if (strcmp(kept->basis, fresh->basis) == 0)
			return judge_words(kept, fresh);
		fresh->traffic = g_steal_pointer(&kept->traffic);
		fresh->first_seen = g_steal_pointer(&kept->first_seen);
	}
	done = done && inputs_load(app, fresh, error);
	if (done)
		analyse(fresh);
	else
		g_clear_pointer(&fresh, judgement_drop);
	judgement_drop(kept);
	return fresh;
}

static bool same_version(const struct judgement *a, const struct judgement *b)
{
	return a->version.traffic == b->version.traffic && a->version.domain == b->version.domain &&
	       a->version.common == b->version.common;
}

/* The days that are looked at, and how far what is known of them has come. */
static bool frame(struct app *app, struct judgement *j, const struct window *window,
		  int32_t also_from, GError **error)
{
	if (!store_span(app->store, j->domain_id, &j->span, error) ||
	    !window_resolve(app, j->domain, window, &j->from, &j->until, error) ||
	    !store_version(app->store, j->domain_id, &j->version, error))
		return false;
	if (j->span.newest == DAY_NONE)
		j->span.newest = j->until;
	j->first = MIN(j->from, j->span.newest - EVIDENCE_DAYS + 1);
	if (also_from != DAY_NONE)
		j->first = MIN(j->first, also_from);
	j->last = MAX(j->until, j->span.newest);
	return true;
}

/* The same days with the same evidence, and nothing was written meanwhile. */
static bool still_holds(struct app *app, const struct judgement *kept,
			const struct judgement *fresh)
{
	return same_version(kept, fresh) && strcmp(kept->print, catalogue_print(app)) == 0;
}

struct judgement *judge(struct app *app, const struct domain *domain, const struct window *window,
			int32_t also_from, GError **error)
{
	struct judgement *j = g_new0(struct judgement, 1), *kept;
	bool alone = !store_in_transaction(app->store); /* what is rolled back is not kept */
	int32_t from, until;

	names_freshly(app, domain);
	j->domain = domain;
	j->domain_id = domain->id;
	j->name = g_strdup(domain->name);
	j->print = g_strdup(catalogue_print(app));
	if (!frame(app, j, window, also_from, error)) {
		judgement_drop(j);
		return NULL;
	}
	from = j->from;
	until = j->until;
	kept = alone ? shelf_take(app->shelf, domain->id, j->first, j->last) : NULL;
	if (kept && kept->span.newest != j->span.newest)
		g_clear_pointer(&kept, judgement_drop);
	if (kept && still_holds(app, kept, j)) {
		judgement_drop(j);
		j = kept;
	} else {
		j = judge_again(app, j, kept, error);
	}
	if (!j)
		return NULL;
	j->domain = domain;
	j->from = from;
	j->until = until;
	j->shelf = alone ? shelf_ref(app->shelf) : NULL;
	return j;
}

void judgement_free(struct judgement *j)
{
	struct shelf *shelf = j ? j->shelf : NULL;

	if (!shelf) {
		judgement_drop(j);
		return;
	}
	j->shelf = NULL;
	j->domain = NULL;
	shelf_put(shelf, j);
	shelf_unref(shelf);
}

void judgement_drop(struct judgement *j)
{
	if (!j)
		return;
	analysis_free(j->analysis);
	published_free(j->published);
	g_clear_pointer(&j->traffic, traffic_free);
	g_clear_pointer(&j->roster, roster_unref);
	g_clear_pointer(&j->hosts, g_ptr_array_unref);
	g_clear_pointer(&j->marks, g_ptr_array_unref);
	g_clear_pointer(&j->keys, g_ptr_array_unref);
	g_clear_pointer(&j->siblings, g_hash_table_unref);
	g_clear_pointer(&j->moving, g_hash_table_unref);
	g_clear_pointer(&j->absent, g_hash_table_unref);
	g_clear_pointer(&j->visited, g_hash_table_unref);
	g_clear_pointer(&j->first_seen, g_hash_table_unref);
	g_clear_pointer(&j->source_notes, g_hash_table_unref);
	g_clear_pointer(&j->stream_notes, g_hash_table_unref);
	g_clear_pointer(&j->look, look_free);
	g_free(j->current);
	g_free(j->basis);
	g_free(j->print);
	g_free(j->name);
	g_free(j);
}
