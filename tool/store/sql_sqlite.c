/* SPDX-License-Identifier: MIT */
#include "store/sql.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/error.h"

struct sql {
	sqlite3 *db;
	char *path;
	GHashTable *cache; /* text -> struct sql_query * */
};

struct sql_query {
	struct sql *sql;
	sqlite3_stmt *stmt;
	int rc;	    /* the first failure, else the last result */
	bool used;  /* between query and end */
	bool alone; /* outside the cache: its twin there is in use */
};

static bool fail(const struct sql *sql, int rc, GError **error)
{
	const char *advice = "";

	switch (rc & 0xff) {
	case SQLITE_BUSY:
		advice = "; another program writes to it, try again later";
		break;
	case SQLITE_FULL:
		advice = "; make room on the disk";
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		advice = "; restore a backup";
		break;
	default:
		break;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE, "%s: %s%s", sql->path,
		    sql->db ? sqlite3_errmsg(sql->db) : sqlite3_errstr(rc), advice);
	return false;
}

static void query_free(void *data)
{
	struct sql_query *query = data;

	sqlite3_finalize(query->stmt);
	g_free(query);
}

/* The file itself, so that it is private from its first byte on. */
static bool make_private(const char *path, bool must_be_new, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (must_be_new ? O_EXCL : 0), 0600);

	if (fd < 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s: %s", path,
			    g_strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

/* Before SQLite's first use. Its counts of memory, which nobody reads, lock each allocation. */
static void prepare_library(void)
{
	static gsize done;

	if (!g_once_init_enter(&done))
		return;
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	g_once_init_leave(&done, 1);
}

struct sql *sql_open(const char *path, bool write, GError **error)
{
	static const char settings[] = "PRAGMA foreign_keys = ON;"
				       "PRAGMA trusted_schema = OFF;"
				       "PRAGMA cache_size = -32768;"
				       "PRAGMA synchronous = FULL;";
	static const char writing[] = "PRAGMA journal_mode = WAL;"
				      "PRAGMA journal_size_limit = 67108864;"
				      "PRAGMA wal_autocheckpoint = 4096;";
	struct sql *sql;
	int rc;

	prepare_library();
	if (write && !make_private(path, false, error))
		return NULL;
	sql = g_new0(struct sql, 1);
	sql->path = g_strdup(path);
	sql->cache = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, query_free);
	rc = sqlite3_open_v2(path, &sql->db,
			     (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
				     SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
			     NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_busy_timeout(sql->db, SQL_BUSY_SECONDS * 1000);
	if (rc != SQLITE_OK)
		fail(sql, rc, error);
	if (rc != SQLITE_OK || !sql_script(sql, settings, error) ||
	    (write && !sql_script(sql, writing, error)))
		g_clear_pointer(&sql, sql_close);
	return sql;
}

void sql_close(struct sql *sql)
{
	if (!sql)
		return;
	g_hash_table_unref(sql->cache);
	sqlite3_close(sql->db);
	g_free(sql->path);
	g_free(sql);
}

/* $1 is a name to SQLite: it counts names in the order of their first appearance. */
static bool in_order(sqlite3_stmt *stmt)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++) {
		char expected[16];

		g_snprintf(expected, sizeof(expected), "$%d", i);
		if (g_strcmp0(sqlite3_bind_parameter_name(stmt, i), expected) != 0)
			return false;
	}
	return true;
}

struct sql_query *sql_prepare(struct sql *sql, const char *text)
{
	struct sql_query *cached = g_hash_table_lookup(sql->cache, text), *query = cached;

	if (!cached || cached->used) {
		query = g_new0(struct sql_query, 1);
		query->sql = sql;
		query->alone = cached != NULL;
		query->rc = sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT,
					       &query->stmt, NULL);
		g_assert(query->rc != SQLITE_OK || in_order(query->stmt));
		if (query->rc != SQLITE_OK)
			query->alone = true;
		if (!query->alone)
			g_hash_table_insert(sql->cache, (void *)(uintptr_t)text, query);
	}
	query->used = true;
	return query;
}

static int bind_value(sqlite3_stmt *stmt, int i, const struct sql_value *value)
{
	switch (value->type) {
	case SQL_TYPE_INT:
		return sqlite3_bind_int64(stmt, i, value->number);
	case SQL_TYPE_TEXT:
		return sqlite3_bind_text(stmt, i, value->data, -1, SQLITE_STATIC);
	case SQL_TYPE_BYTES:
		if (value->number == 0)
			return sqlite3_bind_zeroblob(stmt, i, 0);
		return sqlite3_bind_blob64(stmt, i, value->data, (sqlite3_uint64)value->number,
					   SQLITE_STATIC);
	case SQL_TYPE_NULL:
		break;
	}
	return sqlite3_bind_null(stmt, i);
}

static bool has_failed(const struct sql_query *query)
{
	return query->rc != SQLITE_OK && query->rc != SQLITE_ROW && query->rc != SQLITE_DONE;
}

void sql_bind(struct sql_query *query, const struct sql_value *values, size_t n)
{
	if (has_failed(query))
		return;
	query->rc = sqlite3_reset(query->stmt);
	for (size_t i = 0; i < n && query->rc == SQLITE_OK; i++)
		query->rc = bind_value(query->stmt, (int)i + 1, &values[i]);
}

