/* SPDX-License-Identifier: MIT */
/* Opening, versions of the state, transactions of two connections, backup, doctor. */
#include <sys/stat.h>

#include "store/inner.h"
#include "store/schema.h"
#include "support.h"

static char *database_of(const struct state *state)
{
	return g_build_filename(state->dir, "rampart.db", NULL);
}

static void run(struct store *store, const char *text)
{
	g_autoptr(GError) error = NULL;

	sql_script(store->sql, text, &error);
	g_assert_no_error(error);
}

static void test_private(void)
{
	struct state state;
	struct stat info;
	g_autofree char *path = NULL;

	state_init(&state, DAY0);
	path = database_of(&state);
	g_assert_cmpint(g_stat(path, &info), ==, 0);
	g_assert_cmpint(info.st_mode & 0777, ==, 0600);
	g_assert_cmpint(g_stat(state.dir, &info), ==, 0);
	g_assert_cmpint(info.st_mode & 0777, ==, 0700);
	state_clear(&state);
}

static void test_read_mode(void)
{
	struct state state;
	struct store *reader;
	g_autoptr(GError) error = NULL;
	g_autofree char *nowhere = NULL;

	state_init(&state, DAY0);
	nowhere = g_build_filename(state.dir, "none", NULL);
	g_assert_null(store_open(nowhere, STORE_READ, &state.clock, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_clear_error(&error);
	g_assert_false(g_file_test(nowhere, G_FILE_TEST_EXISTS));

	reader = store_open(state.dir, STORE_READ, &state.clock, &error);
	g_assert_no_error(error);
	g_assert_cmpint(store_domain_id(reader, "shop.example", &error), ==, -1);
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	store_close(reader);
	state_clear(&state);
}

static void test_newer_refused(void)
{
	struct state state;
	g_autoptr(GError) error = NULL;

	state_init(&state, DAY0);
	run(state.store, "UPDATE state SET version = version + 1");
	store_close(state.store);
	g_assert_null(store_open(state.dir, STORE_WRITE, &state.clock, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_assert_nonnull(strstr(error->message, "newer"));
	g_clear_error(&error);
	state.store = store_open(state.dir, STORE_READ, &state.clock, &error);
	g_assert_null(state.store);
	state_clear(&state);
}

/* Two processes that make the same state at once: one of them makes it. */
static void test_made_once(void)
{
	struct state state;
	struct store *second;
	g_autoptr(GError) error = NULL;

	state_init(&state, DAY0);
	g_assert_true(schema_migrate(state.store->sql, &error)); /* nothing is missing */
	g_assert_no_error(error);
	second = store_open(state.dir, STORE_WRITE, &state.clock, &error);
	g_assert_no_error(error);
	store_close(second);
	state_clear(&state);
}

/* What one connection has begun, the other sees once it is committed; rolled back, never. */
static void test_two_connections(void)
{
	struct state state;
	struct store *other;
	struct customer customer = {.slug = g_strdup("acme"),
				    .name = g_strdup("Acme"),
				    .started = DAY0,
				    .target = DAY_NONE};
	struct customer *found;
	g_autoptr(GError) error = NULL;

	state_init(&state, DAY0);
	other = store_open(state.dir, STORE_WRITE, &state.clock, &error);
	g_assert_no_error(error);
	g_assert_true(store_begin(state.store, &error));
	g_assert_true(store_customer_put(state.store, &customer, &error));
	g_assert_null(store_customer(other, "acme", &error));
	store_rollback(state.store);
	g_assert_null(store_customer(state.store, "acme", &error));
	g_assert_no_error(error);

	customer.id = 0;
	g_assert_true(store_begin(state.store, &error));
	g_assert_true(store_customer_put(state.store, &customer, &error));
	g_assert_true(store_commit(state.store, &error));
	found = store_customer(other, "acme", &error);
	g_assert_cmpstr(found->name, ==, "Acme");
	customer_free(found);
	customer_clear(&customer);
	store_close(other);
	state_clear(&state);
}

static void test_backup_while_writing(void)
{
	struct state state, copy;
	struct store *other;
	struct draft draft;
	struct store_import *import;
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;

	state_init(&state, DAY0 + 1);
	draft_init(&draft, "shop.example", "Google.com", "1", DAY0);
	draft_row(&draft, "192.0.2.1", 10, "s1", true, DISPOSITION_NONE);
	draft_store(&draft, 0, state.store);
	draft_clear(&draft);

	import = store_import_new(state.store);
	draft_init(&draft, "shop.example", "Google.com", "2", DAY0);
	draft_row(&draft, "192.0.2.1", 5, "s1", true, DISPOSITION_NONE);
	draft_import(&draft, 0, import);
	other = store_open(state.dir, STORE_READ, &state.clock, &error);
	g_assert_no_error(error);
	copy = state;
	copy.dir = g_dir_make_tmp("rampart-store-XXXXXX", NULL);
	path = g_build_filename(copy.dir, "rampart.db", NULL);
	g_assert_true(store_backup(other, path, &error));
	g_assert_no_error(error);
	g_assert_false(store_backup(other, path, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_IO);
	g_assert_true(store_import_commit(import, NULL, NULL));
	store_import_free(import);
	store_close(other);
	draft_clear(&draft);

	/* The copy is what was committed then, and a state like any other. */
	state_open(&copy);
	g_assert_cmpuint(messages_of(copy.store, "shop.example"), ==, 10);
	assert_sound(copy.store);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 15);
	state_clear(&copy);
	state_clear(&state);
}

static void test_memo(void)
{
	struct state state;
	g_autoptr(GError) error = NULL;
	g_autofree char *kept = NULL, *version = NULL;

	state_init(&state, DAY0);
	g_assert_null(store_memo_get(state.store, 1, "status", &version, &error));
	g_assert_null(version);
	g_assert_true(store_memo_set(state.store, 1, "status", "7", "seven", &error));
	g_assert_true(store_memo_set(state.store, 1, "status", "8", "eight", &error));
	g_assert_null(store_memo_get(state.store, 2, "status", &version, &error));
	kept = store_memo_get(state.store, 1, "status", &version, &error);
	g_assert_cmpstr(kept, ==, "eight");
	g_assert_cmpstr(version, ==, "8");
	g_assert_no_error(error);
	state_clear(&state);
}

/* True when one of the doctor's findings is bad and holds the word. */
static bool doctor_finds(struct store *store, const char *word)
{
	g_autoptr(GPtrArray) checks = store_doctor(store, NULL);
	bool found = false;

	g_assert_nonnull(checks);
	for (unsigned i = 0; i < checks->len; i++) {
		const struct store_check *check = checks->pdata[i];

		found |= !check->ok && strstr(check->text, word);
	}
	return found;
}

static void test_doctor(void)
{
	static const char *const faults[][2] = {
		{"UPDATE report_row SET count = count + 1", "rows say 11 messages, roll-up 10"},
		{"UPDATE report_row SET count = count - 1; UPDATE daily SET compliant = 0",
		 "do not add up"},
		{"UPDATE daily SET compliant = messages; DELETE FROM rollup", "roll-up 0"},
		{"DELETE FROM report_row", "rows more or fewer"},
		{"PRAGMA foreign_keys = OFF; DELETE FROM domain; PRAGMA foreign_keys = ON",
		 "missing domain"},
	};
	struct state state;
	struct draft draft;

	state_init(&state, DAY0 + 1);
	draft_init(&draft, "shop.example", "Google.com", "1", DAY0);
	draft_row(&draft, "192.0.2.1", 10, "s1", true, DISPOSITION_NONE);
	draft_store(&draft, 0, state.store);
	assert_sound(state.store);
	for (unsigned i = 0; i < G_N_ELEMENTS(faults); i++) {
		run(state.store, faults[i][0]);
		if (!doctor_finds(state.store, faults[i][1]))
			g_error("after %s: no finding says \"%s\"", faults[i][0], faults[i][1]);
	}
	draft_clear(&draft);
	state_clear(&state);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store/private", test_private);
	g_test_add_func("/store/read-mode", test_read_mode);
	g_test_add_func("/store/newer-refused", test_newer_refused);
	g_test_add_func("/store/made-once", test_made_once);
	g_test_add_func("/store/two-connections", test_two_connections);
	g_test_add_func("/store/backup-while-writing", test_backup_while_writing);
	g_test_add_func("/store/memo", test_memo);
	g_test_add_func("/store/doctor", test_doctor);
	return g_test_run();
}
