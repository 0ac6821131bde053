/* SPDX-License-Identifier: MIT */
/*
 * dns_check() and its kin against nsd that serve tests/data/dns/zones: two authoritative servers,
 * of which the second has an older shop.example, with p=reject and a lower serial; and one that
 * nobody delegates to, asked as a resolver that remembers another record of msp.example.
 */
#include "looks.h"

/* Below it, a name that authorises reports to a host of ordinary length is more than DNS carries.
 */
#define LONG                                                                                       \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."                            \
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb."                            \
	"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static void test_findings(void)
{
	static const struct {
		const char *domain;
		enum look_status status;
		const char *found[GENERATION_COUNT];
		const char *codes;
	} cases[] = {
		{"msp.example", LOOK_STATUS_OK, {"msp.example", "msp.example"}, "spf-missing"},
		{"news.shop.example",
		 LOOK_STATUS_NXDOMAIN,
		 {"shop.example", "shop.example"},
		 "dmarc-inherited mx-missing serials-differ"},
		{"ghost.shop.example",
		 LOOK_STATUS_NXDOMAIN,
		 {"shop.example", "shop.example"},
		 "dmarc-inherited domain-missing serials-differ spf-missing"},
		{"alias.example",
		 LOOK_STATUS_OK,
		 {"alias.example", "alias.example"},
		 "dmarc-cname mx-null"},
		{"dangling.example",
		 LOOK_STATUS_NXDOMAIN,
		 {NULL, NULL},
		 "dmarc-cname dmarc-cname-broken dmarc-missing spf-fail-all"},
		{"turned.example",
		 LOOK_STATUS_OK,
		 {"turned.example", "turned.example"},
		 "mx-address mx-cname mx-no-address reports-redirected reports-unauthorised "
		 "reports-undeliverable spf-pass-all"},
		{"plain.example",
		 LOOK_STATUS_NXDOMAIN,
		 {NULL, NULL},
		 "dmarc-missing dmarc-wrong-place mx-missing spf-missing"},
		{LONG ".plain.example",
		 LOOK_STATUS_OK,
		 {LONG ".plain.example", LONG ".plain.example"},
		 "generations-differ mx-missing reports-name-too-long reports-undeliverable "
		 "spf-missing"},
		{"wrong.example",
		 LOOK_STATUS_NXDOMAIN,
		 {NULL, NULL},
		 "dmarc-missing dmarc-wrong-place mx-null-not-alone spf-several"},
		{"several.example",
		 LOOK_STATUS_OK,
		 {NULL, NULL},
		 "dmarc-several dmarc-ttl spf-after-all spf-fail-all"},
		{"wild.example",
		 LOOK_STATUS_OK,
		 {"wild.example", "wild.example"},
		 "dmarc-wildcard spf-no-all"},
		{"dead.example",
		 LOOK_STATUS_OK,
		 {"dead.example", "dead.example"},
		 "server-fails spf-fail-all"},
		{"group.lists.example",
		 LOOK_STATUS_OK,
		 {"group.lists.example", "group.lists.example"},
		 "generations-differ mx-missing reports-unauthorised"},
		{"deep.group.lists.example",
		 LOOK_STATUS_NXDOMAIN,
		 {NULL, "group.lists.example"},
		 "dmarc-inherited generations-differ mx-missing reports-unauthorised spf-missing"},
		{"teller.bank",
		 LOOK_STATUS_OK,
		 {"teller.bank", "teller.bank"},
		 "spf-fail-all suffix-publishes"},
		{"broken.example",
		 LOOK_STATUS_SERVFAIL,
		 {NULL, NULL},
		 "dmarc-unknown resolver-fails spf-unknown zone-unknown"},
		{"nobody.test",
		 LOOK_STATUS_REFUSED,
		 {NULL, NULL},
		 "dmarc-unknown resolver-fails spf-unknown zone-unknown"},
	};
	struct dns *dns = asker(NS1);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct look *look = look_at(dns, cases[i].domain, NULL);
		g_autofree char *found = codes(look);

		g_test_message("%s", cases[i].domain);
		g_assert_cmpstr(found, ==, cases[i].codes);
		g_assert_cmpuint(count(look, "dmarc-unknown"), <=, 1);
		g_assert_cmpint(look->status, ==, cases[i].status);
		for (unsigned k = 0; k < GENERATION_COUNT; k++)
			g_assert_cmpstr(look->found_at[k], ==, cases[i].found[k]);
		look_free(look);
	}
	dns_free(dns);
}

