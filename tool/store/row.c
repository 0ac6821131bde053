/* SPDX-License-Identifier: MIT */
#include "store/row.h"

#include "base/error.h"

struct sql_query *rows_of_report(struct sql *sql, int64_t domain_id, int64_t report_id)
{
	return sql_query(sql,
			 "SELECT ip, count, signature_id, disposition, flags FROM report_row "
			 "WHERE domain_id = $1 AND report_id = $2 ORDER BY seq",
			 SQL_WITH(SQL_INT(domain_id), SQL_INT(report_id)));
}

/* A damaged row must not reach beyond what its members can be. */
bool rows_next(struct sql_query *query, struct report_row *row)
{
	size_t len;
	const void *ip;
	int64_t disposition;

	if (!sql_next(query))
		return false;
	disposition = sql_int(query, 3);
	*row = (struct report_row){
		.count = (uint32_t)sql_int(query, 1),
		.signature = (uint32_t)sql_int(query, 2),
		.disposition = (uint8_t)(disposition >= 0 && disposition < DISPOSITION_COUNT
						 ? disposition
						 : DISPOSITION_UNKNOWN),
		.flags = (uint8_t)sql_int(query, 4),
	};
	ip = sql_bytes(query, 0, &len);
	if (!ip_from_bytes(ip, len, &row->ip))
		row->flags |= ROW_BAD_ADDRESS;
	return true;
}

static void set_missing(GError **error, const char *what, unsigned number, int64_t domain_id)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
		    "%s %u of domain %" G_GINT64_FORMAT
		    " is missing or damaged; run rampart doctor, restore a backup",
		    what, number, domain_id);
}

struct signature *signature_load(struct sql *sql, int64_t domain_id, uint32_t signature_id,
				 GError **error)
{
	struct sql_query *query = sql_query(
		sql, "SELECT key FROM signature WHERE domain_id = $1 AND signature_id = $2",
		SQL_WITH(SQL_INT(domain_id), SQL_INT(signature_id)));
	struct signature *signature = NULL;

	if (sql_next(query)) {
		size_t len;
		const void *key = sql_bytes(query, 0, &len);

		signature = signature_from_key(key, len);
	}
	if (!sql_end(query, error))
		g_clear_pointer(&signature, signature_free);
	else if (!signature)
		set_missing(error, "signature", signature_id, domain_id);
	return signature;
}

static enum policy word(struct sql_query *query, int column)
{
	int64_t word = sql_int(query, column);

	return word >= POLICY_NONE && word <= POLICY_INVALID ? (enum policy)word : POLICY_INVALID;
}

bool policy_load(struct sql *sql, int64_t domain_id, uint16_t policy_id,
		 struct traffic_policy *policy, GError **error)
{
	struct sql_query *query =
		sql_query(sql,
			  "SELECT generation, p, sp, np, pct, testing, adkim_strict, aspf_strict, "
			  "discovery, fo FROM policy WHERE domain_id = $1 AND policy_id = $2",
			  SQL_WITH(SQL_INT(domain_id), SQL_INT(policy_id)));
	bool found = sql_next(query);

	if (found) {
		int64_t discovery = sql_int(query, 8);
		const char *fo = sql_text(query, 9);

		policy->generation = sql_int(query, 0) ? GENERATION_RFC9989 : GENERATION_RFC7489;
		policy->seen = (struct policy_seen){
			.p = word(query, 1),
			.sp = word(query, 2),
			.np = word(query, 3),
			.pct = (int)sql_int(query, 4),
			.testing = (int)sql_int(query, 5),
			.adkim_strict = sql_int(query, 6) != 0,
			.aspf_strict = sql_int(query, 7) != 0,
			.discovery = discovery == DISCOVERY_PSL	       ? DISCOVERY_PSL
				     : discovery == DISCOVERY_TREEWALK ? DISCOVERY_TREEWALK
								       : DISCOVERY_UNKNOWN,
			.fo = *fo ? g_strdup(fo) : NULL,
		};
	}
	if (!sql_end(query, error))
		return false;
	if (!found)
		set_missing(error, "policy", policy_id, domain_id);
	return found;
}
