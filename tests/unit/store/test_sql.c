/* SPDX-License-Identifier: MIT */
#include <glib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/error.h"
#include "store/sql.h"

struct fixture {
	char *dir, *path;
	struct sql *sql;
};

static void set_up(struct fixture *fixture, const void *data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	fixture->dir = g_dir_make_tmp("rampart-sql-XXXXXX", &error);
	g_assert_no_error(error);
	fixture->path = g_build_filename(fixture->dir, "a.db", NULL);
	fixture->sql = sql_open(fixture->path, true, &error);
	g_assert_no_error(error);
	sql_script(fixture->sql,
		   "CREATE TABLE t (id " SQL_IDENTITY ", number " SQL_BIGINT
		   ", text TEXT, bytes " SQL_BYTES ") " SQL_STRICT ";",
		   &error);
	g_assert_no_error(error);
}

static void tear_down(struct fixture *fixture, const void *data)
{
	static const char *const endings[] = {"", "-wal", "-shm", ".copy"};

	(void)data;
	sql_close(fixture->sql);
	for (unsigned i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *path = g_strconcat(fixture->path, endings[i], NULL);

		g_unlink(path);
	}
	g_rmdir(fixture->dir);
	g_free(fixture->path);
	g_free(fixture->dir);
}

static void insert(struct sql *sql, struct sql_value number, const char *text,
		   struct sql_value bytes)
{
	g_autoptr(GError) error = NULL;

	sql_run(sql, "INSERT INTO t (number, text, bytes) VALUES ($1, $2, $3)",
		SQL_WITH(number, SQL_TEXT(text), bytes), &error);
	g_assert_no_error(error);
}

static int64_t count(struct sql *sql)
{
	g_autoptr(GError) error = NULL;
	int64_t n;

	sql_number(sql, "SELECT COUNT(*) FROM t", SQL_WITHOUT, 0, &n, &error);
	g_assert_no_error(error);
	return n;
}

/* What goes in comes out: the edges of numbers, NULL, empty bytes, bytes with a zero. */
static void test_values(struct fixture *fixture, const void *data)
{
	g_autoptr(GError) error = NULL;
	struct sql_query *query;
	const void *bytes;
	size_t len;

	(void)data;
	insert(fixture->sql, SQL_INT(INT64_MIN), "é", SQL_BLOB("a\0b", 3));
	insert(fixture->sql, (struct sql_value){0}, NULL, SQL_BLOB("", 0));
	query = sql_query(fixture->sql, "SELECT number, text, bytes FROM t ORDER BY id",
			  SQL_WITHOUT);
	g_assert_true(sql_next(query));
	g_assert_cmpint(sql_int(query, 0), ==, INT64_MIN);
	g_assert_cmpstr(sql_text(query, 1), ==, "é");
	bytes = sql_bytes(query, 2, &len);
	g_assert_cmpuint(len, ==, 3);
	g_assert_true(memcmp(bytes, "a\0b", 3) == 0);
	g_assert_true(sql_next(query));
	g_assert_true(sql_is_null(query, 0));
	g_assert_null(sql_text(query, 1));
	g_assert_false(sql_is_null(query, 2));
	g_assert_nonnull(sql_bytes(query, 2, &len));
	g_assert_cmpuint(len, ==, 0);
	g_assert_false(sql_next(query));
	g_assert_false(sql_next(query));
	g_assert_true(sql_end(query, &error));
	g_assert_no_error(error);
}

/* A statement that is in use is prepared once more: neither disturbs the other. */
static void test_nested(struct fixture *fixture, const void *data)
{
	static const char text[] = "SELECT number FROM t WHERE number >= $1 ORDER BY number";
	struct sql_query *outer, *inner;
	int64_t sum = 0;

	(void)data;
	for (int i = 1; i <= 3; i++)
		insert(fixture->sql, SQL_INT(i), NULL, (struct sql_value){0});
	outer = sql_query(fixture->sql, text, SQL_WITH(SQL_INT(1)));
	while (sql_next(outer)) {
		inner = sql_query(fixture->sql, text, SQL_WITH(SQL_INT(3)));
		while (sql_next(inner))
			sum += sql_int(outer, 0) * 10 + sql_int(inner, 0);
		g_assert_true(sql_end(inner, NULL));
	}
	g_assert_true(sql_end(outer, NULL));
	g_assert_cmpint(sum, ==, 10 + 20 + 30 + 3 * 3);
}

