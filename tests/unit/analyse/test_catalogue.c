/* SPDX-License-Identifier: MIT */
/*
 * The shipped catalogue, held to its rules as a whole: a name in it stands for one operator, names
 * that resemble it stand for nobody, and each entry says what to do and where its facts come from.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#include "analyse/catalogue.h"
#include "analyse/senders.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/name.h"
#include "bed.h"

#define SENDERS_MIN  150
#define OTHERS_MIN   40
#define SENTENCE_MAX 200
#define LOAD_MAX     0.5 /* seconds; leaves a slow machine room; the time itself is told */

/* A claim as it stands in the file, apart from the selector. */
struct name {
	char *text;
	const struct sender *sender;
};

static void name_free(void *data)
{
	struct name *name = data;

	g_free(name->text);
	g_free(name);
}

static GPtrArray *shipped(void)
{
	g_autofree char *path = g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "..",
						 "playbooks", "senders.yaml", NULL);
	g_autoptr(GError) error = NULL;
	GPtrArray *senders = catalogue_load(path, &error);

	g_assert_no_error(error);
	return senders;
}

static char *without_selector(const char *claim)
{
	return g_strndup(claim, strcspn(claim, "/"));
}

/* Every domain of a list of claims, whatever it is claimed as. */
static void add_names(GPtrArray *names, const struct sender *sender, const GPtrArray *claims)
{
	for (unsigned i = 0; i < claims->len; i++) {
		struct name *name = g_new(struct name, 1);

		*name = (struct name){without_selector(claims->pdata[i]), sender};
		g_ptr_array_add(names, name);
	}
}

static GPtrArray *all_names(const GPtrArray *senders)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(name_free);

	for (unsigned i = 0; i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];

		add_names(names, sender, sender->ptr);
		add_names(names, sender, sender->spf);
		add_names(names, sender, sender->dkim);
	}
	return names;
}

static void test_counts(void)
{
	g_autoptr(GPtrArray) senders = shipped();
	unsigned kinds[SENDER_KIND_OWN + 1] = {0}, sending, others;

	for (unsigned i = 0; i < senders->len; i++)
		kinds[((const struct sender *)senders->pdata[i])->kind]++;
	sending = kinds[SENDER_KIND_ESP] + kinds[SENDER_KIND_SAAS];
	others = senders->len - sending;
	g_test_message("%u services that send, %u others", sending, others);
	g_assert_cmpuint(sending, >=, SENDERS_MIN);
	g_assert_cmpuint(others, >=, OTHERS_MIN);
	g_assert_cmpuint(kinds[SENDER_KIND_MAILBOX], >, 0);
	g_assert_cmpuint(kinds[SENDER_KIND_OWN], ==, 0);
}

static void assert_sentence(const char *slug, const char *text)
{
	size_t len = strlen(text);

	g_assert_true(g_utf8_validate(text, (gssize)len, NULL));
	if (len == 0 || g_utf8_strlen(text, -1) > SENTENCE_MAX || !g_ascii_isupper(*text) ||
	    strpbrk(text, "\n\r\t") || strchr(" .,;:", text[len - 1]))
		g_error("%s: no plain sentence: \"%s\"", slug, text);
}

static void test_entries(void)
{
	g_autoptr(GPtrArray) senders = shipped();

	for (unsigned i = 0; i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];

		g_test_message("%s", sender->slug);
		g_assert_cmpuint(sender->ptr->len + sender->spf->len + sender->dkim->len +
					 sender->asn->len,
				 >, 0);
		g_assert_true(g_str_has_prefix(sender->source, "https://"));
		g_assert_cmpuint(strlen(sender->source), <=, SENTENCE_MAX);
		g_assert_cmpint(sender->checked, !=, DAY_NONE);
		g_assert_false(sender->confirmed);
		if (sender_sends_for_others(sender))
			g_assert_cmpuint(sender->fix->len, >=, 2);
		g_assert_true(sender->proof || !sender_sends_for_others(sender));
		for (unsigned j = 0; j < sender->fix->len; j++)
			assert_sentence(sender->slug, sender->fix->pdata[j]);
		if (sender->proof)
			assert_sentence(sender->slug, sender->proof);
	}
}

/* Nor may one operator stand in two entries, say as sender and as forwarder. */
static void test_operators(void)
{
	g_autoptr(GPtrArray) senders = shipped();
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (unsigned i = 0; i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];
		bool slug_is_new = g_hash_table_add(seen, g_strdup(sender->slug));
		char *name = g_utf8_casefold(sender->name, -1);
		bool is_slug = g_str_equal(name, sender->slug);

		g_assert_true(slug_is_new);
		if (!g_hash_table_add(seen, name) && !is_slug)
			g_error("%s: the name \"%s\" stands twice", sender->slug, sender->name);
		for (const char *c = sender->slug; *c; c++)
			g_assert_true(g_ascii_islower(*c) || g_ascii_isdigit(*c) || *c == '-');
	}
}

