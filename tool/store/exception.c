/* SPDX-License-Identifier: MIT */
#include "store/inner.h"
#include "store/project.h"

static bool add_waiver(struct store *store, struct waiver *waiver, GError **error)
{
	waiver->at = store_now(store);
	return sql_number(store->sql,
			  "INSERT INTO waiver (domain_id, known_at, condition, source, last_day, "
			  "accepted_by, reason) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
			  SQL_WITH(SQL_INT(waiver->domain_id), SQL_INT(waiver->at),
				   SQL_TEXT(waiver->condition), SQL_TEXT(waiver->source),
				   SQL_INT(waiver->until), SQL_TEXT(waiver->by),
				   SQL_TEXT(waiver->reason)),
			  0, &waiver->id, error) &&
	       store_touch(store, waiver->domain_id, error);
}

bool store_waiver_add(struct store *store, struct waiver *waiver, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, add_waiver(store, waiver, error), error);
}

/* Ends one row of a table and touches the domain it belongs to; text returns that domain's id. */
static bool end_one(struct store *store, const char *text, int64_t id, GError **error)
{
	int64_t domain_id;

	return sql_number(store->sql, text, SQL_WITH(SQL_INT(store_now(store)), SQL_INT(id)), 0,
			  &domain_id, error) &&
	       (domain_id == 0 || store_touch(store, domain_id, error));
}

bool store_waiver_end(struct store *store, int64_t id, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own,
			   end_one(store,
				   "UPDATE waiver SET ended_at = $1 WHERE id = $2 "
				   "AND ended_at IS NULL RETURNING domain_id",
				   id, error),
			   error);
}

GPtrArray *store_waivers(struct store *store, int64_t domain_id, GError **error)
{
	g_autoptr(GPtrArray) waivers = g_ptr_array_new_with_free_func((GDestroyNotify)waiver_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT id, domain_id, condition, source, last_day, accepted_by, reason, "
			  "known_at FROM waiver WHERE domain_id = $1 AND known_at <= $2 "
			  "AND (ended_at IS NULL OR ended_at > $2) ORDER BY id",
			  SQL_WITH(SQL_INT(domain_id), SQL_INT(store_now(store))));

	while (sql_next(query)) {
		struct waiver *waiver = g_new(struct waiver, 1);

		*waiver = (struct waiver){
			.id = sql_int(query, 0),
			.domain_id = sql_int(query, 1),
			.condition = sql_dup(query, 2),
			.source = sql_dup(query, 3),
			.until = (int32_t)sql_int(query, 4),
			.by = sql_dup(query, 5),
			.reason = sql_dup(query, 6),
			.at = sql_int(query, 7),
		};
		g_ptr_array_add(waivers, waiver);
	}
	return sql_end(query, error) ? g_steal_pointer(&waivers) : NULL;
}

static bool add_complaint(struct store *store, struct complaint *complaint, GError **error)
{
	complaint->at = store_now(store);
	complaint->closed_at = TIME_NONE;
	return sql_number(store->sql,
			  "INSERT INTO complaint (domain_id, known_at, reason, who) "
			  "VALUES ($1, $2, $3, $4) RETURNING id",
			  SQL_WITH(SQL_INT(complaint->domain_id), SQL_INT(complaint->at),
				   SQL_TEXT(complaint->reason), SQL_TEXT(complaint->who)),
			  0, &complaint->id, error) &&
	       store_touch(store, complaint->domain_id, error);
}

bool store_complaint_add(struct store *store, struct complaint *complaint, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, add_complaint(store, complaint, error), error);
}

static bool close_complaints(struct store *store, int64_t domain_id, GError **error)
{
	return sql_run(store->sql,
		       "UPDATE complaint SET ended_at = $1 WHERE domain_id = $2 "
		       "AND ended_at IS NULL",
		       SQL_WITH(SQL_INT(store_now(store)), SQL_INT(domain_id)), error) &&
	       store_touch(store, domain_id, error);
}

bool store_complaint_close(struct store *store, int64_t domain_id, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, close_complaints(store, domain_id, error), error);
}

/* Closed ones too: with the instant, unless it is still to come. */
GPtrArray *store_complaints(struct store *store, int64_t domain_id, GError **error)
{
	g_autoptr(GPtrArray) complaints =
		g_ptr_array_new_with_free_func((GDestroyNotify)complaint_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT id, domain_id, known_at, "
			  "CASE WHEN ended_at <= $1 THEN ended_at END, reason, who "
			  "FROM complaint WHERE domain_id = $2 AND known_at <= $1 ORDER BY id",
			  SQL_WITH(SQL_INT(store_now(store)), SQL_INT(domain_id)));

	while (sql_next(query)) {
		struct complaint *complaint = g_new(struct complaint, 1);

		*complaint = (struct complaint){
			.id = sql_int(query, 0),
			.domain_id = sql_int(query, 1),
			.at = sql_int(query, 2),
			.closed_at = sql_get_time(query, 3),
			.reason = sql_dup(query, 4),
			.who = sql_dup(query, 5),
		};
		g_ptr_array_add(complaints, complaint);
	}
	return sql_end(query, error) ? g_steal_pointer(&complaints) : NULL;
}