static void test_failures(struct fixture *fixture, const void *data)
{
	g_autoptr(GError) error = NULL;
	struct sql_query *query;

	(void)data;
	query = sql_query(fixture->sql, "SELECT number FROM nowhere", SQL_WITHOUT);
	g_assert_false(sql_next(query));
	g_assert_false(sql_end(query, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_assert_nonnull(strstr(error->message, "nowhere"));
	g_clear_error(&error);

	/* STRICT: a text is no number. */
	g_assert_false(sql_run(fixture->sql, "INSERT INTO t (number) VALUES ($1)",
			       SQL_WITH(SQL_TEXT("seven")), &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_assert_cmpint(count(fixture->sql), ==, 0);
	/* The statement itself is well again. */
	g_assert_true(sql_run(fixture->sql, "INSERT INTO t (number) VALUES ($1)",
			      SQL_WITH(SQL_INT(7)), NULL));
	g_assert_cmpint(count(fixture->sql), ==, 1);
}

static void test_transactions(struct fixture *fixture, const void *data)
{
	struct sql *sql = fixture->sql;

	(void)data;
	g_assert_false(sql_in_transaction(sql));
	g_assert_true(sql_begin(sql, true, NULL));
	g_assert_true(sql_in_transaction(sql));
	insert(sql, SQL_INT(1), NULL, (struct sql_value){0});
	sql_rollback(sql);
	g_assert_false(sql_in_transaction(sql));
	g_assert_cmpint(count(sql), ==, 0);
	g_assert_true(sql_begin(sql, true, NULL));
	insert(sql, SQL_INT(1), NULL, (struct sql_value){0});
	g_assert_true(sql_commit(sql, NULL));
	g_assert_cmpint(count(sql), ==, 1);
	sql_rollback(sql); /* nothing to do */
	g_assert_cmpint(count(sql), ==, 1);
}

static void test_reader(struct fixture *fixture, const void *data)
{
	g_autoptr(GError) error = NULL;
	struct sql *reader = sql_open(fixture->path, false, &error);

	(void)data;
	g_assert_no_error(error);
	insert(fixture->sql, SQL_INT(1), NULL, (struct sql_value){0});
	/* A snapshot does not move while it is read. */
	g_assert_true(sql_begin(reader, false, &error));
	g_assert_cmpint(count(reader), ==, 1);
	insert(fixture->sql, SQL_INT(2), NULL, (struct sql_value){0});
	g_assert_cmpint(count(reader), ==, 1);
	g_assert_true(sql_commit(reader, &error));
	g_assert_cmpint(count(reader), ==, 2);
	g_assert_false(sql_run(reader, "DELETE FROM t", SQL_WITHOUT, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_assert_cmpint(count(reader), ==, 2);
	sql_close(reader);
}

static void test_copy(struct fixture *fixture, const void *data)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_strconcat(fixture->path, ".copy", NULL);
	struct stat info;
	struct sql *copy;

	(void)data;
	insert(fixture->sql, SQL_INT(41), NULL, (struct sql_value){0});
	g_assert_true(sql_copy(fixture->sql, path, &error));
	g_assert_no_error(error);
	g_assert_cmpint(g_stat(path, &info), ==, 0);
	g_assert_cmpint(info.st_mode & 0777, ==, 0600);
	copy = sql_open(path, false, &error);
	g_assert_no_error(error);
	g_assert_cmpint(count(copy), ==, 1);
	sql_close(copy);
	g_assert_false(sql_copy(fixture->sql, path, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_IO);
}

static void test_not_a_database(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("rampart-XXXXXX.db", &path, &error);

	g_assert_no_error(error);
	g_close(fd, NULL);
	g_assert_true(g_file_set_contents(path, "this is a letter, not a database at all, dear", -1,
					  &error));
	g_assert_null(sql_open(path, true, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_assert_nonnull(strstr(error->message, "restore a backup"));
	g_unlink(path);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add(name, struct fixture, NULL, set_up, test, tear_down)
	ADD("/sql/values", test_values);
	ADD("/sql/nested", test_nested);
	ADD("/sql/failures", test_failures);
	ADD("/sql/transactions", test_transactions);
	ADD("/sql/reader", test_reader);
	ADD("/sql/copy", test_copy);
	g_test_add_func("/sql/not-a-database", test_not_a_database);
	return g_test_run();
}
