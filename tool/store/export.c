/* SPDX-License-Identifier: MIT */
#include "store/inner.h"
#include "store/row.h"
#include "store/traffic.h"

/* Signatures of a domain that are kept while its rows pass by. */
#define SIGNATURES_KEPT 10000

struct exporting {
	struct store *store;
	int64_t domain_id;
	GHashTable *signatures; /* number -> struct signature * */
	bool (*each)(void *ctx, const struct export_row *row);
	void *ctx;
};

static const struct signature *signature_of(struct exporting *exporting, uint32_t number,
					    GError **error)
{
	void *key = GUINT_TO_POINTER(number);
	struct signature *signature = g_hash_table_lookup(exporting->signatures, key);

	if (signature)
		return signature;
	signature = signature_load(exporting->store->sql, exporting->domain_id, number, error);
	if (!signature)
		return NULL;
	if (g_hash_table_size(exporting->signatures) >= SIGNATURES_KEPT)
		g_hash_table_remove_all(exporting->signatures);
	g_hash_table_insert(exporting->signatures, key, signature);
	return signature;
}

/* *more: the caller wants to go on. */
static bool each_row_of(struct exporting *exporting, struct sql_query *report, bool *more,
			GError **error)
{
	struct export_row out = {.org_name = sql_text(report, 1),
				 .report_id = sql_text(report, 2),
				 .begin = sql_int(report, 3),
				 .end = sql_int(report, 4)};
	struct sql_query *rows =
		rows_of_report(exporting->store->sql, exporting->domain_id, sql_int(report, 0));
	struct report_row row;
	bool ok = true;

	while (*more && ok && rows_next(rows, &row)) {
		out.row = &row;
		out.signature = signature_of(exporting, row.signature, error);
		ok = out.signature != NULL;
		if (ok)
			*more = exporting->each(exporting->ctx, &out);
	}
	return sql_end(rows, ok ? error : NULL) && ok;
}

static bool each_report(struct exporting *exporting, int32_t from, int32_t until, GError **error)
{
	struct sql_query *report = sql_query(
		exporting->store->sql,
		"SELECT report_id, org_name, name, begin_at, end_at FROM report "
		"WHERE domain_id = $1 AND begin_at >= $2 AND begin_at < $3 AND known_at <= $4 "
		"AND (superseded_at IS NULL OR superseded_at > $4) "
		"ORDER BY begin_at, end_at, org_key, name",
		SQL_WITH(SQL_INT(exporting->domain_id), SQL_INT(day_begin(from)),
			 SQL_INT(day_begin(until) + DAY_SECONDS),
			 SQL_INT(store_now(exporting->store))));
	bool ok = true, more = true;

	while (ok && more && sql_next(report))
		ok = each_row_of(exporting, report, &more, error);
	return sql_end(report, ok ? error : NULL) && ok;
}

bool store_each_row(struct store *store, int64_t domain_id, int32_t from, int32_t until,
		    bool (*each)(void *ctx, const struct export_row *row), void *ctx,
		    GError **error)
{
	g_autoptr(GHashTable) signatures =
		g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)signature_free);
	struct exporting exporting = {store, domain_id, signatures, each, ctx};
	bool own;

	return store_enter(store, false, &own, error) &&
	       store_leave(store, own, each_report(&exporting, from, until, error), error);
}