/* One server is behind: nothing is agreed on, both records are shown, and who says what. */
static void test_stale_server(void)
{
	struct dns *dns = asker(NS1 " " NS2);
	struct look *look = look_at(dns, "shop.example", NULL);
	g_autofree char *found = codes(look);
	const struct look_server *servers[] = {look->servers->pdata[0], look->servers->pdata[1]};
	const struct look_server *resolver = look->resolvers->pdata[1];
	g_autofree char *address = g_strdup_printf("%s:%u", NS2, bed.port);

	g_assert_cmpstr(found, ==, "servers-differ");
	g_assert_false(look->agree);
	g_assert_cmpuint(look->published->len, ==, 2);
	g_assert_cmpuint(look->servers->len, ==, 2);
	g_assert_cmpstr(servers[0]->server, ==, "ns1.dns.example");
	g_assert_cmpstr(servers[0]->address, ==, NS1);
	g_assert_cmpuint(servers[0]->serial, ==, 7);
	g_assert_cmpuint(servers[0]->ttl, ==, 300);
	g_assert_cmpstr(servers[0]->txt->pdata[0], ==,
			"v=DMARC1; p=none; rua=mailto:dmarc@msp.example,"
			"mailto:reports@shop.example");
	g_assert_cmpstr(servers[1]->server, ==, "ns2.dns.example");
	g_assert_cmpuint(servers[1]->serial, ==, 6);
	g_assert_cmpstr(servers[1]->txt->pdata[0], ==,
			"v=DMARC1; p=reject; rua=mailto:dmarc@msp.example,"
			"mailto:reports@shop.example");
	g_assert_cmpuint(look->resolvers->len, ==, 2);
	g_assert_null(resolver->server);
	g_assert_cmpstr(resolver->address, ==, address);
	g_assert_cmpstr(look->zone, ==, "shop.example");
	g_assert_cmpuint(look->negative_ttl, ==, 300);
	g_assert_cmpint(look->at, ==, NOW);
	look_free(look);
	dns_free(dns);
}

/* One name, two addresses, an older record at one of them: as with an anycast pair. */
static void test_every_address(void)
{
	struct dns *dns = asker(NS1);
	struct look *look = look_at(dns, "pair.example", NULL);
	g_autofree char *found = codes(look);

	g_assert_cmpstr(found, ==, "servers-differ");
	g_assert_false(look->agree);
	g_assert_cmpuint(look->servers->len, ==, 2);
	for (guint i = 0; i < look->servers->len; i++) {
		const struct look_server *server = look->servers->pdata[i];

		g_assert_cmpstr(server->server, ==, "pair.dns.example");
		g_assert_cmpstr(server->address, ==, i == 0 ? NS1 : NS2);
		g_assert_cmpuint(server->serial, ==, i == 0 ? 7 : 6);
	}
	g_assert_nonnull(strstr(find(look, "servers-differ")->text,
				"pair.dns.example (" NS1 ") says \"v=DMARC1; p=none;"));
	look_free(look);
	dns_free(dns);
}

/* An address that nobody answers at is the server's fault; one without a way there is not. */
static void test_out_of_reach(void)
{
	static const struct {
		const char *server, *address;
		enum look_status status;
	} expected[] = {
		{"far.dns.example", NS1, LOOK_STATUS_OK},
		{"far.dns.example", "fe80::1", LOOK_STATUS_UNREACHABLE},
		{"lost.dns.example", NS1, LOOK_STATUS_OK},
		{"lost.dns.example", "127.0.1.55", LOOK_STATUS_TIMEOUT},
		{"off.dns.example", "fe80::2", LOOK_STATUS_UNREACHABLE},
	};
	struct dns *dns = asker(NS1);
	struct look *look = look_at(dns, "far.example", NULL);
	g_autofree char *found = codes(look);

	g_assert_cmpstr(found, ==, "server-fails server-unreachable");
	g_assert_true(look->agree);
	g_assert_cmpuint(look->servers->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < look->servers->len; i++) {
		const struct look_server *server = look->servers->pdata[i];

		g_assert_cmpstr(server->server, ==, expected[i].server);
		g_assert_cmpstr(server->address, ==, expected[i].address);
		g_assert_cmpint(server->status, ==, expected[i].status);
	}
	g_assert_true(g_str_has_prefix(find(look, "server-unreachable")->text,
				       "This host has no way to 2 of the 5 addresses"));
	g_assert_cmpint(find(look, "server-unreachable")->level, ==, FINDING_INFO);
	look_free(look);
	dns_free(dns);
}

