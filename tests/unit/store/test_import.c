/* SPDX-License-Identifier: MIT */
/* Duplicates, conflicts, spreading, large reports: the figures, whatever the order of arrival. */
#include "store/inner.h"
#include "support.h"

static void shop(struct draft *draft, const char *id, int32_t day)
{
	draft_init(draft, "shop.example", "Google.com", id, day);
	draft_row(draft, "192.0.2.1", 10, "s1", true, DISPOSITION_NONE);
	draft_row(draft, "2001:db8::25", 5, "s1", true, DISPOSITION_NONE);
	draft_row(draft, "198.51.100.7", 3, "s2", false, DISPOSITION_REJECT);
}

static void test_new_and_duplicate(void)
{
	struct state state;
	struct draft draft;
	g_autoptr(GArray) days = NULL;
	const struct traffic_day *day;

	state_init(&state, DAY0 + 2);
	shop(&draft, "1", DAY0);
	g_assert_cmpint(draft_store(&draft, 0, state.store), ==, IMPORT_OUTCOME_NEW);
	g_assert_cmpint(draft_store(&draft, 0, state.store), ==, IMPORT_OUTCOME_DUPLICATE);
	days = store_days(state.store, domain_id(state.store, "shop.example"), DAY0, DAY0, NULL);
	g_assert_cmpuint(days->len, ==, 1);
	day = &g_array_index(days, struct traffic_day, 0);
	g_assert_cmpint(day->day, ==, DAY0);
	g_assert_cmpuint(day->messages, ==, 18);
	g_assert_cmpuint(day->compliant, ==, 15);
	g_assert_cmpuint(day->dispositions[DISPOSITION_NONE], ==, 15);
	g_assert_cmpuint(day->dispositions[DISPOSITION_REJECT], ==, 3);
	g_assert_cmpuint(day->rfc9990, ==, 0);
	g_assert_cmpuint(day->reporters, ==, 1);
	assert_sound(state.store);
	draft_clear(&draft);
	state_clear(&state);
}

/* The same ID of another reporter, on another day, of another domain: three other reports. */
static void test_identity(void)
{
	struct state state;
	struct draft draft;

	state_init(&state, DAY0 + 2);
	shop(&draft, "1", DAY0);
	draft_store(&draft, 0, state.store);
	draft_clear(&draft);
	shop(&draft, "1", DAY0 + 1);
	g_assert_cmpint(draft_store(&draft, 0, state.store), ==, IMPORT_OUTCOME_NEW);
	draft_clear(&draft);
	draft_init(&draft, "shop.example", "Yahoo", "1", DAY0);
	draft_row(&draft, "192.0.2.1", 1, "s1", true, DISPOSITION_NONE);
	g_assert_cmpint(draft_store(&draft, 0, state.store), ==, IMPORT_OUTCOME_NEW);
	draft_clear(&draft);
	draft_init(&draft, "other.example", "Google.com", "1", DAY0);
	draft_row(&draft, "192.0.2.1", 1, "s1", true, DISPOSITION_NONE);
	g_assert_cmpint(draft_store(&draft, 0, state.store), ==, IMPORT_OUTCOME_NEW);
	draft_clear(&draft);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 18 + 18 + 1);
	g_assert_cmpuint(messages_of(state.store, "other.example"), ==, 1);
	assert_sound(state.store);
	state_clear(&state);
}

static void conflicting(struct draft *draft, uint32_t count)
{
	draft_init(draft, "shop.example", "Google.com", "7", DAY0);
	draft_row(draft, "192.0.2.1", count, "s1", true, DISPOSITION_NONE);
	if (count > 10)
		draft_row(draft, "192.0.2.9", 1, "s3", false, DISPOSITION_QUARANTINE);
}

