/* SPDX-License-Identifier: MIT */
#include "store/inner.h"
#include "store/workflow.h"

GPtrArray *store_laggards(struct store *store, const char *ticket, GError **error)
{
	g_autoptr(GPtrArray) laggards =
		g_ptr_array_new_with_free_func((GDestroyNotify)laggard_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT server, address, name, type, known_at FROM laggard "
			  "WHERE ticket_id = $1 AND known_at <= $2 "
			  "AND (ended_at IS NULL OR ended_at > $2) ORDER BY known_at, server",
			  SQL_WITH(SQL_TEXT(ticket), SQL_INT(store_now(store))));

	while (sql_next(query)) {
		struct laggard *laggard = g_new0(struct laggard, 1);

		laggard->server = *sql_text(query, 0) ? sql_dup(query, 0) : NULL;
		laggard->address = sql_dup(query, 1);
		laggard->name = sql_dup(query, 2);
		laggard->type = sql_dup(query, 3);
		laggard->since = sql_int(query, 4);
		laggard->until = TIME_NONE;
		g_ptr_array_add(laggards, laggard);
	}
	return sql_end(query, error) ? g_steal_pointer(&laggards) : NULL;
}

static struct sql_value server_of(const struct laggard *laggard)
{
	return SQL_TEXT(laggard->server ? laggard->server : "");
}

static bool add(struct store *store, const char *ticket, const struct laggard *laggard,
		GError **error)
{
	return sql_run(store->sql,
		       "INSERT INTO laggard (ticket_id, server, address, name, type, known_at) "
		       "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
		       SQL_WITH(SQL_TEXT(ticket), server_of(laggard), SQL_TEXT(laggard->address),
				SQL_TEXT(laggard->name), SQL_TEXT(laggard->type),
				SQL_INT(laggard->since)),
		       error);
}

bool store_laggard_add(struct store *store, const char *ticket, const struct laggard *laggard,
		       GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, add(store, ticket, laggard, error), error);
}

static bool end(struct store *store, const char *ticket, const struct laggard *laggard,
		GError **error)
{
	return sql_run(store->sql,
		       "UPDATE laggard SET ended_at = $1 WHERE ticket_id = $2 AND server = $3 "
		       "AND address = $4 AND name = $5 AND type = $6 AND ended_at IS NULL",
		       SQL_WITH(SQL_INT(store_now(store)), SQL_TEXT(ticket), server_of(laggard),
				SQL_TEXT(laggard->address), SQL_TEXT(laggard->name),
				SQL_TEXT(laggard->type)),
		       error);
}

bool store_laggard_end(struct store *store, const char *ticket, const struct laggard *laggard,
		       GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, end(store, ticket, laggard, error), error);
}
