/* SPDX-License-Identifier: MIT */
#include "analyse/figures.h"

#include "analyse/stream.h"

void figures_add(const struct kind *kind, const struct sum *sum, struct tally *tally)
{
	tally->messages += sum->messages;
	tally->compliant += kind_compliant(kind) ? sum->messages : 0;
	tally->dkim_aligned += kind->dkim_pass ? sum->messages : 0;
	tally->spf_aligned += kind->spf_pass ? sum->messages : 0;
	tally->dispositions[sum->disposition] += sum->messages;
}

void figures_tally(const struct analysis *a, const struct strand *strand, int32_t from,
		   int32_t until, const struct replay_plan *plan, struct tally *tally)
{
	uint64_t before = tally->messages;

	for (uint32_t i = 0; i < strand->n; i++) {
		const struct sum *sum = &sums_of(a, strand)[i];

		if (sum->day >= from && sum->day <= until)
			figures_add(kind_of(a, strand), sum, tally);
	}
	if (plan && tally->messages > before) {
		struct fate fate;
		double lost, spam;

		replay_strand(plan, strand, from, until, &fate);
		fate_loss(&fate, strand->class, &lost, &spam);
		tally->lost += lost;
		tally->spam += spam;
	}
}

struct receivers figures_receivers(const struct analysis *a, int32_t from, int32_t until)
{
	struct receivers receivers = {0};

	for (uint32_t i = 0; i < a->n_sums; i++) {
		const struct sum *sum = &a->sums[i];
		const struct kind *kind = &a->kinds[sum->kind];
		const struct traffic_policy *policy = a->in.traffic->policies->pdata[sum->policy];

		if (sum->day < from || sum->day > until)
			continue;
		receivers.messages += sum->messages;
		if (policy->generation == GENERATION_RFC9989)
			receivers.rfc9989 += sum->messages;
		if (kind_compliant(kind) || !policy_in_force(a, policy, kind->header_from))
			continue;
		receivers.enforced += sum->messages;
		if ((sum->traits & TRAIT_OVERRIDDEN) && sum->disposition == DISPOSITION_NONE)
			receivers.overridden += sum->messages;
	}
	return receivers;
}

void fate_loss(const struct fate *fate, enum flow_class class, double *lost, double *spam)
{
	enum verdict verdict = flow_class_verdict(class);
	bool counts = (verdict == VERDICT_LEGITIMATE || verdict == VERDICT_FORWARDER) &&
		      class != FLOW_CLASS_REINJECTED;

	*lost = counts ? fate->expected_reject : 0;
	*spam = counts ? fate->expected_quarantine : 0;
}

GArray *figures_days_new(int32_t from, int32_t until)
{
	unsigned n = until < from ? 0 : (unsigned)(until - from) + 1;
	GArray *days = g_array_new(FALSE, TRUE, sizeof(uint64_t));

	return g_array_set_size(days, n);
}

void figures_days(const struct analysis *a, const struct strand *strand, int32_t from,
		  int32_t until, GArray *days)
{
	for (uint32_t i = 0; i < strand->n; i++) {
		const struct sum *sum = &sums_of(a, strand)[i];

		if (sum->day >= from && sum->day <= until)
			g_array_index(days, uint64_t, (unsigned)(sum->day - from)) += sum->messages;
	}
}

/* A stream while it is counted. */
struct counting {
	struct stream *stream;
	GArray *broken_days; /* uint64_t by day */
	uint64_t reporters;
};

static struct stream *stream_new(const struct current *current, int32_t from, int32_t until)
{
	struct stream *stream = g_new0(struct stream, 1);

	stream->name = g_strdup(current->name);
	stream->domain = g_strdup(current->domain);
	stream->selector = g_strdup(current->selector);
	stream->envelope = g_strdup(current->envelope);
	stream->source = current->home ? g_strdup(current->home->key) : NULL;
	stream->per_day = figures_days_new(from, until);
	return stream;
}

/* Which reporters saw the flow in the window, and whether they had a reason to let it pass. */
static uint64_t window_reporters(const struct analysis *a, const struct strand *strand,
				 int32_t from, int32_t until, bool *overridden)
{
	uint64_t reporters = 0;

	for (uint32_t i = 0; i < strand->n; i++) {
		const struct sum *sum = &sums_of(a, strand)[i];

		if (sum->day < from || sum->day > until || sum->messages == 0)
			continue;
		reporters |= sum->reporters;
		*overridden |= (sum->traits & TRAIT_OVERRIDDEN) != 0;
	}
	return reporters;
}

static void count_broken(const struct analysis *a, const struct strand *strand, int32_t from,
			 int32_t until, struct counting *counting, uint64_t messages)
{
	struct stream *stream = counting->stream;

	stream->broken += messages;
	if (strand->by_selector)
		stream->by_selector += messages;
	else
		stream->by_envelope += messages;
	counting->reporters |= window_reporters(a, strand, from, until, &stream->overridden);
	figures_days(a, strand, from, until, counting->broken_days);
}

static void count_strand(const struct analysis *a, const struct strand *strand, int32_t from,
			 int32_t until, struct counting *counting)
{
	struct stream *stream = counting->stream;
	struct tally tally = {0};

	figures_tally(a, strand, from, until, NULL, &tally);
	if (tally.messages == 0)
		return;
	if (strand->home) {
		stream->home += tally.messages;
		figures_days(a, strand, from, until, stream->per_day);
	} else if (strand->class == FLOW_CLASS_MAILING_LIST) {
		stream->listed += tally.messages;
	} else if (strand->class == FLOW_CLASS_FORWARD_BROKEN) {
		count_broken(a, strand, from, until, counting, tally.messages);
	} else {
		stream->forwarded_ok += tally.compliant;
	}
}

GPtrArray *figures_streams(const struct analysis *a, int32_t from, int32_t until)
{
	GPtrArray *streams = g_ptr_array_new_with_free_func((GDestroyNotify)stream_free);
	g_autoptr(GHashTable) index = g_hash_table_new(NULL, NULL);
	g_autofree struct counting *counts = g_new0(struct counting, MAX(a->currents->len, 1));

	for (unsigned i = 0; i < a->currents->len; i++) {
		counts[i].stream = stream_new(a->currents->pdata[i], from, until);
		counts[i].broken_days = figures_days_new(from, until);
		g_ptr_array_add(streams, counts[i].stream);
		g_hash_table_insert(index, a->currents->pdata[i], &counts[i]);
	}
	for (uint32_t i = 0; i < a->n_strands; i++) {
		const struct strand *strand = &a->strands[i];

		if (strand->current)
			count_strand(a, strand, from, until,
				     g_hash_table_lookup(index, strand->current));
	}
	for (unsigned i = 0; i < a->currents->len; i++) {
		struct stream *stream = counts[i].stream;

		for (unsigned day = 0; day < counts[i].broken_days->len; day++)
			stream->days += g_array_index(counts[i].broken_days, uint64_t, day) > 0;
		stream->reporters = bits(counts[i].reporters);
		g_array_unref(counts[i].broken_days);
	}
	return streams;
}