/* Same identity, other content: the one with more messages counts, whichever comes first. */
static void test_conflict(gconstpointer reversed)
{
	struct state state;
	struct draft poor, rich;
	enum import_outcome last;

	state_init(&state, DAY0 + 2);
	conflicting(&poor, 10);
	conflicting(&rich, 20);
	draft_store(reversed ? &rich : &poor, 0, state.store);
	last = draft_store(reversed ? &poor : &rich, 0, state.store);
	g_assert_cmpint(last, ==, reversed ? IMPORT_OUTCOME_INFERIOR : IMPORT_OUTCOME_REPLACED);
	/* Both are known now. */
	g_assert_cmpint(draft_store(&poor, 0, state.store), ==, IMPORT_OUTCOME_DUPLICATE);
	g_assert_cmpint(draft_store(&rich, 0, state.store), ==, IMPORT_OUTCOME_DUPLICATE);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 21);
	assert_sound(state.store);
	draft_clear(&poor);
	draft_clear(&rich);
	state_clear(&state);
}

/* Equal messages: the higher hash counts. */
static void test_tie(gconstpointer reversed)
{
	struct state state;
	struct draft a, b;
	uint8_t hash_a[32], hash_b[32];
	bool b_wins;
	g_autofree char *export = NULL;

	state_init(&state, DAY0 + 2);
	draft_init(&a, "shop.example", "Google.com", "7", DAY0);
	draft_row(&a, "192.0.2.1", 10, "s1", true, DISPOSITION_NONE);
	draft_init(&b, "shop.example", "Google.com", "7", DAY0);
	draft_row(&b, "192.0.2.2", 10, "s1", true, DISPOSITION_NONE);
	draft_hash(&a, 1, hash_a);
	draft_hash(&b, 2, hash_b);
	b_wins = memcmp(hash_b, hash_a, 32) > 0;
	if (reversed) {
		draft_store(&b, 2, state.store);
		draft_store(&a, 1, state.store);
	} else {
		draft_store(&a, 1, state.store);
		draft_store(&b, 2, state.store);
	}
	export = export_of(state.store, "shop.example");
	g_assert_nonnull(strstr(export, b_wins ? "192.0.2.2" : "192.0.2.1"));
	g_assert_null(strstr(export, b_wins ? "192.0.2.1" : "192.0.2.2"));
	assert_sound(state.store);
	draft_clear(&a);
	draft_clear(&b);
	state_clear(&state);
}

/* What was superseded today still answers for yesterday's clock. */
static void test_replay(void)
{
	struct state state;
	struct draft poor, rich;
	g_autofree char *before = NULL, *replayed = NULL, *after = NULL;

	state_init(&state, DAY0 + 2);
	conflicting(&poor, 10);
	conflicting(&rich, 20);
	draft_store(&poor, 0, state.store);
	before = export_of(state.store, "shop.example");
	state_at(&state, DAY0 + 5);
	draft_store(&rich, 0, state.store);
	after = export_of(state.store, "shop.example");
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 21);

	state_at(&state, DAY0 + 4);
	replayed = export_of(state.store, "shop.example");
	g_assert_cmpstr(replayed, ==, before);
	g_assert_cmpstr(replayed, !=, after);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 10);
	state_at(&state, DAY0 + 1);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 0);
	state_at(&state, DAY0 + 5);
	assert_sound(state.store);
	draft_clear(&poor);
	draft_clear(&rich);
	state_clear(&state);
}

/* A window of three days: its messages are spread, and the days add up to them. */
static void test_spread(void)
{
	struct state state;
	struct draft draft;
	g_autoptr(GArray) days = NULL;
	uint64_t sum = 0;

	state_init(&state, DAY0 + 9);
	draft_init(&draft, "shop.example", "Google.com", "1", DAY0);
	draft.report.end = draft.report.begin + 3 * DAY_SECONDS;
	draft_row(&draft, "192.0.2.1", 10, "s1", true, DISPOSITION_NONE);
	draft_row(&draft, "192.0.2.2", 1, "s1", true, DISPOSITION_NONE);
	draft_store(&draft, 0, state.store);
	days = store_days(state.store, domain_id(state.store, "shop.example"), DAY0, DAY0 + 9,
			  NULL);
	g_assert_cmpuint(days->len, ==, 3);
	for (unsigned i = 0; i < days->len; i++) {
		const struct traffic_day *day = &g_array_index(days, struct traffic_day, i);

		g_assert_cmpint(day->day, ==, DAY0 + (int32_t)i);
		g_assert_cmpuint(day->messages, >=, 3);
		g_assert_cmpuint(day->messages, <=, 5);
		sum += day->messages;
	}
	g_assert_cmpuint(sum, ==, 11);
	assert_sound(state.store);
	draft_clear(&draft);
	state_clear(&state);
}

