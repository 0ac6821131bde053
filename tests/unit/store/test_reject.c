/* SPDX-License-Identifier: MIT */
/* What was refused: listed, kept in bounded room, and let go. */
#include "support.h"

static void commit(struct store_import *import)
{
	g_autoptr(GError) error = NULL;

	store_import_commit(import, NULL, &error);
	g_assert_no_error(error);
}

/* Refuses len octets of a letter, found in a member that is packed in `of`. */
static void refuse(struct store_import *import, const char *input, const char *member,
		   const char *reason, const char *of, char letter, size_t len)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strnfill(len, letter);
	g_autoptr(GBytes) bytes = g_bytes_new(text, len);
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	uint8_t sha256[REJECT_SHA256_OCTETS];
	size_t digest_len = sizeof(sha256);
	const struct reject reject = {
		.input = (char *)(uintptr_t)input,
		.member = (char *)(uintptr_t)member,
		.reason = (char *)(uintptr_t)reason,
		.of = (char *)(uintptr_t)of,
		.sha256 = sha256,
		.octets = len,
	};

	g_checksum_update(checksum, (const uint8_t *)text, (gssize)len);
	g_checksum_get_digest(checksum, sha256, &digest_len);
	store_import_reject(import, &reject, bytes, &error);
	g_assert_no_error(error);
}

static GPtrArray *rejects_of(struct store *store)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *rejects = store_rejects(store, &error);

	g_assert_no_error(error);
	return rejects;
}

/* The kept octets as text; NULL: none. */
static char *kept(struct store *store, const struct reject *reject)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = store_reject_bytes(store, reject, &error);

	g_assert_true((bytes != NULL) == reject->kept);
	if (!bytes)
		g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND);
	return bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
}

static void test_list(void)
{
	struct state state;
	struct store_import *import;
	g_autoptr(GPtrArray) rejects = NULL, rest = NULL;
	const struct reject unreadable = {.input = (char *)(uintptr_t) "gone.gz",
					  .reason = (char *)(uintptr_t) "no such file"};
	const struct reject *first, *last;
	g_autofree char *text = NULL;

	state_init(&state, DAY0);
	import = store_import_new(state.store);
	refuse(import, "a.eml", "x.zip/y.xml", "no domain", "x.zip", 'z', 3);
	g_assert_true(store_import_reject(import, &unreadable, NULL, NULL));
	refuse(import, "a.eml", "x.zip/y.xml", "no policy", "x.zip", 'y', 4);
	commit(import);
	store_import_free(import);

	rejects = rejects_of(state.store);
	g_assert_cmpuint(rejects->len, ==, 2);
	last = rejects->pdata[1];
	g_assert_cmpstr(last->input, ==, "a.eml");
	g_assert_cmpstr(last->member, ==, "x.zip/y.xml");
	g_assert_cmpstr(last->reason, ==, "no policy");
	g_assert_cmpuint(last->seen, ==, 2);
	g_assert_cmpstr(last->of, ==, "x.zip");
	g_assert_cmpuint(last->octets, ==, 4);
	text = kept(state.store, last);
	g_assert_cmpstr(text, ==, "yyyy");
	first = rejects->pdata[0];
	g_assert_null(first->member);
	g_assert_null(first->of);
	g_assert_null(first->sha256);
	g_assert_false(first->kept);

	g_assert_true(store_reject_remove(state.store, last, NULL));
	rest = rejects_of(state.store);
	g_assert_cmpuint(rest->len, ==, 1);
	g_assert_null(store_reject(state.store, last->id, NULL));
	state_clear(&state);
}

/* One content that was refused twice lies in the state once, and as long as one of them does. */
static void test_same_content(void)
{
	struct state state;
	struct store_import *import;
	g_autoptr(GPtrArray) rejects = NULL, rest = NULL;
	g_autofree char *text = NULL;

	state_init(&state, DAY0);
	import = store_import_new(state.store);
	refuse(import, "a.gz", NULL, "cut off", NULL, 'a', 10);
	refuse(import, "b.gz", NULL, "cut off", NULL, 'a', 10);
	commit(import);
	store_import_free(import);
	rejects = rejects_of(state.store);
	g_assert_true(store_reject_remove(state.store, rejects->pdata[0], NULL));
	rest = rejects_of(state.store);
	g_assert_cmpuint(rest->len, ==, 1);
	text = kept(state.store, rest->pdata[0]);
	g_assert_cmpstr(text, ==, "aaaaaaaaaa");
	g_assert_true(store_reject_remove(state.store, rest->pdata[0], NULL));
	g_assert_null(store_reject_bytes(state.store, rest->pdata[0], NULL));
	state_clear(&state);
}

/* What was seen again since it was read stays. */
static void test_seen_again(void)
{
	struct state state;
	struct store_import *import;
	g_autoptr(GPtrArray) rejects = NULL, rest = NULL;
	const struct reject *reject;

	state_init(&state, DAY0);
	import = store_import_new(state.store);
	refuse(import, "a.gz", NULL, "cut off", NULL, 'a', 10);
	commit(import);
	rejects = rejects_of(state.store);
	refuse(import, "a.gz", NULL, "still cut off", NULL, 'a', 10);
	commit(import);
	store_import_free(import);
	g_assert_true(store_reject_remove(state.store, rejects->pdata[0], NULL));
	rest = rejects_of(state.store);
	g_assert_cmpuint(rest->len, ==, 1);
	reject = rest->pdata[0];
	g_assert_cmpuint(reject->seen, ==, 2);
	g_assert_true(reject->kept);
	state_clear(&state);
}

/* The oldest contents make room for new ones, in one import and in the next. */
static void test_room(void)
{
	struct state state;
	struct store_import *import;
	g_autoptr(GPtrArray) rejects = NULL;
	unsigned n = 0;

	state_init(&state, DAY0);
	for (unsigned round = 0; round < 2; round++) {
		import = store_import_new(state.store);
		for (unsigned i = 0; i < 20; i++, n++) {
			g_autofree char *input = g_strdup_printf("%u.gz", n);

			refuse(import, input, NULL, "cut off", NULL, (char)('0' + n),
			       REJECTS_OCTETS_MAX / 32);
		}
		g_assert_cmpuint(store_import_pending(import), >, 100000);
		commit(import);
		store_import_free(import);
	}
	rejects = rejects_of(state.store);
	g_assert_cmpuint(rejects->len, ==, n);
	for (unsigned i = 0; i < n; i++) {
		const struct reject *reject = rejects->pdata[i];

		g_assert_cmpint(reject->kept, ==, i < 32);
		g_assert_nonnull(reject->sha256);
	}
	state_clear(&state);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reject/list", test_list);
	g_test_add_func("/reject/same-content", test_same_content);
	g_test_add_func("/reject/seen-again", test_seen_again);
	g_test_add_func("/reject/room", test_room);
	return g_test_run();
}
