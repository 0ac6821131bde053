/* SPDX-License-Identifier: MIT */
#include "analyse/senders.h"

#include <string.h>

#include "analyse/pair.h"

/* One claim of an entry: the whole name, or (DKIM) the selectors that match the pattern. */
struct claim {
	const struct sender *sender;
	char *pattern; /* NULL: any */
};

struct sender_index {
	GHashTable *ptr, *spf, *dkim; /* char * -> GPtrArray of struct claim * */
	GHashTable *asn;	      /* int64_t * -> struct sender * */
};

static void claim_free(void *data)
{
	struct claim *claim = data;

	g_free(claim->pattern);
	g_free(claim);
}

/* text: "domain" or "domain/pattern". */
static void add_claim(GHashTable *table, const char *text, const struct sender *sender)
{
	const char *slash = strchr(text, '/');
	g_autofree char *domain =
		g_ascii_strdown(text, slash ? (gssize)(slash - text) : (gssize)strlen(text));
	GPtrArray *claims = g_hash_table_lookup(table, domain);
	struct claim *claim = g_new(struct claim, 1);

	*claim = (struct claim){sender, slash ? g_strdup(slash + 1) : NULL};
	if (!claims) {
		claims = g_ptr_array_new_with_free_func(claim_free);
		g_hash_table_insert(table, g_steal_pointer(&domain), claims);
	}
	g_ptr_array_add(claims, claim);
}

static void add_claims(GHashTable *table, const GPtrArray *texts, const struct sender *sender)
{
	for (unsigned i = 0; texts && i < texts->len; i++)
		add_claim(table, texts->pdata[i], sender);
}

/* Does entry a go before entry b where both claim a name? */
static bool goes_before(const struct sender *a, const struct sender *b)
{
	if (a->confirmed != b->confirmed)
		return a->confirmed;
	return strcmp(a->slug, b->slug) < 0;
}

static void add_numbers(GHashTable *table, const struct sender *sender)
{
	for (unsigned i = 0; sender->asn && i < sender->asn->len; i++) {
		int64_t *asn = &g_array_index(sender->asn, int64_t, i);
		const struct sender *other = g_hash_table_lookup(table, asn);

		if (!other || goes_before(sender, other))
			g_hash_table_replace(table, asn, unchanged(sender));
	}
}

static GHashTable *claims_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
				     (GDestroyNotify)g_ptr_array_unref);
}

struct sender_index *sender_index_new(const GPtrArray *senders)
{
	struct sender_index *index = g_new(struct sender_index, 1);

	index->ptr = claims_new();
	index->spf = claims_new();
	index->dkim = claims_new();
	index->asn = g_hash_table_new(g_int64_hash, g_int64_equal);
	for (unsigned i = 0; senders && i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];

		add_claims(index->ptr, sender->ptr, sender);
		add_claims(index->spf, sender->spf, sender);
		add_claims(index->dkim, sender->dkim, sender);
		add_numbers(index->asn, sender);
	}
	return index;
}

void sender_index_free(struct sender_index *index)
{
	g_hash_table_unref(index->ptr);
	g_hash_table_unref(index->spf);
	g_hash_table_unref(index->dkim);
	g_hash_table_unref(index->asn);
	g_free(index);
}

static bool claim_holds(const struct claim *claim, const char *selector)
{
	return !claim->pattern || (selector && g_pattern_match_simple(claim->pattern, selector));
}

/* The best entry that claims name or a name above it. */
static const struct sender *find(GHashTable *table, const char *name, const char *selector)
{
	const struct sender *best = NULL;

	for (; name && *name; name = strchr(name, '.')) {
		const GPtrArray *claims;
		bool found = best != NULL;

		name += *name == '.';
		claims = g_hash_table_lookup(table, name);
		for (unsigned i = 0; claims && i < claims->len; i++) {
			const struct claim *claim = claims->pdata[i];
			const struct sender *sender = claim->sender;

			if (!claim_holds(claim, selector) ||
			    (found && (best->confirmed || !sender->confirmed)))
				continue;
			if (!best || goes_before(sender, best))
				best = sender;
		}
	}
	return best;
}

const struct sender *sender_by_ptr(const struct sender_index *index, const char *name)
{
	return find(index->ptr, name, NULL);
}

const struct sender *sender_by_spf(const struct sender_index *index, const char *envelope)
{
	return find(index->spf, envelope, NULL);
}

const struct sender *sender_by_dkim(const struct sender_index *index, const char *domain,
				    const char *selector)
{
	return find(index->dkim, domain, selector);
}

const struct sender *sender_by_asn(const struct sender_index *index, int64_t asn)
{
	return g_hash_table_lookup(index->asn, &asn);
}

bool sender_sends_for_others(const struct sender *sender)
{
	return sender->kind == SENDER_KIND_ESP || sender->kind == SENDER_KIND_SAAS ||
	       sender->kind == SENDER_KIND_OWN;
}
