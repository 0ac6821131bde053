/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "store/inner.h"
#include "store/rollup.h"
#include "support.h"

static struct cell cell(int32_t day, const char *ip, uint32_t signature, int64_t messages)
{
	struct cell cell = {.domain_id = 1,
			    .day = day,
			    .signature_id = signature,
			    .policy_id = 3,
			    .disposition = DISPOSITION_QUARANTINE,
			    .messages = messages,
			    .reporters = 1};

	g_assert_true(ip_parse(ip, strlen(ip), &cell.ip));
	return cell;
}

static GArray *cells_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(struct cell));
}

static void add(GArray *cells, struct cell one)
{
	g_array_append_val(cells, one);
}

static void test_settle(void)
{
	g_autoptr(GArray) cells = cells_new();
	struct cell other = cell(DAY0, "192.0.2.1", 1, 2);
	const struct cell *all;

	other.reporters = 4;
	add(cells, cell(DAY0 + 1, "192.0.2.1", 1, 5));
	add(cells, cell(DAY0, "2001:db8::1", 1, 7));
	add(cells, cell(DAY0, "192.0.2.1", 1, 3));
	add(cells, cell(DAY0, "192.0.2.9", 1, 4));
	add(cells, other);
	add(cells, cell(DAY0, "192.0.2.9", 1, -4)); /* adds up to nothing */
	cells_settle(cells);
	g_assert_cmpuint(cells->len, ==, 3);
	all = (const struct cell *)(void *)cells->data;
	g_assert_cmpint(all[0].messages, ==, 5);
	g_assert_cmpuint(all[0].reporters, ==, 5);
	g_assert_cmpint(all[1].messages, ==, 7);
	g_assert_cmpint(all[2].day, ==, DAY0 + 1);
}

static void assert_same(const struct cell *a, const struct cell *b)
{
	g_assert_true(ip_equal(&a->ip, &b->ip));
	g_assert_cmpint(a->day, ==, b->day);
	g_assert_cmpint(a->messages, ==, b->messages);
	g_assert_cmpuint(a->reporters, ==, b->reporters);
	g_assert_cmpuint(a->signature_id, ==, b->signature_id);
	g_assert_cmpuint(a->policy_id, ==, b->policy_id);
	g_assert_cmpuint(a->disposition, ==, b->disposition);
}

/* The widest and the narrowest values come back. */
static void test_pack(void)
{
	struct cell in[] = {cell(DAY0, "192.0.2.1", 0, 1),
			    cell(DAY0, "2001:db8::ffff", UINT32_MAX, -1000000000000),
			    cell(DAY0, "255.255.255.255", 128, INT64_MAX)};
	g_autoptr(GByteArray) packed = g_byte_array_new();
	g_autoptr(GArray) out = cells_new();

	in[1].reporters = UINT64_MAX;
	in[1].policy_id = UINT16_MAX;
	in[2].disposition = DISPOSITION_UNKNOWN;
	cells_pack(in, G_N_ELEMENTS(in), packed);
	g_assert_true(cells_unpack(packed->data, packed->len, 1, DAY0, out));
	g_assert_cmpuint(out->len, ==, G_N_ELEMENTS(in));
	for (unsigned i = 0; i < out->len; i++)
		assert_same(&g_array_index(out, struct cell, i), &in[i]);
}

/* Bytes that are no part are refused, never read beyond: every cut, and every octet turned over. */
static void test_damaged(void)
{
	struct cell in[] = {cell(DAY0, "192.0.2.1", 300, 70000), cell(DAY0, "2001:db8::1", 5, 12)};
	g_autoptr(GByteArray) packed = g_byte_array_new();
	g_autoptr(GArray) out = cells_new();
	unsigned first;

	cells_pack(in, 1, packed);
	first = packed->len;
	cells_pack(in + 1, 1, packed);
	for (unsigned len = 0; len < packed->len; len++) {
		g_autofree uint8_t *copy = g_memdup2(packed->data, MAX(len, 1));

		g_assert_cmpint(cells_unpack(copy, len, 1, DAY0, out), ==,
				len == 0 || len == first);
	}
	for (unsigned i = 0; i < packed->len; i++) {
		g_autofree uint8_t *copy = g_memdup2(packed->data, packed->len);

		copy[i] = (uint8_t)~copy[i];
		cells_unpack(copy, packed->len, 1, DAY0, out);
	}
	g_assert_false(cells_unpack("\x05", 1, 1, DAY0, out));
	g_assert_false(
		cells_unpack("\x04\x01\x02\x03\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16,
			     1, DAY0, out));
}

struct seen {
	int32_t days[8];
	int64_t messages[8];
	unsigned cells[8];
	unsigned n;
};

static void note(void *ctx, int32_t day, const GArray *cells)
{
	struct seen *seen = ctx;

	seen->days[seen->n] = day;
	seen->cells[seen->n] = cells->len;
	for (unsigned i = 0; i < cells->len; i++)
		seen->messages[seen->n] += g_array_index(cells, struct cell, i).messages;
	seen->n++;
}