/* The servers agree: what they publish counts, whatever a resolver still remembers. */
static void test_resolver_behind(void)
{
	struct dns *dns = asker(CACHE);
	struct look *look = look_at(dns, "msp.example", NULL);
	g_autofree char *found = codes(look);

	g_assert_cmpstr(found, ==, "resolver-differs spf-missing");
	g_assert_true(look->agree);
	g_assert_cmpuint(look->published->len, ==, 1);
	g_assert_nonnull(strstr(look->published->pdata[0], "p=none"));
	g_assert_cmpint(look->policy[GENERATION_RFC9989], ==, POLICY_NONE);
	look_free(look);
	dns_free(dns);
}

static void test_authorisations(void)
{
	struct dns *dns = asker(NS1);
	struct look *look = look_at(dns, "shop.example", NULL);
	const struct look_authorisation *found = look->authorisations->pdata[0];

	g_assert_cmpuint(look->authorisations->len, ==, 1); /* its own host needs none */
	g_assert_cmpstr(found->host, ==, "msp.example");
	g_assert_cmpstr(found->name, ==, "shop.example._report._dmarc.msp.example");
	g_assert_true(found->authorised);
	look_free(look);

	look = look_at(dns, "turned.example", NULL);
	g_assert_cmpuint(look->authorisations->len, ==, 2);
	found = look->authorisations->pdata[0];
	g_assert_false(found->authorised);
	g_assert_cmpint(found->status, ==, LOOK_STATUS_OK);
	found = look->authorisations->pdata[1];
	g_assert_false(found->authorised);
	g_assert_cmpint(found->status, ==, LOOK_STATUS_NXDOMAIN);
	look_free(look);
	dns_free(dns);
}

static void test_dkim(void)
{
	static const struct {
		const char *selector, *domain, *status;
		unsigned bits;
	} cases[] = {
		{"s1", "shop.example", "ok", 2048},	   {"short", "shop.example", "ok", 1024},
		{"weak", "shop.example", "weak", 512},	   {"ed", "shop.example", "ok", 256},
		{"revoked", "shop.example", "revoked", 0}, {"broken", "shop.example", "invalid", 0},
		{"test", "shop.example", "ok", 2048},	   {"two", "shop.example", "several", 0},
		{"beside", "shop.example", "ok", 2048},	   {"alias", "shop.example", "ok", 2048},
		{"gone", "shop.example", "missing", 0},	   {"other", "shop.example", "missing", 0},
		{"none", "shop.example", "missing", 0},	   {"s1", "nobody.test", "refused", 0},
	};
	GPtrArray *keys = g_ptr_array_new();
	struct dns *dns = asker(NS1);
	struct look *look;
	g_autofree char *found = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		add_key(keys, cases[i].selector, cases[i].domain);
	look = look_at(dns, "msp.example", keys);
	g_assert_cmpuint(look->dkim->len, ==, G_N_ELEMENTS(cases));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct look_key *key = look->dkim->pdata[i];

		g_test_message("%s", cases[i].selector);
		g_assert_cmpstr(key->status, ==, cases[i].status);
		g_assert_cmpuint(key->bits, ==, cases[i].bits);
	}
	found = codes(look);
	g_assert_cmpstr(found, ==,
			"dkim-cname dkim-invalid dkim-missing dkim-revoked dkim-several dkim-short "
			"dkim-test dkim-unknown dkim-weak spf-missing");
	look_free(look);

	keys = g_ptr_array_new();
	add_key(keys, "ed", "shop.example");
	look = look_at(dns, "msp.example", keys);
	g_free(found);
	found = codes(look);
	g_assert_cmpstr(found, ==, "dkim-ed25519-alone spf-missing");
	look_free(look);
	dns_free(dns);
}

