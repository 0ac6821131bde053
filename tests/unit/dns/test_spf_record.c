/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "dns/spf_macro.h"
#include "dns/spf_record.h"

static void test_is_record(void)
{
	g_assert_true(spf_is_record("v=spf1"));
	g_assert_true(spf_is_record("v=spf1 -all"));
	g_assert_true(spf_is_record("V=SPF1 -all"));
	g_assert_false(spf_is_record(" v=spf1 -all"));
	g_assert_false(spf_is_record("v=spf10 -all"));
	g_assert_false(spf_is_record("v=spf1-all"));
	g_assert_false(spf_is_record("v=spf1\t-all"));
	g_assert_false(spf_is_record("v=spf"));
	g_assert_false(spf_is_record(""));
}

static void test_valid(void)
{
	static const struct {
		const char *txt;
		unsigned terms, lookups;
	} cases[] = {
		{"v=spf1", 0, 0},
		{"v=spf1 ", 0, 0},
		{"v=spf1  a   mx  ", 2, 2},
		{"v=spf1 +a -mx ~all ?ptr", 4, 3},
		{"v=spf1 A MX INCLUDE:X.EXAMPLE ALL", 4, 3},
		{"v=spf1 a/24 a//64 a/24//64 a:h.example/24 mx:h.example//64", 5, 5},
		{"v=spf1 a/0 a/32 a//0 a//128", 4, 4},
		{"v=spf1 ip4:192.0.2.1 ip4:192.0.2.0/24 ip6:2001:db8::1 ip6:2001:db8::/32", 4, 0},
		{"v=spf1 ip6:::ffff:192.0.2.1/0 ip4:0.0.0.0/0", 2, 0},
		{"v=spf1 include:x.example exists:%{i}._spf.%{d2} redirect=%{o}", 2, 2},
		{"v=spf1 exists:%{L1R-+,/_=.}.example", 1, 1},
		{"v=spf1 exists:%%%_%-.example a:%{d}", 2, 2},
		{"v=spf1 exp=why.example -all", 1, 0},
		{"v=spf1 a:x-1.example-2 a:1.e a:x.example.", 3, 3},
		{"v=spf1 unknown=anything moo.cow=%{d}/2 -all", 1, 0},
		{"v=spf1 a:under_score.example include:_spf.x.example", 2, 2},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct spf_record record;
		unsigned lookups = 0;

		g_test_message("%s", cases[i].txt);
		g_assert_true(spf_record_parse(cases[i].txt, &record));
		g_assert_null(record.error);
		g_assert_cmpuint(record.terms->len, ==, cases[i].terms);
		for (guint k = 0; k < record.terms->len; k++)
			lookups += spf_term_is_lookup(record.terms->pdata[k]);
		g_assert_cmpuint(lookups, ==, cases[i].lookups);
		spf_record_clear(&record);
	}
}

static void test_invalid(void)
{
	static const char *const terms[] = {
		"all:x.example",
		"all/8",
		"all.",
		"-",
		"include",
		"include:",
		"include/24",
		"exists",
		"exists:",
		"a:",
		"a:/24",
		"a/33",
		"a/08",
		"a/",
		"a//129",
		"a//",
		"a:x.example/33",
		"a:museum",
		"a:museum.",
		"a:192.0.2.1",
		"a:x.example:8080",
		"a:x.-e",
		"a:x.e-",
		"a:x..",
		"a:\x01x.e",
		"a:x y",
		"a:x.ex\xc3\xa4mple",
		"mx:%{d",
		"a:%{x}",
		"exp=%{r}.example",
		"a:%a.example",
		"a:%.example",
		"a:%{d-r}",
		"a:%{dr2}",
		"ptr/24",
		"ip4",
		"ip4:",
		"ip4:x.example",
		"ip4:192.0.2",
		"ip4:192.0.2.256",
		"ip4:192.0.2.0/33",
		"ip4:192.0.2.0/",
		"ip4:2001:db8::1",
		"ip4:192.0.2.1:25",
		"ip6:192.0.2.1",
		"ip6:2001:db8::1/129",
		"ip6:2001:db8::g",
		"ipv4:192.0.2.1",
		"foo",
		"foo:bar",
		"redirect=",
		"exp=",
		"redirect=x.example redirect=y.example",
		"exp=x.example exp=x.example",
		"a:%{d}.",
		"1x=y",
		"=x",
		"moo=%{x}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
		g_autofree char *txt = g_strdup_printf("v=spf1 %s -all", terms[i]);
		struct spf_record record;

		g_test_message("%s", txt);
		g_assert_false(spf_record_parse(txt, &record));
		g_assert_nonnull(record.error);
		spf_record_clear(&record);
	}
}

static void test_terms(void)
{
	struct spf_record record;
	const struct spf_term *term;
	char text[IP_TEXT_MAX];

	g_assert_true(spf_record_parse("v=spf1 ?a:h.example/20//40 ip4:192.0.2.0/25 ~all "
				       "redirect=r.example exp=e.example",
				       &record));
	term = record.terms->pdata[0];
	g_assert_cmpint(term->kind, ==, SPF_KIND_A);
	g_assert_cmpint(term->qualifier, ==, SPF_QUALIFIER_NEUTRAL);
	g_assert_cmpstr(term->target, ==, "h.example");
	g_assert_cmpuint(term->prefix4, ==, 20);
	g_assert_cmpuint(term->prefix6, ==, 40);
	term = record.terms->pdata[1];
	g_assert_cmpint(term->qualifier, ==, SPF_QUALIFIER_PASS);
	g_assert_cmpstr(ip_format(&term->network, text), ==, "192.0.2.0");
	g_assert_cmpuint(term->prefix4, ==, 25);
	g_assert_true(spf_record_all(&record) == record.terms->pdata[2]);
	g_assert_cmpint(spf_record_all(&record)->qualifier, ==, SPF_QUALIFIER_SOFTFAIL);
	g_assert_cmpstr(record.redirect, ==, "r.example");
	g_assert_cmpstr(record.exp, ==, "e.example");
	spf_record_clear(&record);
	g_assert_true(spf_has_macros("%{d}.example"));
	g_assert_false(spf_has_macros("a%%b.example"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spf-record/is-record", test_is_record);
	g_test_add_func("/spf-record/valid", test_valid);
	g_test_add_func("/spf-record/invalid", test_invalid);
	g_test_add_func("/spf-record/terms", test_terms);
	return g_test_run();
}
