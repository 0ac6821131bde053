/* SPDX-License-Identifier: MIT */
#include "dmarc/report.h"

#include <string.h>

#include "base/clock.h"

#define NOON 1793534400 /* 2026-11-01T12:00:00Z, a Sunday */

static struct signature sample(struct dkim_result *dkim, struct spf_result *spf,
			       struct override *override)
{
	static char shop[] = "shop.example", empty[] = "", key[] = "s1", words[] = "two words",
		    said[] = "disposition=pass";

	dkim[0] = (struct dkim_result){shop, key, AUTH_RESULT_PASS, NULL};
	dkim[1] = (struct dkim_result){empty, NULL, AUTH_RESULT_NONE, words};
	spf[0] = (struct spf_result){shop, SPF_SCOPE_HELO, AUTH_RESULT_SOFTFAIL, NULL};
	override[0] = (struct override){OVERRIDE_OTHER, words};
	return (struct signature){
		.header_from = shop,
		.envelope_from = empty,
		.evaluated_dkim = AUTH_RESULT_PASS,
		.evaluated_spf = AUTH_RESULT_UNKNOWN,
		.n_dkim = 2,
		.n_spf = 1,
		.n_overrides = 1,
		.dkim = dkim,
		.spf = spf,
		.overrides = override,
		.said = said,
	};
}

static struct signature *copy_of(const struct signature *signature)
{
	g_autoptr(GBytes) key = signature_key(signature);
	gsize len;
	const void *data = g_bytes_get_data(key, &len);

	return signature_from_key(data, len);
}

static void test_key(void)
{
	struct dkim_result dkim[2];
	struct spf_result spf;
	struct override override;
	struct signature signature = sample(dkim, &spf, &override);
	struct signature *copy = copy_of(&signature);
	g_autoptr(GBytes) key = signature_key(&signature), again = NULL;

	g_assert_nonnull(copy);
	again = signature_key(copy);
	g_assert_true(g_bytes_equal(key, again));
	g_assert_cmpstr(copy->header_from, ==, "shop.example");
	g_assert_cmpstr(copy->envelope_from, ==, "");
	g_assert_null(copy->envelope_to);
	g_assert_cmpstr(copy->said, ==, "disposition=pass");
	g_assert_cmpint(copy->evaluated_dkim, ==, AUTH_RESULT_PASS);
	g_assert_cmpuint(copy->n_dkim, ==, 2);
	g_assert_cmpstr(copy->dkim[0].selector, ==, "s1");
	g_assert_null(copy->dkim[1].selector);
	g_assert_cmpstr(copy->dkim[1].human, ==, "two words");
	g_assert_cmpint(copy->spf[0].scope, ==, SPF_SCOPE_HELO);
	g_assert_cmpint(copy->overrides[0].type, ==, OVERRIDE_OTHER);
	signature_free(copy);
	signature_free(NULL);
}

/* Keys are stored: they may never change for what is the same signature. */
static void test_key_octets(void)
{
	struct dkim_result dkim[2];
	struct spf_result spf;
	struct override override;
	struct signature signature = sample(dkim, &spf, &override);
	g_autoptr(GBytes) key = signature_key(&signature);
	static const char expected[] = "\1\2\1\1\2\0\15shop.example\1\0\21disposition=pass"
				       "\2\15shop.example\3s1\0\1\1\0\12two words"
				       "\4\2\15shop.example\0\6\12two words";
	g_autoptr(GBytes) stored = g_bytes_new_static(expected, sizeof(expected) - 1);

	g_assert_true(g_bytes_equal(key, stored));
}

