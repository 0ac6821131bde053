/* SPDX-License-Identifier: MIT */
/* The SPF part of dns_check(): limits and faults, the tree, and the record against its senders. */
#include "looks.h"

static void test_spf(void)
{
	static const struct {
		const char *name, *result;
		int lookups, voids;
		const char *codes; /* those of SPF, without spf-fail-all */
	} cases[] = {
		{"shop.example", "ok", 4, 0, ""},
		{"i1.spf.example", "ok", 0, 0, ""},
		{"ten.spf.example", "ok", 10, 0, "spf-lookups-near"},
		{"eleven.spf.example", "permerror", 11, 0, "spf-lookups"},
		{"nine.spf.example", "ok", 9, 0, "spf-lookups-near"},
		{"after.spf.example", "ok", 0, 0, "spf-after-all"},
		{"loop1.spf.example", "permerror", 2, 0, "spf-loop"},
		{"self.spf.example", "permerror", 1, 0, "spf-loop"},
		{"void2.spf.example", "ok", 2, 2, ""},
		{"void3.spf.example", "permerror", 3, 3, "spf-void"},
		{"empty.spf.example", "permerror", 1, 1, "spf-include-empty"},
		{"gone.spf.example", "permerror", 1, 1, "spf-include-empty"},
		{"redirected.spf.example", "ok", 1, 0, ""},
		{"macros.spf.example", "ok", 3, 0, "spf-macros"},
		{"syntax.spf.example", "permerror", 0, 0, "spf-syntax"},
		{"below.spf.example", "permerror", 1, 0, "spf-syntax"},
		{"ptr.spf.example", "ok", 2, 0, "spf-ptr"},
		{"refused.spf.example", "temperror", 1, 0, "spf-unknown"},
		{"two.spf.example", "permerror", 0, 0, "spf-several"},
		{"twice.spf.example", "permerror", 1, 0, "spf-several"},
		{"space.spf.example", "none", 0, 0, "spf-missing"},
		{"open.spf.example", "ok", 1, 0, "spf-pass-all"},
		{"host.spf.example", "none", 0, 0, "spf-missing"},
	};
	struct dns *dns = asker(NS1);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct look *look = look_at(dns, cases[i].name, NULL);
		g_autofree char *all = codes(look);
		g_auto(GStrv) words = g_strsplit(all, " ", -1);
		g_autoptr(GString) spf = g_string_new(NULL);

		for (char **word = words; *word; word++)
			if (g_str_has_prefix(*word, "spf-") && strcmp(*word, "spf-fail-all") != 0)
				g_string_append_printf(spf, "%s%s", spf->len > 0 ? " " : "", *word);
		g_test_message("%s", cases[i].name);
		g_assert_cmpstr(spf->str, ==, cases[i].codes);
		g_assert_cmpstr(look->spf_result, ==, cases[i].result);
		g_assert_cmpint(look->spf_lookups, ==, cases[i].lookups);
		g_assert_cmpint(look->spf_void, ==, cases[i].voids);
		look_free(look);
	}
	dns_free(dns);
}

static const struct look_term *term_at(const struct look_term *term, guint i)
{
	g_assert_cmpuint(i, <, term->terms->len);
	return term->terms->pdata[i];
}