static void test_key_details(void)
{
	GPtrArray *keys = g_ptr_array_new();
	struct dns *dns = asker(NS1);
	const struct look_key *key;
	struct look *look;

	add_key(keys, "test", "shop.example");
	add_key(keys, "ed", "shop.example");
	add_key(keys, "two", "shop.example");
	add_key(keys, "alias", "shop.example");
	add_key(keys, "none", "shop.example");
	look = look_at(dns, "shop.example", keys);
	key = look->dkim->pdata[0];
	g_assert_true(key->test);
	g_assert_cmpstr(key->type, ==, "rsa");
	g_assert_null(key->target);
	key = look->dkim->pdata[1];
	g_assert_false(key->test);
	g_assert_cmpstr(key->type, ==, "ed25519");
	key = look->dkim->pdata[2];
	g_assert_cmpuint(key->found, ==, 2);
	key = look->dkim->pdata[3];
	g_assert_cmpstr(key->target, ==, "s1._domainkey.mail.example");
	key = look->dkim->pdata[4];
	g_assert_null(key->type);
	g_assert_cmpuint(key->found, ==, 0);
	look_free(look);
	dns_free(dns);
}

static void test_zone(void)
{
	static const struct {
		const char *name, *apex;
		enum look_status status;
	} cases[] = {
		{"shop.example", "shop.example", LOOK_STATUS_OK},
		{"_dmarc.shop.example", "shop.example", LOOK_STATUS_OK},
		{"a.b.c.news.shop.example", "shop.example", LOOK_STATUS_OK},
		{"_dmarc.alias.example", "alias.example", LOOK_STATUS_OK}, /* not its target's */
		{"_dmarc.dangling.example", "dangling.example", LOOK_STATUS_OK},
		{"_dmarc.teller.bank", "teller.bank", LOOK_STATUS_OK},
		{"_dmarc.nobody.bank", "bank", LOOK_STATUS_OK},
		{"_dmarc.broken.example", NULL, LOOK_STATUS_SERVFAIL},
		{"_dmarc.nobody.test", NULL, LOOK_STATUS_REFUSED},
		{"", NULL, LOOK_STATUS_NXDOMAIN},
	};
	struct dns *dns = asker(NS1);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct dns_zone zone;
		bool found = dns_find_zone(dns, cases[i].name, &zone, NULL);

		g_test_message("%s", cases[i].name);
		g_assert_cmpint(zone.status, ==, cases[i].status);
		g_assert_cmpint(found, ==, cases[i].apex != NULL);
		g_assert_cmpstr(zone.apex, ==, cases[i].apex);
		if (found) {
			const struct dns_server *server = zone.servers->pdata[1];

			g_assert_cmpuint(zone.servers->len, ==, 2);
			g_assert_cmpstr(server->name, ==, "ns2.dns.example");
			g_assert_cmpstr(server->address, ==, NS2);
			g_assert_cmpuint(zone.negative_ttl, ==, 300);
		}
		dns_zone_clear(&zone);
	}
	dns_free(dns);
}

static void test_verify(void)
{
	struct dns_verification seen = {0};
	const struct look_server *server;
	struct dns *dns = asker(NS2);

	dns_verify(dns, "_dmarc.alias.example", DNS_TYPE_TXT, &seen, NULL);
	g_assert_cmpstr(seen.zone.apex, ==, "alias.example");
	g_assert_cmpuint(seen.servers->len, ==, 2);
	server = seen.servers->pdata[0];
	g_assert_cmpint(server->status, ==, LOOK_STATUS_OK);
	g_assert_cmpstr(server->cname->pdata[0], ==, "served.msp.example");
	g_assert_cmpstr(server->txt->pdata[0], ==,
			"v=DMARC1; p=reject; rua=mailto:dmarc@msp.example");
	dns_verification_clear(&seen);

	dns_verify(dns, "shop.example", DNS_TYPE_MX, &seen, NULL);
	server = seen.servers->pdata[1];
	g_assert_cmpuint(server->txt->len, ==, 2);
	g_assert_cmpstr(server->txt->pdata[0], ==, "10 mx1.shop.example");
	dns_verification_clear(&seen);

	dns_verify(dns, "_dmarc.dead.example", DNS_TYPE_TXT, &seen, NULL);
	g_assert_cmpuint(seen.servers->len, ==, 3);
	server = seen.servers->pdata[0];
	g_assert_cmpstr(server->server, ==, "nowhere.dns.example");
	g_assert_cmpstr(server->address, ==, "");
	g_assert_cmpint(server->status, ==, LOOK_STATUS_TIMEOUT);
	server = seen.servers->pdata[2];
	g_assert_cmpstr(server->address, ==, "127.0.1.55");
	g_assert_cmpint(server->status, ==, LOOK_STATUS_TIMEOUT);
	dns_verification_clear(&seen);
	dns_free(dns);
}