/* Every member makes a difference. */
static void test_key_differs(void)
{
	struct dkim_result dkim[2];
	struct spf_result spf;
	struct override override;
	const struct signature plain = sample(dkim, &spf, &override);
	struct signature other = plain;
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
							   (GDestroyNotify)g_bytes_unref, NULL);
	static char text[] = "x";

	g_hash_table_add(keys, signature_key(&plain));
	other.header_from = text;
	g_assert_true(g_hash_table_add(keys, signature_key(&other)));
	other = plain;
	other.envelope_from = NULL;
	g_assert_true(g_hash_table_add(keys, signature_key(&other)));
	other = plain;
	other.envelope_to = text;
	g_assert_true(g_hash_table_add(keys, signature_key(&other)));
	other = plain;
	other.evaluated_spf = AUTH_RESULT_FAIL;
	g_assert_true(g_hash_table_add(keys, signature_key(&other)));
	other = plain;
	other.said = NULL;
	g_assert_true(g_hash_table_add(keys, signature_key(&other)));
	other = plain;
	other.n_dkim = 1;
	g_assert_true(g_hash_table_add(keys, signature_key(&other)));
	other = plain;
	other.n_overrides = 0;
	g_assert_true(g_hash_table_add(keys, signature_key(&other)));
	dkim[1].selector = text;
	g_assert_true(g_hash_table_add(keys, signature_key(&plain)));
	spf.scope = SPF_SCOPE_MFROM;
	g_assert_true(g_hash_table_add(keys, signature_key(&plain)));
	override.comment = NULL;
	g_assert_true(g_hash_table_add(keys, signature_key(&plain)));
}

/* A key that was cut, prolonged or altered is none, or is the key of what it gives. */
static void test_key_damaged(void)
{
	struct dkim_result dkim[2];
	struct spf_result spf;
	struct override override;
	struct signature signature = sample(dkim, &spf, &override);
	g_autoptr(GBytes) key = signature_key(&signature);
	gsize len;
	const char *data = g_bytes_get_data(key, &len);
	g_autofree char *copy = g_malloc(len + 1);

	for (gsize cut = 0; cut < len; cut++)
		g_assert_null(signature_from_key(data, cut));
	for (gsize i = 0; i < len; i++) {
		for (int octet = 0; octet < 256; octet++) {
			struct signature *found;
			g_autoptr(GBytes) again = NULL, altered = NULL;

			memcpy(copy, data, len);
			copy[i] = (char)octet;
			found = signature_from_key(copy, len);
			if (!found)
				continue;
			again = signature_key(found);
			altered = g_bytes_new_static(copy, len);
			g_assert_true(g_bytes_equal(again, altered));
			signature_free(found);
		}
	}
	memcpy(copy, data, len);
	copy[len] = '\0';
	g_assert_null(signature_from_key(copy, len + 1));
}

static void test_long_texts(void)
{
	g_autofree char *text = g_strnfill(300000, 'x');
	struct signature signature = {.header_from = text}, *copy = copy_of(&signature);

	g_assert_cmpstr(copy->header_from, ==, text);
	signature_free(copy);
}

static void test_mfrom(void)
{
	static char name[] = "a.example";
	struct spf_result spf[] = {
		{name, SPF_SCOPE_HELO, AUTH_RESULT_PASS, NULL},
		{name, SPF_SCOPE_UNKNOWN, AUTH_RESULT_FAIL, NULL},
		{name, SPF_SCOPE_MFROM, AUTH_RESULT_NEUTRAL, NULL},
	};
	struct signature signature = {.n_spf = 3, .spf = spf};

	g_assert_true(signature_mfrom(&signature) == &spf[2]);
	signature.n_spf = 2;
	g_assert_true(signature_mfrom(&signature) == &spf[1]);
	signature.n_spf = 1;
	g_assert_null(signature_mfrom(&signature));
}

static void test_compliant(void)
{
	struct signature signature = {.evaluated_dkim = AUTH_RESULT_FAIL};

	g_assert_false(signature_compliant(&signature));
	signature.evaluated_spf = AUTH_RESULT_PASS;
	g_assert_true(signature_compliant(&signature));
	signature.evaluated_spf = AUTH_RESULT_UNKNOWN;
	signature.evaluated_dkim = AUTH_RESULT_PASS;
	g_assert_true(signature_compliant(&signature));
}

static void assert_days(int64_t begin, int64_t end, int32_t first, unsigned n)
{
	struct report report = {.begin = begin, .end = end};
	int32_t day;
	unsigned days;

	report_days(&report, &day, &days);
	g_assert_cmpint(day, ==, first);
	g_assert_cmpuint(days, ==, n);
}

