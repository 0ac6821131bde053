/* SPDX-License-Identifier: MIT */
#include "analyse/catalogue.h"

#include <glib/gstdio.h>

#include "analyse/senders.h"
#include "base/error.h"
#include "base/name.h"
#include "bed.h"

static GPtrArray *shipped(void)
{
	g_autofree char *path = g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "..",
						 "playbooks", "senders.yaml", NULL);
	g_autoptr(GError) error = NULL;
	GPtrArray *senders = catalogue_load(path, &error);

	g_assert_no_error(error);
	return senders;
}

static void test_shipped(void)
{
	g_autoptr(GPtrArray) senders = shipped();
	unsigned kinds[SENDER_KIND_OWN + 1] = {0};

	g_assert_cmpuint(senders->len, >=, 25);
	for (unsigned i = 0; i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];

		kinds[sender->kind]++;
		g_assert_true(*sender->name && *sender->source);
		g_assert_cmpuint(strspn(sender->slug, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==,
				 strlen(sender->slug));
		g_assert_cmpint(sender->checked, !=, DAY_NONE);
		g_assert_false(sender->confirmed);
		g_assert_cmpuint(sender->ptr->len + sender->spf->len, >, 0);
		if (sender_sends_for_others(sender)) {
			g_assert_cmpint(sender->can_sign, !=, ANSWER_UNKNOWN);
			g_assert_cmpuint(sender->fix->len, >=, 2);
			g_assert_nonnull(sender->proof);
		}
	}
	g_assert_cmpuint(kinds[SENDER_KIND_ESP] + kinds[SENDER_KIND_SAAS], >=, 15);
	g_assert_cmpuint(kinds[SENDER_KIND_OWN], ==, 0);
}

/* Each name finds the entry that claims it, and no other entry claims a name above or below. */
static void check_claims(const GPtrArray *senders, size_t offset,
			 const struct sender *(*find)(const struct sender_index *, const char *))
{
	struct sender_index *index = sender_index_new(senders);

	for (unsigned i = 0; i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];
		const GPtrArray *names =
			*(GPtrArray *const *)(const void *)((const char *)sender + offset);

		for (unsigned j = 0; j < names->len; j++) {
			const char *name = names->pdata[j];
			g_autofree char *below = g_strconcat("a.b.", name, NULL);
			g_autofree char *alike = g_strconcat("x", name, NULL);
			g_autofree char *posing = g_strconcat(name, ".attacker.example", NULL);

			g_assert_cmpstr(find(index, name)->slug, ==, sender->slug);
			g_assert_cmpstr(find(index, below)->slug, ==, sender->slug);
			g_assert_null(find(index, posing));
			if (strchr(name, '.') && name == strstr(name, registrable_domain(name)))
				g_assert_null(find(index, alike));
		}
	}
	sender_index_free(index);
}

static void check_apart(const GPtrArray *senders, size_t offset)
{
	for (unsigned i = 0; i < senders->len; i++)
		for (unsigned j = 0; j < senders->len; j++) {
			const char *a = senders->pdata[i], *b = senders->pdata[j];
			const GPtrArray *of_a = *(GPtrArray *const *)(const void *)(a + offset);
			const GPtrArray *of_b = *(GPtrArray *const *)(const void *)(b + offset);

			for (unsigned k = 0; i != j && k < of_a->len; k++)
				for (unsigned l = 0; l < of_b->len; l++)
					g_assert_false(name_within(of_a->pdata[k], of_b->pdata[l]));
		}
}

static const struct sender *any_selector(const struct sender_index *index, const char *domain)
{
	return sender_by_dkim(index, domain, "any");
}

static void test_claims(void)
{
	g_autoptr(GPtrArray) senders = shipped();

	check_apart(senders, offsetof(struct sender, ptr));
	check_apart(senders, offsetof(struct sender, spf));
	check_apart(senders, offsetof(struct sender, dkim));
	check_claims(senders, offsetof(struct sender, ptr), sender_by_ptr);
	check_claims(senders, offsetof(struct sender, spf), sender_by_spf);
	check_claims(senders, offsetof(struct sender, dkim), any_selector);
}

static void test_index(void)
{
	struct bed *bed = bed_new();
	struct sender *shipped_entry = bed_sender(bed, "aa", SENDER_KIND_ESP, false, "v.example",
						  "spf.v.example", "v.example/k* v.example/m?");
	struct sender_index *index;
	int64_t asn = 64500;

	g_array_append_val(shipped_entry->asn, asn);
	bed_sender(bed, "own", SENDER_KIND_OWN, true, NULL, "v.example", NULL);
	index = sender_index_new(bed->senders);
	g_assert_cmpstr(sender_by_ptr(index, "a.V.example") ? "" : "none", ==, "none");
	g_assert_cmpstr(sender_by_ptr(index, "a.v.example")->slug, ==, "aa");
	g_assert_null(sender_by_ptr(index, "av.example"));
	g_assert_null(sender_by_ptr(index, "v.example.org"));
	g_assert_null(sender_by_ptr(index, ""));
	g_assert_cmpstr(sender_by_spf(index, "x.spf.v.example")->slug, ==, "own");
	g_assert_cmpstr(sender_by_dkim(index, "v.example", "k1")->slug, ==, "aa");
	g_assert_cmpstr(sender_by_dkim(index, "s.v.example", "m7")->slug, ==, "aa");
	g_assert_null(sender_by_dkim(index, "v.example", "m77"));
	g_assert_null(sender_by_dkim(index, "v.example", NULL));
	g_assert_cmpstr(sender_by_asn(index, 64500)->slug, ==, "aa");
	g_assert_null(sender_by_asn(index, 64501));
	sender_index_free(index);
	index = sender_index_new(NULL);
	g_assert_null(sender_by_spf(index, "v.example"));
	sender_index_free(index);
	bed_free(bed);
}

static void assert_refused(const char *text, const char *hint)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	int file = g_file_open_tmp("rampart-senders-XXXXXX", &path, NULL);

	g_assert_cmpint(file, >=, 0);
	g_assert_true(g_close(file, NULL));
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_null(catalogue_load(path, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, hint));
	g_remove(path);
}

#define ENTRY(SLUG) "  - {slug: " SLUG ", name: A, kind: esp, source: s, checked: 2026-11-24}\n"

static void test_refused(void)
{
	g_autoptr(GError) error = NULL;

	assert_refused("senders:\n" ENTRY("a") ENTRY("b") ENTRY("a"), "\"a\"");
	assert_refused("senders:\n  - {slug: a}\n", "name");
	assert_refused(
		"senders:\n  - {slug: a, name: A, kind: bank, source: s, checked: 2026-11-24}\n",
		"kind");
	g_assert_null(catalogue_load("/nonexistent/senders.yaml", &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/catalogue/shipped", test_shipped);
	g_test_add_func("/catalogue/claims", test_claims);
	g_test_add_func("/catalogue/index", test_index);
	g_test_add_func("/catalogue/refused", test_refused);
	return g_test_run();
}
