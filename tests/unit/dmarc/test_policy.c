/* SPDX-License-Identifier: MIT */
#include "dmarc/policy.h"

#include "vectors.h"

static void assert_effective(enum generation generation, char *const *cell, const char *expected)
{
	struct published *published = published_from(cell[1]);
	g_autofree char *text = NULL, *what = NULL;
	struct effective effective;

	policy_discover(generation, published, cell[2], strcmp(cell[3], "yes") == 0, &effective);
	text = effective_text(&effective);
	what = effective.applies
		       ? g_strdup_printf("%s %s %s", text, effective.found_at, effective.tag)
		       : g_strdup(text);
	g_assert_cmpstr(what, ==, expected);
	effective_clear(&effective);
	published_free(published);
}

static void test_effective(gconstpointer data)
{
	char *const *cell = data;

	assert_effective(GENERATION_RFC7489, cell, cell[4]);
	assert_effective(GENERATION_RFC9989, cell, cell[5]);
}

static void assert_alignment(enum generation generation, char *const *cell, const char *expected)
{
	struct published *published = published_from(cell[1]);
	g_autofree char *from = org_domain(generation, published, cell[2]);
	g_autofree char *authenticated = org_domain(generation, published, cell[3]);
	bool relaxed = is_aligned(generation, published, false, cell[2], cell[3]);
	bool strict = is_aligned(generation, published, true, cell[2], cell[3]);
	g_autofree char *what =
		g_strdup_printf("%s %s %s", from, authenticated, relaxed ? "yes" : "no");

	g_assert_cmpstr(what, ==, expected);
	g_assert_cmpstr(strict ? "yes" : "no", ==, cell[6]);
	g_assert_cmpint(is_aligned(generation, published, false, cell[3], cell[2]), ==, relaxed);
	published_free(published);
}

static void test_alignment(gconstpointer data)
{
	char *const *cell = data;

	assert_alignment(GENERATION_RFC7489, cell, cell[4]);
	assert_alignment(GENERATION_RFC9989, cell, cell[5]);
}

static void assert_asked(enum generation generation, const char *from, const char *expected)
{
	struct published *published = published_new();
	struct effective effective;
	g_autofree char *asked = NULL;

	policy_discover(generation, published, from, true, &effective);
	g_ptr_array_add(effective.asked, NULL);
	asked = g_strjoinv(" ", (char **)effective.asked->pdata);
	g_assert_cmpstr(asked, ==, expected);
	g_assert_false(effective.applies);
	effective_clear(&effective);
	published_free(published);
}

static void test_walk(gconstpointer data)
{
	char *const *cell = data;

	assert_asked(GENERATION_RFC7489, cell[0], cell[1]);
	assert_asked(GENERATION_RFC9989, cell[0], cell[2]);
}

/* A record at the From domain ends the questions, psd=n ends the walk. */
static void test_walk_ends(void)
{
	struct published *published =
		published_from("example.com: v=DMARC1; p=none; psd=n | com: v=DMARC1; p=reject");
	struct effective effective;

	policy_discover(GENERATION_RFC9989, published, "example.com", true, &effective);
	g_assert_cmpuint(effective.asked->len, ==, 1);
	effective_clear(&effective);
	policy_discover(GENERATION_RFC9989, published, "a.b.example.com", true, &effective);
	g_assert_cmpuint(effective.asked->len, ==, 3);
	g_assert_cmpstr(effective.found_at, ==, "example.com");
	effective_clear(&effective);
	published_free(published);
}

static void assert_shares(const char *txt, enum generation generation, double quarantine,
			  double reject)
{
	struct published *published = published_new();
	struct effective effective;
	double q, r;

	published_add(published, "EXAMPLE.com", txt);
	policy_discover(generation, published, "example.com", true, &effective);
	effective_shares(&effective, &q, &r);
	g_assert_cmpfloat_with_epsilon(q, quarantine, 1e-12);
	g_assert_cmpfloat_with_epsilon(r, reject, 1e-12);
	effective_clear(&effective);
	published_free(published);
}

static void test_shares(void)
{
	assert_shares("v=DMARC1; p=quarantine; pct=25", GENERATION_RFC7489, 0.25, 0);
	assert_shares("v=DMARC1; p=quarantine; pct=25", GENERATION_RFC9989, 1, 0);
	assert_shares("v=DMARC1; p=reject; pct=10; t=y", GENERATION_RFC7489, 0.9, 0.1);
	assert_shares("v=DMARC1; p=reject; pct=10; t=y", GENERATION_RFC9989, 1, 0);
	assert_shares("v=DMARC1; p=reject; pct=0", GENERATION_RFC7489, 1, 0);
	assert_shares("v=DMARC1; p=reject", GENERATION_RFC7489, 0, 1);
	assert_shares("v=DMARC1; p=none; pct=10", GENERATION_RFC7489, 0, 0);
	assert_shares("v=spf1 -all", GENERATION_RFC9989, 0, 0);
}

