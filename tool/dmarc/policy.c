/* SPDX-License-Identifier: MIT */
#include "dmarc/policy.h"

#include <libpsl.h>
#include <string.h>

#include "base/name.h"

/* A longer name is asked once, then its last 7 labels (RFC 9989 4.10). */
#define WALK_LABELS_MAX 8

struct published {
	GHashTable
		*names; /* char * -> GPtrArray of struct record *, those that are DMARC records */
};

static void record_free(struct record *record)
{
	record_clear(record);
	g_free(record);
}

struct published *published_new(void)
{
	struct published *published = g_new(struct published, 1);

	published->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						 (GDestroyNotify)g_ptr_array_unref);
	return published;
}

void published_free(struct published *published)
{
	if (!published)
		return;
	g_hash_table_unref(published->names);
	g_free(published);
}

void published_add(struct published *published, const char *name, const char *txt)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);
	GPtrArray *records = g_hash_table_lookup(published->names, lower);
	struct record record;

	if (!record_parse(txt, strlen(txt), &record, NULL))
		return;
	if (!records) {
		records = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
		g_hash_table_insert(published->names, g_steal_pointer(&lower), records);
	}
	g_ptr_array_add(records, g_memdup2(&record, sizeof(record)));
}

struct published *published_with(const struct published *published, const char *name,
				 const char *txt)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);
	struct published *with = published_new();
	GHashTableIter iter;
	gpointer at, records;

	if (published) {
		g_hash_table_iter_init(&iter, published->names);
		while (g_hash_table_iter_next(&iter, &at, &records))
			if (!g_str_equal(at, lower))
				g_hash_table_insert(with->names, g_strdup(at),
						    g_ptr_array_ref(records));
	}
	published_add(with, name, txt);
	return with;
}

/* One question to the small DNS: how many DMARC records are there, and the first. */
static guint ask(const struct published *published, const char *name, GPtrArray *asked,
		 const struct record **record)
{
	const GPtrArray *records = published ? g_hash_table_lookup(published->names, name) : NULL;

	if (asked)
		g_ptr_array_add(asked, g_strdup(name));
	*record = records ? records->pdata[0] : NULL;
	return records ? records->len : 0;
}

/* Several records at one name are all discarded. */
static const struct record *ask_one(const struct published *published, const char *name,
				    GPtrArray *asked)
{
	const struct record *record;

	return ask(published, name, asked, &record) == 1 ? record : NULL;
}

/* The name that the tree walk from `from` asks after name; NULL at its end. */
static const char *walk_next(const char *from, const char *name)
{
	unsigned labels = name_labels(name);

	if (labels <= 1)
		return NULL;
	return name_tail(from, MIN(labels, WALK_LABELS_MAX) - 1);
}

/* What a tree walk finds; the names point into the one from which it started. */
struct walk {
	const char *org, *suffix;	 /* suffix: the psd=y name above, or NULL */
	const struct record *org_record; /* NULL: none there */
	const struct record *suffix_record;
};

/* Walks on at name (NULL: nothing left), and tells the organisational domain (RFC 9989 4.10.2). */
static struct walk walk(const struct published *published, const char *from, const char *name,
			GPtrArray *asked)
{
	struct walk walk = {.org = from};

	for (; name; name = walk_next(from, name)) {
		const struct record *record = ask_one(published, name, asked);

		if (!record)
			continue;
		if (record->psd == PSD_YES && name != from) {
			const char *below = name_tail(from, name_labels(name) + 1);

			walk.org_record = walk.org == below ? walk.org_record : NULL;
			walk.org = below;
			walk.suffix = name;
			walk.suffix_record = record;
			break;
		}
		walk.org = name;
		walk.org_record = record;
		if (record->psd != PSD_UNKNOWN)
			break;
	}
	return walk;
}

/* Both leave *found_at alone where the From domain's own record is the one. */

static const struct record *discover_rfc7489(const struct published *published, const char *from,
					     GPtrArray *asked, const char **found_at)
{
	const char *org = registrable_domain(from);
	const struct record *record;
	guint n = ask(published, from, asked, &record);

	if (n == 0 && org != from) {
		*found_at = org;
		n = ask(published, org, asked, &record);
	}
	return n == 1 ? record : NULL;
}

