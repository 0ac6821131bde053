/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "analyse/folded.h"

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
	for (int g = 0; g < GENERATION_COUNT; g++) {
		add_outcome(&simulation->by[g], failing, fate->quarantine[g], fate->reject[g],
			    class);
		source->by[g].quarantine += fate->quarantine[g];
		source->by[g].reject += fate->reject[g];
	}
	add_outcome(&simulation->expected, failing, fate->expected_quarantine,
		    fate->expected_reject, class);
	source->messages += fate->messages;
	source->compliant += fate->compliant;
	source->expected.quarantine += fate->expected_quarantine;
	source->expected.reject += fate->expected_reject;
}

static void simulated_source_free(void *data)
{
	struct simulated_source *source = data;

	g_free(source->source);
	g_free(source->name);
	g_free(source);
}

static void add_party(const struct replay_plan *plan, const struct folded *folded,
		      const struct party *party, struct simulation *simulation)
{
	struct simulated_source *source = g_new0(struct simulated_source, 1);
	uint64_t most = 0;

	for (uint32_t i = party->first; i < party->first + party->n; i++) {
		enum flow_class class = folded->a->strands[i].class;
		struct fate fate;

		replay_folded(plan, folded, i, &fate);
		add_fate(simulation, source, &fate, class);
		if (fate.messages > most) {
			most = fate.messages;
			source->verdict = flow_class_verdict(class);
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

static void add_shares(struct simulation *simulation, const struct receivers *receivers)
{
	double loss = outcome_loss(&simulation->expected);

	simulation->receivers_rfc9989_share = share(receivers->rfc9989, receivers->messages);
	simulation->overridden_share = share(receivers->overridden, receivers->enforced);
	if (loss > 0)
		simulation->loss_share = loss / ((double)simulation->compliant + loss);
}

struct simulation *folded_simulate(const struct folded *folded, const char *record,
				   const GPtrArray *splits, GError **error)
{
	const struct analysis *a = folded->a;
	struct replay_plan *plan = replay_plan_new(a, record, splits, error);
	struct simulation *simulation;

	if (!plan)
		return NULL;
	simulation = g_new0(struct simulation, 1);
	simulation->domain = g_strdup(a->in.domain);
	simulation->record = g_strdup(record);
	simulation->from = folded->from;
	simulation->until = folded->until;
	simulation->sources = g_ptr_array_new_with_free_func(simulated_source_free);
	for (uint32_t i = 0; i < a->n_parties; i++)
		add_party(plan, folded, &a->parties[i], simulation);
	g_ptr_array_sort(simulation->sources, compare_sources);
	add_shares(simulation, &folded->receivers);
	replay_plan_free(plan);
	return simulation;
}

struct simulation *analysis_simulate(const struct analysis *a, int32_t from, int32_t until,
				     const char *record, const GPtrArray *splits, GError **error)
{
	struct folded *folded = folded_new(a, from, until);
	struct simulation *simulation = folded_simulate(folded, record, splits, error);

	folded_free(folded);
	return simulation;
}
