/* SPDX-License-Identifier: MIT */
#include "analyse/kind.h"

#include <string.h>

struct kind_set {
	struct analysis *a;
	GArray *kinds;	       /* struct kind */
	GHashTable *by_text;   /* char * -> index + 1 */
	GHashTable *aligned;   /* struct pair * (From, d=) -> 1 or 2: no, yes */
	GHashTable *selectors; /* struct pair * (d=, s=) -> struct selector * */
};

struct kind_set *kind_set_new(struct analysis *a)
{
	struct kind_set *set = g_new(struct kind_set, 1);

	set->a = a;
	set->kinds = g_array_sized_new(FALSE, FALSE, sizeof(struct kind), 1);
	set->by_text = g_hash_table_new(g_str_hash, g_str_equal);
	set->aligned = g_hash_table_new_full(pair_hash, pair_equal, g_free, NULL);
	set->selectors = g_hash_table_new_full(pair_hash, pair_equal, g_free, NULL);
	return set;
}

static int compare_kinds(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;

	return strcmp(x->text, y->text);
}

uint32_t *kind_set_close(struct kind_set *set)
{
	struct analysis *a = set->a;
	uint32_t *place = g_new(uint32_t, MAX(set->kinds->len, 1));

	a->n_kinds = set->kinds->len;
	a->kinds = (struct kind *)(void *)g_array_free(set->kinds, FALSE);
	qsort(a->kinds, a->n_kinds, sizeof(*a->kinds), compare_kinds);
	for (uint32_t i = 0; i < a->n_kinds; i++)
		place[GPOINTER_TO_UINT(g_hash_table_lookup(set->by_text, a->kinds[i].text)) - 1] =
			i;
	g_hash_table_unref(set->by_text);
	g_hash_table_unref(set->aligned);
	g_hash_table_unref(set->selectors);
	g_free(set);
	return place;
}

/* Relaxed, and for either generation: what the customer's own signature looks like. */
static bool aligned_with(struct kind_set *set, const char *from, const char *domain)
{
	const struct published *published = set->a->in.published;
	struct pair key = {from, domain};
	int known = GPOINTER_TO_INT(g_hash_table_lookup(set->aligned, &key));

	if (!known) {
		known = is_aligned(GENERATION_RFC7489, published, false, from, domain) ||
					is_aligned(GENERATION_RFC9989, published, false, from,
						   domain)
				? 2
				: 1;
		g_hash_table_insert(set->aligned, pair_new(from, domain), GINT_TO_POINTER(known));
	}
	return known == 2;
}

static struct selector *selector_add(struct kind_set *set, const char *domain, const char *name)
{
	struct pair key = {domain, name};
	struct selector *selector = g_hash_table_lookup(set->selectors, &key);

	if (selector)
		return selector;
	selector = g_new0(struct selector, 1);
	selector->domain = domain;
	selector->name = name;
	g_hash_table_insert(set->selectors, pair_new(domain, name), selector);
	g_ptr_array_add(set->a->selectors, selector);
	return selector;
}

/* Own signatures first, then by domain, selector and result. */
static int compare_dkim(const void *a, const void *b)
{
	const struct kind_dkim *x = a, *y = b;
	int order = (int)y->own - (int)x->own;

	if (order == 0)
		order = strcmp(x->domain, y->domain);
	if (order == 0)
		order = g_strcmp0(x->name, y->name);
	return order ? order : (int)x->result - (int)y->result;
}

/*
 * The results that matter: aligned ones, and foreign ones that pass. "none" with the From domain
 * says that there was no signature.
 */
static void read_dkim(struct kind_set *set, const struct signature *signature, struct kind *kind)
{
	unsigned n = 0;

	kind->dkim = g_new(struct kind_dkim, MAX(signature->n_dkim, 1));
	for (unsigned i = 0; i < signature->n_dkim; i++) {
		const struct dkim_result *result = &signature->dkim[i];
		struct kind_dkim dkim = {.domain = intern(set->a, result->domain),
					 .name = intern(set->a, result->selector),
					 .result = result->result};

		if (!*result->domain || result->result == AUTH_RESULT_NONE)
			continue;
		dkim.own = aligned_with(set, kind->header_from, dkim.domain);
		if (dkim.own || dkim.result == AUTH_RESULT_PASS)
			kind->dkim[n++] = dkim;
	}
	qsort(kind->dkim, n, sizeof(*kind->dkim), compare_dkim);
	for (unsigned i = 0; i < n; i++) {
		if (i > 0 && compare_dkim(&kind->dkim[i], &kind->dkim[i - 1]) == 0)
			continue;
		kind->n_own += kind->dkim[i].own;
		kind->dkim[kind->n_dkim++] = kind->dkim[i];
	}
}

static void read_spf(struct kind_set *set, const struct signature *signature, struct kind *kind)
{
	const struct spf_result *spf = signature_mfrom(signature);
	const char *envelope = spf ? spf->domain : signature->envelope_from;

	kind->spf = spf ? spf->result : AUTH_RESULT_UNKNOWN;
	if (envelope && *envelope) {
		kind->envelope = intern(set->a, envelope);
		kind->envelope_ours = is_ours(set->a, envelope);
	}
}

static void put(GString *to, const char *text)
{
	g_string_append_printf(to, "%zu:%s,", text ? strlen(text) : 0, text ? text : "");
}

/* The lengths keep hostile names from running into each other. */
static char *canonical(const struct kind *kind)
{
	GString *text = g_string_new(NULL);

	put(text, kind->header_from);
	put(text, kind->envelope);
	g_string_append_printf(text, "%d%d%d", (int)kind->spf, kind->dkim_pass, kind->spf_pass);
	for (unsigned i = 0; i < kind->n_dkim; i++) {
		put(text, kind->dkim[i].domain);
		g_string_append_c(text, kind->dkim[i].name ? '+' : '-');
		put(text, kind->dkim[i].name);
		g_string_append_printf(text, "%d", (int)kind->dkim[i].result);
	}
	return g_string_free(text, FALSE);
}

uint32_t kind_add(struct kind_set *set, const struct signature *signature)
{
	struct kind kind = {
		.header_from = intern(set->a, signature->header_from),
		.dkim_pass = signature->evaluated_dkim == AUTH_RESULT_PASS,
		.spf_pass = signature->evaluated_spf == AUTH_RESULT_PASS,
	};
	g_autofree char *text = NULL;
	uint32_t index;

	read_spf(set, signature, &kind);
	read_dkim(set, signature, &kind);
	text = canonical(&kind);
	index = GPOINTER_TO_UINT(g_hash_table_lookup(set->by_text, text));
	if (index) {
		g_free(kind.dkim);
		return index - 1;
	}
	for (unsigned i = 0; i < kind.n_own; i++) {
		struct kind_dkim *dkim = &kind.dkim[i];

		if (dkim->name)
			dkim->selector = selector_add(set, dkim->domain, dkim->name);
	}
	kind.text = intern(set->a, text);
	g_array_append_val(set->kinds, kind);
	g_hash_table_insert(set->by_text, unchanged(kind.text), GUINT_TO_POINTER(set->kinds->len));
	return set->kinds->len - 1;
}
