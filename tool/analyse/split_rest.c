/* SPDX-License-Identifier: MIT */
/* What reject would lose although every candidate moved, and whether that can be cut at all. */
#include "analyse/split.h"

#include "base/figure.h"

#define OWN_SHARE 0.05 /* of the rest may fail at home, and the rest still counts as fixed */

static void add_strand(struct split_rest *rest, const struct strand *strand, double lost)
{
	if (strand->class == FLOW_CLASS_MAILING_LIST)
		rest->listed += lost;
	else if (flow_class_verdict(strand->class) == VERDICT_LEGITIMATE)
		rest->own += lost;
	else if (strand->current)
		rest->scattered += lost;
	else
		rest->unattributed += lost;
}

void split_rest(const struct analysis *a, int32_t from, int32_t until, const char *goal,
		struct split_advice *advice)
{
	g_autoptr(GPtrArray) splits = g_ptr_array_new_with_free_func(g_free);
	struct replay_plan *plan;

	for (unsigned i = 0; i < advice->candidates->len; i++) {
		const struct split_candidate *candidate = advice->candidates->pdata[i];
		struct simulated_split *split = g_new(struct simulated_split, 1);

		*split = (struct simulated_split){candidate->stream, candidate->subdomain,
						  POLICY_QUARANTINE};
		g_ptr_array_add(splits, split);
	}
	plan = replay_plan_new(a, goal, splits, NULL);
	for (uint32_t i = 0; i < a->n_strands; i++) {
		double lost, spam;
		struct fate fate;

		replay_strand(plan, &a->strands[i], from, until, &fate);
		fate_loss(&fate, a->strands[i].class, &lost, &spam);
		add_strand(&advice->rest, &a->strands[i], lost);
	}
	replay_plan_free(plan);
}

char *split_stay(const struct split_rest *rest)
{
	double fixed = rest->listed + rest->unattributed + rest->scattered;
	g_autofree char *listed = NULL, *unattributed = NULL, *scattered = NULL;

	/* Fractions come from receivers whose generation is an estimate. */
	if (fixed < 0.5 || rest->own > OWN_SHARE * (rest->own + fixed))
		return NULL;
	listed = figure_amounted(rest->listed, "message", "messages");
	unattributed = figure_amount(rest->unattributed);
	scattered = figure_amount(rest->scattered);
	return g_strdup_printf("What reject would lose beyond that cannot be cut: %s that "
			       "mailing lists broke, %s broken on the way that name no stream, %s "
			       "of streams too small to move.",
			       listed, unattributed, scattered);
}
