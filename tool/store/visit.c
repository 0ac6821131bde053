/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "store/inner.h"
#include "store/traffic.h"

/* The set as octets: how many an address has, then the address. */
static GByteArray *pack(GHashTable *ips)
{
	GByteArray *packed = g_byte_array_new();
	GHashTableIter iter;
	void *ip;

	g_hash_table_iter_init(&iter, ips);
	while (g_hash_table_iter_next(&iter, &ip, NULL)) {
		const uint8_t *octets;
		uint8_t len = (uint8_t)ip_bytes(ip, &octets);

		g_byte_array_append(packed, &len, 1);
		g_byte_array_append(packed, octets, len);
	}
	return packed;
}

/* NULL when the octets are no such set. */
static GHashTable *unpack(const uint8_t *at, size_t len)
{
	g_autoptr(GHashTable) ips = g_hash_table_new_full(ip_hash, ip_equal, g_free, NULL);
	const uint8_t *end = at + len;

	while (at < end) {
		size_t n = *at++;
		struct ip ip;

		if ((size_t)(end - at) < n || !ip_from_bytes(at, n, &ip))
			return NULL;
		g_hash_table_add(ips, g_memdup2(&ip, sizeof(ip)));
		at += n;
	}
	return g_steal_pointer(&ips);
}

GHashTable *store_visit(struct store *store, int64_t domain_id, GError **error)
{
	struct sql_query *query = sql_query(
		store->sql, "SELECT addresses FROM visit WHERE domain_id = $1 AND known_at <= $2",
		SQL_WITH(SQL_INT(domain_id), SQL_INT(store_now(store))));
	GHashTable *ips = NULL;
	bool damaged = false;

	if (sql_next(query)) {
		size_t len;
		const void *octets = sql_bytes(query, 0, &len);

		ips = unpack(octets, len);
		damaged = !ips;
	}
	if (!sql_end(query, error)) {
		g_clear_pointer(&ips, g_hash_table_unref);
	} else if (damaged) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
			    "the last visit to domain %" G_GINT64_FORMAT
			    " is damaged; run rampart doctor, restore a backup",
			    domain_id);
	}
	return ips;
}

static bool set(struct store *store, int64_t domain_id, GHashTable *ips, GError **error)
{
	g_autoptr(GByteArray) packed = pack(ips);

	return sql_run(store->sql,
		       "INSERT INTO visit (domain_id, known_at, addresses) VALUES ($1, $2, $3) "
		       "ON CONFLICT (domain_id) DO UPDATE SET known_at = excluded.known_at, "
		       "addresses = excluded.addresses",
		       SQL_WITH(SQL_INT(domain_id), SQL_INT(store_now(store)),
				SQL_BLOB(packed->data, packed->len)),
		       error) &&
	       store_touch(store, domain_id, error);
}

bool store_visit_set(struct store *store, int64_t domain_id, GHashTable *ips, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, set(store, domain_id, ips, error), error);
}