static struct seen look(struct store *store, int32_t from, int32_t until, int32_t known_day)
{
	g_autoptr(GError) error = NULL;
	struct seen seen = {0};

	rollup_each_day(store->sql, domain_id(store, "shop.example"), from, until, known_day, note,
			&seen, &error);
	g_assert_no_error(error);
	return seen;
}

static void put(struct store *store, struct cell one, int32_t known_day)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) cells = cells_new();

	one.domain_id = domain_id(store, "shop.example");
	add(cells, one);
	rollup_add(store->sql, cells, known_day, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(cells->len, ==, 0);
}

static int64_t parts(struct store *store)
{
	int64_t n = -1;

	sql_number(store->sql, "SELECT COUNT(*) FROM rollup", SQL_WITHOUT, 0, &n, NULL);
	return n;
}

/* What became known on one day is one part; an earlier clock does not see the later one. */
static void test_parts(void)
{
	struct state state;
	struct seen seen;

	state_init(&state, DAY0 + 10);
	put(state.store, cell(DAY0, "192.0.2.1", 1, 10), DAY0 + 1);
	put(state.store, cell(DAY0, "192.0.2.2", 1, 20), DAY0 + 1);
	put(state.store, cell(DAY0, "192.0.2.1", 1, 5), DAY0 + 1);
	g_assert_cmpint(parts(state.store), ==, 1);
	put(state.store, cell(DAY0, "192.0.2.1", 1, -15), DAY0 + 4);
	put(state.store, cell(DAY0 + 3, "192.0.2.1", 1, 9), DAY0 + 4);
	g_assert_cmpint(parts(state.store), ==, 3);

	seen = look(state.store, DAY0, DAY0 + 9, DAY0 + 1);
	g_assert_cmpuint(seen.n, ==, 1);
	g_assert_cmpint(seen.messages[0], ==, 35);
	g_assert_cmpuint(seen.cells[0], ==, 2);
	seen = look(state.store, DAY0, DAY0 + 9, DAY0 + 4);
	g_assert_cmpuint(seen.n, ==, 2);
	g_assert_cmpint(seen.messages[0], ==, 20);
	g_assert_cmpuint(seen.cells[0], ==, 1);
	g_assert_cmpint(seen.days[1], ==, DAY0 + 3);
	g_assert_cmpint(seen.messages[1], ==, 9);
	g_assert_cmpuint(look(state.store, DAY0 + 1, DAY0 + 2, DAY0 + 4).n, ==, 0);
	g_assert_cmpuint(look(state.store, DAY0, DAY0 + 9, DAY0).n, ==, 0);
	state_clear(&state);
}

/* A part that has grown large stays as it is; the same cells in the next one still add up. */
static void test_full_part(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) cells = cells_new();
	struct state state;
	struct seen seen;
	int64_t domain;

	state_init(&state, DAY0 + 10);
	domain = domain_id(state.store, "shop.example");
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 10000; i++) {
			struct cell one = cell(DAY0, "192.0.0.0", 1, 2);

			one.domain_id = domain;
			one.ip.octet[14] = (uint8_t)(i >> 8);
			one.ip.octet[15] = (uint8_t)i;
			add(cells, one);
		}
		rollup_add(state.store->sql, cells, DAY0 + 1, &error);
		g_assert_no_error(error);
	}
	g_assert_cmpint(parts(state.store), ==, 3);
	seen = look(state.store, DAY0, DAY0, DAY0 + 1);
	g_assert_cmpuint(seen.cells[0], ==, 10000);
	g_assert_cmpint(seen.messages[0], ==, 60000);
	state_clear(&state);
}

static void test_damage_is_told(void)
{
	g_autoptr(GError) error = NULL;
	struct state state;
	struct seen seen = {0};

	state_init(&state, DAY0 + 10);
	put(state.store, cell(DAY0, "192.0.2.1", 1, 10), DAY0 + 1);
	g_assert_true(sql_run(state.store->sql, "UPDATE rollup SET cells = $1",
			      SQL_WITH(SQL_BLOB("\x04\x01", 2)), NULL));
	g_assert_false(rollup_each_day(state.store->sql, domain_id(state.store, "shop.example"),
				       DAY0, DAY0, DAY0 + 1, note, &seen, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_assert_nonnull(strstr(error->message, "2025-11-08"));
	state_clear(&state);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollup/settle", test_settle);
	g_test_add_func("/rollup/pack", test_pack);
	g_test_add_func("/rollup/damaged", test_damaged);
	g_test_add_func("/rollup/parts", test_parts);
	g_test_add_func("/rollup/full-part", test_full_part);
	g_test_add_func("/rollup/damage-is-told", test_damage_is_told);
	return g_test_run();
}
