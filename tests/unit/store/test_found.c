/* SPDX-License-Identifier: MIT */
/* Domains that reports tell of and nobody manages; reports that somebody should look at. */
#include "store/flagged.h"
#include "store/found.h"
#include "support.h"

static void manage(struct store *store, const char *name)
{
	struct customer customer = {.slug = g_strdup("acme"),
				    .name = g_strdup("Acme"),
				    .started = DAY0,
				    .target = DAY_NONE};
	struct domain domain = {.name = g_strdup(name), .playbook = g_strdup("standard")};
	g_autoptr(GError) error = NULL;

	g_assert_true(store_customer_put(store, &customer, &error));
	domain.id = domain_id(store, name);
	domain.customer_id = customer.id;
	g_assert_true(store_domain_put(store, &domain, &error));
	g_free(domain.name);
	g_free(domain.playbook);
	customer_clear(&customer);
}

static enum import_outcome one(struct store *store, const char *domain, const char *id, int32_t day,
			       uint32_t count, unsigned version)
{
	struct draft draft;
	enum import_outcome outcome;

	draft_init(&draft, domain, "Google.com", id, day);
	draft_row(&draft, "192.0.2.1", count, "s1", true, DISPOSITION_NONE);
	outcome = draft_store(&draft, version, store);
	draft_clear(&draft);
	return outcome;
}

static void test_unassigned(void)
{
	struct state state;
	g_autoptr(GPtrArray) before = NULL, after = NULL;
	g_autoptr(GError) error = NULL;
	const struct found_domain *found;

	state_init(&state, DAY0 + 2);
	one(state.store, "shop.example", "1", DAY0, 12, 0);
	one(state.store, "shop.example", "2", DAY0 + 1, 3, 0);
	one(state.store, "other.example", "3", DAY0, 0, 0); /* a bad row alone */
	domain_id(state.store, "silent.example");
	before = store_unassigned(state.store, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(before->len, ==, 2);
	found = before->pdata[0];
	g_assert_cmpstr(found->name, ==, "other.example");
	g_assert_cmpuint(found->messages, ==, 0);
	g_assert_cmpuint(found->reports, ==, 1);
	g_assert_cmpint(found->newest, ==, DAY_NONE);
	found = before->pdata[1];
	g_assert_cmpstr(found->name, ==, "shop.example");
	g_assert_cmpuint(found->messages, ==, 15);
	g_assert_cmpuint(found->compliant, ==, 15);
	g_assert_cmpuint(found->reports, ==, 2);
	g_assert_cmpint(found->newest, ==, DAY0 + 1);

	manage(state.store, "shop.example");
	after = store_unassigned(state.store, &error);
	g_assert_cmpuint(after->len, ==, 1);
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 15);
	state_clear(&state);
}