/* pct and otherwise speak only where there is sampling. */
static void test_sampling(void)
{
	struct published *published =
		published_from("example.com: v=DMARC1; p=none; sp=reject; pct=0; "
			       "adkim=s");
	struct effective effective;

	policy_discover(GENERATION_RFC7489, published, "example.com", true, &effective);
	g_assert_cmpint(effective.policy, ==, POLICY_NONE);
	g_assert_cmpuint(effective.pct, ==, 100);
	g_assert_true(effective.adkim_strict);
	g_assert_false(effective.aspf_strict);
	effective_clear(&effective);
	policy_discover(GENERATION_RFC7489, published, "m.example.com", true, &effective);
	g_assert_cmpint(effective.policy, ==, POLICY_REJECT);
	g_assert_cmpint(effective.otherwise, ==, POLICY_QUARANTINE);
	g_assert_cmpuint(effective.pct, ==, 0);
	effective_clear(&effective);
	policy_discover(GENERATION_RFC9989, published, "m.example.com", true, &effective);
	g_assert_cmpint(effective.otherwise, ==, POLICY_REJECT);
	g_assert_cmpuint(effective.pct, ==, 100);
	effective_clear(&effective);
	published_free(published);
}

static void test_registrable(void)
{
	g_assert_cmpstr(registrable_domain("a.b.example.co.uk"), ==, "example.co.uk");
	g_assert_cmpstr(registrable_domain("co.uk"), ==, "co.uk");
	g_assert_cmpstr(registrable_domain("uk"), ==, "uk");
	g_assert_cmpstr(registrable_domain(""), ==, "");
	g_assert_cmpstr(registrable_domain("mail.shop.example"), ==, "shop.example");
	g_assert_cmpstr(registrable_domain("bad<xml.net"), ==, "bad<xml.net");
}

static void test_aligned_empty(void)
{
	struct published *published = published_new();

	for (int generation = 0; generation < GENERATION_COUNT; generation++) {
		g_assert_false(is_aligned((enum generation)generation, published, false, "", ""));
		g_assert_false(
			is_aligned((enum generation)generation, published, true, "a.example", ""));
		g_assert_true(is_aligned((enum generation)generation, published, true, "a.example",
					 "a.example"));
	}
	published_free(published);
}

/* One record of the set exchanged, or added; the set itself stays. */
static void test_with(void)
{
	struct published *published = published_from("example.com: v=DMARC1; p=none | "
						     "example.com: v=DMARC1; p=reject | "
						     "lists.example.com: v=DMARC1; p=none");
	struct published *with = published_with(published, "Example.com", "v=DMARC1; p=quarantine");
	struct published *alone = published_with(NULL, "example.com", "v=DMARC1; p=reject");
	struct effective effective;

	policy_discover(GENERATION_RFC7489, published, "a.example.com", true, &effective);
	g_assert_false(effective.applies);
	effective_clear(&effective);
	policy_discover(GENERATION_RFC7489, with, "a.example.com", true, &effective);
	g_assert_cmpint(effective.policy, ==, POLICY_QUARANTINE);
	effective_clear(&effective);
	published_free(published);
	policy_discover(GENERATION_RFC9989, with, "lists.example.com", true, &effective);
	g_assert_cmpint(effective.policy, ==, POLICY_NONE);
	g_assert_true(effective.applies);
	effective_clear(&effective);
	policy_discover(GENERATION_RFC9989, alone, "example.com", true, &effective);
	g_assert_cmpint(effective.policy, ==, POLICY_REJECT);
	effective_clear(&effective);
	published_free(with);
	published_free(alone);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	vectors_add("effective", "policies.tsv", 6, test_effective);
	vectors_add("alignment", "alignment.tsv", 7, test_alignment);
	vectors_add("walk", "walks.tsv", 3, test_walk);
	g_test_add_func("/walk/ends", test_walk_ends);
	g_test_add_func("/policy/shares", test_shares);
	g_test_add_func("/policy/sampling", test_sampling);
	g_test_add_func("/policy/with", test_with);
	g_test_add_func("/policy/registrable", test_registrable);
	g_test_add_func("/policy/aligned-empty", test_aligned_empty);
	return g_test_run();
}
