/* SPDX-License-Identifier: MIT */
#include "store/found.h"

#include "store/inner.h"
#include "store/rollup.h"
#include "store/row.h"

GPtrArray *store_unassigned(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) domains =
		g_ptr_array_new_with_free_func((GDestroyNotify)found_domain_free);
	struct sql_query *query = sql_query(
		store->sql,
		"SELECT d.name, r.reports, COALESCE(s.messages, 0), COALESCE(s.compliant, 0), "
		"s.newest FROM domain d "
		"JOIN (SELECT domain_id, COUNT(*) AS reports FROM report WHERE known_at <= $1 "
		"AND (superseded_at IS NULL OR superseded_at > $1) GROUP BY domain_id) r "
		"ON r.domain_id = d.id "
		"LEFT JOIN (SELECT domain_id, SUM(messages) AS messages, "
		"SUM(compliant) AS compliant, MAX(day) AS newest FROM daily "
		"WHERE known_day <= $2 GROUP BY domain_id) s ON s.domain_id = d.id "
		"WHERE d.customer_id IS NULL ORDER BY d.name",
		SQL_WITH(SQL_INT(store_now(store)), SQL_INT(clock_today(store->clock))));

	while (sql_next(query)) {
		struct found_domain *found = g_new0(struct found_domain, 1);

		found->name = sql_dup(query, 0);
		found->reports = (uint64_t)sql_int(query, 1);
		found->messages = (uint64_t)sql_int(query, 2);
		found->compliant = (uint64_t)sql_int(query, 3);
		found->newest = sql_get_day(query, 4);
		g_ptr_array_add(domains, found);
	}
	return sql_end(query, error) ? g_steal_pointer(&domains) : NULL;
}

/* Of one signature, while the days pass by. */
struct use {
	uint64_t messages;
	int32_t newest;
};

static void count_day(void *ctx, int32_t day, const GArray *cells)
{
	GHashTable *uses = ctx;

	for (unsigned i = 0; i < cells->len; i++) {
		const struct cell *cell = &g_array_index(cells, struct cell, i);
		void *key = GUINT_TO_POINTER(cell->signature_id);
		struct use *use = g_hash_table_lookup(uses, key);

		if (!use) {
			use = g_new0(struct use, 1);
			g_hash_table_insert(uses, key, use);
		}
		use->messages += (uint64_t)cell->messages;
		use->newest = day; /* days come in their order */
	}
}

static void add_use(GHashTable *names, const struct signature *signature, const struct use *use)
{
	struct found_domain *found = g_hash_table_lookup(names, signature->header_from);

	if (!found) {
		found = g_new0(struct found_domain, 1);
		found->name = g_strdup(signature->header_from);
		found->newest = use->newest;
		g_hash_table_insert(names, found->name, found);
	}
	found->messages += use->messages;
	found->compliant += signature_compliant(signature) ? use->messages : 0;
	found->newest = MAX(found->newest, use->newest);
}

static bool read_names(struct store *store, int64_t domain_id, GHashTable *uses, GHashTable *names,
		       GError **error)
{
	GHashTableIter iter;
	void *key, *use;

	g_hash_table_iter_init(&iter, uses);
	while (g_hash_table_iter_next(&iter, &key, &use)) {
		struct signature *signature =
			signature_load(store->sql, domain_id, GPOINTER_TO_UINT(key), error);

		if (!signature)
			return false;
		add_use(names, signature, use);
		signature_free(signature);
	}
	return true;
}

GHashTable *store_from_domains(struct store *store, int64_t domain_id, int32_t from, int32_t until,
			       GError **error)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
							    (GDestroyNotify)found_domain_free);
	g_autoptr(GHashTable) uses = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	bool own, ok;

	if (!store_enter(store, false, &own, error))
		return NULL;
	ok = rollup_each_day(store->sql, domain_id, from, until, clock_today(store->clock),
			     count_day, uses, error) &&
	     read_names(store, domain_id, uses, names, error);
	return store_leave(store, own, ok, error) ? g_steal_pointer(&names) : NULL;
}