static void test_names(void)
{
	g_autoptr(GPtrArray) senders = shipped();
	g_autoptr(GPtrArray) names = all_names(senders);

	for (unsigned i = 0; i < names->len; i++) {
		const struct name *a = names->pdata[i];

		if (strspn(a->text, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != strlen(a->text) ||
		    name_labels(a->text) < 2)
			g_error("%s: no domain: %s", a->sender->slug, a->text);
		for (unsigned j = 0; j < names->len; j++) {
			const struct name *b = names->pdata[j];

			if (a->sender != b->sender && name_within(a->text, b->text))
				g_error("%s of %s is claimed by %s", a->text, a->sender->slug,
					b->sender->slug);
		}
	}
}

typedef const struct sender *(*finder)(const struct sender_index *, const char *);

/* A selector that the claim covers. */
static char *selector_of(const char *claim)
{
	const char *slash = strchr(claim, '/');

	return slash ? g_strdelimit(g_strdup(slash + 1), "*?", '1') : NULL;
}

static const struct sender *find(const struct sender_index *index, finder by_name, const char *name,
				 const char *selector)
{
	return by_name ? by_name(index, name) : sender_by_dkim(index, name, selector);
}

/* by_name NULL: DKIM. */
static void assert_claims(const struct sender_index *index, const struct sender *sender,
			  const GPtrArray *claims, finder by_name)
{
	for (unsigned i = 0; i < claims->len; i++) {
		g_autofree char *selector = selector_of(claims->pdata[i]);
		g_autofree char *name = without_selector(claims->pdata[i]);
		g_autofree char *below = g_strconcat("a1.b2.", name, NULL);
		g_autofree char *longer = g_strconcat("evil-", name, NULL);
		g_autofree char *attacker = g_strconcat(name, ".attacker.example", NULL);
		const char *above = name_tail(name, name_labels(name) - 1);

		g_assert_true(find(index, by_name, name, selector) == sender);
		g_assert_true(find(index, by_name, below, selector) == sender);
		g_assert_null(find(index, by_name, attacker, selector));
		if (!find(index, by_name, above, selector))
			g_assert_null(find(index, by_name, longer, selector));
		if (selector)
			g_assert_null(find(index, by_name, name, "nobody-has-this"));
	}
}

static void test_matching(void)
{
	g_autoptr(GPtrArray) senders = shipped();
	struct sender_index *index = sender_index_new(senders);

	for (unsigned i = 0; i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];

		assert_claims(index, sender, sender->ptr, sender_by_ptr);
		assert_claims(index, sender, sender->spf, sender_by_spf);
		assert_claims(index, sender, sender->dkim, NULL);
		for (unsigned j = 0; j < sender->asn->len; j++)
			g_assert_true(sender_by_asn(index, g_array_index(sender->asn, int64_t,
									 j)) == sender);
	}
	sender_index_free(index);
}

/* Hosts that anybody can rent, and lists of suffixes, tell nothing about who sends. */
static void test_rented(void)
{
	static const char *const hosts[] = {
		"ec2-192-0-2-1.compute-1.amazonaws.com",
		"1.2.0.192.bc.googleusercontent.com",
		"vm.westeurope.cloudapp.azure.com",
		"static.1.2.0.192.clients.your-server.de",
		"vps-1a2b3c4d.vps.ovh.net",
		"192-0-2-1.ip.linodeusercontent.com",
		"192-0-2-1.cprapid.com",
		"192.0.2.1.vultrusercontent.com",
		"co.uk",
		"com",
	};
	g_autoptr(GPtrArray) senders = shipped();
	struct sender_index *index = sender_index_new(senders);

	for (unsigned i = 0; i < G_N_ELEMENTS(hosts); i++) {
		g_assert_null(sender_by_ptr(index, hosts[i]));
		g_assert_null(sender_by_spf(index, hosts[i]));
		g_assert_null(sender_by_dkim(index, hosts[i], NULL));
	}
	sender_index_free(index);
}

static void test_time(void)
{
	clock_t began = clock(); /* the processor's time: there may be other work */
	g_autoptr(GPtrArray) senders = shipped();
	double took = (double)(clock() - began) / (double)CLOCKS_PER_SEC;

	g_test_message("%u entries in %.1f ms", senders->len, took * 1000);
	g_assert_cmpfloat(took, <, LOAD_MAX);
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
	g_test_add_func("/catalogue/counts", test_counts);
	g_test_add_func("/catalogue/entries", test_entries);
	g_test_add_func("/catalogue/operators", test_operators);
	g_test_add_func("/catalogue/names", test_names);
	g_test_add_func("/catalogue/matching", test_matching);
	g_test_add_func("/catalogue/rented", test_rented);
	g_test_add_func("/catalogue/time", test_time);
	g_test_add_func("/catalogue/index", test_index);
	g_test_add_func("/catalogue/refused", test_refused);
	return g_test_run();
}
