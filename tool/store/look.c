/* SPDX-License-Identifier: MIT */
#include "store/inner.h"
#include "store/look_document.h"
#include "store/workflow.h"

/* The customer's domains above and below are judged by what is published here, too. */
static bool touch_related(struct store *store, int64_t domain_id, GError **error)
{
	return store_touch(store, domain_id, error) &&
	       sql_run(store->sql,
		       "UPDATE domain SET version = version + 1 WHERE id IN (SELECT o.id "
		       "FROM domain d JOIN domain o ON o.customer_id = d.customer_id "
		       "WHERE d.id = $1 AND (o.name LIKE '%.' || d.name OR d.name LIKE '%.' || "
		       "o.name))",
		       SQL_WITH(SQL_INT(domain_id)), error);
}

static bool add_look(struct store *store, int64_t domain_id, const struct look *look,
		     GError **error)
{
	g_autofree char *document = look_format(look);

	return sql_run(store->sql,
		       "INSERT INTO look (domain_id, seq, known_at, document) "
		       "SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3 FROM look WHERE domain_id = "
		       "$1",
		       SQL_WITH(SQL_INT(domain_id), SQL_INT(look->at), SQL_TEXT(document)),
		       error) &&
	       touch_related(store, domain_id, error);
}

bool store_look_add(struct store *store, int64_t domain_id, const struct look *look, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, add_look(store, domain_id, look, error), error);
}

struct look *store_look(struct store *store, int64_t domain_id, int64_t before, GError **error)
{
	int64_t last = before == TIME_NONE ? store_now(store) : MIN(before - 1, store_now(store));
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT document FROM look WHERE domain_id = $1 AND known_at <= $2 "
			  "ORDER BY known_at DESC, seq DESC LIMIT 1",
			  SQL_WITH(SQL_INT(domain_id), SQL_INT(last)));
	bool found = sql_next(query);
	GError *damage = NULL;
	struct look *look = found ? look_parse(sql_text(query, 0), &damage) : NULL;

	if (!sql_end(query, damage ? NULL : error))
		g_clear_pointer(&look, look_free);
	if (damage)
		g_propagate_error(error, damage);
	return look;
}
