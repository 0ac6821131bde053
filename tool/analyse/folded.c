/* SPDX-License-Identifier: MIT */
#include "analyse/folded.h"

/* A strand meets few policies: those it has so far begin at `first`. */
static void add_sum(GArray *sums, guint first, const struct traffic_policy *policy,
		    uint64_t messages)
{
	struct folded_sum fresh = {policy, messages};

	for (guint i = first; i < sums->len; i++) {
		struct folded_sum *sum = &g_array_index(sums, struct folded_sum, i);

		if (sum->policy != policy)
			continue;
		sum->messages += messages;
		return;
	}
	g_array_append_val(sums, fresh);
}

static void fold_strand(struct folded *folded, const struct strand *strand)
{
	const struct analysis *a = folded->a;
	guint first = folded->sums->len;

	for (uint32_t i = 0; i < strand->n; i++) {
		const struct sum *sum = &sums_of(a, strand)[i];

		if (sum->day >= folded->from && sum->day <= folded->until)
			add_sum(folded->sums, first, a->in.traffic->policies->pdata[sum->policy],
				sum->messages);
	}
}

struct folded *folded_new(const struct analysis *a, int32_t from, int32_t until)
{
	struct folded *folded = g_new(struct folded, 1);

	*folded = (struct folded){
		.a = a,
		.from = from,
		.until = until,
		.sums = g_array_new(FALSE, FALSE, sizeof(struct folded_sum)),
		.first = g_new(uint32_t, a->n_strands + 1),
		.receivers = figures_receivers(a, from, until),
	};
	for (uint32_t i = 0; i < a->n_strands; i++) {
		folded->first[i] = folded->sums->len;
		fold_strand(folded, &a->strands[i]);
	}
	folded->first[a->n_strands] = folded->sums->len;
	return folded;
}

void folded_free(struct folded *folded)
{
	if (!folded)
		return;
	g_array_unref(folded->sums);
	g_free(folded->first);
	g_free(folded);
}
