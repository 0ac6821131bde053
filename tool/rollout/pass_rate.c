/* SPDX-License-Identifier: MIT */
/* How much of the legitimate mail passes (domain.md 5.2). */
#include <math.h>

#include "base/clock.h"
#include "rollout/gauge.h"

static bool counts(const struct flow *flow)
{
	return flow->verdict == VERDICT_LEGITIMATE || flow->verdict == VERDICT_UNKNOWN;
}

static void measure_source(const struct source *source, const struct waiver *waiver,
			   struct pass_rate *out)
{
	uint64_t messages = 0, compliant = 0, unjudged = 0;

	for (unsigned i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];

		if (!counts(flow))
			continue;
		messages += flow->tally.messages;
		compliant += flow->tally.compliant;
		if (flow->verdict == VERDICT_UNKNOWN)
			unjudged += flow->tally.messages - flow->tally.compliant;
	}
	if (waiver && compliant < messages) {
		out->waiver = waiver;
		compliant = messages;
	}
	out->messages += messages;
	out->compliant += compliant;
	if (messages - compliant > out->failing) {
		out->worst = source->key;
		out->failing = messages - compliant;
		out->unjudged = 2 * unjudged > out->failing;
	}
}

void pass_rate_measure(const struct source_table *table, const struct gate_facts *facts,
		       const char *condition, struct pass_rate *out)
{
	*out = (struct pass_rate){0};
	for (unsigned i = 0; table && i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		measure_source(source, facts ? gauge_waiver(facts, condition, source->key) : NULL,
			       out);
	}
}

double pass_rate_share(const struct pass_rate *rate)
{
	return rate->messages ? (double)rate->compliant / (double)rate->messages : -1;
}

double legit_pass_rate(const struct source_table *table)
{
	struct pass_rate rate;

	pass_rate_measure(table, NULL, NULL, &rate);
	return pass_rate_share(&rate);
}

int32_t gauge_rate_day(const struct gauge *gauge, double have, double want)
{
	const struct gate_facts *facts = gauge->facts;
	int32_t window = facts->window_until - facts->window_from + 1;

	if (have < 0)
		return gauge_is_young(gauge) ? gauge->today + 1 : DAY_NONE;
	if (have >= want)
		return gauge->today;
	/* Each day that leaves the window takes its failures along, each new one brings none. */
	return gauge->today + (int32_t)ceil(window * (want - have) / (1 - have) - 1e-9);
}
