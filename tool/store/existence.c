/* SPDX-License-Identifier: MIT */
#include "store/inner.h"
#include "store/traffic.h"

GPtrArray *store_existences(struct store *store, int64_t domain_id, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)existence_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT e.name, e.absent, e.looked_at FROM existence e "
			  "WHERE e.domain_id = $1 AND e.known_at = (SELECT MAX(k.known_at) "
			  "FROM existence k WHERE k.domain_id = $1 AND k.name = e.name "
			  "AND k.known_at <= $2) ORDER BY e.name",
			  SQL_WITH(SQL_INT(domain_id), SQL_INT(store_now(store))));

	while (sql_next(query)) {
		struct existence *existence = g_new(struct existence, 1);

		*existence = (struct existence){
			.name = sql_dup(query, 0),
			.absent = sql_int(query, 1) != 0,
			.looked_at = sql_int(query, 2),
		};
		g_ptr_array_add(list, existence);
	}
	return sql_end(query, error) ? g_steal_pointer(&list) : NULL;
}

/* A version a change; looked_at grows while it stays the same. */
static bool put(struct store *store, int64_t domain_id, const struct existence *existence,
		GError **error)
{
	int64_t now = store_now(store), same = 0;

	if (!sql_number(store->sql,
			"UPDATE existence SET looked_at = $1 WHERE domain_id = $2 AND name = $3 "
			"AND absent = $4 AND known_at = (SELECT MAX(known_at) FROM existence "
			"WHERE domain_id = $2 AND name = $3 AND known_at <= $5) RETURNING 1",
			SQL_WITH(SQL_INT(existence->looked_at), SQL_INT(domain_id),
				 SQL_TEXT(existence->name), SQL_INT(existence->absent),
				 SQL_INT(now)),
			0, &same, error))
		return false;
	return (same > 0 ||
		sql_run(store->sql,
			"INSERT INTO existence (domain_id, name, known_at, looked_at, absent) "
			"VALUES ($1, $2, $3, $4, $5) "
			"ON CONFLICT (domain_id, name, known_at) DO UPDATE SET "
			"looked_at = excluded.looked_at, absent = excluded.absent",
			SQL_WITH(SQL_INT(domain_id), SQL_TEXT(existence->name), SQL_INT(now),
				 SQL_INT(existence->looked_at), SQL_INT(existence->absent)),
			error)) &&
	       store_touch(store, domain_id, error);
}

bool store_existence_set(struct store *store, int64_t domain_id, const struct existence *existence,
			 GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, put(store, domain_id, existence, error), error);
}
