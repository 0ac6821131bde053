/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "store/inner.h"
#include "store/rollup.h"
#include "store/traffic.h"

/* Has every report that is known of a day told of all of it? */
static bool has_ended(struct store *store, int64_t domain_id, int32_t day, bool *ended,
		      GError **error)
{
	int64_t running = 0, now = store_now(store);
	bool ok =
		sql_number(store->sql,
			   "SELECT COUNT(*) FROM report WHERE domain_id = $1 AND begin_at < $2 "
			   "AND end_at > $3 AND known_at <= $3 "
			   "AND (superseded_at IS NULL OR superseded_at > $3)",
			   SQL_WITH(SQL_INT(domain_id), SQL_INT(day_begin(day + 1)), SQL_INT(now)),
			   0, &running, error);

	*ended = running == 0;
	return ok;
}

static bool edges(struct store *store, int64_t domain_id, int32_t before, struct traffic_span *span,
		  GError **error)
{
	struct sql_query *query = sql_query(
		store->sql,
		"SELECT MIN(day), MAX(day) FROM daily WHERE domain_id = $1 AND day < $2 "
		"AND known_day <= $3",
		SQL_WITH(SQL_INT(domain_id), SQL_INT(before), SQL_INT(clock_today(store->clock))));

	*span = (struct traffic_span){DAY_NONE, DAY_NONE};
	if (sql_next(query))
		*span = (struct traffic_span){sql_get_day(query, 0), sql_get_day(query, 1)};
	return sql_end(query, error);
}

/* Days to come are never whole; today is, once its reports' windows have ended. */
bool store_span(struct store *store, int64_t domain_id, struct traffic_span *span, GError **error)
{
	int32_t today = clock_today(store->clock);
	struct traffic_span with_today;
	bool own, ended, ok;

	if (!store_enter(store, false, &own, error))
		return false;
	ok = edges(store, domain_id, today, span, error) &&
	     edges(store, domain_id, today + 1, &with_today, error) &&
	     has_ended(store, domain_id, today, &ended, error);
	if (ok && ended)
		*span = with_today;
	return store_leave(store, own, ok, error);
}

static void note_first(void *ctx, int32_t day, const GArray *cells)
{
	for (unsigned i = 0; i < cells->len; i++) {
		const struct ip *ip = &g_array_index(cells, struct cell, i).ip;

		if (!g_hash_table_contains(ctx, ip))
			g_hash_table_insert(ctx, g_memdup2(ip, sizeof(*ip)), GINT_TO_POINTER(day));
	}
}

GHashTable *store_first_seen(struct store *store, int64_t domain_id, GError **error)
{
	g_autoptr(GHashTable) days = g_hash_table_new_full(ip_hash, ip_equal, g_free, NULL);

	return rollup_each_day(store->sql, domain_id, INT32_MIN, INT32_MAX,
			       clock_today(store->clock), note_first, days, error)
		       ? g_steal_pointer(&days)
		       : NULL;
}
