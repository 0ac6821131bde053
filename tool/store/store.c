/* SPDX-License-Identifier: MIT */
#include "store/inner.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "store/schema.h"

#define DATABASE "rampart.db"

/* An older state is copied beside itself before it is changed. */
static bool keep_copy(struct sql *sql, const char *path, int64_t version, GError **error)
{
	g_autofree char *copy = g_strdup_printf("%s.v%" G_GINT64_FORMAT, path, version);

	return g_file_test(copy, G_FILE_TEST_EXISTS) || sql_copy(sql, copy, error);
}

static bool migrate(struct sql *sql, const char *path, enum store_mode mode, GError **error)
{
	int64_t version;

	if (!schema_version(sql, &version, error))
		return false;
	if (version == SCHEMA_VERSION)
		return true;
	if (version > SCHEMA_VERSION) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
			    "%s: made by a newer rampart (version %" G_GINT64_FORMAT
			    ", this one reads %d); use that one, or restore a backup",
			    path, version, SCHEMA_VERSION);
		return false;
	}
	if (mode == STORE_READ) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
			    "%s: made by an older rampart; any command that writes brings it "
			    "up to date",
			    path);
		return false;
	}
	return (version == 0 || keep_copy(sql, path, version, error)) && schema_migrate(sql, error);
}

static bool find(const char *dir, const char *path, enum store_mode mode, GError **error)
{
	if (mode == STORE_READ) {
		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return true;
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
			    "%s: no state there yet; import reports or add a customer first", dir);
		return false;
	}
	if (g_mkdir_with_parents(dir, 0700) == 0)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s: %s", dir, g_strerror(errno));
	return false;
}

bool store_is_writable(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, DATABASE, NULL);

	return g_access(path, W_OK) == 0;
}

struct store *store_open(const char *dir, enum store_mode mode, const struct clock *clock,
			 GError **error)
{
	g_autofree char *path = g_build_filename(dir, DATABASE, NULL);
	struct store *store;
	struct sql *sql;

	if (!find(dir, path, mode, error))
		return NULL;
	sql = sql_open(path, mode == STORE_WRITE, error);
	if (!sql)
		return NULL;
	if (!migrate(sql, path, mode, error)) {
		sql_close(sql);
		return NULL;
	}
	store = g_new0(struct store, 1);
	store->sql = sql;
	store->dir = g_strdup(dir);
	store->clock = clock;
	return store;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_rollback(store);
	sql_close(store->sql);
	g_free(store->dir);
	g_free(store);
}

bool store_begin(struct store *store, GError **error)
{
	return sql_begin(store->sql, true, error);
}

bool store_commit(struct store *store, GError **error)
{
	return sql_commit(store->sql, error);
}

void store_rollback(struct store *store)
{
	sql_rollback(store->sql);
}

bool store_in_transaction(const struct store *store)
{
	return sql_in_transaction(store->sql);
}

bool store_enter(struct store *store, bool write, bool *own, GError **error)
{
	*own = !sql_in_transaction(store->sql);
	return !*own || sql_begin(store->sql, write, error);
}

bool store_leave(struct store *store, bool own, bool ok, GError **error)
{
	if (own && ok)
		return sql_commit(store->sql, error);
	if (own)
		sql_rollback(store->sql);
	return ok;
}

bool store_touch(struct store *store, int64_t domain_id, GError **error)
{
	if (domain_id == 0)
		return sql_run(store->sql, "UPDATE state SET common = common + 1", SQL_WITHOUT,
			       error);
	return sql_run(store->sql, "UPDATE domain SET version = version + 1 WHERE id = $1",
		       SQL_WITH(SQL_INT(domain_id)), error);
}

bool store_touch_customer(struct store *store, int64_t customer_id, GError **error)
{
	return sql_run(store->sql, "UPDATE domain SET version = version + 1 WHERE customer_id = $1",
		       SQL_WITH(SQL_INT(customer_id)), error);
}

bool store_touch_traffic(struct store *store, int64_t domain_id, GError **error)
{
	return sql_run(
		store->sql,
		"UPDATE domain SET version = version + 1, traffic = traffic + 1 WHERE id = $1",
		SQL_WITH(SQL_INT(domain_id)), error);
}

bool store_version(struct store *store, int64_t domain_id, struct store_version *version,
		   GError **error)
{
	struct sql_query *query = sql_query(
		store->sql,
		"SELECT d.traffic, d.version, s.common, s.families FROM domain d, state s "
		"WHERE d.id = $1",
		SQL_WITH(SQL_INT(domain_id)));

	*version = (struct store_version){0};
	if (sql_next(query))
		*version = (struct store_version){sql_int(query, 0), sql_int(query, 1),
						  sql_int(query, 2), sql_int(query, 3)};
	return sql_end(query, error);
}

int64_t store_domain_version(struct store *store, int64_t domain_id, GError **error)
{
	int64_t version;

	return sql_number(store->sql,
			  "SELECT version + (SELECT common FROM state) FROM domain WHERE id = $1",
			  SQL_WITH(SQL_INT(domain_id)), 0, &version, error)
		       ? version
		       : -1;
}

char *store_memo_get(struct store *store, int64_t domain_id, const char *name, char **version,
		     GError **error)
{
	struct sql_query *query = sql_query(
		store->sql, "SELECT value, version FROM memo WHERE domain_id = $1 AND name = $2",
		SQL_WITH(SQL_INT(domain_id), SQL_TEXT(name)));
	bool found = sql_next(query);
	char *value = found ? sql_dup(query, 0) : NULL;

	*version = found ? sql_dup(query, 1) : NULL;
	if (!sql_end(query, error)) {
		g_clear_pointer(&value, g_free);
		g_clear_pointer(version, g_free);
	}
	return value;
}

bool store_memo_set(struct store *store, int64_t domain_id, const char *name, const char *version,
		    const char *value, GError **error)
{
	return sql_run(
		store->sql,
		"INSERT INTO memo (domain_id, name, version, value) VALUES ($1, $2, $3, $4) "
		"ON CONFLICT (domain_id, name) DO UPDATE SET version = excluded.version, "
		"value = excluded.value",
		SQL_WITH(SQL_INT(domain_id), SQL_TEXT(name), SQL_TEXT(version), SQL_TEXT(value)),
		error);
}

bool store_backup(struct store *store, const char *path, GError **error)
{
	g_autofree char *beside = g_strdup_printf("%s.part", path);

	if (g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO,
			    "%s: there already; name a new file", path);
		return false;
	}
	g_unlink(beside); /* what an interrupted backup left */
	if (!sql_copy(store->sql, beside, error)) {
		g_unlink(beside);
		return false;
	}
	if (g_rename(beside, path) == 0)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s: %s", path, g_strerror(errno));
	return false;
}
