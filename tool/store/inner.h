/* SPDX-License-Identifier: MIT */
/* What the files of store/ share. */
#ifndef STORE_INNER_H
#define STORE_INNER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "store/sql.h"
#include "store/store.h"

struct store {
	struct sql *sql;
	char *dir;
	const struct clock *clock;
};

static inline int64_t store_now(const struct store *store)
{
	return clock_now(store->clock);
}

/*
 * Makes the statements of one call one transaction, or a part of the caller's. Between the two,
 * ok says whether all went well; a caller's transaction is rolled back by the caller.
 */
bool store_enter(struct store *store, bool write, bool *own, GError **error);
bool store_leave(struct store *store, bool own, bool ok, GError **error);

/* Raises the domain's version; 0: that of all domains. */
bool store_touch(struct store *store, int64_t domain_id, GError **error);
/* The same after a write of its reports. */
bool store_touch_traffic(struct store *store, int64_t domain_id, GError **error);
bool store_touch_customer(struct store *store, int64_t customer_id, GError **error);

/* What is no value is SQL's NULL: day, instant, id 0. */
static inline struct sql_value sql_day(int32_t day)
{
	return day == DAY_NONE ? (struct sql_value){0} : SQL_INT(day);
}

static inline struct sql_value sql_time(int64_t at)
{
	return at == TIME_NONE ? (struct sql_value){0} : SQL_INT(at);
}

static inline struct sql_value sql_id(int64_t id)
{
	return id == 0 ? (struct sql_value){0} : SQL_INT(id);
}

static inline int32_t sql_get_day(struct sql_query *query, int column)
{
	return sql_is_null(query, column) ? DAY_NONE : (int32_t)sql_int(query, column);
}

static inline int64_t sql_get_time(struct sql_query *query, int column)
{
	return sql_is_null(query, column) ? TIME_NONE : sql_int(query, column);
}

#endif