static const struct record *discover_rfc9989(const struct published *published, const char *from,
					     GPtrArray *asked, const char **found_at)
{
	const struct record *record = ask_one(published, from, asked);
	struct walk above;

	if (record)
		return record;
	above = walk(published, from, walk_next(from, from), asked);
	*found_at = above.org_record ? above.org : above.suffix;
	return above.org_record ? above.org_record : above.suffix_record;
}

static enum policy one_level_lower(enum policy policy)
{
	return policy == POLICY_REJECT ? POLICY_QUARANTINE : POLICY_NONE;
}

/* What the record says for this domain, before pct and t (RFC 7489 6.6.3, RFC 9989 4.10.1). */
static void select_policy(enum generation generation, const struct record *record, bool own,
			  bool exists, struct effective *out)
{
	bool knows_np = generation == GENERATION_RFC9989;

	out->tag = "p";
	out->policy = record->p;
	if (!policy_name(record->p) || record->sp == POLICY_INVALID ||
	    (knows_np && record->np == POLICY_INVALID)) {
		out->policy = POLICY_NONE; /* there is a valid rua, or it would not be usable */
	} else if (!own && knows_np && !exists && policy_name(record->np)) {
		out->tag = "np";
		out->policy = record->np;
	} else if (!own && policy_name(record->sp)) {
		out->tag = "sp";
		out->policy = record->sp;
	}
}

void policy_discover(enum generation generation, const struct published *published,
		     const char *from, bool exists, struct effective *out)
{
	bool tree = generation == GENERATION_RFC9989;
	const struct record *record;
	const char *found_at = from;

	*out = (struct effective){.asked = g_ptr_array_new_with_free_func(g_free)};
	record = (tree ? discover_rfc9989 : discover_rfc7489)(published, from, out->asked,
							      &found_at);
	if (!record || !record->usable[generation])
		return;
	out->applies = true;
	out->found_at = g_strdup(found_at);
	out->adkim_strict = record->adkim_strict;
	out->aspf_strict = record->aspf_strict;
	select_policy(generation, record, found_at == from, exists, out);
	if (tree && record->t)
		out->policy = one_level_lower(out->policy);
	out->otherwise = out->policy;
	out->pct = 100;
	if (!tree && out->policy != POLICY_NONE && record->pct < 100) {
		out->otherwise = one_level_lower(out->policy);
		out->pct = record->pct;
	}
}

void effective_clear(struct effective *effective)
{
	g_free(effective->found_at);
	g_clear_pointer(&effective->asked, g_ptr_array_unref);
	*effective = (struct effective){0};
}

const char *registrable_domain(const char *name)
{
	const char *registrable = psl_registrable_domain(psl_builtin(), name);

	return registrable ? registrable : name;
}

char *org_domain(enum generation generation, const struct published *published, const char *name)
{
	if (generation == GENERATION_RFC7489)
		return g_strdup(registrable_domain(name));
	return g_strdup(walk(published, name, name, NULL).org);
}

bool is_aligned(enum generation generation, const struct published *published, bool strict,
		const char *from, const char *authenticated)
{
	g_autofree char *from_org = NULL, *authenticated_org = NULL;

	if (!*from || !*authenticated)
		return false;
	if (strict || strcmp(from, authenticated) == 0)
		return strcmp(from, authenticated) == 0;
	from_org = org_domain(generation, published, from);
	authenticated_org = org_domain(generation, published, authenticated);
	return strcmp(from_org, authenticated_org) == 0;
}

static double share_of(const struct effective *effective, enum policy policy)
{
	double selected = effective->pct / 100.0;

	return (effective->policy == policy ? selected : 0) +
	       (effective->otherwise == policy ? 1 - selected : 0);
}

void effective_shares(const struct effective *effective, double *quarantine, double *reject)
{
	*quarantine = effective->applies ? share_of(effective, POLICY_QUARANTINE) : 0;
	*reject = effective->applies ? share_of(effective, POLICY_REJECT) : 0;
}

char *effective_text(const struct effective *effective)
{
	if (!effective->applies)
		return g_strdup("no DMARC");
	if (effective->pct == 0 || effective->pct == 100)
		return g_strdup(
			policy_name(effective->pct ? effective->policy : effective->otherwise));
	return g_strdup_printf("%u %% %s, %u %% %s", effective->pct, policy_name(effective->policy),
			       100 - effective->pct, policy_name(effective->otherwise));
}
