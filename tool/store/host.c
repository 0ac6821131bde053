/* SPDX-License-Identifier: MIT */
#include "store/inner.h"
#include "store/rollup.h"
#include "store/traffic.h"

static struct host *read_host(struct sql_query *query, const struct ip *ip)
{
	struct host *host = g_new(struct host, 1);

	*host = (struct host){
		.ip = *ip,
		.ptr = sql_dup(query, 0),
		.confirmed = sql_int(query, 1) != 0,
		.looked = sql_int(query, 2) != 0,
		.asn = sql_int(query, 3),
		.looked_at = sql_int(query, 4),
	};
	return host;
}

/* The newest version known at an instant. NULL without *error: there is none. */
static struct host *load_host(struct sql *sql, const struct ip *ip, int64_t now, GError **error)
{
	const uint8_t *octets;
	size_t len = ip_bytes(ip, &octets);
	struct sql_query *query =
		sql_query(sql,
			  "SELECT ptr, confirmed, looked, asn, looked_at FROM host WHERE ip = $1 "
			  "AND known_at <= $2 ORDER BY known_at DESC LIMIT 1",
			  SQL_WITH(SQL_BLOB(octets, len), SQL_INT(now)));
	struct host *host = sql_next(query) ? read_host(query, ip) : NULL;

	if (!sql_end(query, error))
		g_clear_pointer(&host, host_free);
	return host;
}

GPtrArray *store_hosts(struct store *store, GHashTable *ips, GError **error)
{
	g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func((GDestroyNotify)host_free);
	GError *failed = NULL;
	GHashTableIter iter;
	void *ip;

	g_hash_table_iter_init(&iter, ips);
	while (!failed && g_hash_table_iter_next(&iter, &ip, NULL)) {
		struct host *host = load_host(store->sql, ip, store_now(store), &failed);

		if (host)
			g_ptr_array_add(hosts, host);
	}
	if (!failed)
		return g_steal_pointer(&hosts);
	g_propagate_error(error, failed);
	return NULL;
}

static bool is_same(const struct host *a, const struct host *b)
{
	return g_strcmp0(a->ptr, b->ptr) == 0 && a->confirmed == b->confirmed &&
	       a->looked == b->looked && a->asn == b->asn;
}

static bool put_host(struct store *store, const struct host *host, GError **error)
{
	const uint8_t *octets;
	size_t len = ip_bytes(&host->ip, &octets);
	int64_t now = store_now(store);
	GError *failed = NULL;
	struct host *known = load_host(store->sql, &host->ip, now, &failed);
	bool same = known && is_same(known, host);

	host_free(known);
	if (failed) {
		g_propagate_error(error, failed);
		return false;
	}
	if (same)
		return sql_run(
			store->sql,
			"UPDATE host SET looked_at = $1 WHERE ip = $2 AND known_at = "
			"(SELECT MAX(known_at) FROM host WHERE ip = $2 AND known_at <= $3)",
			SQL_WITH(SQL_INT(host->looked_at), SQL_BLOB(octets, len), SQL_INT(now)),
			error);
	return sql_run(store->sql,
		       "INSERT INTO host (ip, known_at, looked_at, ptr, confirmed, looked, asn) "
		       "VALUES ($1, $2, $3, $4, $5, $6, $7) "
		       "ON CONFLICT (ip, known_at) DO UPDATE SET looked_at = excluded.looked_at, "
		       "ptr = excluded.ptr, confirmed = excluded.confirmed, "
		       "looked = excluded.looked, asn = excluded.asn",
		       SQL_WITH(SQL_BLOB(octets, len), SQL_INT(now), SQL_INT(host->looked_at),
				SQL_TEXT(host->ptr), SQL_INT(host->confirmed),
				SQL_INT(host->looked), SQL_INT(host->asn)),
		       error) &&
	       store_touch(store, 0, error);
}

bool store_host_set(struct store *store, const struct host *host, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, put_host(store, host, error), error);
}
