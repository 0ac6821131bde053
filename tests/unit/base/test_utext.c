/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/utext.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

struct door_case {
	const char *raw, *want;
};

static void check(char *(*door)(const char *), const struct door_case *cases)
{
	for (; cases->want; cases++) {
		g_autofree char *got = door(cases->raw);

		g_assert_cmpstr(got, ==, cases->want);
	}
}

static char *term(const char *raw)
{
	return utext_term(raw, 0);
}

static void test_term(void)
{
	static const struct door_case cases[] = {
		{NULL, ""},
		{"", ""},
		{"plain text", "plain text"},
		{"Zürich 東京 café", "Zürich 東京 café"},
		{"a\tb\rc\nd", "a b c d"},
		{"\x1b[2J\x1b]0;t\x07", BAD "[2J" BAD "]0;t" BAD},
		{"a\x7f"
		 "b",
		 "a" BAD "b"},
		{"a\xc2\x9b"
		 "31m",
		 "a" BAD "31m"}, /* C1 CSI */
		{"\xff\xfe"
		 "a",
		 BAD BAD "a"},			       /* no UTF-8 at all */
		{"a\xc3", "a" BAD},		       /* cut in a character */
		{"\xc0\xaf", BAD BAD},		       /* overlong */
		{"\xed\xa0\x80", BAD BAD BAD},	       /* surrogate */
		{"\xf4\x90\x80\x80", BAD BAD BAD BAD}, /* past U+10FFFF */
		{"a\u202Eb\u2066c\u200Fd", "a" BAD "b" BAD "c" BAD "d"},
		{"a\u200Bb\uFEFFc\u00ADd", "a" BAD "b" BAD "c" BAD "d"},
		{"a\u2028b\u2029c", "a" BAD "b" BAD "c"},
		{"a\u034Fb\u115Fc\u1160d\u3164e\uFFA0f\u2800g",
		 "a" BAD "b" BAD "c" BAD "d" BAD "e" BAD "f" BAD "g"},
		{"a\uFE0Fb\u180Bc\u17B4d", "a" BAD "b" BAD "c" BAD "d"},
		{"a\U000E0041b\U000E0100c", "a" BAD "b" BAD "c"},
		{"a\uE000b\U00100000c\u0378d", "a" BAD "b" BAD "c" BAD "d"},
		{"e\u0301\u0302\u0303\u0304", "e\u0301\u0302"},
		{"\u0301e", BAD "e"},
		{NULL, NULL},
	};

	check(term, cases);
}

static void test_term_cut(void)
{
	static const struct {
		const char *raw;
		size_t cells;
		const char *want;
	} cases[] = {
		{"abcdef", 6, "abcdef"},	{"abcdef", 5, "abcd…"}, {"abcdef", 1, "…"},
		{"東京都", 6, "東京都"},	{"東京都", 5, "東京…"}, {"東京都", 4, "東…"},
		{"ae\u0301bc", 3, "ae\u0301…"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = utext_term(cases[i].raw, cases[i].cells);

		g_assert_cmpstr(got, ==, cases[i].want);
		g_assert_cmpuint(utext_cells(got), <=, cases[i].cells);
	}
	g_assert_cmpuint(utext_cells("東e\u0301"), ==, 3);
	g_assert_cmpuint(utext_fit("東京", 3), ==, 3);
	g_assert_cmpuint(utext_fit("", 3), ==, 0);
}

static void test_html(void)
{
	static const struct door_case cases[] = {
		{NULL, ""},
		{"<script>alert('x')</script>",
		 "&lt;script&gt;alert(&apos;x&apos;)&lt;/script&gt;"},
		{"\" onload=\"x", "&quot; onload=&quot;x"},
		{"a&b", "a&amp;b"},
		{"a\u202Eb\x1b", "a" BAD "b" BAD},
		{NULL, NULL},
	};

	check(utext_html, cases);
}

static void test_csv(void)
{
	static const struct door_case cases[] = {
		{NULL, ""},
		{"shop.example", "shop.example"},
		{"a,b", "\"a,b\""},
		{"a;b", "\"a;b\""},
		{"say \"hi\"", "\"say \"\"hi\"\"\""},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "' =1"},
		{"\r=1", "' =1"},
		{"=cmd|' /C calc'!A0,\"", "\"'=cmd|' /C calc'!A0,\"\"\""},
		{"a\r\n=1", "a  =1"},
		{" a", "\" a\""},
		{"a\x1b", "a" BAD},
		{NULL, NULL},
	};

	check(utext_csv, cases);
}

