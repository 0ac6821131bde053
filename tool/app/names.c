/* SPDX-License-Identifier: MIT */
#include "app/names.h"

#include "app/context.h"
#include "app/project.h"
#include "base/error.h"
#include "dns/dns.h"
#include "store/project.h"
#include "store/traffic.h"

#define LOOKUP_BATCH	  500u /* addresses asked for and committed together */
#define LOOKUP_AGAIN_DAYS 30   /* a name holds so long */
#define LOOKUP_RETRY_DAYS 1    /* no answer: asked again after so long */

bool app_lookup_wanted(const struct app *app)
{
	return !app->dns.offline && app->dns.resolvers->len > 0;
}

static bool is_due(const struct host *host, int64_t now)
{
	int64_t days = host->looked ? LOOKUP_AGAIN_DAYS : LOOKUP_RETRY_DAYS;

	return host->looked_at + days * DAY_SECONDS <= now;
}

/* Adds the domain's addresses that are to be asked for. */
static bool collect(struct app *app, const struct domain *domain, GHashTable *due, GError **error)
{
	g_autoptr(GHashTable) seen = store_first_seen(app->store, domain->id, error);
	g_autoptr(GPtrArray) hosts = seen ? store_hosts(app->store, seen, error) : NULL;
	int64_t now = clock_now(&app->clock);
	GHashTableIter iter;
	gpointer ip;

	if (!hosts)
		return false;
	for (guint i = 0; i < hosts->len; i++) {
		const struct host *host = hosts->pdata[i];

		if (!is_due(host, now))
			g_hash_table_remove(seen, &host->ip);
	}
	g_hash_table_iter_init(&iter, seen);
	while (g_hash_table_iter_next(&iter, &ip, NULL))
		g_hash_table_add(due, g_memdup2(ip, sizeof(struct ip)));
	return true;
}

/* Asks for one batch and keeps what came; the answered ones are counted. */
static bool lookup_batch(struct app *app, struct dns *dns, const struct ip *ips, size_t n,
			 struct progress *progress, uint64_t *answered, GError **error)
{
	g_autoptr(GPtrArray) hosts =
		dns_hosts(dns, ips, n, false, clock_now(&app->clock), progress);

	*answered = 0;
	if (!write_begin(app, error))
		return false;
	for (guint i = 0; i < hosts->len; i++) {
		const struct host *host = hosts->pdata[i];

		*answered += host->looked;
		if (!store_host_set(app->store, host, error))
			return write_fail(app);
	}
	return write_end(app, NULL, NULL, "lookup", NULL, NULL, error,
			 "names of %zu addresses looked up, %" G_GUINT64_FORMAT " answered", n,
			 *answered);
}

static bool lookup_all(struct app *app, struct dns *dns, const GArray *ips,
		       struct progress *progress, uint64_t *looked, GError **error)
{
	for (guint i = 0; i < ips->len && !progress_cancelled(progress); i += LOOKUP_BATCH) {
		guint n = MIN(LOOKUP_BATCH, ips->len - i);
		uint64_t answered;

		if (!lookup_batch(app, dns, &g_array_index(ips, struct ip, i), n, progress,
				  &answered, error))
			return false;
		*looked += answered;
		if (answered)
			continue;
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "no resolver answers; names of %u addresses are left for another time",
			    ips->len - i);
		return false;
	}
	return true;
}

static gint by_address(gconstpointer a, gconstpointer b)
{
	return ip_compare(a, b);
}

static GArray *sorted(GHashTable *due)
{
	GArray *ips = g_array_new(FALSE, FALSE, sizeof(struct ip));
	GHashTableIter iter;
	gpointer ip;

	g_hash_table_iter_init(&iter, due);
	while (g_hash_table_iter_next(&iter, &ip, NULL))
		g_array_append_vals(ips, ip, 1);
	g_array_sort(ips, by_address);
	return ips;
}

static GPtrArray *domains_named(struct app *app, char *const *names, GError **error)
{
	g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func((GDestroyNotify)domain_free);

	for (char *const *name = names; *name; name++) {
		struct domain *domain = app_domain(app, *name, error);

		if (!domain)
			return NULL;
		g_ptr_array_add(domains, domain);
	}
	return g_steal_pointer(&domains);
}

static bool lookup(struct app *app, const GPtrArray *domains, struct progress *progress,
		   uint64_t *looked, GError **error)
{
	g_autoptr(GHashTable) due = g_hash_table_new_full(ip_hash, ip_equal, g_free, NULL);
	g_autoptr(GArray) ips = NULL;
	struct dns *dns;
	bool done;

	for (guint i = 0; i < domains->len; i++)
		if (!collect(app, domains->pdata[i], due, error))
			return false;
	dns = dns_new(&app->dns, error);
	if (!dns)
		return false;
	ips = sorted(due);
	progress_set_total(progress, ips->len);
	done = lookup_all(app, dns, ips, progress, looked, error);
	for (guint i = 0; done && i < domains->len && !progress_cancelled(progress); i++)
		done = names_look_from(app, dns, domains->pdata[i], progress, error);
	dns_free(dns);
	return done;
}

bool app_lookup_names(struct app *app, char *const *names, struct progress *progress,
		      uint64_t *looked, GError **error)
{
	g_autoptr(GPtrArray) domains =
		names ? domains_named(app, names, error) : store_domains(app->store, 0, error);
	uint64_t count = 0;
	bool done = domains && lookup(app, domains, progress, &count, error);

	if (looked)
		*looked = count;
	return done;
}
