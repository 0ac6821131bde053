/* SPDX-License-Identifier: MIT */
/* Reading back: traffic, span, reporters, first sight of addresses, hosts, unmanaged domains. */
#include "support.h"

static void one(struct store *store, const char *org, const char *id, int32_t day, const char *ip,
		uint32_t count, const char *selector, bool pass)
{
	struct draft draft;

	draft_init(&draft, "shop.example", org, id, day);
	draft_row(&draft, ip, count, selector, pass, DISPOSITION_NONE);
	g_assert_cmpint(draft_store(&draft, 0, store), ==, IMPORT_OUTCOME_NEW);
	draft_clear(&draft);
}

static uint64_t sum(const struct traffic *traffic)
{
	uint64_t messages = 0;

	for (unsigned i = 0; i < traffic->cells->len; i++)
		messages += g_array_index(traffic->cells, struct traffic_cell, i).messages;
	return messages;
}

static struct traffic *read(struct store *store, int32_t from, int32_t until)
{
	g_autoptr(GError) error = NULL;
	struct traffic *traffic =
		store_traffic(store, domain_id(store, "shop.example"), from, until, &error);

	g_assert_no_error(error);
	return traffic;
}

static void test_cells(void)
{
	struct state state;
	struct traffic *traffic;
	const struct traffic_cell *cell;
	const struct signature *signature;

	state_init(&state, DAY0 + 5);
	one(state.store, "Google.com", "1", DAY0, "192.0.2.1", 10, "s1", true);
	one(state.store, "Yahoo", "1", DAY0, "192.0.2.1", 4, "s1", true);
	one(state.store, "Yahoo", "2", DAY0, "192.0.2.1", 1, "s1", false);
	one(state.store, "Yahoo", "3", DAY0 + 1, "2001:db8::1", 7, "s2", true);

	traffic = read(state.store, DAY0, DAY0);
	g_assert_cmpuint(traffic->cells->len, ==, 2);
	g_assert_cmpuint(traffic->signatures->len, ==, 2);
	g_assert_cmpuint(sum(traffic), ==, 15);
	cell = &g_array_index(traffic->cells, struct traffic_cell, 0);
	g_assert_cmpuint(cell->messages, ==, 14);
	g_assert_cmpuint(cell->reporters, ==, 3);
	g_assert_cmpint(cell->day, ==, DAY0);
	signature = traffic->signatures->pdata[cell->signature];
	g_assert_cmpstr(signature->dkim[0].selector, ==, "s1");
	g_assert_cmpint(signature->evaluated_dkim, ==, AUTH_RESULT_PASS);
	g_assert_cmpuint(traffic->policies->len, ==, 1);
	g_assert_cmpuint(traffic->reporters->len, ==, 2);
	g_assert_cmpstr(traffic->reporters->pdata[0], ==, "Google.com");
	traffic_free(traffic);

	traffic = read(state.store, DAY0, DAY0 + 1);
	g_assert_cmpuint(sum(traffic), ==, 22);
	g_assert_cmpuint(traffic->cells->len, ==, 3);
	traffic_free(traffic);
	traffic = read(state.store, DAY0 + 2, DAY0 + 9);
	g_assert_cmpuint(traffic->cells->len, ==, 0);
	traffic_free(traffic);
	state_clear(&state);
}

/* Beyond the 63rd, reporters share the last bit and are called others. */
static void test_many_reporters(void)
{
	struct state state;
	struct store_import *import;
	struct traffic *traffic;

	state_init(&state, DAY0 + 5);
	import = store_import_new(state.store);
	for (unsigned i = 0; i < 70; i++) {
		g_autofree char *org = g_strdup_printf("Org %02u", i);
		struct draft draft;

		draft_init(&draft, "shop.example", org, "1", DAY0);
		draft_row(&draft, "192.0.2.1", 1, "s1", true, DISPOSITION_NONE);
		draft_import(&draft, 0, import);
		draft_clear(&draft);
	}
	g_assert_true(store_import_commit(import, NULL, NULL));
	store_import_free(import);
	traffic = read(state.store, DAY0, DAY0);
	g_assert_cmpuint(traffic->cells->len, ==, 1);
	g_assert_cmpuint(g_array_index(traffic->cells, struct traffic_cell, 0).reporters, ==,
			 UINT64_MAX);
	g_assert_cmpuint(traffic->reporters->len, ==, REPORTER_BITS);
	g_assert_cmpstr(traffic->reporters->pdata[62], ==, "Org 62");
	g_assert_cmpstr(traffic->reporters->pdata[63], ==, "others");
	traffic_free(traffic);
	assert_sound(state.store);
	state_clear(&state);
}

