/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/error.h"
#include "base/name.h"

#define LABEL63 "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0"

static void test_from_user(void)
{
	static const struct {
		const char *text, *want; /* NULL: refused */
	} cases[] = {
		{"shop.example", "shop.example"},
		{"Shop.EXAMPLE.", "shop.example"},
		{" shop.example\n", "shop.example"},
		{"_dmarc.shop.example", "_dmarc.shop.example"},
		{"bank", "bank"},
		{"bücher.example", "xn--bcher-kva.example"},
		{"BÜCHER.example", "xn--bcher-kva.example"},
		{"xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
		{"straße.example", "xn--strae-oqa.example"},
		{"例え。テスト", "xn--r8jz45g.xn--zckzah"},
		{"r3---sn-4g5e.example", "r3---sn-4g5e.example"},
		{LABEL63 ".example", LABEL63 ".example"},
		{LABEL63 "x.example", NULL},
		{LABEL63 "." LABEL63 "." LABEL63 "." LABEL63, NULL},
		{"", NULL},
		{".", NULL},
		{".shop.example", NULL},
		{"shop..example", NULL},
		{"shop.example..", NULL},
		{"-shop.example", NULL},
		{"shop-.example", NULL},
		{"sh op.example", NULL},
		{"https://shop.example", NULL},
		{"info@shop.example", NULL},
		{"*.shop.example", NULL},
		{"192.0.2.1", NULL},
		{"2001:db8::1", NULL},
		{"xn--zzzzzzzz99999.example", NULL},
		{"b\xfc"
		 "cher.example",
		 NULL},
		{"shop\xe2\x80\xae.example", NULL},
		{"shop\x1b[2J.example", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *name = name_from_user(cases[i].text, &error);

		g_test_message("case %zu", i);
		g_assert_cmpstr(name, ==, cases[i].want);
		if (cases[i].want)
			g_assert_no_error(error);
		else
			g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE);
	}
}

static void test_from_user_hostile(void)
{
	g_autofree char *text = g_malloc(10001);

	for (int c = 1; c < 256; c++) {
		g_autofree char *name = NULL;

		memset(text, c, 10000);
		text[10000] = '\0';
		name = name_from_user(text, NULL);
		g_assert_null(name);
	}
}

static void test_from_report(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"Example.COM", "example.com"},
		{" example.com.\r\n", "example.com"},
		{"someone@news.Example.com", "news.example.com"},
		{"\"a@b\"@example.com", "example.com"},
		{"<bounce@example.com>", "example.com"},
		{"Someone <a@example.com.> ", "example.com"},
		{"<example.com>", "example.com"},
		{"<>", ""},
		{"bücher.example", "xn--bcher-kva.example"},
		{"", ""},
		{" ", ""},
		{"@", ""},
		{".", ""},
		{"a b..c", "a b..c"},
		{"UPPER\xff", "upper\xff"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = name_from_report(cases[i].text, strlen(cases[i].text));

		g_assert_cmpstr(name, ==, cases[i].want);
	}
	g_autofree char *part = name_from_report("example.com.au", 11);
	g_assert_cmpstr(part, ==, "example.com");
}

static void test_to_unicode(void)
{
	g_autofree char *umlaut = name_to_unicode("xn--bcher-kva.example");
	g_autofree char *same = name_to_unicode("shop.example");
	g_autofree char *broken = name_to_unicode("xn--zzzzzzzz99999.example");

	g_assert_cmpstr(umlaut, ==, "bücher.example");
	g_assert_null(same);
	g_assert_null(broken);
}

static void test_within(void)
{
	g_assert_true(name_within("shop.example", "shop.example"));
	g_assert_true(name_within("news.shop.example", "Shop.Example"));
	g_assert_false(name_within("eshop.example", "shop.example"));
	g_assert_false(name_within("shop.example", "news.shop.example"));
	g_assert_false(name_within("example", "shop.example"));
	g_assert_false(name_within("shop.example", ""));
	g_assert_false(name_within("", "example"));
}

static void test_labels(void)
{
	g_assert_cmpuint(name_labels(""), ==, 0);
	g_assert_cmpuint(name_labels("com"), ==, 1);
	g_assert_cmpuint(name_labels("a.mail.example.com"), ==, 4);
	g_assert_cmpstr(name_tail("a.mail.example.com", 2), ==, "example.com");
	g_assert_cmpstr(name_tail("a.mail.example.com", 4), ==, "a.mail.example.com");
	g_assert_cmpstr(name_tail("a.mail.example.com", 9), ==, "a.mail.example.com");
	g_assert_cmpstr(name_tail("a.mail.example.com", 0), ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/name/from-user", test_from_user);
	g_test_add_func("/name/from-user-hostile", test_from_user_hostile);
	g_test_add_func("/name/from-report", test_from_report);
	g_test_add_func("/name/to-unicode", test_to_unicode);
	g_test_add_func("/name/within", test_within);
	g_test_add_func("/name/labels", test_labels);
	return g_test_run();
}
