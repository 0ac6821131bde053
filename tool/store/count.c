/* SPDX-License-Identifier: MIT */
#include "store/count.h"

#include "base/error.h"
#include "store/row.h"

/* Signatures of a report whose answer is remembered: a stranger may use any number of them. */
#define REMEMBERED_MAX 65536

void count_init(struct count *count, const struct report *report)
{
	*count = (struct count){
		.window = {.begin = report->begin, .end = report->end, .flags = report->flags},
		.rfc9990 = report->generation == GENERATION_RFC9989,
		.sign = 1,
	};
	report_days(report, &count->first_day, &count->days);
}

bool count_load(struct count *count, struct sql *sql, int64_t domain_id, int64_t report_id,
		GError **error)
{
	struct sql_query *query =
		sql_query(sql,
			  "SELECT r.begin_at, r.end_at, r.flags, r.policy_id, p.generation, o.bit "
			  "FROM report r JOIN policy p ON p.domain_id = r.domain_id AND "
			  "p.policy_id = r.policy_id "
			  "JOIN reporter o ON o.domain_id = r.domain_id AND o.org_key = r.org_key "
			  "WHERE r.domain_id = $1 AND r.report_id = $2",
			  SQL_WITH(SQL_INT(domain_id), SQL_INT(report_id)));
	bool found = sql_next(query);

	if (found) {
		struct report report = {.begin = sql_int(query, 0),
					.end = sql_int(query, 1),
					.flags = (unsigned)sql_int(query, 2),
					.generation = sql_int(query, 4) ? GENERATION_RFC9989
									: GENERATION_RFC7489};

		count_init(count, &report);
		count->domain_id = domain_id;
		count->policy_id = (uint16_t)sql_int(query, 3);
		count->bit = (unsigned)sql_int(query, 5) & 63u;
	}
	if (!sql_end(query, error))
		return false;
	if (!found)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
			    "report %" G_GINT64_FORMAT " of domain %" G_GINT64_FORMAT
			    " has lost its policy or reporter; restore a backup",
			    report_id, domain_id);
	return found;
}

void count_row(const struct count *count, const struct report_row *row, uint32_t signature_id,
	       bool compliant, GArray *cells)
{
	struct cell cell = {
		.domain_id = count->domain_id,
		.reporters = UINT64_C(1) << count->bit,
		.ip = row->ip,
		.signature_id = signature_id,
		.policy_id = count->policy_id,
		.disposition = row->disposition,
		.compliant = compliant,
		.rfc9990 = count->rfc9990,
	};

	if (row->flags & ROW_BAD)
		return;
	for (unsigned i = 0; i < count->days; i++) {
		uint32_t messages =
			count->days == 1 ? row->count : report_share(&count->window, row->count, i);

		if (messages == 0)
			continue;
		cell.day = count->first_day + (int32_t)i;
		cell.messages = (int64_t)messages * count->sign;
		g_array_append_val(cells, cell);
	}
}

/* known: signature number -> 1 compliant, 2 not. */
static bool is_compliant(struct sql *sql, int64_t domain_id, GHashTable *known,
			 uint32_t signature_id, bool *compliant, GError **error)
{
	void *at = GUINT_TO_POINTER(signature_id);
	unsigned answer = GPOINTER_TO_UINT(g_hash_table_lookup(known, at));
	struct signature *signature;

	if (answer == 0) {
		signature = signature_load(sql, domain_id, signature_id, error);
		if (!signature)
			return false;
		answer = signature_compliant(signature) ? 1 : 2;
		signature_free(signature);
		if (g_hash_table_size(known) >= REMEMBERED_MAX)
			g_hash_table_remove_all(known);
		g_hash_table_insert(known, at, GUINT_TO_POINTER(answer));
	}
	*compliant = answer == 1;
	return true;
}

bool count_stored(const struct count *count, struct sql *sql, int64_t report_id, GArray *cells,
		  bool (*drain)(void *ctx, GArray *cells, GError **error), void *ctx,
		  GError **error)
{
	g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
	struct sql_query *query = rows_of_report(sql, count->domain_id, report_id);
	struct report_row row;
	bool ok = true;

	while (ok && rows_next(query, &row)) {
		bool compliant = false;

		ok = is_compliant(sql, count->domain_id, known, row.signature, &compliant, error);
		if (ok) {
			count_row(count, &row, row.signature, compliant, cells);
			ok = drain(ctx, cells, error);
		}
	}
	return sql_end(query, ok ? error : NULL) && ok;
}
