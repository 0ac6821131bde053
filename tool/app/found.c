/* SPDX-License-Identifier: MIT */
/* Domains that reports tell of and nobody manages: whose may they be? */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/reports.h"
#include "base/name.h"
#include "store/found.h"
#include "store/project.h"

/* name -> struct domain *: the managed ones. */
static GHashTable *by_name(const GPtrArray *domains)
{
	GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < domains->len; i++) {
		struct domain *domain = domains->pdata[i];

		g_hash_table_insert(table, domain->name, domain);
	}
	return table;
}

/* The managed domain next above a name, or NULL. */
static const struct domain *next_above(GHashTable *managed, const char *name)
{
	for (unsigned n = name_labels(name); n > 1; n--) {
		const struct domain *domain = g_hash_table_lookup(managed, name_tail(name, n - 1));

		if (domain)
			return domain;
	}
	return NULL;
}

static void set_above(struct found_domain *found, const struct domain *above)
{
	if (!above)
		return;
	found->below = g_strdup(above->name);
	found->customer = g_strdup(above->customer);
}

/* The most messages first; of equal ones by name. */
static int compare(gconstpointer a, gconstpointer b)
{
	const struct found_domain *x = *(struct found_domain *const *)a;
	const struct found_domain *y = *(struct found_domain *const *)b;

	if (x->messages != y->messages)
		return x->messages > y->messages ? -1 : 1;
	return strcmp(x->name, y->name);
}

GPtrArray *app_unassigned(struct app *app, GError **error)
{
	g_autoptr(GPtrArray) domains = app_domains(app, NULL, error);
	g_autoptr(GPtrArray) found = domains ? store_unassigned(app->store, error) : NULL;
	g_autoptr(GHashTable) managed = NULL;

	if (!found)
		return NULL;
	managed = by_name(domains);
	for (guint i = 0; i < found->len; i++) {
		struct found_domain *domain = found->pdata[i];

		set_above(domain, next_above(managed, domain->name));
	}
	g_ptr_array_sort(found, compare);
	return g_steal_pointer(&found);
}

/* A name that a domain of that name could have: reports may hold anything. */
static bool is_name(const char *name)
{
	g_autofree char *clean = name_from_user(name, NULL);

	return clean && strcmp(clean, name) == 0;
}

/* What is looked for: names below managed domains (below NULL), or below one of them. */
struct search {
	struct app *app;
	const struct window *window;
	const char *below;
	GHashTable *managed, *offered; /* name -> struct found_domain * */
};

static bool is_offered(const struct search *search, const char *name)
{
	const struct domain *above = next_above(search->managed, name);

	return above && (!search->below || strcmp(search->below, above->name) == 0) &&
	       !g_hash_table_contains(search->managed, name) && is_name(name);
}

/* Takes found over. */
static void offer(struct search *search, struct found_domain *found)
{
	struct found_domain *sum = g_hash_table_lookup(search->offered, found->name);

	if (!sum) {
		set_above(found, next_above(search->managed, found->name));
		g_hash_table_insert(search->offered, found->name, found);
		return;
	}
	sum->messages += found->messages;
	sum->compliant += found->compliant;
	sum->newest = MAX(sum->newest, found->newest);
	found_domain_free(found);
}

/* What the reports of one domain say. */
static bool search_domain(struct search *search, const struct domain *domain, GError **error)
{
	g_autoptr(GHashTable) names = NULL;
	GHashTableIter iter;
	void *found;
	int32_t from, until;

	if (!window_resolve(search->app, domain, search->window, &from, &until, error))
		return false;
	names = store_from_domains(search->app->store, domain->id, from, until, error);
	if (!names)
		return false;
	g_hash_table_iter_init(&iter, names);
	while (g_hash_table_iter_next(&iter, NULL, &found)) {
		if (!is_offered(search, ((struct found_domain *)found)->name))
			continue;
		g_hash_table_iter_steal(&iter);
		offer(search, found);
	}
	return true;
}

/* A name with a record of its own has reports of its own. */
static bool search_unassigned(struct search *search, GError **error)
{
	g_autoptr(GPtrArray) unassigned = store_unassigned(search->app->store, error);

	for (guint i = 0; unassigned && i < unassigned->len; i++) {
		const struct found_domain *found = unassigned->pdata[i];
		struct domain domain = {.name = found->name};

		if (!is_offered(search, found->name))
			continue;
		domain.id = store_domain_id(search->app->store, found->name, error);
		if (domain.id < 0 || !search_domain(search, &domain, error))
			return false;
	}
	return unassigned != NULL;
}

static bool search_all(struct search *search, const GPtrArray *domains, GError **error)
{
	for (guint i = 0; i < domains->len; i++) {
		const struct domain *domain = domains->pdata[i];

		if (!search->below || name_within(search->below, domain->name))
			if (!search_domain(search, domain, error))
				return false;
	}
	return search_unassigned(search, error);
}

static GPtrArray *sorted(GHashTable *offered)
{
	GPtrArray *result = g_ptr_array_new_with_free_func((GDestroyNotify)found_domain_free);
	GHashTableIter iter;
	void *found;

	g_hash_table_iter_init(&iter, offered);
	while (g_hash_table_iter_next(&iter, NULL, &found)) {
		g_hash_table_iter_steal(&iter);
		g_ptr_array_add(result, found);
	}
	g_ptr_array_sort(result, compare);
	return result;
}

GPtrArray *app_offered(struct app *app, const char *below, const struct window *window,
		       GError **error)
{
	g_autoptr(GPtrArray) domains = app_domains(app, NULL, error);
	g_autoptr(GHashTable) managed = NULL, offered = NULL;
	struct search search = {.app = app, .window = window, .below = below};

	if (!domains)
		return NULL;
	search.managed = managed = by_name(domains);
	search.offered = offered = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
							 (GDestroyNotify)found_domain_free);
	return search_all(&search, domains, error) ? sorted(offered) : NULL;
}
