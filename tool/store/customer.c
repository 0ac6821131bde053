/* SPDX-License-Identifier: MIT */
#include "store/inner.h"
#include "store/project.h"

/* A customer with the newest target that is known at $1; before the first one it is not there. */
#define SELECT                                                                                     \
	"SELECT c.id, c.slug, c.name, c.contact, c.started, t.target FROM customer c "             \
	"JOIN customer_target t ON t.customer_id = c.id AND t.seq = (SELECT MAX(k.seq) "           \
	"FROM customer_target k WHERE k.customer_id = c.id AND k.known_at <= $1) "

static struct customer *read_customer(struct sql_query *query)
{
	struct customer *customer = g_new(struct customer, 1);

	*customer = (struct customer){
		.id = sql_int(query, 0),
		.slug = sql_dup(query, 1),
		.name = sql_dup(query, 2),
		.contact = sql_dup(query, 3),
		.started = (int32_t)sql_int(query, 4),
		.target = sql_get_day(query, 5),
	};
	return customer;
}

static bool add_target(struct store *store, const struct customer *customer, GError **error)
{
	return sql_run(store->sql,
		       "INSERT INTO customer_target (customer_id, seq, known_at, target) "
		       "SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3 FROM customer_target "
		       "WHERE customer_id = $1",
		       SQL_WITH(SQL_INT(customer->id), SQL_INT(store_now(store)),
				sql_day(customer->target)),
		       error);
}

static bool put(struct store *store, struct customer *customer, GError **error)
{
	if (customer->id == 0)
		return sql_number(store->sql,
				  "INSERT INTO customer (slug, name, contact, started) "
				  "VALUES ($1, $2, $3, $4) RETURNING id",
				  SQL_WITH(SQL_TEXT(customer->slug), SQL_TEXT(customer->name),
					   SQL_TEXT(customer->contact), SQL_INT(customer->started)),
				  0, &customer->id, error) &&
		       add_target(store, customer, error);
	return sql_run(store->sql,
		       "UPDATE customer SET slug = $1, name = $2, contact = $3, started = $4 "
		       "WHERE id = $5",
		       SQL_WITH(SQL_TEXT(customer->slug), SQL_TEXT(customer->name),
				SQL_TEXT(customer->contact), SQL_INT(customer->started),
				SQL_INT(customer->id)),
		       error) &&
	       add_target(store, customer, error) &&
	       store_touch_customer(store, customer->id, error);
}

bool store_customer_put(struct store *store, struct customer *customer, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, put(store, customer, error), error);
}

struct customer *store_customer(struct store *store, const char *slug, GError **error)
{
	struct sql_query *query = sql_query(store->sql, SELECT "WHERE c.slug = $2",
					    SQL_WITH(SQL_INT(store_now(store)), SQL_TEXT(slug)));
	struct customer *customer = sql_next(query) ? read_customer(query) : NULL;

	return sql_end(query, error) ? customer : NULL;
}

GPtrArray *store_customers(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) customers =
		g_ptr_array_new_with_free_func((GDestroyNotify)customer_free);
	struct sql_query *query = sql_query(store->sql, SELECT "ORDER BY c.slug",
					    SQL_WITH(SQL_INT(store_now(store))));

	while (sql_next(query))
		g_ptr_array_add(customers, read_customer(query));
	return sql_end(query, error) ? g_steal_pointer(&customers) : NULL;
}

static bool add_freeze(struct store *store, const struct freeze *freeze, GError **error)
{
	return sql_run(store->sql,
		       "INSERT INTO freeze (customer_id, known_at, first_day, last_day, reason, "
		       "who) "
		       "VALUES ($1, $2, $3, $4, $5, $6)",
		       SQL_WITH(SQL_INT(freeze->customer_id), SQL_INT(store_now(store)),
				SQL_INT(freeze->from), SQL_INT(freeze->until),
				SQL_TEXT(freeze->reason), SQL_TEXT(freeze->who)),
		       error) &&
	       store_touch_customer(store, freeze->customer_id, error);
}

bool store_freeze_add(struct store *store, const struct freeze *freeze, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, add_freeze(store, freeze, error), error);
}

static bool end_freezes(struct store *store, int64_t customer_id, GError **error)
{
	return sql_run(store->sql,
		       "UPDATE freeze SET ended_at = $1 WHERE customer_id = $2 AND ended_at IS "
		       "NULL",
		       SQL_WITH(SQL_INT(store_now(store)), SQL_INT(customer_id)), error) &&
	       store_touch_customer(store, customer_id, error);
}

bool store_freeze_end(struct store *store, int64_t customer_id, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, end_freezes(store, customer_id, error), error);
}

GPtrArray *store_freezes(struct store *store, int64_t customer_id, GError **error)
{
	g_autoptr(GPtrArray) freezes = g_ptr_array_new_with_free_func((GDestroyNotify)freeze_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT customer_id, first_day, last_day, reason, who FROM freeze "
			  "WHERE customer_id = $1 AND known_at <= $2 "
			  "AND (ended_at IS NULL OR ended_at > $2) ORDER BY first_day, id",
			  SQL_WITH(SQL_INT(customer_id), SQL_INT(store_now(store))));

	while (sql_next(query)) {
		struct freeze *freeze = g_new(struct freeze, 1);

		*freeze = (struct freeze){sql_int(query, 0), (int32_t)sql_int(query, 1),
					  (int32_t)sql_int(query, 2), sql_dup(query, 3),
					  sql_dup(query, 4)};
		g_ptr_array_add(freezes, freeze);
	}
	return sql_end(query, error) ? g_steal_pointer(&freezes) : NULL;
}