struct sql_query *sql_query(struct sql *sql, const char *text, const struct sql_value *values,
			    size_t n)
{
	struct sql_query *query = sql_prepare(sql, text);

	sql_bind(query, values, n);
	return query;
}

bool sql_next(struct sql_query *query)
{
	if (has_failed(query) || query->rc == SQLITE_DONE)
		return false;
	query->rc = sqlite3_step(query->stmt);
	return query->rc == SQLITE_ROW;
}

bool sql_end(struct sql_query *query, GError **error)
{
	bool ok = !has_failed(query);

	if (!ok)
		fail(query->sql, query->rc, error);
	if (query->alone) {
		query_free(query);
		return ok;
	}
	sqlite3_reset(query->stmt);
	sqlite3_clear_bindings(query->stmt);
	query->rc = SQLITE_OK;
	query->used = false;
	return ok;
}

bool sql_run(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
	     GError **error)
{
	struct sql_query *query = sql_query(sql, text, values, n);

	sql_next(query);
	return sql_end(query, error);
}

bool sql_script(struct sql *sql, const char *text, GError **error)
{
	int rc = sqlite3_exec(sql->db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK || fail(sql, rc, error);
}

bool sql_number(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
		int64_t missing, int64_t *number, GError **error)
{
	struct sql_query *query = sql_query(sql, text, values, n);

	*number = sql_next(query) && !sql_is_null(query, 0) ? sql_int(query, 0) : missing;
	return sql_end(query, error);
}

bool sql_is_null(struct sql_query *query, int column)
{
	return sqlite3_column_type(query->stmt, column) == SQLITE_NULL;
}

int64_t sql_int(struct sql_query *query, int column)
{
	return sqlite3_column_int64(query->stmt, column);
}

const char *sql_text(struct sql_query *query, int column)
{
	return (const char *)sqlite3_column_text(query->stmt, column);
}

char *sql_dup(struct sql_query *query, int column)
{
	return g_strdup(sql_text(query, column));
}

const void *sql_bytes(struct sql_query *query, int column, size_t *len)
{
	const void *data = sqlite3_column_blob(query->stmt, column);

	*len = (size_t)sqlite3_column_bytes(query->stmt, column);
	return data ? data : "";
}

bool sql_begin(struct sql *sql, bool write, GError **error)
{
	g_assert(!sql_in_transaction(sql));
	return sql_run(sql, write ? "BEGIN IMMEDIATE" : "BEGIN", SQL_WITHOUT, error);
}

bool sql_commit(struct sql *sql, GError **error)
{
	if (sql_run(sql, "COMMIT", SQL_WITHOUT, error))
		return true;
	sql_rollback(sql);
	return false;
}

/* Some failures have rolled back already; then there is nothing left to do. */
void sql_rollback(struct sql *sql)
{
	if (sql_in_transaction(sql))
		sql_run(sql, "ROLLBACK", SQL_WITHOUT, NULL);
}

bool sql_in_transaction(const struct sql *sql)
{
	return sqlite3_get_autocommit(sql->db) == 0;
}

bool sql_has_table(struct sql *sql, const char *name, bool *exists, GError **error)
{
	int64_t n = 0;
	bool ok = sql_number(sql, "SELECT COUNT(*) FROM sqlite_schema WHERE name = $1",
			     SQL_WITH(SQL_TEXT(name)), 0, &n, error);

	*exists = n > 0;
	return ok;
}

static bool copy_into(struct sql *from, struct sql *to, GError **error)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	int rc = SQLITE_ERROR;

	if (backup) {
		sqlite3_backup_step(backup, -1); /* at once: one snapshot, and writers go on */
		rc = sqlite3_backup_finish(backup);
	}
	return rc == SQLITE_OK || fail(to, rc, error);
}

bool sql_copy(struct sql *sql, const char *path, GError **error)
{
	struct sql copy = {.path = (char *)(uintptr_t)path};
	bool ok;
	int rc;

	if (!make_private(path, true, error))
		return false;
	rc = sqlite3_open_v2(path, &copy.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	ok = rc == SQLITE_OK ? copy_into(sql, &copy, error) : fail(&copy, rc, error);
	sqlite3_close(copy.db);
	return ok;
}

GPtrArray *sql_verify(struct sql *sql, GError **error)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	struct sql_query *query = sql_query(sql, "PRAGMA integrity_check(20)", SQL_WITHOUT);

	while (sql_next(query))
		if (!g_str_equal(sql_text(query, 0), "ok"))
			g_ptr_array_add(problems, sql_dup(query, 0));
	if (!sql_end(query, error))
		return NULL;
	query = sql_query(sql, "PRAGMA foreign_key_check", SQL_WITHOUT);
	while (sql_next(query))
		g_ptr_array_add(problems, g_strdup_printf("table %s refers to a missing %s",
							  sql_text(query, 0), sql_text(query, 2)));
	if (!sql_end(query, error))
		return NULL;
	return g_steal_pointer(&problems);
}