static void test_hosts(void)
{
	static const struct {
		const char *address, *ptr;
		bool confirmed, looked;
		int64_t asn;
	} cases[] = {
		{"192.0.2.10", "mail.shop.example", false, true, 0},
		{"192.0.2.11", "mx1.shop.example", true, true, 64500},
		{"192.0.2.12", NULL, false, true, 0},
		{"192.0.2.13", "web.shop.example", true, true, 0}, /* its second name */
		{"192.0.2.14", "liar.shop.example", false, true, 0},
		{"203.0.113.1", NULL, false, false, 0}, /* refused */
		{"2001:db8::12", "mx2.shop.example", true, true, 0},
	};
	struct ip ips[G_N_ELEMENTS(cases)];
	struct dns *dns = asker(NS1);
	GPtrArray *hosts;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_true(ip_parse(cases[i].address, strlen(cases[i].address), &ips[i]));
	hosts = dns_hosts(dns, ips, G_N_ELEMENTS(ips), true, NOW, NULL);
	g_assert_cmpuint(hosts->len, ==, G_N_ELEMENTS(cases));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct host *host = hosts->pdata[i];

		g_test_message("%s", cases[i].address);
		g_assert_true(ip_equal(&host->ip, &ips[i]));
		g_assert_cmpstr(host->ptr, ==, cases[i].ptr);
		g_assert_cmpint(host->confirmed, ==, cases[i].confirmed);
		g_assert_cmpint(host->looked, ==, cases[i].looked);
		g_assert_cmpint(host->asn, ==, cases[i].asn);
		g_assert_cmpint(host->looked_at, ==, NOW);
	}
	g_ptr_array_unref(hosts);
	dns_free(dns);
}

/* Offline, a check still is a look: it says that nothing is known, and passes nothing for gone. */
static void test_offline(void)
{
	struct dns_options options = {.offline = true};
	struct dns *dns = dns_new(&options, NULL);
	struct look *look = look_at(dns, "shop.example", NULL);
	g_autofree char *found = codes(look);

	g_assert_cmpint(look->status, ==, LOOK_STATUS_TIMEOUT);
	g_assert_false(look->agree);
	g_assert_cmpstr(look->spf_result, ==, "temperror");
	g_assert_null(strstr(found, "missing"));
	g_assert_nonnull(strstr(found, "dmarc-unknown"));
	look_free(look);
	dns_free(dns);
}

int main(int argc, char **argv)
{
	g_autofree char *first = place(NS1, NULL), *second = place(NS2, "stale");
	g_autofree char *cache = place(CACHE, "cached");
	char *words[] = {(char[]){"nameserver.py"}, (char[]){"serve"}, first, second, cache, NULL};
	int failed;

	g_test_init(&argc, &argv, NULL);
	bed_start(&bed, words);
	g_test_add_func("/check/findings", test_findings);
	g_test_add_func("/check/stale-server", test_stale_server);
	g_test_add_func("/check/every-address", test_every_address);
	g_test_add_func("/check/out-of-reach", test_out_of_reach);
	g_test_add_func("/check/resolver-behind", test_resolver_behind);
	g_test_add_func("/check/authorisations", test_authorisations);
	g_test_add_func("/check/dkim", test_dkim);
	g_test_add_func("/check/key-details", test_key_details);
	g_test_add_func("/check/offline", test_offline);
	g_test_add_func("/zone/find", test_zone);
	g_test_add_func("/verify", test_verify);
	g_test_add_func("/hosts", test_hosts);
	failed = g_test_run();
	bed_stop(&bed);
	return failed;
}
