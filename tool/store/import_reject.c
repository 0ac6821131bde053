/* SPDX-License-Identifier: MIT */
/* What was refused. Its octets lie apart, each content once, and in bounded room. */
#include "base/error.h"
#include "store/import_inner.h"

#define ROW_OCTETS 64 /* a row's room in the database, about */

static struct sql_value digest_of(const struct reject *reject)
{
	return reject->sha256 ? SQL_BLOB(reject->sha256, REJECT_SHA256_OCTETS)
			      : (struct sql_value){0};
}

/* Makes room for so many octets; the newest is kept whatever its size. */
static bool make_room(struct store_import *import, size_t octets, GError **error)
{
	struct sql *sql = import->store->sql;
	int64_t oldest, len;

	if (import->reject_octets < 0 &&
	    !sql_number(sql, "SELECT SUM(LENGTH(bytes)) FROM reject_bytes", SQL_WITHOUT, 0,
			&import->reject_octets, error))
		return false;
	while (import->reject_octets > 0 &&
	       import->reject_octets + (int64_t)octets > REJECTS_OCTETS_MAX) {
		if (!sql_number(sql, "SELECT MIN(id) FROM reject_bytes", SQL_WITHOUT, 0, &oldest,
				error) ||
		    !sql_number(sql,
				"DELETE FROM reject_bytes WHERE id = $1 RETURNING LENGTH(bytes)",
				SQL_WITH(SQL_INT(oldest)), 0, &len, error))
			return false;
		import->reject_octets -= len;
	}
	return true;
}

/* The same content again becomes the newest. */
static bool keep(struct store_import *import, const struct reject *reject, GBytes *bytes,
		 GError **error)
{
	struct sql *sql = import->store->sql;
	int64_t had;
	size_t len;
	const void *data = g_bytes_get_data(bytes, &len);

	if (!sql_number(sql, "DELETE FROM reject_bytes WHERE sha256 = $1 RETURNING LENGTH(bytes)",
			SQL_WITH(digest_of(reject)), 0, &had, error))
		return false;
	if (import->reject_octets > 0)
		import->reject_octets -= had;
	if (!make_room(import, len, error) ||
	    !sql_run(sql, "INSERT INTO reject_bytes (sha256, bytes) VALUES ($1, $2)",
		     SQL_WITH(digest_of(reject), SQL_BLOB(data, len)), error))
		return false;
	import->reject_octets += (int64_t)len;
	import->pending += len / ROW_OCTETS;
	return true;
}

bool store_import_reject(struct store_import *import, const struct reject *reject, GBytes *bytes,
			 GError **error)
{
	return import_begin(import, error) && (!bytes || keep(import, reject, bytes, error)) &&
	       sql_run(import->store->sql,
		       "INSERT INTO reject (at, input, member, reason, seen, whole, sha256, "
		       "octets) VALUES ($1, $2, $3, $4, 1, $5, $6, $7) "
		       "ON CONFLICT (input, member) DO UPDATE SET at = excluded.at, "
		       "reason = excluded.reason, seen = reject.seen + 1, whole = excluded.whole, "
		       "sha256 = excluded.sha256, octets = excluded.octets",
		       SQL_WITH(SQL_INT(import->now), SQL_TEXT(reject->input),
				SQL_TEXT(reject->member ? reject->member : ""),
				SQL_TEXT(reject->reason), SQL_TEXT(reject->of ? reject->of : ""),
				digest_of(reject), SQL_INT(reject->octets)),
		       error);
}

#define SELECT                                                                                     \
	"SELECT r.id, r.at, r.input, NULLIF(r.member, ''), r.reason, r.seen, "                     \
	"NULLIF(r.whole, ''), r.sha256, r.octets, b.id IS NOT NULL FROM reject r "                 \
	"LEFT JOIN reject_bytes b ON b.sha256 = r.sha256 "

static struct reject *read_reject(struct sql_query *query)
{
	struct reject *reject = g_new(struct reject, 1);
	size_t len;
	const void *sha256 = sql_bytes(query, 7, &len);

	*reject = (struct reject){
		.id = sql_int(query, 0),
		.at = sql_int(query, 1),
		.input = sql_dup(query, 2),
		.member = sql_dup(query, 3),
		.reason = sql_dup(query, 4),
		.seen = (unsigned)sql_int(query, 5),
		.of = sql_dup(query, 6),
		.sha256 = len == REJECT_SHA256_OCTETS ? g_memdup2(sha256, len) : NULL,
		.octets = (uint64_t)sql_int(query, 8),
		.kept = sql_int(query, 9) != 0,
	};
	return reject;
}

GPtrArray *store_rejects(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) rejects = g_ptr_array_new_with_free_func((GDestroyNotify)reject_free);
	struct sql_query *query =
		sql_query(store->sql, SELECT "ORDER BY r.at DESC, r.id DESC", SQL_WITHOUT);

	while (sql_next(query))
		g_ptr_array_add(rejects, read_reject(query));
	return sql_end(query, error) ? g_steal_pointer(&rejects) : NULL;
}

struct reject *store_reject(struct store *store, int64_t id, GError **error)
{
	struct sql_query *query =
		sql_query(store->sql, SELECT "WHERE r.id = $1", SQL_WITH(SQL_INT(id)));
	struct reject *reject = sql_next(query) ? read_reject(query) : NULL;

	if (!sql_end(query, error))
		g_clear_pointer(&reject, reject_free);
	else if (!reject)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "no reject %" G_GINT64_FORMAT "; see: rampart rejects list", id);
	return reject;
}

GBytes *store_reject_bytes(struct store *store, const struct reject *reject, GError **error)
{
	struct sql_query *query =
		sql_query(store->sql, "SELECT bytes FROM reject_bytes WHERE sha256 = $1",
			  SQL_WITH(digest_of(reject)));
	GBytes *bytes = NULL;

	if (sql_next(query)) {
		size_t len;
		const void *data = sql_bytes(query, 0, &len);

		bytes = g_bytes_new(data, len);
	}
	if (!sql_end(query, error))
		g_clear_pointer(&bytes, g_bytes_unref);
	else if (!bytes)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "reject %" G_GINT64_FORMAT ": its octets are not kept", reject->id);
	return bytes;
}

bool store_reject_remove(struct store *store, const struct reject *reject, GError **error)
{
	return sql_run(store->sql, "DELETE FROM reject WHERE id = $1 AND seen = $2",
		       SQL_WITH(SQL_INT(reject->id), SQL_INT(reject->seen)), error) &&
	       sql_run(store->sql,
		       "DELETE FROM reject_bytes WHERE sha256 = $1 "
		       "AND NOT EXISTS (SELECT 1 FROM reject r WHERE r.sha256 = $1)",
		       SQL_WITH(digest_of(reject)), error);
}
