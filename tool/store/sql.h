/* SPDX-License-Identifier: MIT */
/*
 * A thin driver over one SQL connection: cached prepared statements, typed values in, columns out,
 * transactions. Statements are the common subset of SQLite and PostgreSQL; what differs is in this
 * driver alone. Parameters are $1, $2, … in the order of their first appearance.
 *
 * A query is used in three strokes, and fails in one place:
 *
 *	query = sql_query(sql, "SELECT … WHERE domain_id = $1", SQL_WITH(SQL_INT(id)));
 *	while (sql_next(query))
 *		… sql_int(query, 0) …
 *	return sql_end(query, error);
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Column types and table endings that SQLite and PostgreSQL spell differently. */
#define SQL_BIGINT    "INTEGER"
#define SQL_BYTES     "BLOB"
#define SQL_IDENTITY  "INTEGER PRIMARY KEY AUTOINCREMENT"
#define SQL_STRICT    "STRICT"
#define SQL_CLUSTERED "STRICT, WITHOUT ROWID" /* rows lie in the order of the primary key */

#define SQL_BUSY_SECONDS 30 /* how long a writer waits for another one */

struct sql;
struct sql_query;

struct sql_value {
	enum { SQL_TYPE_NULL, SQL_TYPE_INT, SQL_TYPE_TEXT, SQL_TYPE_BYTES } type;
	int64_t number; /* or the octets of BYTES */
	const void *data;
};

/*
 * Texts and bytes stay the caller's and must live until sql_end(). A NULL text is SQL's NULL, as is
 * a zeroed value; bytes of length 0 are an empty value.
 */
#define SQL_INT(v)	 ((struct sql_value){SQL_TYPE_INT, (int64_t)(v), NULL})
#define SQL_TEXT(v)	 ((struct sql_value){SQL_TYPE_TEXT, 0, (v)})
#define SQL_BLOB(v, len) ((struct sql_value){SQL_TYPE_BYTES, (int64_t)(len), (v)})
#define SQL_WITH(...)                                                                              \
	(const struct sql_value[]){__VA_ARGS__},                                                   \
		sizeof((const struct sql_value[]){__VA_ARGS__}) / sizeof(struct sql_value)
#define SQL_WITHOUT NULL, 0

/* The file is made when write is set, with mode 0600. */
struct sql *sql_open(const char *path, bool write, GError **error);
void sql_close(struct sql *sql);

/*
 * Never NULL: what went wrong is told by sql_end(). text must be a constant: it is the cache's key.
 * /
 */
struct sql_query *sql_query(struct sql *sql, const char *text, const struct sql_value *values,
			    size_t n);
/* For many runs of one statement: prepare, then bind and sql_next() for each, then end. */
struct sql_query *sql_prepare(struct sql *sql, const char *text);
void sql_bind(struct sql_query *query, const struct sql_value *values, size_t n);
/* The next row; false at the end and after a failure. A write is done by its first call. */
bool sql_next(struct sql_query *query);
/* Gives the query back; false with *error when any part of it failed. */
bool sql_end(struct sql_query *query, GError **error);
/* A statement without a result. */
bool sql_run(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
	     GError **error);
/* Several statements without values. */
bool sql_script(struct sql *sql, const char *text, GError **error);
/* The first column of the first row; missing when there is no row. */
bool sql_number(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
		int64_t missing, int64_t *number, GError **error);

/* Columns of the current row, valid until the next stroke. */
bool sql_is_null(struct sql_query *query, int column);
int64_t sql_int(struct sql_query *query, int column);
const char *sql_text(struct sql_query *query, int column);
char *sql_dup(struct sql_query *query, int column);
/* Never NULL. */
const void *sql_bytes(struct sql_query *query, int column, size_t *len);

/* write: waits for other writers now, so that what is read inside is current. */
bool sql_begin(struct sql *sql, bool write, GError **error);
bool sql_commit(struct sql *sql, GError **error);
void sql_rollback(struct sql *sql);
bool sql_in_transaction(const struct sql *sql);

bool sql_has_table(struct sql *sql, const char *name, bool *exists, GError **error);
/* A consistent copy into a file that does not exist yet. */
bool sql_copy(struct sql *sql, const char *path, GError **error);
/* What the engine finds wrong with the file and its foreign keys: GPtrArray of char *. */
GPtrArray *sql_verify(struct sql *sql, GError **error);

#endif
