/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "store/document.h"
#include "store/inner.h"
#include "store/project.h"

static bool add_mark(struct store *store, struct mark *mark, GError **error)
{
	g_autofree char *ips = texts_format(mark->ips);

	mark->at = store_now(store);
	return sql_number(
		       store->sql,
		       "INSERT INTO mark (domain_id, known_at, source, flow, verdict, reason, who, "
		       "ips) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
		       SQL_WITH(SQL_INT(mark->domain_id), SQL_INT(mark->at), SQL_TEXT(mark->source),
				SQL_TEXT(mark->flow), SQL_TEXT(verdict_name(mark->verdict)),
				SQL_TEXT(mark->reason), SQL_TEXT(mark->who), SQL_TEXT(ips)),
		       0, &mark->id, error) &&
	       store_touch(store, mark->domain_id, error);
}

bool store_mark_add(struct store *store, struct mark *mark, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, add_mark(store, mark, error), error);
}

static bool end_mark(struct store *store, int64_t id, GError **error)
{
	int64_t domain_id;

	return sql_number(store->sql,
			  "UPDATE mark SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL "
			  "RETURNING domain_id",
			  SQL_WITH(SQL_INT(store_now(store)), SQL_INT(id)), 0, &domain_id, error) &&
	       (domain_id == 0 || store_touch(store, domain_id, error));
}

bool store_mark_end(struct store *store, int64_t id, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, end_mark(store, id, error), error);
}

static struct mark *read_mark(struct sql_query *query)
{
	struct mark *mark = g_new(struct mark, 1);

	*mark = (struct mark){
		.id = sql_int(query, 0),
		.domain_id = sql_int(query, 1),
		.at = sql_int(query, 2),
		.source = sql_dup(query, 3),
		.flow = sql_dup(query, 4),
		.reason = sql_dup(query, 6),
		.who = sql_dup(query, 7),
		.ips = texts_parse(sql_text(query, 8)),
	};
	/* A word that is none of ours leaves the flow to a person's judgement. */
	if (!verdict_from_name(sql_text(query, 5), &mark->verdict))
		mark->verdict = VERDICT_UNKNOWN;
	return mark;
}

GPtrArray *store_marks(struct store *store, int64_t domain_id, GError **error)
{
	g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT id, domain_id, known_at, source, flow, verdict, reason, who, ips "
			  "FROM mark WHERE domain_id = $1 AND known_at <= $2 "
			  "AND (ended_at IS NULL OR ended_at > $2) ORDER BY id",
			  SQL_WITH(SQL_INT(domain_id), SQL_INT(store_now(store))));

	while (sql_next(query))
		g_ptr_array_add(marks, read_mark(query));
	return sql_end(query, error) ? g_steal_pointer(&marks) : NULL;
}
