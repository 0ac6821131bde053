/* SPDX-License-Identifier: MIT */
/*
 * What dns_check() looks at beside DMARC, SPF and DKIM: the set of a parked domain, BIMI and its
 * kin, block lists; and what changed from one look to the next.
 */
#include "base/clock.h"
#include "looks.h"

/* The record set of 5.5: each missing piece is named, and only where the domain is parked. */
static void test_parked(void)
{
	static const struct {
		const char *domain;
		enum domain_kind kind;
		unsigned dmarc, spf, dkim, mx;
	} cases[] = {
		{"parked.example", DOMAIN_KIND_PARKED, 0, 0, 0, 0},
		{"plain.example", DOMAIN_KIND_PARKED, 1, 1, 1, 1},
		{"alias.example", DOMAIN_KIND_PARKED, 0, 0, 1, 0},
		{"plain.example", DOMAIN_KIND_MAILING, 0, 0, 0, 0},
		{"nobody.test", DOMAIN_KIND_PARKED, 0, 0, 0, 0}, /* refused: not known */
	};
	struct dns *dns = asker(NS1);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct dns_subject subject = {.domain = cases[i].domain, .kind = cases[i].kind};
		struct look *look = dns_check(dns, &subject, NOW, NULL);

		g_test_message("%s", cases[i].domain);
		g_assert_cmpuint(count(look, "parked-dmarc"), ==, cases[i].dmarc);
		g_assert_cmpuint(count(look, "parked-spf"), ==, cases[i].spf);
		g_assert_cmpuint(count(look, "parked-dkim"), ==, cases[i].dkim);
		g_assert_cmpuint(count(look, "parked-mx"), ==, cases[i].mx);
		look_free(look);
	}
	dns_free(dns);
}

static void test_extras(void)
{
	struct dns *dns = asker(NS1);
	struct look *look = look_at(dns, "logo.example", NULL);
	g_autofree char *found = codes(look), *other = NULL;

	g_assert_cmpstr(look->bimi, ==, "v=BIMI1; l=https://logo.example/logo.svg");
	g_assert_true(look->bimi_ready);
	g_assert_cmpstr(look->mta_sts, ==, "v=STSv1; id=20261101");
	g_assert_cmpstr(look->tls_rpt, ==, "v=TLSRPTv1; rua=mailto:a@logo.example");
	/* mail.example is named for failure reports alone: its silence is no error. */
	g_assert_cmpstr(found, ==,
			"dmarc-wildcard-below failure-reports-unauthorised mta-sts-unread "
			"spf-fail-all");
	look_free(look);

	look = look_at(dns, "trial.example", NULL);
	other = codes(look);
	g_assert_false(look->bimi_ready); /* t=y */
	g_assert_nonnull(strstr(other, "bimi-not-ready"));
	g_assert_null(look->mta_sts);
	look_free(look);
	dns_free(dns);
}

/* Listed, not listed, a list that refuses, and one that is not there. */
static void test_blocklists(void)
{
	struct blocklists lists = {g_ptr_array_new(), g_ptr_array_new()};
	g_autoptr(GPtrArray) senders = senders_new();
	struct dns_subject subject = {
		.domain = "shop.example", .senders = senders, .blocklists = &lists};
	struct dns *dns = asker(NS1);
	const struct finding *listed;
	struct look *look;

	add_sender(senders, "mail", true, "198.51.100.7 198.51.100.8 198.51.100.9", "");
	g_ptr_array_add(lists.addresses, (char[]){"ip.list.example"});
	g_ptr_array_add(lists.addresses, (char[]){"closed.list.example"});
	g_ptr_array_add(lists.addresses, (char[]){"ip.nobody.test"});
	g_ptr_array_add(lists.domains, (char[]){"names.list.example"});
	look = dns_check(dns, &subject, NOW, NULL);
	g_assert_cmpuint(count(look, "blocklisted"), ==, 2);
	g_assert_cmpuint(count(look, "blocklist-unknown"), ==, 2); /* each list once */
	listed = find(look, "blocklisted");
	g_assert_nonnull(strstr(listed->text, "shop.example is listed by names.list.example"));
	listed = look->findings->pdata[position(look, "blocklisted") + 1];
	g_assert_nonnull(strstr(listed->text, "198.51.100.7 (mail) is listed by ip.list.example"));
	g_assert_nonnull(strstr(listed->text, "Open relay"));
	g_assert_cmpint(listed->level, ==, FINDING_WARNING);
	look_free(look);

	subject.blocklists = NULL;
	look = dns_check(dns, &subject, NOW, NULL);
	g_assert_cmpuint(count(look, "blocklisted"), ==, 0);
	look_free(look);
	g_ptr_array_unref(lists.addresses);
	g_ptr_array_unref(lists.domains);
	dns_free(dns);
}

static void has_change(const struct look *look, bool added, const char *place, const char *value)
{
	for (guint i = 0; i < look->changed->len; i++) {
		const struct look_change *change = look->changed->pdata[i];

		if (change->added == added && strcmp(change->place, place) == 0 &&
		    strcmp(change->value, value) == 0)
			return;
	}
	g_test_message("%c %s %s", added ? '+' : '-', place, value);
	g_test_fail();
}

static void test_compare(void)
{
	struct dns *dns = asker(NS1);
	struct look *before = look_at(dns, "shop.example", NULL);
	struct look *after = look_at(dns, "shop.example", NULL);
	struct look_server *server = after->servers->pdata[1];

	g_assert_cmpint(after->before, ==, TIME_NONE);
	dns_compare(before, after);
	g_assert_cmpuint(after->changed->len, ==, 0);
	g_assert_cmpint(after->before, ==, NOW);

	server->status = LOOK_STATUS_TIMEOUT;
	g_ptr_array_unref(server->txt);
	server->txt = g_ptr_array_new();
	g_ptr_array_add(after->mx, g_strdup("30 mx3.shop.example"));
	dns_compare(before, after);
	g_assert_cmpuint(after->changed->len, ==, 3);
	has_change(after, false, "_dmarc.shop.example at ns2.dns.example (127.0.1.54)",
		   "v=DMARC1; p=reject; rua=mailto:dmarc@msp.example,mailto:reports@shop.example");
	has_change(after, true, "_dmarc.shop.example at ns2.dns.example (127.0.1.54)", "(timeout)");
	has_change(after, true, "MX of shop.example", "30 mx3.shop.example");
	look_free(before);
	look_free(after);
	dns_free(dns);
}

int main(int argc, char **argv)
{
	g_autofree char *first = place(NS1, NULL), *second = place(NS2, "stale");
	char *words[] = {(char[]){"nameserver.py"}, (char[]){"serve"}, first, second, NULL};
	int failed;

	g_test_init(&argc, &argv, NULL);
	bed_start(&bed, words);
	g_test_add_func("/check/parked", test_parked);
	g_test_add_func("/check/extras", test_extras);
	g_test_add_func("/check/blocklists", test_blocklists);
	g_test_add_func("/check/compare", test_compare);
	failed = g_test_run();
	bed_stop(&bed);
	return failed;
}
