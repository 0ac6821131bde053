/* SPDX-License-Identifier: MIT */
#include "store/flagged.h"

#include "store/inner.h"

/*
 * Reports of one reporter with the same rows, in the order of their windows: one that begins
 * before all earlier ones have ended, or ends after the next has begun, tells of the same messages
 * a second time (domain.md 3.4). $1 is the clock, $2 and $3 the first and the last domain.
 */
#define TWINS                                                                                      \
	"WITH placed AS (SELECT domain_id, report_id, begin_at, end_at, "                          \
	"MAX(end_at) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach, "         \
	"LEAD(begin_at) OVER w AS next, LAG(name) OVER w AS before, LEAD(name) OVER w AS after "   \
	"FROM report WHERE known_at <= $1 AND domain_id BETWEEN $2 AND $3 AND row_count > 0 "      \
	"AND (superseded_at IS NULL OR superseded_at > $1) "                                       \
	"WINDOW w AS (PARTITION BY domain_id, org_key, rows_sum, messages "                        \
	"ORDER BY begin_at, end_at, name)), "                                                      \
	"twin AS (SELECT domain_id, report_id, "                                                   \
	"CASE WHEN begin_at < reach THEN before ELSE after END AS name FROM placed "               \
	"WHERE begin_at < reach OR end_at > next) "

static struct flagged_report *read_report(struct sql_query *query)
{
	struct flagged_report *report = g_new(struct flagged_report, 1);

	*report = (struct flagged_report){
		.domain = sql_dup(query, 0),
		.org_name = sql_dup(query, 1),
		.report_id = sql_dup(query, 2),
		.begin = sql_int(query, 3),
		.end = sql_int(query, 4),
		.at = sql_int(query, 5),
		.input = sql_dup(query, 6),
		.member = sql_dup(query, 7),
		.flags = (unsigned)sql_int(query, 8),
		.rows = (uint64_t)sql_int(query, 9),
		.bad_rows = (uint64_t)sql_int(query, 10),
		.messages = (uint64_t)sql_int(query, 11),
		.superseded = sql_int(query, 12) != 0,
		.twin = sql_dup(query, 13),
	};
	if (report->twin)
		report->flags |= REPORT_OVERLAP;
	return report;
}

GPtrArray *store_flagged(struct store *store, int64_t domain_id, GError **error)
{
	g_autoptr(GPtrArray) reports =
		g_ptr_array_new_with_free_func((GDestroyNotify)flagged_report_free);
	int64_t last = domain_id ? domain_id : INT64_MAX;
	struct sql_query *query = sql_query(
		store->sql,
		TWINS "SELECT d.name, r.org_name, r.name, r.begin_at, r.end_at, r.known_at, "
		      "r.input, r.member, r.flags, r.row_count, r.bad_rows, r.messages, "
		      "COALESCE(r.superseded_at <= $1, 1 = 0), t.name FROM report r "
		      "JOIN domain d ON d.id = r.domain_id LEFT JOIN twin t "
		      "ON t.domain_id = r.domain_id AND t.report_id = r.report_id "
		      "WHERE r.known_at <= $1 AND r.domain_id BETWEEN $2 AND $3 "
		      "AND (r.flags <> 0 OR t.name IS NOT NULL) "
		      "ORDER BY r.known_at DESC, d.name, r.begin_at DESC, r.org_key, r.name",
		SQL_WITH(SQL_INT(store_now(store)), SQL_INT(domain_id), SQL_INT(last)));

	while (sql_next(query))
		g_ptr_array_add(reports, read_report(query));
	return sql_end(query, error) ? g_steal_pointer(&reports) : NULL;
}