/* What each term leads to, what it costs with all below it, and what becomes of it. */
static void test_spf_tree(void)
{
	static const struct {
		const char *name;
		const char *terms; /* of the root: term, lookups, result */
	} cases[] = {
		{"shop.example", "mx:shop.example 1 ok, a:web.shop.example 1 ok, "
				 "include:spf.mail.example 2 ok"},
		{"loop1.spf.example", "include:loop2.spf.example 2 ok"},
		{"self.spf.example", "redirect=self.spf.example 1 loop"},
		{"void2.spf.example", "a:n1.spf.example 1 void, a:n2.spf.example 1 void"},
		{"gone.spf.example", "include:n1.spf.example 1 permerror"},
		{"twice.spf.example", "include:two.spf.example 1 permerror"},
		{"refused.spf.example", "include:spf.nobody.test 1 temperror"},
		{"macros.spf.example",
		 "exists:%{i}._spf.%{d} 1 unknown, "
		 "include:%{o}.spf.example 1 unknown, a:host.spf.example 1 ok"},
	};
	struct dns *dns = asker(NS1);
	struct look *look;
	const struct look_term *term;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) text = g_string_new(NULL);

		look = look_at(dns, cases[i].name, NULL);
		for (guint k = 0; k < look->spf_tree->terms->len; k++) {
			term = look->spf_tree->terms->pdata[k];
			g_string_append_printf(text, "%s%s %u %s", k > 0 ? ", " : "", term->term,
					       term->lookups, term->result);
		}
		g_assert_cmpstr(text->str, ==, cases[i].terms);
		look_free(look);
	}

	look = look_at(dns, "shop.example", NULL);
	g_assert_null(look->spf_tree->term);
	g_assert_cmpstr(look->spf_tree->record, ==, look->spf_record);
	g_assert_cmpuint(look->spf_tree->lookups, ==, 4);
	term = term_at(look->spf_tree, 2);
	g_assert_cmpstr(term->target, ==, "spf.mail.example");
	g_assert_cmpstr(term->record, ==, "v=spf1 ip4:198.51.100.0/24 a:out.mail.example -all");
	g_assert_cmpstr(term_at(term, 0)->term, ==, "a:out.mail.example");
	look_free(look);

	look = look_at(dns, "loop1.spf.example", NULL);
	term = term_at(term_at(look->spf_tree, 0), 0);
	g_assert_cmpstr(term->term, ==, "include:loop1.spf.example");
	g_assert_cmpstr(term->result, ==, "loop");
	look_free(look);
	dns_free(dns);
}

/* Who sends, and is it in the record: by the return path that it uses. */
static void test_spf_sources(void)
{
	static const struct {
		const char *name, *addresses, *paths;
		bool legitimate;
		unsigned covered, of;
	} cases[] = {
		{"office", "192.0.2.77 192.0.2.11", "shop.example", true, 2, 2},
		{"half", "192.0.2.1 203.0.113.1", "shop.example", true, 1, 2},
		{"below", "192.0.2.1", "news.shop.example", true, 0, 1}, /* v=spf1 -all */
		{"either", "192.0.2.1", "news.shop.example shop.example", true, 1, 1},
		{"service", "203.0.113.9", "", true, 0, 1},
		{"thief", "203.0.113.10", "shop.example", false, 0, 1},
		{"v6", "2001:db8::12", "shop.example", true, 1, 1},
	};
	g_autoptr(GPtrArray) senders = senders_new(), more = senders_new();
	struct dns_subject subject = {.domain = "shop.example", .senders = senders};
	struct dns *dns = asker(NS1);
	struct look *look;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		add_sender(senders, cases[i].name, cases[i].legitimate, cases[i].addresses,
			   cases[i].paths);
	look = dns_check(dns, &subject, NOW, NULL);
	g_assert_cmpuint(look->spf_sources->len, ==, G_N_ELEMENTS(cases));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct look_cover *cover = look->spf_sources->pdata[i];

		g_test_message("%s", cases[i].name);
		g_assert_cmpstr(cover->source, ==, cases[i].name);
		g_assert_cmpuint(cover->covered, ==, cases[i].covered);
		g_assert_cmpuint(cover->addresses, ==, cases[i].of);
	}
	g_assert_cmpuint(count(look, "spf-source-uncovered"), ==, 3); /* half, below, service */
	g_assert_cmpuint(count(look, "spf-include-unused"), ==, 1);   /* spf.mail.example */
	look_free(look);

	add_sender(more, "mail", true, "198.51.100.7", "shop.example");
	subject.senders = more;
	look = dns_check(dns, &subject, NOW, NULL);
	g_assert_cmpuint(count(look, "spf-source-uncovered"), ==, 0);
	g_assert_cmpuint(count(look, "spf-include-unused"), ==, 0);
	look_free(look);
	dns_free(dns);
}

/* Of a record that is longer than what a look keeps of it, every term counts. */
static void test_spf_long(void)
{
	g_autoptr(GPtrArray) senders = senders_new();
	struct dns_subject subject = {.domain = "long.spf.example", .senders = senders};
	struct dns *dns = asker(NS1);
	const struct look_cover *cover;
	struct look *look;

	add_sender(senders, "last", true, "203.0.111.43", "long.spf.example");
	look = dns_check(dns, &subject, NOW, NULL);
	g_assert_cmpstr(look->spf_result, ==, "ok");
	g_assert_cmpuint(strlen(look->spf_record), ==, LOOK_TEXT_MAX + strlen("…"));
	cover = look->spf_sources->pdata[0];
	g_assert_cmpuint(cover->covered, ==, 1);
	g_assert_cmpuint(count(look, "spf-include-unused"), ==, 1); /* the term behind */
	look_free(look);
	dns_free(dns);
}

