/* SPDX-License-Identifier: MIT */
/* Runs woven into strands: what each flow shows in the days of the evidence. */
#include <string.h>

#include "analyse/ledger.h"
#include "analyse/pool.h"

#define SCATTER_NETWORKS 5
#define SCATTER_MESSAGES 3 /* at most so many of one address and day are a scatter's */

static int compare_runs(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->party != y->party)
		return x->party < y->party ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->address < y->address ? -1 : x->address > y->address;
}

/* Brings runs and their sums in order, so that a strand's are one span of each. */
static void sort_runs(struct analysis *a)
{
	struct sum *sums = g_new(struct sum, MAX(a->n_sums, 1));
	uint32_t n = 0;

	qsort(a->runs, a->n_runs, sizeof(*a->runs), compare_runs);
	for (uint32_t i = 0; i < a->n_runs; i++) {
		struct run *run = &a->runs[i];

		memcpy(&sums[n], &a->sums[run->first], run->n * sizeof(*sums));
		run->first = n;
		n += run->n;
	}
	g_free(a->sums);
	a->sums = sums;
}

/* Adds the evidence of a sum to its strand. */
static void add_sum(const struct analysis *a, struct strand *strand, const struct sum *sum)
{
	uint64_t day = day_bit(a, sum->day);

	strand->first_day = MIN(strand->first_day, sum->day);
	strand->last_day = MAX(strand->last_day, sum->day);
	if (!day || sum->messages == 0)
		return;
	strand->traits |= sum->traits;
	strand->messages += sum->messages;
	strand->days |= day;
	strand->reporters |= sum->reporters;
	if ((sum->traits & TRAIT_OVERRIDDEN) && sum->disposition == DISPOSITION_NONE)
		strand->excused += sum->messages;
	if (sum->traits & TRAIT_FORWARDED)
		strand->forward_reporters |= sum->reporters;
}

static void add_run(const struct analysis *a, struct strand *strand, const struct run *run,
		    uint64_t *most)
{
	uint64_t messages = 0;

	for (uint32_t i = run->first; i < run->first + run->n; i++) {
		add_sum(a, strand, &a->sums[i]);
		messages += a->sums[i].messages;
	}
	if (messages > *most) {
		*most = messages;
		strand->host = a->addresses[run->address].host;
	}
	strand->n += run->n;
	strand->n_runs++;
}

static void find_strands(struct analysis *a)
{
	GArray *strands = g_array_new(FALSE, FALSE, sizeof(struct strand));
	struct strand *strand = NULL;
	uint64_t most = 0;

	for (uint32_t i = 0; i < a->n_runs; i++) {
		const struct run *run = &a->runs[i];

		if (!strand || strand->party != run->party || strand->kind != run->kind) {
			struct strand new = {.party = run->party,
					     .kind = run->kind,
					     .first = run->first,
					     .first_run = i,
					     .first_day = INT32_MAX,
					     .last_day = INT32_MIN};

			g_array_append_val(strands, new);
			strand = &g_array_index(strands, struct strand, strands->len - 1);
			most = 0;
		}
		add_run(a, strand, run, &most);
	}
	a->n_strands = strands->len;
	a->strands = (struct strand *)(void *)g_array_free(strands, FALSE);
}

/* Strands stand in order of their parties. */
static void link_strands(struct analysis *a)
{
	for (uint32_t i = 0; i < a->n_strands; i++) {
		const struct strand *strand = &a->strands[i];
		const struct kind *kind = kind_of(a, strand);
		struct party *party = party_of(a, strand);

		if (party->n++ == 0)
			party->first = i;
		for (unsigned j = 0; j < kind->n_own; j++)
			if (kind->dkim[j].selector)
				g_array_append_val(kind->dkim[j].selector->strands, i);
		pool_add(a, strand);
	}
}

/* One network that sent a little of a kind on a day. */
struct sprinkle {
	uint32_t kind;
	int32_t day;
	int64_t asn;
};

static int compare_sprinkles(const void *a, const void *b)
{
	const struct sprinkle *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->asn < y->asn ? -1 : x->asn > y->asn;
}

/* The days of a run on which its address sent at most SCATTER_MESSAGES, as bits. */
static uint64_t sprinkle_run(const struct analysis *a, const struct run *run, GArray *sprinkles)
{
	const struct host *host = a->addresses[run->address].host;
	const struct sum *sums = &a->sums[run->first];
	uint64_t small_days = 0;

	for (uint32_t i = 0, next; i < run->n; i = next) {
		struct sprinkle sprinkle = {run->kind, sums[i].day, host ? host->asn : 0};
		uint64_t messages = 0;

		for (next = i; next < run->n && sums[next].day == sums[i].day; next++)
			messages += sums[next].messages;
		if (messages > SCATTER_MESSAGES)
			continue;
		small_days |= day_bit(a, sums[i].day);
		if (sprinkle.asn > 0)
			g_array_append_val(sprinkles, sprinkle);
	}
	return small_days;
}

/* A kind scatters on a day on which many networks each sent a little of it. */
static void find_scatter(struct analysis *a)
{
	g_autoptr(GArray) sprinkles = g_array_new(FALSE, FALSE, sizeof(struct sprinkle));
	const struct sprinkle *at;
	unsigned networks = 0;

	for (uint32_t i = 0; i < a->n_strands; i++) {
		struct strand *strand = &a->strands[i];

		if (kind_compliant(kind_of(a, strand)))
			continue;
		for (uint32_t j = 0; j < strand->n_runs; j++) {
			uint64_t days = sprinkle_run(a, &a->runs[strand->first_run + j], sprinkles);

			strand->small_days |= days;
			a->kinds[strand->kind].crowd += days != 0;
		}
	}
	g_array_sort(sprinkles, compare_sprinkles);
	at = (const struct sprinkle *)(const void *)sprinkles->data;
	for (unsigned i = 0; i < sprinkles->len; i++) {
		bool same = i > 0 && at[i].kind == at[i - 1].kind && at[i].day == at[i - 1].day;

		if (!same)
			networks = 1;
		else
			networks += at[i].asn != at[i - 1].asn;
		if (networks >= SCATTER_NETWORKS)
			a->kinds[at[i].kind].scatter |= day_bit(a, at[i].day);
	}
}

void analysis_weave(struct analysis *a)
{
	for (unsigned i = 0; i < a->selectors->len; i++) {
		struct selector *selector = a->selectors->pdata[i];

		selector->strands = g_array_new(FALSE, FALSE, sizeof(uint32_t));
		selector->homes = g_array_new(FALSE, FALSE, sizeof(struct home));
	}
	sort_runs(a);
	find_strands(a);
	link_strands(a);
	find_scatter(a);
}
