/* SPDX-License-Identifier: MIT */
#include "dmarc/consistency.h"

#include "vectors.h"

static char shop[] = "shop.example", mail[] = "mail.shop.example", other[] = "other.example";

/* One DKIM and one MAIL FROM result, both passing. */
static struct signature passing(struct dkim_result *dkim, struct spf_result *spf, char *d,
				char *from)
{
	*dkim = (struct dkim_result){d, NULL, AUTH_RESULT_PASS, NULL};
	*spf = (struct spf_result){from, SPF_SCOPE_MFROM, AUTH_RESULT_PASS, NULL};
	return (struct signature){
		.header_from = shop, .n_dkim = 1, .dkim = dkim, .n_spf = 1, .spf = spf};
}

static void assert_aligned(const struct signature *signature, bool strict, bool dkim, bool spf)
{
	struct published *published = published_from("shop.example: v=DMARC1; p=none");

	for (int generation = 0; generation < GENERATION_COUNT; generation++) {
		struct alignment raw;

		signature_align(signature, (enum generation)generation, published, strict, strict,
				&raw);
		g_assert_cmpint(raw.dkim, ==, dkim);
		g_assert_cmpint(raw.spf, ==, spf);
	}
	published_free(published);
}

static void test_align(void)
{
	struct dkim_result dkim[2];
	struct spf_result spf;
	struct signature signature = passing(dkim, &spf, shop, mail);

	assert_aligned(&signature, false, true, true);
	assert_aligned(&signature, true, true, false);
	signature = passing(dkim, &spf, mail, other);
	assert_aligned(&signature, false, true, false);
	assert_aligned(&signature, true, false, false);
	/* One aligned pass among several results is enough; a failing one is none. */
	signature = passing(&dkim[1], &spf, shop, shop);
	dkim[0] = (struct dkim_result){other, NULL, AUTH_RESULT_PASS, NULL};
	signature.dkim = dkim;
	signature.n_dkim = 2;
	assert_aligned(&signature, true, true, true);
	dkim[1].result = AUTH_RESULT_FAIL;
	spf.result = AUTH_RESULT_SOFTFAIL;
	assert_aligned(&signature, false, false, false);
}

/* HELO never counts (Q29). */
static void test_helo(void)
{
	struct dkim_result dkim;
	struct spf_result spf;
	struct signature signature = passing(&dkim, &spf, other, shop);

	spf.scope = SPF_SCOPE_HELO;
	assert_aligned(&signature, false, false, false);
	spf.scope = SPF_SCOPE_UNKNOWN;
	assert_aligned(&signature, false, false, true);
}

/* The generations disagree when only the subdomain has a record. */
static void test_generations(void)
{
	struct published *published = published_from("mail.shop.example: v=DMARC1; p=none; psd=n");
	struct dkim_result dkim;
	struct spf_result spf;
	struct signature signature = passing(&dkim, &spf, shop, mail);
	struct alignment raw;

	signature_align(&signature, GENERATION_RFC7489, published, false, false, &raw);
	g_assert_true(raw.spf);
	signature_align(&signature, GENERATION_RFC9989, published, false, false, &raw);
	g_assert_false(raw.spf);
	g_assert_true(raw.dkim);
	published_free(published);
}

static void assert_mismatch(enum auth_result dkim, enum auth_result spf, bool raw_dkim,
			    bool raw_spf, enum mismatch expected)
{
	struct signature signature = {.evaluated_dkim = dkim, .evaluated_spf = spf};
	struct alignment raw = {raw_dkim, raw_spf};

	g_assert_cmpint(signature_mismatch(&signature, &raw), ==, expected);
}

static void test_mismatch(void)
{
	const enum auth_result pass = AUTH_RESULT_PASS, fail = AUTH_RESULT_FAIL,
			       unknown = AUTH_RESULT_UNKNOWN;

	assert_mismatch(pass, fail, true, false, MISMATCH_NONE);
	assert_mismatch(pass, fail, false, false, MISMATCH_PASS_WITHOUT_RAW);
	assert_mismatch(fail, pass, false, false, MISMATCH_PASS_WITHOUT_RAW);
	assert_mismatch(fail, pass, true, false, MISMATCH_PASS_WITHOUT_RAW);
	assert_mismatch(fail, pass, true, true, MISMATCH_RAW_WITHOUT_PASS);
	assert_mismatch(fail, fail, false, true, MISMATCH_RAW_WITHOUT_PASS);
	assert_mismatch(unknown, unknown, true, true, MISMATCH_NONE);
	assert_mismatch(unknown, unknown, false, false, MISMATCH_NONE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/consistency/align", test_align);
	g_test_add_func("/consistency/helo", test_helo);
	g_test_add_func("/consistency/generations", test_generations);
	g_test_add_func("/consistency/mismatch", test_mismatch);
	return g_test_run();
}