static void test_policies(void)
{
	struct state state;
	struct traffic *traffic;
	struct draft draft;
	const struct traffic_policy *policy;

	state_init(&state, DAY0 + 5);
	one(state.store, "Google.com", "1", DAY0, "192.0.2.1", 10, "s1", true);
	draft_init(&draft, "shop.example", "GMX", "2", DAY0);
	draft.report.generation = GENERATION_RFC9989;
	draft.report.policy = (struct policy_seen){.p = POLICY_REJECT,
						   .sp = POLICY_QUARANTINE,
						   .np = POLICY_ABSENT,
						   .pct = -1,
						   .testing = 1,
						   .aspf_strict = true,
						   .discovery = DISCOVERY_TREEWALK,
						   .fo = g_strdup("1:d")};
	draft_row(&draft, "192.0.2.1", 3, "s1", true, DISPOSITION_NONE);
	draft_store(&draft, 0, state.store);
	draft_clear(&draft);
	traffic = read(state.store, DAY0, DAY0);
	g_assert_cmpuint(traffic->cells->len, ==, 2);
	policy = traffic->policies
			 ->pdata[g_array_index(traffic->cells, struct traffic_cell, 1).policy];
	g_assert_cmpint(policy->generation, ==, GENERATION_RFC9989);
	g_assert_cmpint(policy->seen.p, ==, POLICY_REJECT);
	g_assert_cmpint(policy->seen.sp, ==, POLICY_QUARANTINE);
	g_assert_cmpint(policy->seen.np, ==, POLICY_ABSENT);
	g_assert_cmpint(policy->seen.pct, ==, -1);
	g_assert_cmpint(policy->seen.testing, ==, 1);
	g_assert_false(policy->seen.adkim_strict);
	g_assert_true(policy->seen.aspf_strict);
	g_assert_cmpint(policy->seen.discovery, ==, DISCOVERY_TREEWALK);
	g_assert_cmpstr(policy->seen.fo, ==, "1:d");
	traffic_free(traffic);
	state_clear(&state);
}

static void assert_span(struct store *store, int32_t oldest, int32_t newest)
{
	g_autoptr(GError) error = NULL;
	struct traffic_span span;

	store_span(store, domain_id(store, "shop.example"), &span, &error);
	g_assert_no_error(error);
	g_assert_cmpint(span.oldest, ==, oldest);
	g_assert_cmpint(span.newest, ==, newest);
}

/* The clock's own day counts once its reports' windows have ended. */
static void test_span(void)
{
	struct state state;

	state_init(&state, DAY0 + 5);
	assert_span(state.store, DAY_NONE, DAY_NONE);
	one(state.store, "Google.com", "1", DAY0, "192.0.2.1", 1, "s1", true);
	one(state.store, "Google.com", "2", DAY0 + 2, "192.0.2.1", 1, "s1", true);
	assert_span(state.store, DAY0, DAY0 + 2);
	one(state.store, "Google.com", "3", DAY0 + 5, "192.0.2.1", 1, "s1", true);
	one(state.store, "Google.com", "4", DAY0 + 8, "192.0.2.1", 1, "s1", true);
	assert_span(state.store, DAY0, DAY0 + 2);
	state.clock.fixed = day_begin(DAY0 + 6) - 1; /* the very end of the report's window */
	assert_span(state.store, DAY0, DAY0 + 5);
	state_at(&state, DAY0 + 6);
	assert_span(state.store, DAY0, DAY0 + 5);
	/* An earlier clock knows nothing yet: all of it was imported on DAY0 + 5. */
	state_at(&state, DAY0 + 4);
	assert_span(state.store, DAY_NONE, DAY_NONE);
	state_clear(&state);
}