/* Bad rows are kept as they came, outside all sums. */
static void test_bad_rows(void)
{
	struct state state;
	struct draft draft;
	g_autofree char *export = NULL;

	state_init(&state, DAY0 + 2);
	draft_init(&draft, "shop.example", "Google.com", "1", DAY0);
	draft_row(&draft, "not an address", 4, "s1", true, DISPOSITION_NONE);
	draft_row(&draft, "192.0.2.3", 0, "s1", true, DISPOSITION_NONE);
	draft_row(&draft, "192.0.2.4", 2, "s1", true, DISPOSITION_NONE);
	draft_store(&draft, 0, state.store);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 2);
	export = export_of(state.store, "shop.example");
	g_assert_cmpstr(export, ==,
			"Google.com 1 1762560000 - 4 none s1 1\n"
			"Google.com 1 1762560000 192.0.2.3 0 none s1 2\n"
			"Google.com 1 1762560000 192.0.2.4 2 none s1 0\n");
	assert_sound(state.store);
	draft_clear(&draft);
	state_clear(&state);
}

/* More rows than an import holds: many batches of many addresses and several signatures. */
static void large(struct draft *draft, unsigned rows, uint32_t count)
{
	draft_init(draft, "shop.example", "Google.com", "big", DAY0);
	for (unsigned i = 0; i < 5; i++) {
		g_autofree char *selector = g_strdup_printf("s%u", i);

		draft_signature(draft, selector, i % 2 == 0);
	}
	for (unsigned i = 0; i < rows; i++) {
		struct report_row row = {.count = count, .signature = i % 5};

		g_assert_true(ip_parse("10.0.0.0", 8, &row.ip));
		row.ip.octet[13] = (uint8_t)(i >> 16);
		row.ip.octet[14] = (uint8_t)(i >> 8);
		row.ip.octet[15] = (uint8_t)i;
		g_array_append_val(draft->batch->rows, row);
	}
	draft->report.rows = rows;
	draft->report.messages = (uint64_t)rows * count;
}

/* Hands the draft over in batches of n rows. */
static void feed(struct store_import *import, const struct draft *draft, unsigned n)
{
	g_autoptr(GError) error = NULL;
	const GArray *rows = draft->batch->rows;

	store_import_begin(import, "big.xml", "in.zip/big.xml", &error);
	g_assert_no_error(error);
	for (unsigned at = 0; at < rows->len; at += n) {
		GArray *some = g_array_new(FALSE, FALSE, sizeof(struct report_row));
		struct report_batch batch = *draft->batch;

		batch.rows = some;
		g_array_append_vals(some, &g_array_index(rows, struct report_row, at),
				    MIN(n, rows->len - at));
		store_import_batch(import, &draft->report, &batch, &error);
		g_assert_no_error(error);
		g_array_unref(some);
	}
}

static enum import_outcome end(struct store_import *import, const struct draft *draft)
{
	g_autoptr(GError) error = NULL;
	enum import_outcome outcome;
	uint8_t sha256[32];
	bool managed = true;

	draft_hash(draft, 0, sha256);
	store_import_end(import, &draft->report, sha256, &outcome, &managed, &error);
	g_assert_no_error(error);
	g_assert_false(managed);
	return outcome;
}

static void commit(struct store_import *import)
{
	g_autoptr(GError) error = NULL;

	store_import_commit(import, NULL, &error);
	g_assert_no_error(error);
}

