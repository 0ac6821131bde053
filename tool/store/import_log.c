/* SPDX-License-Identifier: MIT */
/* What an import leaves behind beside reports: refused inputs, check-points of mailboxes. */
#include "store/import_inner.h"

void reject_free(struct reject *reject)
{
	if (!reject)
		return;
	g_free(reject->input);
	g_free(reject->member);
	g_free(reject->reason);
	g_free(reject);
}

bool store_import_reject(struct store_import *import, const char *input, const char *member,
			 const char *reason, GError **error)
{
	return import_begin(import, error) &&
	       sql_run(import->store->sql,
		       "INSERT INTO reject (at, input, member, reason, seen) VALUES ($1, $2, $3, "
		       "$4, 1) "
		       "ON CONFLICT (input, member) DO UPDATE SET at = excluded.at, "
		       "reason = excluded.reason, seen = reject.seen + 1",
		       SQL_WITH(SQL_INT(store_now(import->store)), SQL_TEXT(input),
				SQL_TEXT(member ? member : ""), SQL_TEXT(reason)),
		       error);
}

bool store_import_checkpoint(struct store_import *import, const char *mailbox, uint32_t uidvalidity,
			     uint32_t uid, GError **error)
{
	return import_begin(import, error) &&
	       sql_run(import->store->sql,
		       "INSERT INTO mailbox (name, uidvalidity, uid) VALUES ($1, $2, $3) "
		       "ON CONFLICT (name) DO UPDATE SET uidvalidity = excluded.uidvalidity, "
		       "uid = excluded.uid",
		       SQL_WITH(SQL_TEXT(mailbox), SQL_INT(uidvalidity), SQL_INT(uid)), error);
}

bool store_checkpoint_get(struct store *store, const char *mailbox, uint32_t *uidvalidity,
			  uint32_t *uid, GError **error)
{
	struct sql_query *query =
		sql_query(store->sql, "SELECT uidvalidity, uid FROM mailbox WHERE name = $1",
			  SQL_WITH(SQL_TEXT(mailbox)));
	bool found = sql_next(query);

	*uidvalidity = found ? (uint32_t)sql_int(query, 0) : 0;
	*uid = found ? (uint32_t)sql_int(query, 1) : 0;
	return sql_end(query, error);
}

GPtrArray *store_rejects(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) rejects = g_ptr_array_new_with_free_func((GDestroyNotify)reject_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT id, at, input, NULLIF(member, ''), reason, seen FROM reject "
			  "ORDER BY at DESC, id DESC",
			  SQL_WITHOUT);

	while (sql_next(query)) {
		struct reject *reject = g_new(struct reject, 1);

		*reject = (struct reject){
			.id = sql_int(query, 0),
			.at = sql_int(query, 1),
			.input = sql_dup(query, 2),
			.member = sql_dup(query, 3),
			.reason = sql_dup(query, 4),
			.seen = (unsigned)sql_int(query, 5),
		};
		g_ptr_array_add(rejects, reject);
	}
	return sql_end(query, error) ? g_steal_pointer(&rejects) : NULL;
}

bool store_reject_remove(struct store *store, int64_t id, GError **error)
{
	return sql_run(store->sql, "DELETE FROM reject WHERE id = $1", SQL_WITH(SQL_INT(id)),
		       error);
}
