/* SPDX-License-Identifier: MIT */
/* Roll-ups folded to what an analysis counts: kinds, addresses, and sums in runs. */
#include <string.h>

#include "analyse/kind.h"
#include "dmarc/consistency.h"

/* What one signature comes to. */
struct reading {
	uint32_t kind;
	uint8_t traits;
	int8_t mismatch[GENERATION_COUNT][4]; /* enum mismatch by strictness; -1: not worked out */
};

static unsigned override_traits(const struct override *override)
{
	g_autofree char *comment =
		override->comment ? g_ascii_strdown(override->comment, -1) : g_strdup("");
	unsigned traits = TRAIT_OVERRIDDEN;

	if (strstr(comment, "arc=pass") || strstr(comment, "trusted arc"))
		traits |= TRAIT_ARC;
	switch (override->type) {
	case OVERRIDE_MAILING_LIST:
		return traits | TRAIT_FORWARDED | TRAIT_LISTED;
	case OVERRIDE_FORWARDED:
	case OVERRIDE_TRUSTED_FORWARDER:
		return traits | TRAIT_FORWARDED;
	case OVERRIDE_SAMPLED_OUT:
	case OVERRIDE_POLICY_TEST_MODE:
		return 0; /* what pct and t ask for is no reason of the receiver's own */
	case OVERRIDE_LOCAL_POLICY:
	case OVERRIDE_OTHER:
		break;
	}
	return traits;
}

static struct reading *read_signatures(struct analysis *a)
{
	const GPtrArray *signatures = a->in.traffic->signatures;
	struct reading *readings = g_new(struct reading, MAX(signatures->len, 1));
	struct kind_set *kinds = kind_set_new(a);
	g_autofree uint32_t *place = NULL;

	for (unsigned i = 0; i < signatures->len; i++) {
		const struct signature *signature = signatures->pdata[i];
		struct reading *reading = &readings[i];

		*reading = (struct reading){.kind = kind_add(kinds, signature)};
		memset(reading->mismatch, -1, sizeof(reading->mismatch));
		for (unsigned j = 0; j < signature->n_overrides; j++)
			reading->traits |= (uint8_t)override_traits(&signature->overrides[j]);
	}
	place = kind_set_close(kinds);
	for (unsigned i = 0; i < signatures->len; i++)
		readings[i].kind = place[readings[i].kind];
	return readings;
}

/* The mismatch class of a signature under the alignment that was published then (3.2). */
static unsigned mismatch_trait(const struct analysis *a, struct reading *reading,
			       const struct traffic_cell *cell)
{
	const struct traffic_policy *policy = a->in.traffic->policies->pdata[cell->policy];
	const struct policy_seen *seen = &policy->seen;
	int8_t *known =
		&reading->mismatch[policy->generation][2 * seen->adkim_strict + seen->aspf_strict];

	if (*known < 0) {
		const struct signature *signature =
			a->in.traffic->signatures->pdata[cell->signature];
		struct alignment raw;

		signature_align(signature, policy->generation, a->in.published, seen->adkim_strict,
				seen->aspf_strict, &raw);
		*known = (int8_t)signature_mismatch(signature, &raw);
	}
	switch ((enum mismatch) * known) {
	case MISMATCH_PASS_WITHOUT_RAW:
		return TRAIT_PASS_WITHOUT_RAW;
	case MISMATCH_RAW_WITHOUT_PASS:
		return TRAIT_RAW_WITHOUT_PASS;
	case MISMATCH_NONE:
	case MISMATCH_COUNT:
		break;
	}
	return 0;
}

/* Orders sums so that what adds up is side by side: by address and kind, then day and treatment. */
static int compare_sums(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;
	uint64_t who[] = {(uint64_t)x->address << 32 | x->kind,
			  (uint64_t)y->address << 32 | y->kind};
	uint32_t how[] = {(uint32_t)x->policy << 16 | (uint32_t)x->disposition << 8 | x->traits,
			  (uint32_t)y->policy << 16 | (uint32_t)y->disposition << 8 | y->traits};

	if (who[0] != who[1])
		return who[0] < who[1] ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return how[0] < how[1] ? -1 : how[0] > how[1];
}