static void test_first_seen(void)
{
	struct state state;
	g_autoptr(GHashTable) days = NULL;
	g_autoptr(GError) error = NULL;
	struct ip ip;

	state_init(&state, DAY0 + 9);
	one(state.store, "Google.com", "3", DAY0 + 3, "192.0.2.1", 1, "s1", true);
	one(state.store, "Google.com", "2", DAY0 + 2, "192.0.2.1", 1, "s1", false);
	one(state.store, "Google.com", "5", DAY0 + 5, "2001:db8::9", 1, "s1", true);
	days = store_first_seen(state.store, domain_id(state.store, "shop.example"), &error);
	g_assert_no_error(error);
	g_assert_cmpuint(g_hash_table_size(days), ==, 2);
	ip_parse("192.0.2.1", 9, &ip);
	g_assert_cmpint(GPOINTER_TO_INT(g_hash_table_lookup(days, &ip)), ==, DAY0 + 2);
	ip_parse("2001:db8::9", 11, &ip);
	g_assert_cmpint(GPOINTER_TO_INT(g_hash_table_lookup(days, &ip)), ==, DAY0 + 5);
	state_clear(&state);
}

static void echo(struct store *store, const char *org, int32_t day, unsigned part, enum policy p)
{
	g_autofree char *id = g_strdup_printf("%d-%u", day, part);
	struct draft draft;

	draft_init(&draft, "shop.example", org, id, day);
	draft.report.begin += part * 3600;
	draft.report.policy.p = p;
	draft_row(&draft, "192.0.2.1", 1, "s1", true, DISPOSITION_NONE);
	draft_store(&draft, 0, store);
	draft_clear(&draft);
}

/* Since when a reporter sees the newest policy: the first day on which no report shows another. */
static void test_reporters(void)
{
	struct state state;
	g_autoptr(GPtrArray) reporters = NULL;
	g_autoptr(GError) error = NULL;
	const struct reporter *google, *yahoo, *mixed;

	state_init(&state, DAY0 + 40);
	for (int32_t i = 0; i < 36; i++)
		echo(state.store, "Google.com", DAY0 + i, 0, i < 30 ? POLICY_NONE : POLICY_REJECT);
	echo(state.store, "Yahoo", DAY0 + 1, 0, POLICY_NONE);
	echo(state.store, "Mixed", DAY0 + 20, 0, POLICY_NONE);
	echo(state.store, "Mixed", DAY0 + 20, 5, POLICY_REJECT);
	echo(state.store, "Mixed", DAY0 + 22, 0, POLICY_REJECT);

	reporters = store_reporters(state.store, domain_id(state.store, "shop.example"), &error);
	g_assert_no_error(error);
	g_assert_cmpuint(reporters->len, ==, 3);
	google = reporters->pdata[0];
	g_assert_cmpstr(google->org_name, ==, "Google.com");
	g_assert_cmpuint(google->bit, ==, 0);
	g_assert_cmpint(google->first_day, ==, DAY0);
	g_assert_cmpint(google->last_day, ==, DAY0 + 35);
	g_assert_cmpuint(google->days, ==, 30);
	g_assert_cmpint(google->newest.seen.p, ==, POLICY_REJECT);
	g_assert_cmpint(google->since, ==, DAY0 + 30);
	yahoo = reporters->pdata[1];
	g_assert_cmpuint(yahoo->days, ==, 0);
	g_assert_cmpint(yahoo->since, ==, DAY0 + 1);
	mixed = reporters->pdata[2];
	g_assert_cmpint(mixed->newest.seen.p, ==, POLICY_REJECT);
	g_assert_cmpint(mixed->since, ==, DAY0 + 22);
	g_assert_cmpuint(mixed->days, ==, 2);
	state_clear(&state);
}

static void set_host(struct store *store, const char *ip, const char *ptr, int64_t looked_at)
{
	g_autoptr(GError) error = NULL;
	struct host host = {.ptr = g_strdup(ptr),
			    .confirmed = ptr != NULL,
			    .looked = true,
			    .asn = 64500,
			    .looked_at = looked_at};

	g_assert_true(ip_parse(ip, strlen(ip), &host.ip));
	store_host_set(store, &host, &error);
	g_assert_no_error(error);
	g_free(host.ptr);
}

