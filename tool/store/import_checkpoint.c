/* SPDX-License-Identifier: MIT */
/* How far each mailbox was read. */
#include "store/import_inner.h"

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
