/* SPDX-License-Identifier: MIT */
#include "dmarc/report_mend.h"

#include <string.h>

/* Whatever the pieces, the same comes out. */
static void assert_octets(const char *in, size_t len, const char *expected, bool two)
{
	for (size_t step = 1; step <= len + 1; step += step < 20 ? 1 : len) {
		struct report_mend *mend = report_mend_new();
		g_autoptr(GString) out = g_string_new(NULL);

		for (size_t at = 0; at < len; at += step)
			report_mend_feed(mend, in + at, MIN(step, len - at), false, out);
		report_mend_feed(mend, "", 0, true, out);
		g_assert_cmpstr(out->str, ==, expected);
		g_assert_cmpint(report_mend_has_two(mend), ==, two);
		report_mend_free(mend);
	}
}

static void assert_mended(const char *in, const char *expected)
{
	assert_octets(in, strlen(in), expected, false);
}

static void assert_untouched(const char *text)
{
	assert_mended(text, text);
}

static void test_untouched(void)
{
	assert_untouched("");
	assert_untouched("\n<feedback xmlns='urn:x'>\n<record/></feedback>");
	assert_untouched("<d:feedback xmlns:d=\"u\"><d:email\n>a/b c > d</d:email></d:feedback >");
	assert_untouched("&amp;&lt;&gt;&quot;&apos;&#65;&#x41;&#x10FFFF;");
	assert_untouched("<![CDATA[ <a@b> & ]]>");
	assert_untouched("gr\u00fc\u00dfe \u20ac \U0001f600\t\r\n");
	assert_untouched("<!DOCTYPE feedback SYSTEM 'x'>");
	assert_untouched("1/2 /email> <email>a/b /emai> /emailx></email>");
}

static void test_markup(void)
{
	assert_mended("<email><a@b></email>", "<email>&lt;a@b></email>");
	assert_mended("<header_from>bad<xml.net</header_from>",
		      "<header_from>bad&lt;xml.net</header_from>");
	assert_mended("<email>a<<b</email>", "<email>a&lt;&lt;b</email>");
	assert_mended("<email>a < b</email>", "<email>a &lt; b</email>");
	assert_mended("<email>a</b></email>", "<email>a&lt;/b></email>");
	assert_mended("<emails>x", "&lt;emails>x");
	assert_mended("<email", "&lt;email");
	assert_mended("<", "&lt;");
	assert_mended("R&D & M&M; &nbsp; &#0; &#xD800; &#x110000; &#;",
		      "R&amp;D &amp; M&amp;M; &amp;nbsp; "
		      "&amp;#0; &amp;#xD800; "
		      "&amp;#x110000; &amp;#;");
}

/* Neither is read, and either may break the rules of XML; lines keep their numbers. */
static void test_comments(void)
{
	assert_mended("<!-- <a@b> &\n-- --><email>a<?pi <a@b> & ?>b", "\n<email>ab");
	assert_mended("<!-- x --> <?xml version='1.0'\n?><feedback>", " \n<feedback>");
	assert_mended("<email><!-- never <closed> & ", "<email>");
}

static void test_schema(void)
{
	assert_mended("<xs:schema a='b'\n c='d'><feedback></xs:schema>", "\n<feedback>");
	assert_mended("<schema><feedback>", "<feedback>");
}

static void test_lost_bracket(void)
{
	assert_mended("<report_id>a/report_id><date_range>",
		      "<report_id>a</report_id><date_range>");
	assert_mended("<d:report_id>a/d:report_id>", "<d:report_id>a</d:report_id>");
	assert_mended("<report_id>a</report_id>/report_id>", "<report_id>a</report_id>/report_id>");
}

static void test_octets(void)
{
	assert_mended("\x93quoted\x94 \x80 \x81 \xe9t\xe9",
		      "\u201cquoted\u201d \u20ac \ufffd \u00e9t\u00e9");
	assert_mended("caf\u00e9 caf\xe9", "caf\u00e9 caf\u00e9");
	assert_mended("cut \xe2\x82", "cut \u00e2\u201a");
	assert_mended("\xed\xa0\x80 \xf5", "\u00ed\u00a0\u20ac \u00f5");
	assert_mended("\a\x1b[2J\x7f \xef\xbf\xbe", "\ufffd\ufffd[2J\x7f \ufffd");
	assert_octets("a\0b", 3, "a\ufffdb", false);
	assert_octets("\xc3\0\xe2\x82\0", 5, "\u00c3\ufffd\u00e2\u201a\ufffd", false);
}

static void test_after(void)
{
	assert_mended("<feedback></feedback>\n-- \njunk & <b> </feedback>",
		      "<feedback></feedback>");
	assert_octets("<feedback></feedback> <feedback></feedback>", 43, "<feedback></feedback>",
		      true);
	assert_octets("<feedback></feedback><d:feedback >", 34, "<feedback></feedback>", true);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mend/untouched", test_untouched);
	g_test_add_func("/mend/markup", test_markup);
	g_test_add_func("/mend/comments", test_comments);
	g_test_add_func("/mend/schema", test_schema);
	g_test_add_func("/mend/lost-bracket", test_lost_bracket);
	g_test_add_func("/mend/octets", test_octets);
	g_test_add_func("/mend/after", test_after);
	return g_test_run();
}
