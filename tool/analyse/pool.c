/* SPDX-License-Identifier: MIT */
#include "analyse/pool.h"

static const char no_envelope[] = ""; /* keeps flows without one together */

static void see_broken(struct pool *pool, const struct selector *selector)
{
	if (!pool->broken)
		pool->broken = selector;
	else if (selector && selector != pool->broken)
		pool->several_broken = true;
}

static void merge(struct pool *to, const struct pool *from)
{
	to->days |= from->days;
	to->reporters |= from->reporters;
	to->forward_reporters |= from->forward_reporters;
	to->aligned |= from->aligned;
	to->dkim |= from->dkim;
	to->spf |= from->spf;
	to->arc |= from->arc;
	to->listed |= from->listed;
	to->several_broken |= from->several_broken;
	see_broken(to, from->broken);
}

/* What a strand alone shows. */
static struct pool show(const struct analysis *a, const struct strand *strand)
{
	const struct kind *kind = kind_of(a, strand);
	struct pool pool = {
		.days = strand->days,
		.reporters = strand->reporters,
		.aligned = kind_compliant(kind),
		.dkim = kind->dkim_pass,
		.spf = kind->spf == AUTH_RESULT_PASS,
	};

	if (kind_compliant(kind))
		return pool;
	pool.forward_reporters = strand->forward_reporters;
	pool.arc = strand->traits & TRAIT_ARC;
	pool.listed = strand->traits & TRAIT_LISTED;
	for (unsigned i = 0; i < kind->n_own; i++)
		if (kind->dkim[i].result != AUTH_RESULT_PASS && kind->dkim[i].selector)
			see_broken(&pool, kind->dkim[i].selector);
	return pool;
}

static void add(struct analysis *a, const void *where, const void *what, const struct pool *pool)
{
	struct pair key = {where, what};
	struct pool *known = g_hash_table_lookup(a->pools, &key);

	if (known)
		merge(known, pool);
	else
		g_hash_table_insert(a->pools, pair_new(where, what),
				    g_memdup2(pool, sizeof(*pool)));
}

void pool_add(struct analysis *a, const struct strand *strand)
{
	const struct kind *kind = kind_of(a, strand);
	const struct party *party = party_of(a, strand);
	struct pool pool;

	if (strand->messages == 0)
		return;
	pool = show(a, strand);
	add(a, party, kind->envelope ? kind->envelope : no_envelope, &pool);
	for (unsigned i = 0; i < kind->n_own; i++)
		if (kind->dkim[i].selector)
			add(a, party, kind->dkim[i].selector, &pool);
	if (pool.spf && kind->envelope)
		add(a, NULL, kind->envelope, &pool);
}

static void gather(const struct analysis *a, const void *where, const void *what, struct pool *out)
{
	struct pair key = {where, what};
	const struct pool *pool = g_hash_table_lookup(a->pools, &key);

	if (pool)
		merge(out, pool);
}

void pool_gather(const struct analysis *a, const struct strand *strand, struct pool *out)
{
	const struct kind *kind = kind_of(a, strand);
	const struct party *party = party_of(a, strand);

	*out = show(a, strand);
	gather(a, party, kind->envelope ? kind->envelope : no_envelope, out);
	for (unsigned i = 0; i < kind->n_own; i++)
		if (kind->dkim[i].selector)
			gather(a, party, kind->dkim[i].selector, out);
	if (kind->spf == AUTH_RESULT_PASS && kind->envelope)
		gather(a, NULL, kind->envelope, out);
}

bool pool_passes(const struct analysis *a, const struct party *party, const char *envelope)
{
	struct pair key = {party, envelope};
	const struct pool *pool = g_hash_table_lookup(a->pools, &key);

	return pool && pool->spf;
}