static void test_markdown(void)
{
	static const struct door_case cases[] = {
		{NULL, ""},
		{"shop.example", "shop.example"},
		{"*a* _b_ `c` [d](e)", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e)"},
		{"a | b", "a \\| b"},
		{"<img src=x>", "\\<img src=x\\>"},
		{"![x](http://evil.example)", "!\\[x\\](http\\://evil.example)"},
		{"# a # b", "\\# a # b"},
		{"- a", "\\- a"},
		{"12. a. b", "12\\. a. b"},
		{"1) a", "1\\) a"},
		{"    code", "code"},
		{"a\n# b", "a # b"},
		{"&lt;", "\\&lt;"},
		{"a\\|b", "a\\\\\\|b"},
		{NULL, NULL},
	};

	check(utext_markdown, cases);
}

static void test_code(void)
{
	static const struct door_case cases[] = {
		{NULL, ""},
		{"``a``", "``a``"},
		{"```", "``" BAD},
		{"``````````", "``" BAD "``" BAD "``" BAD "`"},
		{"a\n```\nb", "a ``" BAD " b"},
		{NULL, NULL},
	};

	check(utext_code, cases);
}

static void test_json(void)
{
	static const struct door_case cases[] = {
		{NULL, ""},
		{"a\x1b\n\u202E", "a\x1b\n\u202E"},
		{"a\xff\xc3", "a" BAD BAD},
		{NULL, NULL},
	};

	check(utext_json, cases);
}

static void test_zone(void)
{
	static const struct {
		const char *octets;
		size_t len;
		const char *want;
	} cases[] = {
		{"", 0, "\"\""},
		{"v=DMARC1; p=none", 16, "\"v=DMARC1; p=none\""},
		{"a\"b\\c", 5, "\"a\\\"b\\\\c\""},
		{"a\nupdate delete x", 17, "\"a\\010update delete x\""},
		{"\0\x7f\xff", 3, "\"\\000\\127\\255\""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = utext_zone(cases[i].octets, cases[i].len);

		g_assert_cmpstr(got, ==, cases[i].want);
	}
}

static void assert_one_clean_line(const char *text)
{
	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		g_assert_false(g_unichar_iscntrl(g_utf8_get_char(p)));
		g_assert_cmpint(g_unichar_type(g_utf8_get_char(p)), !=, G_UNICODE_FORMAT);
	}
}

/* Every octet, alone and 10,000 times, through every door. */
static void test_every_octet(void)
{
	static char *(*const doors[])(const char *) = {term, utext_html, utext_csv, utext_markdown,
						       utext_code};
	g_autofree char *raw = g_malloc0(10001);

	for (int c = 1; c < 256; c++) {
		memset(raw, c, 10000);
		for (size_t i = 0; i < G_N_ELEMENTS(doors); i++) {
			g_autofree char *many = doors[i](raw), *one = doors[i](raw + 9999);
			g_autofree char *cut = utext_term(raw, 80);

			assert_one_clean_line(many);
			assert_one_clean_line(one);
			g_assert_cmpuint(utext_cells(cut), ==, 80);
		}
	}
}

/* Every code point: cleaning twice changes nothing, and the width is what it says. */
static void test_every_character(void)
{
	for (gunichar c = 1; c <= 0x10ffff; c++) {
		char raw[16] = "a";
		g_autofree char *once = NULL, *twice = NULL;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		raw[1 + g_unichar_to_utf8(c, raw + 1)] = '\0';
		once = utext_term(raw, 0);
		twice = utext_term(once, 0);
		g_assert_cmpstr(once, ==, twice);
		g_assert_cmpuint(utext_cells(once), >=, 1);
		g_assert_cmpuint(utext_cells(once), <=, 3);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/utext/term", test_term);
	g_test_add_func("/utext/term-cut", test_term_cut);
	g_test_add_func("/utext/html", test_html);
	g_test_add_func("/utext/csv", test_csv);
	g_test_add_func("/utext/markdown", test_markdown);
	g_test_add_func("/utext/code", test_code);
	g_test_add_func("/utext/json", test_json);
	g_test_add_func("/utext/zone", test_zone);
	g_test_add_func("/utext/every-octet", test_every_octet);
	g_test_add_func("/utext/every-character", test_every_character);
	return g_test_run();
}
