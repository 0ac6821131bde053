/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "analyse/figures.h"

static void add_outcome(struct outcome *to, double failing, double quarantine, double reject,
			enum flow_class class)
{
	to->none += failing - quarantine - reject;
	to->quarantine += quarantine;
	to->reject += reject;
	if (class == FLOW_CLASS_REINJECTED) {
		to->reinjected += quarantine + reject;
		return;
	}
	switch (flow_class_verdict(class)) {
	case VERDICT_LEGITIMATE:
	case VERDICT_FORWARDER:
		to->lost += reject;
		to->spam += quarantine;
		break;
	case VERDICT_THREAT:
		to->blocked += quarantine + reject;
		break;
	case VERDICT_UNKNOWN:
	case VERDICT_COUNT:
		to->unknown += quarantine + reject;
		break;
	}
}

static void add_fate(struct simulation *simulation, struct simulated_source *source,
		     const struct fate *fate, enum flow_class class)
{
	double failing = (double)(fate->messages - fate->compliant);

	simulation->messages += fate->messages;
	simulation->compliant += fate->compliant;
	for (int g = 0; g < GENERATION_COUNT; g++)
		add_outcome(&simulation->by[g], failing, fate->quarantine[g], fate->reject[g],
			    class);
	add_outcome(&simulation->expected, failing, fate->expected_quarantine,
		    fate->expected_reject, class);
	source->messages += fate->messages;
	source->compliant += fate->compliant;
	source->quarantine += fate->expected_quarantine;
	source->reject += fate->expected_reject;
}

static void simulated_source_free(void *data)
{
	struct simulated_source *source = data;

	g_free(source->source);
	g_free(source->name);
	g_free(source);
}

static void add_party(const struct replay_plan *plan, const struct analysis *a,
		      const struct party *party, struct simulation *simulation)
{
	struct simulated_source *source = g_new0(struct simulated_source, 1);
	uint64_t most = 0;

	for (uint32_t i = party->first; i < party->first + party->n; i++) {
		const struct strand *strand = &a->strands[i];
		struct fate fate;

		replay_strand(plan, strand, simulation->from, simulation->until, &fate);
		add_fate(simulation, source, &fate, strand->class);
		if (fate.messages > most) {
			most = fate.messages;
			source->verdict = flow_class_verdict(strand->class);
		}
	}
	if (source->messages == 0) {
		g_free(source);
		return;
	}
	source->source = g_strdup(party->key);
	source->name = g_strdup(party->name);
	g_ptr_array_add(simulation->sources, source);
}

static int compare_sources(const void *a, const void *b)
{
	const struct simulated_source *x = *(struct simulated_source *const *)a;
	const struct simulated_source *y = *(struct simulated_source *const *)b;

	if (x->messages != y->messages)
		return x->messages > y->messages ? -1 : 1;
	return strcmp(x->source, y->source);
}

static double share(uint64_t part, uint64_t whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

struct simulation *analysis_simulate(const struct analysis *a, int32_t from, int32_t until,
				     const char *record, const GPtrArray *splits, GError **error)
{
	struct replay_plan *plan = replay_plan_new(a, record, splits, error);
	struct simulation *simulation;
	struct receivers receivers;
	double loss;

	if (!plan)
		return NULL;
	simulation = g_new0(struct simulation, 1);
	simulation->domain = g_strdup(a->in.domain);
	simulation->record = g_strdup(record);
	simulation->from = from;
	simulation->until = until;
	simulation->sources = g_ptr_array_new_with_free_func(simulated_source_free);
	for (uint32_t i = 0; i < a->n_parties; i++)
		add_party(plan, a, &a->parties[i], simulation);
	g_ptr_array_sort(simulation->sources, compare_sources);
	receivers = figures_receivers(a, from, until);
	simulation->receivers_rfc9989_share = share(receivers.rfc9989, receivers.messages);
	simulation->overridden_share = share(receivers.overridden, receivers.enforced);
	loss = outcome_loss(&simulation->expected);
	if (loss > 0)
		simulation->loss_share = loss / ((double)simulation->compliant + loss);
	replay_plan_free(plan);
	return simulation;
}
