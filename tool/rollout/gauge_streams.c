/* SPDX-License-Identifier: MIT */
/* Streams that must be looked at by themselves: those that rest on SPF alone, and the vital ones.
 */
#include <string.h>

#include "base/clock.h"
#include "rollout/gauge.h"

struct spf_only {
	GHashTable *streams; /* char * -> uint64_t *: messages that pass by SPF alone */
	const struct waiver *waiver;
};

static void add_messages(GHashTable *streams, const char *name, uint64_t messages)
{
	uint64_t *sum = g_hash_table_lookup(streams, name);

	if (!sum) {
		sum = g_new0(uint64_t, 1);
		g_hash_table_insert(streams, g_strdup(name), sum);
	}
	*sum += messages;
}

static void collect(const struct gauge *gauge, const struct source *source, struct spf_only *out)
{
	const struct waiver *waiver = gauge_waiver(gauge->facts, "spf_only", source->key);

	if (source->classes[FLOW_CLASS_SPF_ONLY] == 0)
		return;
	if (waiver) {
		out->waiver = waiver;
		return;
	}
	for (unsigned i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];

		if (flow->class == FLOW_CLASS_SPF_ONLY)
			add_messages(out->streams, flow->stream ? flow->stream : source->key,
				     flow->tally.messages);
	}
}

static const char *largest_of(GHashTable *streams, uint64_t *most)
{
	const char *largest = NULL;
	GHashTableIter iter;
	gpointer name, sum;

	*most = 0;
	g_hash_table_iter_init(&iter, streams);
	while (g_hash_table_iter_next(&iter, &name, &sum)) {
		uint64_t messages = *(uint64_t *)sum;

		/* Of equals the first by name: the same facts give the same gate. */
		if (!largest || messages > *most ||
		    (messages == *most && strcmp(name, largest) < 0)) {
			largest = name;
			*most = messages;
		}
	}
	return largest;
}

void gauge_spf_only(struct gauge *gauge)
{
	const struct source_table *table = gauge->facts->table;
	struct spf_only found = {0};
	double want = gauge->rule->spf_only_share, have;
	g_autofree char *wanted = share_text(want), *measured = NULL;
	struct gate_condition *condition;
	const char *largest;
	uint64_t most;

	if (want <= 0)
		return;
	found.streams = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (unsigned i = 0; table && i < table->sources->len; i++)
		collect(gauge, table->sources->pdata[i], &found);
	largest = largest_of(found.streams, &most);
	have = largest ? (double)most / (double)MAX(gauge_volume(table), 1) : 0;
	measured = share_text(have);
	if (have <= want)
		condition = gauge_add(gauge, "spf_only", GATE_UNIT_SHARE, want, have, true,
				      "no stream above %s rests on SPF alone", wanted);
	else
		condition =
			gauge_add(gauge, "spf_only", GATE_UNIT_SHARE, want, have, false,
				  "%s rests on SPF alone with %s of the mail, at most %s wanted: "
				  "let it sign with DKIM",
				  largest, measured, wanted);
	gauge_note_waiver(gauge, condition, found.waiver);
	gauge_earliest(gauge, condition, gauge_rate_day(gauge, 1 - have, 1 - want));
	g_hash_table_unref(found.streams);
}

/* Of the stream's own mail: what others passed on is the business of `loss_accepted`. */
static void measure_stream(const struct source_table *table, const char *name,
			   struct pass_rate *out)
{
	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		for (unsigned j = 0; j < source->flows->len; j++) {
			const struct flow *flow = source->flows->pdata[j];

			if (g_strcmp0(flow->stream, name) != 0 ||
			    (flow->verdict != VERDICT_LEGITIMATE &&
			     flow->verdict != VERDICT_UNKNOWN))
				continue;
			out->messages += flow->tally.messages;
			out->compliant += flow->tally.compliant;
		}
	}
}

static void gauge_stream(struct gauge *gauge, const struct stream *stream)
{
	g_autofree char *name = g_strconcat("vital:", stream->name, NULL), *measured = NULL;
	g_autofree char *wanted = share_text(gauge->rule->legit_pass_rate);
	double want = gauge->rule->legit_pass_rate, have;
	struct pass_rate rate = {0};
	struct gate_condition *condition;

	measure_stream(gauge->facts->table, stream->name, &rate);
	have = pass_rate_share(&rate);
	measured = share_text(MAX(have, 0));
	if (have < 0 && stream_moves(gauge->facts, stream->name)) {
		gauge_add(gauge, name, GATE_UNIT_SHARE, want, 0, true,
			  "the vital stream %s has moved to a subdomain of its own", stream->name);
		return;
	}
	if (have < 0) {
		gauge_add(gauge, name, GATE_UNIT_SHARE, want, 0, false,
			  "no mail of the vital stream %s in the window: find out why it is silent",
			  stream->name);
		return;
	}
	condition = gauge_add(gauge, name, GATE_UNIT_SHARE, want, have, have >= want,
			      "%s of the vital stream %s passes, %s wanted%s", measured,
			      stream->name, wanted, have >= want ? "" : ": fix it first");
	gauge_earliest(gauge, condition, gauge_rate_day(gauge, have, want));
}

void gauge_vital(struct gauge *gauge)
{
	const struct source_table *table = gauge->facts->table;

	for (unsigned i = 0; table && table->streams && i < table->streams->len; i++) {
		const struct stream *stream = table->streams->pdata[i];

		if (stream->vital)
			gauge_stream(gauge, stream);
	}
}
