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
		GHashTable *gone, struct split_advice *advice)
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

		if (g_hash_table_contains(gone, a->strands[i].current))
			continue;
		replay_strand(plan, &a->strands[i], from, until, &fate);
		fate_loss(&fate, a->strands[i].class, &lost, &spam);
		add_strand(&advice->rest, &a->strands[i], lost);
	}
	replay_plan_free(plan);
}

static void add_part(GString *text, double messages, const char *what)
{
	g_autofree char *amount = figure_amounted(messages, "message", "messages");

	if (messages > 0)
		g_string_append_printf(text, "%s%s %s",
				       g_str_has_suffix(text->str, ":") ? " " : ", ", amount, what);
}

char *split_stay(const struct split_rest *rest)
{
	double fixed = rest->listed + rest->unattributed + rest->scattered;
	GString *text;

	/* Fractions come from receivers whose generation is an estimate. */
	if (fixed < 0.5 || rest->own > OWN_SHARE * (rest->own + fixed))
		return NULL;
	text = g_string_new("What reject would lose beyond that cannot be cut:");
	add_part(text, rest->listed, "that mailing lists broke");
	add_part(text, rest->unattributed, "broken on the way that name no stream");
	add_part(text, rest->scattered, "of streams too small to move");
	g_string_append_c(text, '.');
	return g_string_free(text, FALSE);
}
