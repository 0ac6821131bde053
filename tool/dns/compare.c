/* SPDX-License-Identifier: MIT */
/* What changed from one look to the next: record by record, at each server that was asked. */
#include <string.h>

#include "dns/dns.h"

static void change_add(GPtrArray *list, char *place, char *value)
{
	struct look_change *seen = g_new0(struct look_change, 1);

	seen->place = place;
	seen->value = value;
	g_ptr_array_add(list, seen);
}

static void see_server(GPtrArray *list, const char *name, const struct look_server *server)
{
	g_autofree char *place =
		server->server
			? g_strdup_printf("%s at %s (%s)", name, server->server, server->address)
			: g_strdup_printf("%s at resolver %s", name, server->address);

	if (server->status != LOOK_STATUS_OK)
		change_add(list, g_strdup(place),
			   g_strdup_printf("(%s)", look_status_name(server->status)));
	for (guint i = 0; i < server->cname->len; i++)
		change_add(list, g_strdup(place),
			   g_strdup_printf("CNAME %s", (char *)server->cname->pdata[i]));
	for (guint i = 0; i < server->txt->len; i++)
		change_add(list, g_strdup(place), g_strdup(server->txt->pdata[i]));
}

static void see_key(GPtrArray *list, const struct look_key *key)
{
	change_add(list, g_strdup_printf("%s._domainkey.%s", key->selector, key->domain),
		   key->bits ? g_strdup_printf("%s, %s, %u bits", key->status,
					       key->type ? key->type : "key", key->bits)
			     : g_strdup(key->status));
}

static void see_text(GPtrArray *list, const char *what, const char *domain, const char *txt)
{
	if (txt)
		change_add(list, g_strdup_printf("%s of %s", what, domain), g_strdup(txt));
}

/* Everything that a look saw, as changes from nothing. */
static GPtrArray *seen_by(const struct look *look)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)look_change_free);

	for (guint i = 0; i < look->servers->len; i++)
		see_server(list, look->name, look->servers->pdata[i]);
	for (guint i = 0; i < look->resolvers->len; i++)
		see_server(list, look->name, look->resolvers->pdata[i]);
	see_text(list, "SPF", look->domain, look->spf_record ? look->spf_record : look->spf_result);
	for (guint i = 0; i < look->dkim->len; i++)
		see_key(list, look->dkim->pdata[i]);
	for (guint i = 0; i < look->authorisations->len; i++) {
		const struct look_authorisation *found = look->authorisations->pdata[i];

		see_text(list, "report authorisation", found->name,
			 found->authorised ? "authorised" : look_status_name(found->status));
	}
	for (guint i = 0; i < look->mx->len; i++)
		see_text(list, "MX", look->domain, look->mx->pdata[i]);
	see_text(list, "BIMI", look->domain, look->bimi);
	see_text(list, "MTA-STS", look->domain, look->mta_sts);
	see_text(list, "TLS-RPT", look->domain, look->tls_rpt);
	return list;
}

static char *key_of(const struct look_change *seen)
{
	return g_strconcat(seen->place, "\n", seen->value, NULL);
}

/* Adds to changes what is in a list and not in the other one. */
static void add_missing(GPtrArray *changes, const GPtrArray *list, const GPtrArray *other,
			bool added)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < other->len; i++)
		g_hash_table_add(known, key_of(other->pdata[i]));
	for (guint i = 0; i < list->len; i++) {
		const struct look_change *seen = list->pdata[i];

		if (!g_hash_table_add(known, key_of(seen)))
			continue;
		change_add(changes, g_strdup(seen->place), g_strdup(seen->value));
		((struct look_change *)changes->pdata[changes->len - 1])->added = added;
	}
}

/* By place; GLib's sort keeps the rest in order, what was removed first. */
static gint by_place(gconstpointer a, gconstpointer b)
{
	const struct look_change *x = *(struct look_change *const *)a;
	const struct look_change *y = *(struct look_change *const *)b;

	return strcmp(x->place, y->place);
}

void dns_compare(const struct look *older, struct look *newer)
{
	g_autoptr(GPtrArray) before = seen_by(older), after = seen_by(newer);

	newer->before = older->at;
	add_missing(newer->changed, before, after, false);
	add_missing(newer->changed, after, before, true);
	g_ptr_array_sort(newer->changed, by_place);
}