static void test_from_domains(void)
{
	struct state state;
	struct draft draft;
	g_autoptr(GHashTable) names = NULL, none = NULL;
	g_autoptr(GError) error = NULL;
	const struct found_domain *found;
	struct signature *signature;
	char news[] = "news.shop.example";
	struct signature other = {.header_from = news, .evaluated_spf = AUTH_RESULT_FAIL};
	GBytes *key = signature_key(&other);

	state_init(&state, DAY0 + 5);
	draft_init(&draft, "shop.example", "Google.com", "1", DAY0);
	draft_row(&draft, "192.0.2.1", 10, "s1", true, DISPOSITION_NONE);
	draft_row(&draft, "192.0.2.1", 2, "s1", false, DISPOSITION_NONE);
	signature = signature_from_key(g_bytes_get_data(key, NULL), g_bytes_get_size(key));
	g_ptr_array_add(draft.batch->signatures, signature);
	g_ptr_array_add(draft.batch->keys, key);
	draft_row(&draft, "192.0.2.1", 7, "s2", true, DISPOSITION_NONE);
	g_array_index(draft.batch->rows, struct report_row, 2).signature = 2;
	draft_store(&draft, 0, state.store);
	draft_clear(&draft);

	names = store_from_domains(state.store, domain_id(state.store, "shop.example"), DAY0,
				   DAY0 + 1, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(g_hash_table_size(names), ==, 2);
	found = g_hash_table_lookup(names, "shop.example");
	g_assert_cmpuint(found->messages, ==, 12);
	g_assert_cmpuint(found->compliant, ==, 10);
	found = g_hash_table_lookup(names, "news.shop.example");
	g_assert_cmpuint(found->messages, ==, 7);
	g_assert_cmpuint(found->compliant, ==, 0);
	g_assert_cmpint(found->newest, ==, DAY0);
	none = store_from_domains(state.store, domain_id(state.store, "shop.example"), DAY0 + 1,
				  DAY0 + 2, &error);
	g_assert_cmpuint(g_hash_table_size(none), ==, 0);
	state_clear(&state);
}

/* "ID flags twin", one a line. */
static char *flagged_of(struct store *store, const char *domain)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) reports =
		store_flagged(store, domain ? domain_id(store, domain) : 0, &error);
	GString *text = g_string_new(NULL);

	g_assert_no_error(error);
	for (unsigned i = 0; i < reports->len; i++) {
		const struct flagged_report *report = reports->pdata[i];

		g_string_append_printf(text, "%s %s%s%s%s\n", report->report_id,
				       report->flags & REPORT_BAD_ROWS ? "bad" : "",
				       report->flags & REPORT_CONFLICT ? "conflict" : "",
				       report->superseded ? " superseded" : "",
				       report->twin ? report->twin : "");
	}
	return g_string_free(text, FALSE);
}

static void test_conflict(void)
{
	struct state state;
	g_autofree char *text = NULL;

	state_init(&state, DAY0 + 2);
	g_assert_cmpint(one(state.store, "shop.example", "1", DAY0, 12, 0), ==, IMPORT_OUTCOME_NEW);
	state_at(&state, DAY0 + 3);
	g_assert_cmpint(one(state.store, "shop.example", "1", DAY0, 13, 0), ==,
			IMPORT_OUTCOME_REPLACED);
	one(state.store, "shop.example", "2", DAY0 + 1, 0, 0);
	text = flagged_of(state.store, "shop.example");
	g_assert_cmpstr(text, ==, "2 bad\n1 conflict\n1 conflict superseded\n");
	state_clear(&state);
}

/* The same rows again count as an overlap only within one reporter and overlapping windows. */
static void test_overlap(void)
{
	struct state state;
	struct draft draft;
	g_autofree char *none = NULL, *text = NULL, *early = NULL;

	state_init(&state, DAY0 + 5);
	one(state.store, "shop.example", "a", DAY0, 12, 0);
	one(state.store, "shop.example", "b", DAY0 + 1, 12, 0); /* another day */
	one(state.store, "shop.example", "c", DAY0, 11, 0);	/* other rows */
	one(state.store, "other.example", "d", DAY0, 12, 0);	/* another domain */
	draft_init(&draft, "shop.example", "Yahoo", "e", DAY0); /* another reporter */
	draft_row(&draft, "192.0.2.1", 12, "s1", true, DISPOSITION_NONE);
	draft_store(&draft, 0, state.store);
	draft_clear(&draft);
	none = flagged_of(state.store, NULL);
	g_assert_cmpstr(none, ==, "");

	state_at(&state, DAY0 + 6);
	draft_init(&draft, "shop.example", "Google.com", "f", DAY0);
	draft.report.begin += 3600;
	draft_row(&draft, "192.0.2.1", 12, "s1", true, DISPOSITION_NONE);
	draft_store(&draft, 0, state.store);
	draft_clear(&draft);
	text = flagged_of(state.store, "shop.example");
	g_assert_cmpstr(text, ==, "f a\na f\n");
	state_at(&state, DAY0 + 5);
	early = flagged_of(state.store, "shop.example");
	g_assert_cmpstr(early, ==, "");
	g_assert_cmpuint(messages_of(state.store, "shop.example"), ==, 12 + 12 + 11 + 12);
	state_clear(&state);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/found/unassigned", test_unassigned);
	g_test_add_func("/found/from-domains", test_from_domains);
	g_test_add_func("/found/conflict", test_conflict);
	g_test_add_func("/found/overlap", test_overlap);
	return g_test_run();
}
