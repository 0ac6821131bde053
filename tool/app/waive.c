/* SPDX-License-Identifier: MIT */
/* Exceptions: a condition, or one source, accepted by a named person until a day. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/sources.h"
#include "base/error.h"
#include "store/project.h"

#define VITAL "vital:"

static bool is_condition(const char *condition, const char *source, GError **error)
{
	const char *why_not;

	if (!gate_waivable(condition, &why_not)) {
		g_set_error(error, RAMPART_ERROR,
			    why_not ? RAMPART_ERROR_REFUSED : RAMPART_ERROR_NOT_FOUND,
			    "%s cannot be waived: %s", condition,
			    why_not ? why_not : "no condition has this name; see `rampart gate`");
		return false;
	}
	if (!source || gate_is_by_source(condition))
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "%s is not about single sources; leave out --source", condition);
	return false;
}

static bool is_whole(const struct waiver *waiver, int32_t today, GError **error)
{
	g_autofree char *day = day_format(waiver->until);

	if (!need_reason(waiver->reason, "waive", error) ||
	    !is_condition(waiver->condition, waiver->source, error))
		return false;
	if (!waiver->by || !*waiver->by || waiver->until == DAY_NONE) {
		g_set_error(
			error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			"waive needs the day it ends and who accepted it: --until DAY --by NAME");
		return false;
	}
	if (waiver->until >= today)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "--until %s lies in the past", day);
	return false;
}

/* An exception for a source that nobody saw would hold for nothing, or for whom it was not meant.
 */
static bool is_seen(struct app *app, const struct domain *domain, const char *source,
		    GError **error)
{
	struct source_table *table = source ? app_sources(app, domain->name, NULL, error) : NULL;
	bool seen = !source || (table && app_source_find(table, source, error));

	source_table_free(table);
	return seen;
}

/* Only a stream that was marked vital has a condition of its own. */
static bool is_asked(struct app *app, const struct domain *domain, const char *condition,
		     GError **error)
{
	g_autoptr(GHashTable) notes = NULL;
	const struct source_note *note;

	if (!g_str_has_prefix(condition, VITAL))
		return true;
	notes = store_notes(app->store, domain->id, true, error);
	if (!notes)
		return false;
	note = g_hash_table_lookup(notes, condition + strlen(VITAL));
	if (note && note->vital)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "%s cannot be waived: %s has no such stream that is vital", condition,
		    domain->name);
	return false;
}

/* The exceptions in force for a condition and source; points into waivers. */
static GPtrArray *in_force(struct app *app, const GPtrArray *waivers, const char *condition,
			   const char *source)
{
	GPtrArray *found = g_ptr_array_new();
	int32_t today = clock_today(&app->clock);

	for (guint i = 0; i < waivers->len; i++) {
		const struct waiver *waiver = waivers->pdata[i];

		if (strcmp(waiver->condition, condition) == 0 &&
		    g_strcmp0(waiver->source, source) == 0 && waiver->until >= today)
			g_ptr_array_add(found, waivers->pdata[i]);
	}
	return found;
}

static bool end_all(struct app *app, const GPtrArray *waivers, GError **error)
{
	for (guint i = 0; i < waivers->len; i++)
		if (!store_waiver_end(app->store, ((struct waiver *)waivers->pdata[i])->id, error))
			return false;
	return true;
}

static bool is_same(const struct waiver *a, const struct waiver *b)
{
	return a->until == b->until && strcmp(a->by, b->by) == 0 &&
	       strcmp(a->reason, b->reason) == 0;
}

/* Inside a begun write, which it ends unless nothing changes. */
static bool waive(struct app *app, const struct domain *domain, const struct waiver *waiver,
		  bool *changed, GError **error)
{
	g_autoptr(GPtrArray) waivers = store_waivers(app->store, domain->id, error), same = NULL;
	g_autofree char *day = day_format(waiver->until);
	struct waiver added = *waiver;

	if (!waivers)
		return false;
	same = in_force(app, waivers, waiver->condition, waiver->source);
	*changed = same->len != 1 || !is_same(same->pdata[0], waiver);
	if (!*changed)
		return true;
	added.domain_id = domain->id;
	return end_all(app, same, error) && store_waiver_add(app->store, &added, error) &&
	       write_end(app, domain, NULL, "waive", waiver->condition, waiver->reason, error,
			 "%s%s%s, accepted by %s until %s", waiver->condition,
			 waiver->source ? " for " : "", waiver->source ? waiver->source : "",
			 waiver->by, day);
}

bool app_waive(struct app *app, const char *name, const struct waiver *waiver, bool *changed,
	       GError **error)
{
	struct domain *domain;
	bool done, did;

	if (!is_whole(waiver, clock_today(&app->clock), error))
		return false;
	domain = domain_begin(app, name, error);
	if (!domain)
		return false;
	done = is_asked(app, domain, waiver->condition, error) &&
	       is_seen(app, domain, waiver->source, error) &&
	       waive(app, domain, waiver, changed ? changed : &did, error);
	write_leave(app);
	domain_free(domain);
	return done;
}

/* Inside a begun write, which it ends unless nothing changes. */
static bool unwaive(struct app *app, const struct domain *domain, const char *condition,
		    const char *source, bool *changed, GError **error)
{
	g_autoptr(GPtrArray) waivers = store_waivers(app->store, domain->id, error), found = NULL;

	if (!waivers)
		return false;
	found = in_force(app, waivers, condition, source);
	*changed = found->len > 0;
	return !*changed || (end_all(app, found, error) &&
			     write_end(app, domain, NULL, "unwaive", condition, NULL, error,
				       "%s%s%s counts again", condition, source ? " for " : "",
				       source ? source : ""));
}

bool app_unwaive(struct app *app, const char *name, const char *condition, const char *source,
		 bool *changed, GError **error)
{
	struct domain *domain;
	bool done, did;

	if (!is_condition(condition, source, error))
		return false;
	domain = domain_begin(app, name, error);
	if (!domain)
		return false;
	done = unwaive(app, domain, condition, source, changed ? changed : &did, error);
	write_leave(app);
	domain_free(domain);
	return done;
}

GPtrArray *app_waivers(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	GPtrArray *waivers = domain ? store_waivers(app->store, domain->id, error) : NULL;

	g_clear_pointer(&domain, domain_free);
	return waivers;
}