static int64_t rows_stored(struct state *state)
{
	g_autofree char *export = export_of(state->store, "shop.example");
	int64_t n = 0;

	for (const char *at = export; (at = strchr(at, '\n')); at++)
		n++;
	return n;
}

static void test_large(void)
{
	struct state state;
	struct draft draft, small;
	struct store_import *import;
	const unsigned rows = 200000;

	state_init(&state, DAY0 + 2);
	import = store_import_new(state.store);
	large(&draft, rows, 2);

	/* Dropped in the middle: nothing of it stays, and the next report is not touched. */
	feed(import, &draft, 4096);
	store_import_drop(import);
	shop(&small, "1", DAY0);
	draft_import(&small, 0, import);
	commit(import);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 18);
	g_assert_cmpint(rows_stored(&state), ==, 3);
	assert_sound(state.store);

	feed(import, &draft, 4096);
	g_assert_cmpint(end(import, &draft), ==, IMPORT_OUTCOME_NEW);
	g_assert_cmpuint(store_import_pending(import), ==, rows);
	commit(import);
	g_assert_cmpuint(store_import_pending(import), ==, 0);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 18 + 2 * rows);
	assert_sound(state.store);

	/* Again, in other batches: what was written of it is taken back. */
	feed(import, &draft, 1000);
	g_assert_cmpint(end(import, &draft), ==, IMPORT_OUTCOME_DUPLICATE);
	commit(import);
	g_assert_cmpint(rows_stored(&state), ==, 3 + rows);
	assert_sound(state.store);

	store_import_free(import);
	draft_clear(&draft);
	draft_clear(&small);
	state_clear(&state);
}

/* A large report is superseded by a larger one: every cell of it goes out of the sums again. */
static void test_large_conflict(void)
{
	struct state state;
	struct draft poor, rich;
	struct store_import *import;
	const unsigned rows = 100000;

	state_init(&state, DAY0 + 2);
	import = store_import_new(state.store);
	large(&poor, rows, 1);
	large(&rich, rows, 3);
	feed(import, &poor, 4096);
	end(import, &poor);
	feed(import, &rich, 4096);
	g_assert_cmpint(end(import, &rich), ==, IMPORT_OUTCOME_REPLACED);
	commit(import);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 3 * rows);
	assert_sound(state.store);
	store_import_free(import);
	draft_clear(&poor);
	draft_clear(&rich);
	state_clear(&state);
}

/* Nothing of a transaction that is given up stays, and its numbers are given anew. */
static void test_given_up(void)
{
	struct state state;
	struct draft draft;
	struct store_import *import;

	state_init(&state, DAY0 + 2);
	shop(&draft, "1", DAY0);
	import = store_import_new(state.store);
	draft_import(&draft, 0, import);
	store_import_free(import);
	g_assert_false(store_in_transaction(state.store));
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 0);
	g_assert_cmpint(draft_store(&draft, 0, state.store), ==, IMPORT_OUTCOME_NEW);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 18);
	assert_sound(state.store);
	draft_clear(&draft);
	state_clear(&state);
}

/* A failure in the middle: the whole transaction is gone, and the import can go on after it. */
static void test_failure(void)
{
	struct state state;
	struct draft first, second;
	struct store_import *import;
	g_autoptr(GError) error = NULL;
	enum import_outcome outcome;
	uint8_t sha256[32];
	bool managed;

	state_init(&state, DAY0 + 2);
	import = store_import_new(state.store);
	shop(&first, "1", DAY0);
	shop(&second, "2", DAY0);
	draft_import(&first, 0, import);
	sql_script(state.store->sql, "ALTER TABLE report_row RENAME TO hidden", NULL);
	draft_hash(&second, 0, sha256);
	g_assert_true(store_import_begin(import, "b.xml", NULL, NULL));
	g_assert_true(store_import_batch(import, &second.report, second.batch, NULL));
	g_assert_false(
		store_import_end(import, &second.report, sha256, &outcome, &managed, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_assert_false(store_in_transaction(state.store));
	g_assert_true(store_import_commit(import, NULL, NULL)); /* nothing is left to do */
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 0);

	g_assert_cmpint(draft_import(&second, 0, import), ==, IMPORT_OUTCOME_NEW);
	g_assert_true(store_import_commit(import, NULL, NULL));
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 18);
	assert_sound(state.store);
	store_import_free(import);
	draft_clear(&first);
	draft_clear(&second);
	state_clear(&state);
}

