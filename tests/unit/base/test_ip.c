/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/ip.h"

static const char *round_trip(const char *text)
{
	static char out[IP_TEXT_MAX];
	struct ip ip;

	return ip_parse(text, strlen(text), &ip) ? ip_format(&ip, out) : NULL;
}

static void test_parse(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"192.0.2.1", "192.0.2.1"},
		{" \t\r\n192.0.2.1 \n", "192.0.2.1"},
		{"192.0.2.1:25", "192.0.2.1"},
		{"[192.0.2.1]", "192.0.2.1"},
		{"192.000.002.010", "192.0.2.10"},
		{"0.0.0.0", "0.0.0.0"},
		{"255.255.255.255", "255.255.255.255"},
		{"::ffff:192.0.2.1", "192.0.2.1"},
		{"::FFFF:c000:0201", "192.0.2.1"},
		{"2001:DB8::1", "2001:db8::1"},
		{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
		{"[2001:db8::1]", "2001:db8::1"},
		{"[2001:db8::1]:25", "2001:db8::1"},
		{"fe80::1%eth0", "fe80::1"},
		{"::", "::"},
		{"192.0.2.1/32", "192.0.2.1"},
		{"2001:db8::1/128", "2001:db8::1"},
		{"[IPv6:2001:db8::1]", "2001:db8::1"},
		{"192.0.2.1/24", NULL},
		{"192.0.2.1/", NULL},
		{"192.0.2.1/128", NULL},
		{"2001:db8::1/32", NULL},
		{"IPv6:192.0.2.1", NULL},
		{"", NULL},
		{" ", NULL},
		{"192.0.2", NULL},
		{"192.0.2.256", NULL},
		{"192.0.2.1.1", NULL},
		{"192.0.2.0001", NULL},
		{"192.0.2.1:", NULL},
		{"192.0.2.1:25x", NULL},
		{"192.0.2.1 192.0.2.2", NULL},
		{"+192.0.2.1", NULL},
		{"0x7f.0.0.1", NULL},
		{"2130706433", NULL},
		{"[2001:db8::1", NULL},
		{"2001:db8::1::2", NULL},
		{"2001:db8::12345", NULL},
		{"unknown", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i].text);
		g_assert_cmpstr(round_trip(cases[i].text), ==, cases[i].want);
	}
}

static void test_parse_hostile(void)
{
	g_autofree char *junk = g_malloc(10000);
	struct ip ip, before;

	memset(&ip, 0x5a, sizeof(ip));
	before = ip;
	for (int c = 0; c < 256; c++) {
		char text[] = "192.0.2.?";

		memset(junk, c, 10000);
		g_assert_false(ip_parse(junk, 10000, &ip));
		if (!g_ascii_isdigit(c)) {
			text[8] = (char)c;
			g_assert_false(ip_parse(text, 9, &ip));
		}
	}
	g_assert_false(ip_parse("192.0.2.1\0", 10, &ip));
	g_assert_true(ip_equal(&ip, &before));
	/* An address before more space than any buffer holds is still an address. */
	memset(junk, ' ', 10000);
	memcpy(junk + 5000, "192.0.2.1", 9);
	g_assert_true(ip_parse(junk, 10000, &ip));
}

static void test_names(void)
{
	static const struct {
		const char *ip, *reverse;
	} cases[] = {
		{"192.0.2.1", "1.2.0.192.in-addr.arpa"},
		{"2001:db8:1:2:3::b",
		 "b.0.0.0.0.0.0.0.0.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *reverse = NULL;
		struct ip ip;

		g_assert_true(ip_parse(cases[i].ip, strlen(cases[i].ip), &ip));
		reverse = ip_reverse_name(&ip);
		g_assert_cmpstr(reverse, ==, cases[i].reverse);
	}
}

static void test_bytes(void)
{
	const uint8_t *data;
	struct ip v4, v6, back;

	g_assert_true(ip_parse("192.0.2.1", 9, &v4));
	g_assert_true(ip_parse("2001:db8::1", 11, &v6));
	g_assert_cmpuint(ip_bytes(&v4, &data), ==, 4);
	g_assert_true(memcmp(data, "\xc0\x00\x02\x01", 4) == 0);
	g_assert_true(ip_from_bytes(data, 4, &back));
	g_assert_true(ip_equal(&v4, &back));
	g_assert_cmpuint(ip_bytes(&v6, &data), ==, 16);
	g_assert_true(ip_from_bytes(data, 16, &back));
	g_assert_true(ip_equal(&v6, &back));
	g_assert_false(ip_from_bytes(data, 5, &back));
	g_assert_false(ip_equal(&v4, &v6));
	g_assert_cmpint(ip_compare(&v4, &v6), <, 0);
	g_assert_cmpint(ip_compare(&v6, &v6), ==, 0);
	g_assert_cmpuint(ip_hash(&v4), !=, ip_hash(&v6));
}

/* Neighbouring addresses must not share hashes: they are what reports hold. */
static void test_hash_spreads(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	for (unsigned i = 0; i < 65536; i++) {
		struct ip ip;
		uint8_t octets[4] = {198, 51, (uint8_t)(i >> 8), (uint8_t)i};

		g_assert_true(ip_from_bytes(octets, 4, &ip));
		g_hash_table_add(seen, GUINT_TO_POINTER(ip_hash(&ip)));
	}
	g_assert_cmpuint(g_hash_table_size(seen), >, 65000);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ip/parse", test_parse);
	g_test_add_func("/ip/parse-hostile", test_parse_hostile);
	g_test_add_func("/ip/names", test_names);
	g_test_add_func("/ip/bytes", test_bytes);
	g_test_add_func("/ip/hash-spreads", test_hash_spreads);
	return g_test_run();
}
