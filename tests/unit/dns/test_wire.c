/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "dns/wire.h"

#define ID     0x1234
#define ROUNDS 100000 /* damaged messages of each kind */

/* An answer message to a question, put together by hand. */
static GByteArray *message_new(const char *name, enum dns_type type, unsigned rcode)
{
	GByteArray *message = wire_query(name, type, ID, 0);

	message->data[2] |= 0x84; /* QR, AA */
	message->data[3] = (guint8)rcode;
	return message;
}

/* Adds a record to the answer (section 0) or authority (1) section; its owner is the question. */
static void message_add(GByteArray *message, unsigned section, unsigned type, unsigned ttl,
			const char *data, size_t len)
{
	const guint8 head[] = {0xc0,
			       12,
			       (guint8)(type >> 8),
			       (guint8)type,
			       0,
			       1,
			       (guint8)(ttl >> 24),
			       (guint8)(ttl >> 16),
			       (guint8)(ttl >> 8),
			       (guint8)ttl,
			       (guint8)(len >> 8),
			       (guint8)len};

	message->data[7 + 2 * section]++;
	g_byte_array_append(message, head, sizeof(head));
	g_byte_array_append(message, (const guint8 *)data, (guint)len);
}

static enum wire_reading read_message(const GByteArray *message, const char *name,
				      enum dns_type type, struct wire_answer *answer)
{
	return wire_read(message->data, message->len, ID, name, type, answer);
}

#define ADD(message, section, type, data)                                                          \
	message_add(message, section, type, 300, data, sizeof(data) - 1)

static void assert_octets(const GByteArray *got, const char *want, size_t len)
{
	g_assert_cmpuint(got->len, ==, len);
	g_assert_true(memcmp(got->data, want, len) == 0);
}

static void test_query(void)
{
	g_autoptr(GByteArray) plain = wire_query("Shop.Example.", DNS_TYPE_TXT, ID, 0);
	g_autoptr(GByteArray) asked =
		wire_query("shop.example", DNS_TYPE_MX, ID, WIRE_FLAG_RECURSE | WIRE_FLAG_EDNS);
	g_autoptr(GByteArray) bogus =
		wire_query("shop.example", DNS_TYPE_MX, ID, WIRE_FLAG_CHECKING_DISABLED);

	assert_octets(plain, "\x12\x34\0\0\0\1\0\0\0\0\0\0\4Shop\7Example\0\0\x10\0\1", 30);
	assert_octets(asked,
		      "\x12\x34\1\x20\0\1\0\0\0\0\0\1\4shop\7example\0\0\x0f\0\1"
		      "\0\0\x29\x04\xd0\0\0\0\0\0\0",
		      41);
	g_assert_cmpuint(bogus->data[3], ==, 0x10);
	g_assert_null(wire_query("a..b", DNS_TYPE_A, ID, 0));
	g_assert_null(wire_query("", DNS_TYPE_A, ID, 0));
}

static void test_canonical(void)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
		{"Shop.Example.", "shop.example"},
		{"_DMARC.shop.example", "_dmarc.shop.example"},
		{"*.shop.example", "*.shop.example"},
		{"0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa"},
		{"a\\.b.example", "a\\046b.example"},
		{"a\\032b.example", "a\\032b.example"},
		{"b\xc3\xbc.example", "b\\195\\188.example"},
		{"shop.example\\000.evil.example", "shop.example\\000.evil.example"},
		{".", "."},
		{"", NULL},
		{"a..b", NULL},
		{".a", NULL},
	};
	g_autofree char *label = g_strnfill(64, 'a');
	g_autofree char *again = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = wire_canonical(cases[i].name);

		g_assert_cmpstr(got, ==, cases[i].want);
	}
	g_assert_null(wire_canonical(label));
	again = wire_canonical("a\\046b.example");
	g_assert_cmpstr(again, ==, "a\\046b.example");
}