static void test_days(void)
{
	const int64_t midnight = NOON - 12 * 3600;
	const int32_t day = day_of(NOON);

	assert_days(midnight, midnight + 86399, day, 1);
	assert_days(midnight, midnight + 86400, day, 1);
	assert_days(NOON, NOON, day, 1);
	assert_days(NOON, NOON + 86400, day, 1);	     /* a day from noon to noon */
	assert_days(NOON, NOON + 26 * 3600, day, 1);	     /* 26 hours */
	assert_days(NOON, NOON + 26 * 3600 + 1, day, 2);     /* and a second */
	assert_days(midnight, midnight + 2 * 86400, day, 2); /* both kinds of ends */
	assert_days(midnight, midnight + 2 * 86400 - 1, day, 2);
	assert_days(NOON, NOON + 2 * 86400, day, 3);
	assert_days(NOON, NOON + 32 * 86400, day, 33);
	assert_days(NOON, NOON + 32 * 86400 + 1, day, 1);
	assert_days(-3600, 86400 * 2, -1, 3);
}

static void test_share(void)
{
	struct report report = {.begin = NOON, .end = NOON + 2 * 86400};

	/* A quarter, a half, a quarter; what is left goes by the largest remainder, then the first.
	 */
	g_assert_cmpuint(report_share(&report, 1000, 0), ==, 250);
	g_assert_cmpuint(report_share(&report, 1000, 1), ==, 500);
	g_assert_cmpuint(report_share(&report, 1000, 2), ==, 250);
	g_assert_cmpuint(report_share(&report, 1, 0), ==, 0);
	g_assert_cmpuint(report_share(&report, 1, 1), ==, 1);
	g_assert_cmpuint(report_share(&report, 3, 0), ==, 1);
	g_assert_cmpuint(report_share(&report, 3, 1), ==, 1);
	g_assert_cmpuint(report_share(&report, 3, 2), ==, 1);
	g_assert_cmpuint(report_share(&report, 6, 0), ==, 2);
	g_assert_cmpuint(report_share(&report, 6, 2), ==, 1);
	report.end = report.begin + 3600;
	g_assert_cmpuint(report_share(&report, 7, 0), ==, 7);
}

/* However odd the window, the days add up to the count. */
static void test_share_sums(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);

	for (int i = 0; i < 5000; i++) {
		struct report report = {.begin = NOON + g_rand_int_range(rand, -90000, 90000)};
		uint32_t count = (uint32_t)g_rand_int_range(rand, 1, i % 2 ? 100 : 1000000001);
		uint64_t sum = 0;
		int32_t first;
		unsigned n;

		report.end = report.begin + g_rand_int_range(rand, 0, 33 * 86400);
		report_days(&report, &first, &n);
		for (unsigned day = 0; day < n; day++)
			sum += report_share(&report, count, day);
		g_assert_cmpuint(sum, ==, count);
	}
}

static void test_names(void)
{
	g_assert_cmpstr(auth_result_name(AUTH_RESULT_UNKNOWN), ==, "unknown");
	g_assert_cmpstr(auth_result_name(AUTH_RESULT_PERMERROR), ==, "permerror");
	g_assert_cmpstr(disposition_name(DISPOSITION_NONE), ==, "none");
	g_assert_cmpstr(disposition_name(DISPOSITION_UNKNOWN), ==, "unknown");
	g_assert_cmpstr(override_type_name(OVERRIDE_FORWARDED), ==, "forwarded");
	g_assert_cmpstr(override_type_name(OVERRIDE_OTHER), ==, "other");
}

static void test_init(void)
{
	struct report report;

	report_init(&report);
	g_assert_cmpint(report.begin, ==, TIME_NONE);
	g_assert_cmpint(report.policy.pct, ==, -1);
	g_assert_cmpint(report.policy.np, ==, POLICY_ABSENT);
	report_clear(&report);
	report_clear(&report);
	report_batch_free(NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/signature/key", test_key);
	g_test_add_func("/signature/key-octets", test_key_octets);
	g_test_add_func("/signature/key-differs", test_key_differs);
	g_test_add_func("/signature/key-damaged", test_key_damaged);
	g_test_add_func("/signature/long-texts", test_long_texts);
	g_test_add_func("/signature/mfrom", test_mfrom);
	g_test_add_func("/signature/compliant", test_compliant);
	g_test_add_func("/report/days", test_days);
	g_test_add_func("/report/share", test_share);
	g_test_add_func("/report/share-sums", test_share_sums);
	g_test_add_func("/report/names", test_names);
	g_test_add_func("/report/init", test_init);
	return g_test_run();
}
