/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "store/import_inner.h"

#define SHA256_OCTETS 32

/* The unsuperseded report of the same identity (domain.md 3.4). */
struct rival {
	int64_t report_id, messages;
	uint8_t sha256[SHA256_OCTETS];
};

static bool is_stored(struct store_import *import, const uint8_t *sha256, bool *stored,
		      GError **error)
{
	int64_t n = 0;
	bool ok = sql_number(import->store->sql,
			     "SELECT COUNT(*) FROM report WHERE domain_id = $1 AND sha256 = $2",
			     SQL_WITH(SQL_INT(import->domain_id), SQL_BLOB(sha256, SHA256_OCTETS)),
			     0, &n, error);

	*stored = n > 0;
	return ok;
}

static bool find_rival(struct store_import *import, const struct report *report,
		       struct rival *rival, bool *found, GError **error)
{
	struct sql_query *query =
		sql_query(import->store->sql,
			  "SELECT report_id, messages, sha256 FROM report WHERE domain_id = $1 "
			  "AND org_key = $2 AND name = $3 AND begin_at = $4 AND end_at = $5 "
			  "AND superseded_at IS NULL",
			  SQL_WITH(SQL_INT(import->domain_id), SQL_TEXT(report->org_key),
				   SQL_TEXT(report->report_id), SQL_INT(report->begin),
				   SQL_INT(report->end)));

	*found = sql_next(query);
	if (*found) {
		size_t len;
		const void *sha256 = sql_bytes(query, 2, &len);

		*rival = (struct rival){sql_int(query, 0), sql_int(query, 1), {0}};
		memcpy(rival->sha256, sha256, MIN(len, SHA256_OCTETS));
	}
	return sql_end(query, error);
}

/* Counts a stored report's rows back out of the sums. */
static bool take_back(struct store_import *import, int64_t report_id, GError **error)
{
	struct sql *sql = import->store->sql;
	struct count count;

	if (!count_load(&count, sql, import->domain_id, report_id, error))
		return false;
	count.sign = -1;
	return count_stored(&count, sql, report_id, import->cells, import_drain, import, error);
}

static bool supersede(struct store_import *import, int64_t report_id, GError **error)
{
	return sql_run(import->store->sql,
		       "UPDATE report SET superseded_at = $1 WHERE domain_id = $2 AND report_id = "
		       "$3",
		       SQL_WITH(SQL_INT(import->now), SQL_INT(import->domain_id),
				SQL_INT(report_id)),
		       error) &&
	       take_back(import, report_id, error);
}

bool import_judge(struct store_import *import, const struct report *report, const uint8_t *sha256,
		  enum import_outcome *outcome, GError **error)
{
	struct rival rival;
	bool stored, contested;
	int64_t messages = (int64_t)report->messages;

	*outcome = IMPORT_OUTCOME_DUPLICATE;
	if (!is_stored(import, sha256, &stored, error))
		return false;
	if (stored)
		return true;
	*outcome = IMPORT_OUTCOME_NEW;
	if (!find_rival(import, report, &rival, &contested, error))
		return false;
	if (!contested)
		return true;
	if (messages != rival.messages)
		*outcome = messages > rival.messages ? IMPORT_OUTCOME_REPLACED
						     : IMPORT_OUTCOME_INFERIOR;
	else
		*outcome = memcmp(sha256, rival.sha256, SHA256_OCTETS) > 0
				   ? IMPORT_OUTCOME_REPLACED
				   : IMPORT_OUTCOME_INFERIOR;
	return sql_run(import->store->sql,
		       "UPDATE report SET flags = flags | $1 WHERE domain_id = $2 AND report_id = "
		       "$3",
		       SQL_WITH(SQL_INT(REPORT_CONFLICT), SQL_INT(import->domain_id),
				SQL_INT(rival.report_id)),
		       error) &&
	       (*outcome == IMPORT_OUTCOME_INFERIOR || supersede(import, rival.report_id, error));
}

static char *join_errors(const struct report *report)
{
	GString *text;

	if (!report->errors || report->errors->len == 0)
		return NULL;
	text = g_string_new(report->errors->pdata[0]);
	for (unsigned i = 1; i < report->errors->len; i++)
		g_string_append_printf(text, "\n%s", (const char *)report->errors->pdata[i]);
	return g_string_free(text, FALSE);
}

bool import_put_report(struct store_import *import, const struct report *report,
		       const uint8_t *sha256, uint16_t policy_id, enum import_outcome outcome,
		       GError **error)
{
	g_autofree char *errors = join_errors(report);
	bool contested = outcome != IMPORT_OUTCOME_NEW;

	return sql_run(
		import->store->sql,
		"INSERT INTO report (domain_id, report_id, known_at, superseded_at, org_key, "
		"org_name, "
		"email, contact, generator, name, begin_at, end_at, policy_id, flags, errors, "
		"row_count, bad_rows, messages, rows_sum, sha256, input, member) VALUES ($1, $2, "
		"$3, $4, $5, "
		"$6, "
		"$7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
		SQL_WITH(SQL_INT(import->domain_id), SQL_INT(import->report_id),
			 SQL_INT(import->now),
			 outcome == IMPORT_OUTCOME_INFERIOR ? SQL_INT(import->now)
							    : (struct sql_value){0},
			 SQL_TEXT(report->org_key), SQL_TEXT(report->org_name),
			 SQL_TEXT(report->email), SQL_TEXT(report->contact),
			 SQL_TEXT(report->generator), SQL_TEXT(report->report_id),
			 SQL_INT(report->begin), SQL_INT(report->end), SQL_INT(policy_id),
			 SQL_INT(report->flags | (contested ? REPORT_CONFLICT : 0u)),
			 SQL_TEXT(errors), SQL_INT(report->rows), SQL_INT(report->bad_rows),
			 SQL_INT(report->messages), SQL_INT(import->rows_sum),
			 SQL_BLOB(sha256, SHA256_OCTETS), SQL_TEXT(import->input),
			 SQL_TEXT(import->member)),
		error);
}
