/* SPDX-License-Identifier: MIT */
#include "store/traffic.h"

#include "base/error.h"
#include "store/inner.h"
#include "store/rollup.h"
#include "store/row.h"

/* Numbers of stored signatures and policies -> index + 1 in the result. */
struct reading {
	struct traffic *traffic;
	GHashTable *signatures, *policies;
};

/* The index of a number, given at first sight in the order of appearance. */
static uint32_t index_of(GHashTable *table, uint32_t number)
{
	void *key = GUINT_TO_POINTER(number);
	unsigned found = GPOINTER_TO_UINT(g_hash_table_lookup(table, key));

	if (found == 0) {
		found = g_hash_table_size(table) + 1;
		g_hash_table_insert(table, key, GUINT_TO_POINTER(found));
	}
	return found - 1;
}

static void read_day(void *ctx, int32_t day, const GArray *cells)
{
	struct reading *reading = ctx;

	for (unsigned i = 0; i < cells->len; i++) {
		const struct cell *cell = &g_array_index(cells, struct cell, i);
		struct traffic_cell out = {
			.ip = cell->ip,
			.day = day,
			.signature = index_of(reading->signatures, cell->signature_id),
			.policy = (uint16_t)index_of(reading->policies, cell->policy_id),
			.disposition = cell->disposition,
			.messages = (uint64_t)cell->messages,
			.reporters = cell->reporters,
		};

		g_array_append_val(reading->traffic->cells, out);
	}
}

static bool read_signatures(struct sql *sql, int64_t domain_id, struct reading *reading,
			    GError **error)
{
	GPtrArray *signatures = reading->traffic->signatures;
	GHashTableIter iter;
	void *number, *place;

	g_ptr_array_set_size(signatures, (int)g_hash_table_size(reading->signatures));
	g_hash_table_iter_init(&iter, reading->signatures);
	while (g_hash_table_iter_next(&iter, &number, &place)) {
		struct signature *signature =
			signature_load(sql, domain_id, GPOINTER_TO_UINT(number), error);

		if (!signature)
			return false;
		signatures->pdata[GPOINTER_TO_UINT(place) - 1] = signature;
	}
	return true;
}

static bool read_policies(struct sql *sql, int64_t domain_id, struct reading *reading,
			  GError **error)
{
	GPtrArray *policies = reading->traffic->policies;
	GHashTableIter iter;
	void *number, *place;

	g_ptr_array_set_size(policies, (int)g_hash_table_size(reading->policies));
	g_hash_table_iter_init(&iter, reading->policies);
	while (g_hash_table_iter_next(&iter, &number, &place)) {
		struct traffic_policy *policy = g_new0(struct traffic_policy, 1);

		policies->pdata[GPOINTER_TO_UINT(place) - 1] = policy;
		if (!policy_load(sql, domain_id, (uint16_t)GPOINTER_TO_UINT(number), policy, error))
			return false;
	}
	return true;
}

static bool read_reporters(struct sql *sql, int64_t domain_id, GPtrArray *reporters, GError **error)
{
	struct sql_query *query =
		sql_query(sql,
			  "SELECT bit, MIN(org_name), COUNT(*) FROM reporter WHERE domain_id = $1 "
			  "GROUP BY bit ORDER BY bit",
			  SQL_WITH(SQL_INT(domain_id)));

	while (sql_next(query))
		g_ptr_array_add(reporters,
				sql_int(query, 2) == 1 ? sql_dup(query, 1) : g_strdup("others"));
	return sql_end(query, error);
}

static bool read_all(struct store *store, int64_t domain_id, struct reading *reading,
		     GError **error)
{
	struct traffic *traffic = reading->traffic;

	return rollup_each_day(store->sql, domain_id, traffic->from, traffic->until,
			       clock_today(store->clock), read_day, reading, error) &&
	       read_signatures(store->sql, domain_id, reading, error) &&
	       read_policies(store->sql, domain_id, reading, error) &&
	       read_reporters(store->sql, domain_id, traffic->reporters, error);
}

struct traffic *store_traffic(struct store *store, int64_t domain_id, int32_t from, int32_t until,
			      GError **error)
{
	g_autoptr(GHashTable) signatures = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) policies = g_hash_table_new(NULL, NULL);
	struct reading reading = {traffic_new(), signatures, policies};
	bool own, ok;

	reading.traffic->from = from;
	reading.traffic->until = until;
	ok = store_enter(store, false, &own, error) &&
	     store_leave(store, own, read_all(store, domain_id, &reading, error), error);
	if (!ok)
		g_clear_pointer(&reading.traffic, traffic_free);
	return reading.traffic;
}

GArray *store_days(struct store *store, int64_t domain_id, int32_t from, int32_t until,
		   GError **error)
{
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(struct traffic_day));
	struct traffic_day *day = NULL;
	struct sql_query *query = sql_query(
		store->sql,
		"SELECT day, messages, compliant, disposition_none, quarantine, reject, unknown, "
		"rfc9990, reporters FROM daily WHERE domain_id = $1 AND day BETWEEN $2 AND $3 "
		"AND known_day <= $4 ORDER BY day",
		SQL_WITH(SQL_INT(domain_id), SQL_INT(from), SQL_INT(until),
			 SQL_INT(clock_today(store->clock))));

	/* What became known on other days adds up, and may take back: sums are never negative. */
	while (sql_next(query)) {
		if (!day || day->day != (int32_t)sql_int(query, 0)) {
			g_array_set_size(days, days->len + 1);
			day = &g_array_index(days, struct traffic_day, days->len - 1);
			*day = (struct traffic_day){.day = (int32_t)sql_int(query, 0)};
		}
		day->messages += (uint64_t)sql_int(query, 1);
		day->compliant += (uint64_t)sql_int(query, 2);
		for (int i = 0; i < DISPOSITION_COUNT; i++)
			day->dispositions[i] += (uint64_t)sql_int(query, 3 + i);
		day->rfc9990 += (uint64_t)sql_int(query, 7);
		day->reporters |= (uint64_t)sql_int(query, 8);
	}
	return sql_end(query, error) ? g_steal_pointer(&days) : NULL;
}