static void test_data(void)
{
	static const struct {
		enum dns_type type;
		unsigned code;
		const char *data;
		size_t len;
		const char *want; /* NULL: MALFORMED */
	} cases[] = {
		{DNS_TYPE_A, 1, "\xc0\0\2\1", 4, "192.0.2.1"},
		{DNS_TYPE_A, 1, "\xc0\0\2\1\0", 5, NULL},
		{DNS_TYPE_AAAA, 28, " \1\r\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, "2001:db8::1"},
		{DNS_TYPE_AAAA, 28, "\xc0\0\2\1", 4, NULL},
		{DNS_TYPE_NS, 2, "\2ns\xc0\x0c", 5, "ns.shop.example"},
		{DNS_TYPE_NS, 2, "\2ns\xc0\x0c\0", 6, NULL},
		{DNS_TYPE_PTR, 12, "\2NS\0", 4, "ns"},
		{DNS_TYPE_PTR, 12, "\3ns\0\0", 5, "ns\\000"},
		{DNS_TYPE_PTR, 12, "\0", 1, "."},
		{DNS_TYPE_PTR, 12, "", 0, NULL},
		{DNS_TYPE_PTR, 12, "\2ns", 3, NULL},
		{DNS_TYPE_MX, 15, "\0\x0a\2mx\xc0\x0c", 7, "10 mx.shop.example"},
		{DNS_TYPE_MX, 15, "\0\0\0", 3, "0 ."},
		{DNS_TYPE_MX, 15, "\0", 1, NULL},
		{DNS_TYPE_SOA, 6, "\2ns\0\1m\0\0\0\0\7\0\0\0\1\0\0\0\2\0\0\0\3\xff\xff\xff\xff", 27,
		 "ns m 7 1 2 3 4294967295"},
		{DNS_TYPE_SOA, 6, "\2ns\0\1m\0\0\0\0\7\0\0\0\1\0\0\0\2\0\0\0\3", 23, NULL},
		{DNS_TYPE_TXT, 16, "\3abc\0\2de", 8, "abcde"},
		{DNS_TYPE_TXT, 16, "", 0, ""},
		{DNS_TYPE_TXT, 16, "\1\0", 2, "\xc0\x80"},
		{DNS_TYPE_TXT, 16, "\4abc", 4, NULL},
		{DNS_TYPE_CNAME, 5, "\1x\0", 3, "x"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GByteArray) message = message_new("shop.example", cases[i].type, 0);
		struct wire_answer answer;

		message_add(message, 0, cases[i].code, 300, cases[i].data, cases[i].len);
		g_test_message("case %zu", i);
		g_assert_cmpint(read_message(message, "shop.example", cases[i].type, &answer), ==,
				WIRE_READING_DONE);
		g_assert_cmpint(answer.status, ==,
				cases[i].want ? LOOK_STATUS_OK : LOOK_STATUS_MALFORMED);
		g_assert_cmpuint(answer.data->len, ==, cases[i].want ? 1 : 0);
		if (cases[i].want)
			g_assert_cmpstr(answer.data->pdata[0], ==, cases[i].want);
		wire_answer_clear(&answer);
	}
}

static void test_sorted_with_lowest_ttl(void)
{
	g_autoptr(GByteArray) message = message_new("shop.example", DNS_TYPE_TXT, 0);
	struct wire_answer answer;

	message_add(message, 0, 16, 300, "\1b", 2);
	message_add(message, 0, 16, 60, "\1c", 2);
	message_add(message, 0, 99, 1, "\1x", 2); /* of another type */
	message_add(message, 0, 16, 900, "\1a", 2);
	g_assert_cmpint(read_message(message, "shop.example", DNS_TYPE_TXT, &answer), ==,
			WIRE_READING_DONE);
	g_assert_cmpuint(answer.data->len, ==, 3);
	g_assert_cmpstr(answer.data->pdata[0], ==, "a");
	g_assert_cmpstr(answer.data->pdata[2], ==, "c");
	g_assert_cmpuint(answer.ttl, ==, 60);
	g_assert_true(answer.authoritative);
	g_assert_false(answer.authentic);
	wire_answer_clear(&answer);
}

/* An alias whose target this answer does not speak of is no "no data". */
static void test_unfinished_chain(void)
{
	g_autoptr(GByteArray) message = message_new("shop.example", DNS_TYPE_TXT, 0);
	struct wire_answer answer;

	ADD(message, 0, 5, "\3far\4away\0");
	g_assert_cmpint(read_message(message, "shop.example", DNS_TYPE_TXT, &answer), ==,
			WIRE_READING_DONE);
	g_assert_cmpint(answer.status, ==, LOOK_STATUS_OK);
	g_assert_true(answer.unfinished);
	g_assert_cmpstr(answer.cname->pdata[0], ==, "far.away");
	wire_answer_clear(&answer);

	ADD(message, 1, 6, "\2ns\0\1m\0\0\0\0\7\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\x3c");
	read_message(message, "shop.example", DNS_TYPE_TXT, &answer);
	g_assert_cmpint(answer.status, ==, LOOK_STATUS_NODATA);
	g_assert_false(answer.unfinished);
	g_assert_cmpuint(answer.ttl, ==, 60);
	wire_answer_clear(&answer);
}

static void test_foreign(void)
{
	g_autoptr(GByteArray) good = message_new("shop.example", DNS_TYPE_TXT, 0);
	struct wire_answer answer;

	for (guint len = 0; len < good->len; len++)
		g_assert_cmpint(
			wire_read(good->data, len, ID, "shop.example", DNS_TYPE_TXT, &answer), ==,
			WIRE_READING_FOREIGN);
	g_assert_cmpint(
		wire_read(good->data, good->len, ID + 1, "shop.example", DNS_TYPE_TXT, &answer), ==,
		WIRE_READING_FOREIGN);
	g_assert_cmpint(read_message(good, "shop.examples", DNS_TYPE_TXT, &answer), ==,
			WIRE_READING_FOREIGN);
	g_assert_cmpint(read_message(good, "shop.example", DNS_TYPE_A, &answer), ==,
			WIRE_READING_FOREIGN);
	good->data[2] |= 0x08; /* another opcode */
	g_assert_cmpint(read_message(good, "shop.example", DNS_TYPE_TXT, &answer), ==,
			WIRE_READING_FOREIGN);
	good->data[2] = 0x86; /* TC */
	g_assert_cmpint(read_message(good, "shop.example", DNS_TYPE_TXT, &answer), ==,
			WIRE_READING_TRUNCATED);
}

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			return false;
	return true;
}

