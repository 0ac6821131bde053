/* SPDX-License-Identifier: MIT */
#include "render/template.h"

#include <string.h>

#include "base/error.h"

static json_t *values(void)
{
	return json_loads(
		"{\"a\": \"one\", \"n\": 3600, \"big\": 1234567, \"zero\": 0, \"one\": 1,"
		" \"share\": 0.98799, \"less\": 0.99999, \"half\": 2.5, \"whole\": 3.01, \"yes\": "
		"true,"
		" \"no\": false, \"none\": null, \"empty\": [], \"texts\": [\"x\", \"y\"],"
		" \"group\": {\"b\": \"two\", \"c\": {\"d\": \"deep\"}},"
		" \"list\": [{\"b\": 1}, {\"b\": 2, \"a\": \"inner\"}], \"bad\": \"<*>\"}",
		0, NULL);
}

static char *render(const char *text, enum document_format format, GError **error)
{
	json_t *json = values();
	char *out = template_render("t.md", text, json, template_doors(format), error);

	json_decref(json);
	return out;
}

static void test_render(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{"no { tags } here }}", "no { tags } here }}"},
		{"{{a}} {{ n }} {{half}} {{whole}} {{yes}} {{no}} [{{none}}]",
		 "one 3600 2.5 3 yes no []"},
		{"{{count big}} {{count n}} {{count half}} {{count none}}{{count zero}}",
		 "1,234,567 3,600 2 0"},
		{"{{percent share}} {{percent one}} {{percent less}} {{percent zero}} {{percent "
		 "none}}",
		 "98.7 % 100 % 99.9 % 0 % "},
		{"{{#zero}}x{{/zero}}{{^zero}}y{{/zero}}", "y"},
		{"{{group.b}} {{group.c.d}} {{none.of.it}}", "two deep "},
		{"{{#list}}{{b}}{{a}};{{/list}}", "1one;2inner;"},
		{"{{#texts}}<{{.}}>{{/texts}}", "<x><y>"},
		{"{{#a}}{{a}}!{{/a}}{{^a}}none{{/a}}", "one!"},
		{"{{#none}}x{{/none}}{{^none}}y{{/none}}", "y"},
		{"{{#no}}x{{/no}}{{^yes}}y{{/yes}}{{^empty}}z{{/empty}}", "z"},
		{"{{#group}}{{b}}{{#c}}{{d}}{{b}}{{/c}}{{/group}}", "twodeeptwo"},
		{"{{#no}}{{not.known}}{{#nor.this}}{{/nor.this}}{{/no}}", ""},
		{"a{{! remark }}b", "ab"},
		/* Tags that are alone on a line take it with them. */
		{"a\n{{#texts}}\n{{.}}\n{{/texts}}\nb", "a\nx\ny\nb"},
		{"a\n  {{! remark\n over lines }}  \nb\n", "a\nb\n"},
		{"{{#yes}}\r\nx\r\n{{/yes}}\r\n", "x\r\n"},
		{"a {{#yes}}\nx {{/yes}}\n", "a \nx \n"},
		{"{{#yes}}x{{/yes}}\ny", "x\ny"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *out = render(cases[i].text, DOCUMENT_FORMAT_TEXT, &error);

		g_assert_no_error(error);
		g_assert_cmpstr(out, ==, cases[i].want);
	}
}

static void test_doors(void)
{
	g_autofree char *md = render("{{bad}} {{code bad}}", DOCUMENT_FORMAT_MARKDOWN, NULL);
	g_autofree char *html = render("{{bad}} {{code bad}}", DOCUMENT_FORMAT_HTML, NULL);

	g_assert_cmpstr(md, ==, "\\<\\*\\> <*>");
	g_assert_cmpstr(html, ==, "&lt;*&gt; &lt;*&gt;");
}

static void test_errors(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"a\n\n{{typo}}", "t.md:3: unknown name 'typo'"},
		{"{{#typo}}{{/typo}}", "t.md:1: unknown name 'typo'"},
		{"{{a", "t.md:1: a tag without its '}}'"},
		{"\n{{#a}}x", "t.md:2: a section without its end: 'a'"},
		{"{{/a}}", "t.md:1: the end of a section that is not open: 'a'"},
		{"{{#a}}{{/n}}", "t.md:1: the end of a section that is not open: 'n'"},
		{"{{#no}}{{/n}}", "t.md:1: the end of a section that is not open: 'n'"},
		{"{{list}}", "t.md:1: a value of another kind: 'list'"},
		{"{{count a}}", "t.md:1: a value of another kind: 'a'"},
		{"{{percent list}}", "t.md:1: a value of another kind: 'list'"},
		{"{{group.x}}", "t.md:1: unknown name 'group.x'"},
		{"{{}}", "t.md:1: unknown name ''"},
		{"{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}",
		 "t.md:1: too many sections in each other at 'a'"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *out = render(cases[i].text, DOCUMENT_FORMAT_TEXT, &error);

		g_assert_null(out);
		g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
		g_assert_cmpstr(error->message, ==, cases[i].want);
	}
}

/* Whatever stands in a template, the answer is a text or an error. */
static void test_random(void)
{
	static const char *const pieces[] = {
		"{{",	    "}}",	 "{{#a}}",    "{{/a}}", "{{^no}}",   "{{/no}}",
		"{{list}}", "{{#list}}", "{{/list}}", "{{b}}",	"\n",	     " ",
		"{",	    "x",	 "{{!",	      "{{.}}",	"{{code a}}"};

	for (unsigned i = 0; i < 3000; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GError) error = NULL;
		g_autofree char *out = NULL;

		for (int n = g_test_rand_int_range(0, 20); n > 0; n--)
			g_string_append(text,
					pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
		out = render(text->str, DOCUMENT_FORMAT_TEXT, &error);
		g_assert_true((out != NULL) == (error == NULL));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/template/render", test_render);
	g_test_add_func("/render/template/doors", test_doors);
	g_test_add_func("/render/template/errors", test_errors);
	g_test_add_func("/render/template/random", test_random);
	return g_test_run();
}