static int compare_addresses(const void *a, const void *b)
{
	const struct address *x = a, *y = b;

	return ip_compare(&x->ip, &y->ip);
}

/* Every address once, in order, and its index by what it is. */
static void find_addresses(struct analysis *a)
{
	const GArray *cells = a->in.traffic->cells;
	g_autoptr(GHashTable) known = g_hash_table_new(ip_hash, ip_equal);
	GHashTableIter iter;
	gpointer ip;
	uint32_t n = 0;

	for (unsigned i = 0; i < cells->len; i++)
		g_hash_table_add(known, &g_array_index(cells, struct traffic_cell, i).ip);
	a->n_addresses = g_hash_table_size(known);
	a->addresses = g_new0(struct address, MAX(a->n_addresses, 1));
	g_hash_table_iter_init(&iter, known);
	while (g_hash_table_iter_next(&iter, &ip, NULL))
		a->addresses[n++].ip = *(struct ip *)ip;
	qsort(a->addresses, n, sizeof(*a->addresses), compare_addresses);
	for (uint32_t i = 0; i < n; i++)
		g_hash_table_insert(a->by_ip, &a->addresses[i].ip, GUINT_TO_POINTER(i + 1));
}

static uint32_t address_index(const struct analysis *a, const struct ip *ip)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(a->by_ip, ip)) - 1;
}

static void read_cells(struct analysis *a, struct reading *readings)
{
	const GArray *cells = a->in.traffic->cells;

	a->n_sums = cells->len;
	a->sums = g_new(struct sum, MAX(cells->len, 1));
	for (unsigned i = 0; i < cells->len; i++) {
		const struct traffic_cell *cell = &g_array_index(cells, struct traffic_cell, i);
		struct reading *reading = &readings[cell->signature];

		a->sums[i] = (struct sum){
			.address = address_index(a, &cell->ip),
			.kind = reading->kind,
			.day = cell->day,
			.policy = cell->policy,
			.disposition = cell->disposition,
			.traits = (uint8_t)(reading->traits | mismatch_trait(a, reading, cell)),
			.messages = cell->messages,
			.reporters = cell->reporters,
		};
		if (cell->messages > 0)
			a->days |= day_bit(a, cell->day);
	}
}

/* Adds up what is alike; the sums must be in order. */
static void merge_sums(struct analysis *a)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->n_sums; i++) {
		if (n > 0 && compare_sums(&a->sums[n - 1], &a->sums[i]) == 0) {
			a->sums[n - 1].messages += a->sums[i].messages;
			a->sums[n - 1].reporters |= a->sums[i].reporters;
		} else {
			a->sums[n++] = a->sums[i];
		}
	}
	a->n_sums = n;
}

static void find_runs(struct analysis *a)
{
	GArray *runs = g_array_sized_new(FALSE, FALSE, sizeof(struct run), 1);

	for (uint32_t i = 0; i < a->n_sums; i++) {
		const struct sum *sum = &a->sums[i];
		struct run run = {.address = sum->address, .kind = sum->kind, .first = i, .n = 1};

		if (i > 0 && sum[-1].address == sum->address && sum[-1].kind == sum->kind)
			g_array_index(runs, struct run, runs->len - 1).n++;
		else
			g_array_append_val(runs, run);
	}
	a->n_runs = runs->len;
	a->runs = (struct run *)(void *)g_array_free(runs, FALSE);
}

void analysis_fold(struct analysis *a)
{
	g_autofree struct reading *readings = read_signatures(a);

	find_addresses(a);
	read_cells(a, readings);
	qsort(a->sums, a->n_sums, sizeof(*a->sums), compare_sums);
	merge_sums(a);
	find_runs(a);
}