/* Any damage is answered with one of the three readings, and names never carry raw octets. */
static void damage(enum dns_type type, unsigned code, const char *data, size_t len)
{
	g_autoptr(GByteArray) good = message_new("a.shop.example", type, 0);

	message_add(good, 0, code, 300, data, len);
	message_add(good, 0, 5, 300, "\1x\xc0\x0c", 4);
	message_add(good, 1, 6, 300, "\2ns\0\1m\0\0\0\0\7\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\x3c", 27);
	for (unsigned i = 0; i < ROUNDS; i++) {
		g_autofree guint8 *bad = g_memdup2(good->data, good->len);
		guint size = (guint)g_test_rand_int_range(28, (gint32)good->len + 1);
		struct wire_answer answer;

		for (int n = g_test_rand_int_range(1, 6); n > 0; n--)
			bad[g_test_rand_int_range(2, (gint32)good->len)] =
				(guint8)g_test_rand_int_range(0, 256);
		if (wire_read(bad, g_test_rand_bit() ? good->len : size, ID, "a.shop.example", type,
			      &answer) != WIRE_READING_DONE)
			continue;
		g_assert_true(answer.status == LOOK_STATUS_OK || answer.data->len == 0);
		for (guint k = 0; k < answer.cname->len; k++)
			g_assert_true(is_printable(answer.cname->pdata[k]));
		for (guint k = 0; k < answer.data->len && type != DNS_TYPE_TXT; k++)
			g_assert_true(is_printable(answer.data->pdata[k]));
		wire_answer_clear(&answer);
	}
}

static void test_damaged(void)
{
	damage(DNS_TYPE_TXT, 16, "\3abc\4defg", 9);
	damage(DNS_TYPE_MX, 15, "\0\x0a\2mx\xc0\x0e", 7);
	damage(DNS_TYPE_SOA, 6, "\2ns\xc0\x0e\1m\xc0\x0e\0\0\0\7\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4",
	       29);
	damage(DNS_TYPE_A, 1, "\xc0\0\2\1", 4);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/wire/query", test_query);
	g_test_add_func("/wire/canonical", test_canonical);
	g_test_add_func("/wire/data", test_data);
	g_test_add_func("/wire/sorted-with-lowest-ttl", test_sorted_with_lowest_ttl);
	g_test_add_func("/wire/unfinished-chain", test_unfinished_chain);
	g_test_add_func("/wire/foreign", test_foreign);
	g_test_add_func("/wire/damaged", test_damaged);
	return g_test_run();
}