/* The property of any order: reports with conflicts and duplicates, shuffled, give one export. */
static void test_any_order(void)
{
	enum { N = 60 };
	g_autofree char *first = NULL;
	g_autoptr(GRand) rand = g_rand_new_with_seed(11);

	for (unsigned round = 0; round < 4; round++) {
		struct state state;
		struct draft drafts[N];
		unsigned order[N];
		struct store_import *import;
		g_autofree char *export = NULL;

		state_init(&state, DAY0 + 30);
		import = store_import_new(state.store);
		for (unsigned i = 0; i < N; i++) {
			g_autofree char *org = g_strdup_printf("Org %u", i % 3);
			g_autofree char *id = g_strdup_printf("id %u", i % 7);
			int32_t day = DAY0 + (int32_t)(i % 4);

			order[i] = i;
			draft_init(&drafts[i], "shop.example", org, id, day);
			for (unsigned k = 0; k <= i % 5; k++)
				draft_row(&drafts[i], "192.0.2.1", 1 + k * i, "s1", k % 2 == 0,
					  DISPOSITION_NONE);
		}
		for (unsigned i = 0; round > 0 && i < N; i++) {
			unsigned k = (unsigned)g_rand_int_range(rand, 0, N), kept = order[i];

			order[i] = order[k];
			order[k] = kept;
		}
		for (unsigned i = 0; i < N; i++) {
			draft_import(&drafts[order[i]], 0, import);
			if (g_rand_int_range(rand, 0, 10) == 0)
				commit(import);
		}
		commit(import);
		assert_sound(state.store);
		export = export_of(state.store, "shop.example");
		if (!first)
			first = g_strdup(export);
		g_assert_cmpstr(export, ==, first);
		for (unsigned i = 0; i < N; i++)
			draft_clear(&drafts[i]);
		store_import_free(import);
		state_clear(&state);
	}
}

/* A check-point stands or falls with what the mailbox brought. */
static void test_checkpoint(void)
{
	struct state state;
	struct store_import *import;
	struct draft draft;
	uint32_t uidvalidity, uid;

	state_init(&state, DAY0 + 1);
	shop(&draft, "1", DAY0);
	import = store_import_new(state.store);
	draft_import(&draft, 0, import);
	g_assert_true(store_import_checkpoint(import, "inbox", 9, 41, NULL));
	commit(import);
	g_assert_true(store_import_checkpoint(import, "inbox", 9, 42, NULL));
	store_import_free(import);
	g_assert_true(store_checkpoint_get(state.store, "inbox", &uidvalidity, &uid, NULL));
	g_assert_cmpuint(uidvalidity, ==, 9);
	g_assert_cmpuint(uid, ==, 41);
	g_assert_true(store_checkpoint_get(state.store, "other", &uidvalidity, &uid, NULL));
	g_assert_cmpuint(uidvalidity, ==, 0);
	g_assert_cmpuint(uid, ==, 0);
	draft_clear(&draft);
	state_clear(&state);
}

/* One journal line a commit, if the caller gives one; and the domain's version grows. */
static void test_journal_and_version(void)
{
	struct state state;
	struct store_import *import;
	struct draft draft;
	struct journal_entry *entry = entry_new("import", 0, 0);
	g_autoptr(GPtrArray) entries = NULL;
	int64_t domain, other, version, other_version;

	state_init(&state, DAY0 + 1);
	domain = domain_id(state.store, "shop.example");
	other = domain_id(state.store, "other.example");
	version = store_domain_version(state.store, domain, NULL);
	other_version = store_domain_version(state.store, other, NULL);
	import = store_import_new(state.store);
	shop(&draft, "1", DAY0);
	draft_import(&draft, 0, import);
	g_assert_true(store_import_commit(import, entry, NULL));
	g_assert_true(store_import_commit(import, entry, NULL)); /* nothing pending */
	entries = store_journal(state.store, 0, 0, 0, NULL);
	g_assert_cmpuint(entries->len, ==, 1);
	journal_entry_free(entry);
	g_assert_cmpint(store_domain_version(state.store, domain, NULL), >, version);
	g_assert_cmpint(store_domain_version(state.store, other, NULL), ==, other_version);
	store_import_free(import);
	draft_clear(&draft);
	state_clear(&state);
}