/* A record that nobody can evaluate covers nobody, and leaves nobody out. */
static void test_spf_not_compared(void)
{
	static const struct {
		const char *domain;
		unsigned compared, said;
	} cases[] = {
		{"i1.spf.example", 1, 0},
		{"loop1.spf.example", 0, 1},
		{"refused.spf.example", 0, 1},
		{"space.spf.example", 0, 0}, /* no record: spf-missing says it all */
	};
	g_autoptr(GPtrArray) senders = senders_new();
	struct dns *dns = asker(NS1);

	add_sender(senders, "office", true, "192.0.2.77", "");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct dns_subject subject = {.domain = cases[i].domain, .senders = senders};
		struct look *look = dns_check(dns, &subject, NOW, NULL);

		g_test_message("%s", cases[i].domain);
		g_assert_cmpuint(look->spf_sources->len, ==, cases[i].compared);
		g_assert_cmpuint(count(look, "spf-not-compared"), ==, cases[i].said);
		look_free(look);
	}
	dns_free(dns);
}

/* Hosts of the domain that send: each is named once, where DNS says that it has no SPF record. */
static void test_spf_hosts(void)
{
	static const char *const names[] = {"mx1.shop.example", "mx1.shop.example",
					    "news.shop.example", "web.shop.example",
					    "shop.example"};
	g_autoptr(GPtrArray) senders = senders_new();
	struct dns_subject subject = {.domain = "shop.example", .senders = senders};
	struct dns *dns = asker(NS1);
	struct look *look;

	add_sender(senders, "office", true, "192.0.2.11", "shop.example");
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_ptr_array_add(((struct dns_sender *)senders->pdata[0])->hosts,
				g_strdup(names[i]));
	look = dns_check(dns, &subject, NOW, NULL);
	g_assert_cmpuint(count(look, "spf-helo-missing"), ==, 2);
	g_assert_nonnull(strstr(find(look, "spf-helo-missing")->text, "mx1.shop.example"));
	look_free(look);
	dns_free(dns);
}

/* Who leads to a name without a record is told, and what stands there instead. */
static void test_spf_texts(void)
{
	static const struct {
		const char *domain, *code, *text;
	} cases[] = {
		{"gone.spf.example", "spf-include-empty",
		 "The SPF record of gone.spf.example leads to n1.spf.example, which has none "
		 "(nxdomain)"},
		{"space.spf.example", "spf-missing",
		 "space.spf.example has no SPF record (other texts)"},
		{"refused.spf.example", "spf-unknown",
		 "The SPF record of refused.spf.example leads to spf.nobody.test, which answers "
		 "refused"},
		{"nobody.test", "spf-unknown",
		 "The SPF record of nobody.test cannot be asked (refused)"},
	};
	struct dns *dns = asker(NS1);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct look *look = look_at(dns, cases[i].domain, NULL);

		g_assert_nonnull(strstr(find(look, cases[i].code)->text, cases[i].text));
		look_free(look);
	}
	dns_free(dns);
}

int main(int argc, char **argv)
{
	g_autofree char *first = place(NS1, NULL), *second = place(NS2, "stale");
	char *words[] = {(char[]){"nameserver.py"}, (char[]){"serve"}, first, second, NULL};
	int failed;

	g_test_init(&argc, &argv, NULL);
	bed_start(&bed, words);
	g_test_add_func("/check/spf", test_spf);
	g_test_add_func("/check/spf-tree", test_spf_tree);
	g_test_add_func("/check/spf-sources", test_spf_sources);
	g_test_add_func("/check/spf-long", test_spf_long);
	g_test_add_func("/check/spf-not-compared", test_spf_not_compared);
	g_test_add_func("/check/spf-hosts", test_spf_hosts);
	g_test_add_func("/check/spf-texts", test_spf_texts);
	failed = g_test_run();
	bed_stop(&bed);
	return failed;
}
