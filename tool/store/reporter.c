/* SPDX-License-Identifier: MIT */
#include "store/inner.h"
#include "store/row.h"
#include "store/traffic.h"

#define MONTH_DAYS 30

void reporter_free(struct reporter *reporter)
{
	if (!reporter)
		return;
	g_free(reporter->org_name);
	g_free(reporter->newest.seen.fo);
	g_free(reporter);
}

/* The reporter at hand, while its reports pass by from the newest to the oldest. */
struct passing {
	GPtrArray *reporters;
	GArray *policies; /* uint16_t: of the newest report of each */
	int32_t month;	  /* the first day of the span's last month */
	struct reporter *reporter;
	char *org_key;
	bool same;     /* all reports so far show the newest policy */
	int32_t day;   /* of the report before */
	int32_t above; /* the day before `since` fell to its present value */
};

static void start(struct passing *passing, struct sql_query *query, int32_t day)
{
	struct reporter *reporter = g_new0(struct reporter, 1);
	uint16_t policy_id = (uint16_t)sql_int(query, 4);

	reporter->org_name = sql_dup(query, 1);
	reporter->bit = (unsigned)sql_int(query, 2);
	reporter->last_day = day;
	reporter->since = passing->above = day + 1;
	g_ptr_array_add(passing->reporters, reporter);
	g_array_append_val(passing->policies, policy_id);
	passing->reporter = reporter;
	passing->same = true;
	passing->day = DAY_NONE;
	g_free(passing->org_key);
	passing->org_key = sql_dup(query, 0);
}

/* A day on which some reports show another policy is no day from which all of them show this one.
 */
static void follow_policy(struct passing *passing, uint16_t policy_id, int32_t day)
{
	struct reporter *reporter = passing->reporter;

	if (!passing->same)
		return;
	passing->same =
		policy_id == g_array_index(passing->policies, uint16_t, passing->policies->len - 1);
	if (passing->same && day < reporter->since) {
		passing->above = reporter->since;
		reporter->since = day;
	} else if (!passing->same && day == reporter->since) {
		reporter->since = passing->above;
	}
}

static void pass(struct passing *passing, struct sql_query *query)
{
	int32_t day = day_of(sql_int(query, 3));

	if (g_strcmp0(passing->org_key, sql_text(query, 0)) != 0)
		start(passing, query, day);
	follow_policy(passing, (uint16_t)sql_int(query, 4), day);
	passing->reporter->first_day = day;
	if (day >= passing->month && day != passing->day)
		passing->reporter->days++;
	passing->day = day;
}

static bool read_reports(struct store *store, int64_t domain_id, struct passing *passing,
			 GError **error)
{
	struct sql_query *query = sql_query(
		store->sql,
		"SELECT o.org_key, r.org_name, o.bit, r.begin_at, r.policy_id FROM report r "
		"JOIN reporter o ON o.domain_id = r.domain_id AND o.org_key = r.org_key "
		"WHERE r.domain_id = $1 AND r.known_at <= $2 "
		"AND (r.superseded_at IS NULL OR r.superseded_at > $2) "
		"ORDER BY o.bit, o.org_key, r.begin_at DESC, r.end_at DESC, r.name DESC",
		SQL_WITH(SQL_INT(domain_id), SQL_INT(store_now(store))));

	while (sql_next(query))
		pass(passing, query);
	g_clear_pointer(&passing->org_key, g_free);
	return sql_end(query, error);
}

static bool read_reporters(struct store *store, int64_t domain_id, struct passing *passing,
			   GError **error)
{
	struct traffic_span span;

	if (!store_span(store, domain_id, &span, error))
		return false;
	passing->month = span.newest == DAY_NONE ? INT32_MAX : span.newest - MONTH_DAYS + 1;
	if (!read_reports(store, domain_id, passing, error))
		return false;
	for (unsigned i = 0; i < passing->reporters->len; i++) {
		struct reporter *reporter = passing->reporters->pdata[i];

		if (!policy_load(store->sql, domain_id,
				 g_array_index(passing->policies, uint16_t, i), &reporter->newest,
				 error))
			return false;
	}
	return true;
}

GPtrArray *store_reporters(struct store *store, int64_t domain_id, GError **error)
{
	g_autoptr(GPtrArray) reporters =
		g_ptr_array_new_with_free_func((GDestroyNotify)reporter_free);
	g_autoptr(GArray) policies = g_array_new(FALSE, FALSE, sizeof(uint16_t));
	struct passing passing = {.reporters = reporters, .policies = policies};
	bool own;

	if (!store_enter(store, false, &own, error) ||
	    !store_leave(store, own, read_reporters(store, domain_id, &passing, error), error))
		return NULL;
	return g_steal_pointer(&reporters);
}