/* An import that runs past midnight becomes known as one thing, reports and sums alike. */
static void test_past_midnight(void)
{
	struct state state;
	struct store_import *import;
	struct draft first, second;
	g_autofree char *rows = NULL;

	state_init(&state, DAY0 + 2);
	import = store_import_new(state.store);
	shop(&first, "1", DAY0);
	shop(&second, "2", DAY0);
	draft_import(&first, 0, import);
	state_at(&state, DAY0 + 3);
	draft_import(&second, 0, import);
	g_assert_true(store_import_commit(import, NULL, NULL));
	store_import_free(import);
	state_at(&state, DAY0 + 2);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 36);
	rows = export_of(state.store, "shop.example");
	g_assert_nonnull(strstr(rows, "Google.com 1 "));
	g_assert_nonnull(strstr(rows, "Google.com 2 "));
	draft_clear(&first);
	draft_clear(&second);
	state_clear(&state);
}

/* What could not be taken back is told at the commit, also when a refusal was noted in between. */
static void test_late_failure(void)
{
	struct state state;
	struct draft first, large;
	struct store_import *import;
	g_autofree char *input = g_strdup("b.xml"), *reason = g_strdup("it is cut short");
	struct reject reject = {0};
	g_autoptr(GError) error = NULL;

	state_init(&state, DAY0 + 2);
	import = store_import_new(state.store);
	shop(&first, "1", DAY0);
	shop(&large, "2", DAY0);
	for (unsigned i = 0; i < 70000; i++)
		draft_row(&large, "192.0.2.1", 1, "s1", true, DISPOSITION_NONE);
	draft_import(&first, 0, import);
	g_assert_true(store_import_begin(import, "b.xml", NULL, NULL));
	g_assert_true(store_import_batch(import, &large.report, large.batch, NULL));
	sql_script(state.store->sql, "ALTER TABLE report_row RENAME TO hidden", NULL);
	store_import_drop(import);
	reject.input = input;
	reject.reason = reason;
	g_assert_false(store_import_reject(import, &reject, NULL, NULL));
	g_assert_false(store_import_commit(import, NULL, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	store_import_free(import);
	draft_clear(&first);
	draft_clear(&large);
	state_clear(&state);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/import/new-and-duplicate", test_new_and_duplicate);
	g_test_add_func("/import/identity", test_identity);
	g_test_add_func("/import/past-midnight", test_past_midnight);
	g_test_add_data_func("/import/conflict", NULL, test_conflict);
	g_test_add_data_func("/import/conflict-reversed", "", test_conflict);
	g_test_add_data_func("/import/tie", NULL, test_tie);
	g_test_add_data_func("/import/tie-reversed", "", test_tie);
	g_test_add_func("/import/replay", test_replay);
	g_test_add_func("/import/spread", test_spread);
	g_test_add_func("/import/bad-rows", test_bad_rows);
	g_test_add_func("/import/large", test_large);
	g_test_add_func("/import/large-conflict", test_large_conflict);
	g_test_add_func("/import/given-up", test_given_up);
	g_test_add_func("/import/failure", test_failure);
	g_test_add_func("/import/late-failure", test_late_failure);
	g_test_add_func("/import/any-order", test_any_order);
	g_test_add_func("/import/checkpoint", test_checkpoint);
	g_test_add_func("/import/journal-and-version", test_journal_and_version);
	return g_test_run();
}