static char *ptr_of(struct store *store)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) seen =
		store_first_seen(store, domain_id(store, "shop.example"), &error);
	g_autoptr(GPtrArray) hosts = store_hosts(store, seen, &error);
	const struct host *host;

	g_assert_no_error(error);
	if (hosts->len == 0)
		return g_strdup("nothing");
	g_assert_cmpuint(hosts->len, ==, 1);
	host = hosts->pdata[0];
	g_assert_cmpint(host->asn, ==, 64500);
	return g_strdup_printf("%s at %" G_GINT64_FORMAT, host->ptr, host->looked_at);
}

/* Hosts of the domain's own addresses alone, as they were known; a new look at the same is no news.
 */
static void test_hosts(void)
{
	struct state state;
	g_autofree char *none = NULL, *first = NULL, *again = NULL, *moved = NULL, *before = NULL;
	int64_t domain, version;

	state_init(&state, DAY0 + 1);
	one(state.store, "Google.com", "3", DAY0, "192.0.2.1", 1, "s1", true);
	domain = domain_id(state.store, "shop.example");
	none = ptr_of(state.store);
	g_assert_cmpstr(none, ==, "nothing");
	version = store_domain_version(state.store, domain, NULL);
	set_host(state.store, "192.0.2.1", "out.mailer.example", 100);
	set_host(state.store, "192.0.2.77", "other.example", 100);
	g_assert_cmpint(store_domain_version(state.store, domain, NULL), >, version);
	first = ptr_of(state.store);
	g_assert_cmpstr(first, ==, "out.mailer.example at 100");

	state_at(&state, DAY0 + 3);
	version = store_domain_version(state.store, domain, NULL);
	set_host(state.store, "192.0.2.1", "out.mailer.example", 200);
	g_assert_cmpint(store_domain_version(state.store, domain, NULL), ==, version);
	again = ptr_of(state.store);
	g_assert_cmpstr(again, ==, "out.mailer.example at 200");
	set_host(state.store, "192.0.2.1", "new.example", 300);
	moved = ptr_of(state.store);
	g_assert_cmpstr(moved, ==, "new.example at 300");
	state_at(&state, DAY0 + 2);
	before = ptr_of(state.store);
	g_assert_cmpstr(before, ==, "out.mailer.example at 200");
	state_clear(&state);
}

static unsigned visited(struct store *store, const char *ip)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) ips = store_visit(store, domain_id(store, "shop.example"), &error);
	struct ip key;

	g_assert_no_error(error);
	g_assert_true(ip_parse(ip, strlen(ip), &key));
	return !ips ? 0 : g_hash_table_contains(ips, &key) ? 2 : 1;
}

static void visit(struct store *store)
{
	g_autoptr(GError) error = NULL;
	int64_t domain = domain_id(store, "shop.example");
	g_autoptr(GHashTable) known = store_first_seen(store, domain, &error);

	g_assert_no_error(error);
	g_assert_true(store_visit_set(store, domain, known, &error));
	g_assert_no_error(error);
}

/* A visit knows what was there, takes the place of the last one, and is not known before. */
static void test_visit(void)
{
	struct state state;

	state_init(&state, DAY0 + 5);
	one(state.store, "Google.com", "1", DAY0, "192.0.2.1", 10, "s1", true);
	g_assert_cmpuint(visited(state.store, "192.0.2.1"), ==, 0);
	visit(state.store);
	g_assert_cmpuint(visited(state.store, "192.0.2.1"), ==, 2);
	one(state.store, "Google.com", "2", DAY0 + 1, "2001:db8::1", 10, "s1", true);
	g_assert_cmpuint(visited(state.store, "2001:db8::1"), ==, 1);
	state_at(&state, DAY0 + 6);
	visit(state.store);
	g_assert_cmpuint(visited(state.store, "2001:db8::1"), ==, 2);
	state_at(&state, DAY0 + 5);
	g_assert_cmpuint(visited(state.store, "192.0.2.1"), ==, 0);
	state_clear(&state);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/traffic/cells", test_cells);
	g_test_add_func("/traffic/many-reporters", test_many_reporters);
	g_test_add_func("/traffic/policies", test_policies);
	g_test_add_func("/traffic/span", test_span);
	g_test_add_func("/traffic/first-seen", test_first_seen);
	g_test_add_func("/traffic/reporters", test_reporters);
	g_test_add_func("/traffic/hosts", test_hosts);
	g_test_add_func("/traffic/visit", test_visit);
	return g_test_run();
}
