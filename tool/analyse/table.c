/* SPDX-License-Identifier: MIT */
/* Sources, flows and streams of a window. */
#include <string.h>

#include "analyse/describe.h"
#include "analyse/figures.h"
#include "analyse/parts.h"
#include "analyse/stream.h"
#include "base/clock.h"

#define NEW_DAYS	   14	/* a source first seen in so many days is new */
#define TREND_CHANGE	   1.25 /* between the halves of a window */
#define TREND_MESSAGES_MIN 20
#define FIX_SHARE_MIN	   0.01 /* of the source's messages */

/* What is being made, and what for. */
struct making {
	const struct analysis *a;
	struct source_table *table;
	struct replay_plan *plan; /* or NULL */
	GHashTable *sources;	  /* struct party * -> struct source * */
};

static int compare_messages(uint64_t a, uint64_t b, const char *name_a, const char *name_b)
{
	if (a != b)
		return a > b ? -1 : 1;
	return strcmp(name_a, name_b);
}

static int compare_flows(const void *a, const void *b)
{
	const struct flow *x = *(struct flow *const *)a, *y = *(struct flow *const *)b;

	return compare_messages(x->tally.messages, y->tally.messages, x->key, y->key);
}

static int compare_sources(const void *a, const void *b)
{
	const struct source *x = *(struct source *const *)a, *y = *(struct source *const *)b;

	return compare_messages(x->tally.messages, y->tally.messages, x->key, y->key);
}

static int compare_ips(const void *a, const void *b)
{
	const struct source_ip *x = *(struct source_ip *const *)a;
	const struct source_ip *y = *(struct source_ip *const *)b;

	if (x->messages != y->messages)
		return x->messages > y->messages ? -1 : 1;
	return ip_compare(&x->ip, &y->ip);
}

static uint64_t stream_messages(const struct stream *stream)
{
	return stream->home + stream->broken + stream->listed + stream->forwarded_ok;
}

static int compare_streams(const void *a, const void *b)
{
	const struct stream *x = *(struct stream *const *)a, *y = *(struct stream *const *)b;

	return compare_messages(stream_messages(x), stream_messages(y), x->name, y->name);
}

static void source_ip_free(void *data)
{
	struct source_ip *ip = data;

	g_free(ip->ptr);
	g_free(ip);
}

static struct source *source_new(const struct making *making, const struct party *party)
{
	struct source *source = g_new0(struct source, 1);

	source->key = g_strdup(party->key);
	source->name = g_strdup(party->name);
	source->named_by = describe_naming(party);
	source->flows = g_ptr_array_new_with_free_func((GDestroyNotify)flow_free);
	source->ips = g_ptr_array_new_with_free_func(source_ip_free);
	source->days = figures_days_new(making->table->from, making->table->until);
	source->note = (struct source_note){.due = DAY_NONE};
	return source;
}

static struct source_ip *source_address(struct source *source, GHashTable *known,
					const struct address *address)
{
	const struct host *host = address->host;
	struct source_ip *ip = g_hash_table_lookup(known, address);

	if (ip)
		return ip;
	ip = g_new0(struct source_ip, 1);
	ip->ip = address->ip;
	ip->ptr = host && host->confirmed ? g_strdup(host->ptr) : NULL;
	ip->asn = host ? host->asn : 0;
	g_ptr_array_add(source->ips, ip);
	g_hash_table_insert(known, unchanged(address), ip);
	return ip;
}

/* The window's sums of a flow, added to the source's addresses. */
static void add_sums(const struct making *making, const struct strand *strand,
		     struct source *source, GHashTable *known, unsigned *mismatches)
{
	const struct analysis *a = making->a;
	const struct kind *kind = kind_of(a, strand);
	const struct source_table *table = making->table;

	for (uint32_t i = 0; i < strand->n; i++) {
		const struct sum *sum = &sums_of(a, strand)[i];
		struct source_ip *ip;

		if (sum->day < table->from || sum->day > table->until)
			continue;
		ip = source_address(source, known, &a->addresses[sum->address]);
		ip->messages += sum->messages;
		if (sum_mismatch(sum) != MISMATCH_NONE)
			*mismatches |= 1u << sum_mismatch(sum);
		if (kind_compliant(kind))
			ip->compliant += sum->messages;
	}
}

static void count_header_from(struct source_table *table, const char *name, uint64_t messages)
{
	uint64_t *sum = g_hash_table_lookup(table->header_from, name);

	if (!sum) {
		sum = g_new0(uint64_t, 1);
		g_hash_table_insert(table->header_from, g_strdup(name), sum);
	}
	*sum += messages;
}

/* Adds a flow that has messages in the window to its source. */
static void add_strand(const struct making *making, struct source *source, GHashTable *known,
		       const struct strand *strand)
{
	const struct analysis *a = making->a;
	struct source_table *table = making->table;
	struct tally tally = {0};
	struct flow *flow;

	figures_tally(a, strand, table->from, table->until, making->plan, &tally);
	if (tally.messages == 0)
		return;
	flow = describe_strand(a, strand);
	flow->tally = tally;
	add_sums(making, strand, source, known, &flow->mismatches);
	figures_days(a, strand, table->from, table->until, source->days);
	tally_add(&source->tally, &tally);
	source->classes[strand->class] += tally.messages;
	if (flow->verdict == VERDICT_FORWARDER)
		source->forwarded += tally.messages;
	count_header_from(table, flow->header_from, tally.messages);
	g_ptr_array_add(source->flows, flow);
}

/* The domain that passes SPF for most of the source's messages. */
static char *find_group(const struct source *source)
{
	g_autoptr(GHashTable) sums = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	const char *best = NULL;
	uint64_t most = 0;

	for (unsigned i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];
		uint64_t *sum;

		if (flow->spf != AUTH_RESULT_PASS || !flow->envelope)
			continue;
		sum = g_hash_table_lookup(sums, flow->envelope);
		if (!sum) {
			sum = g_new0(uint64_t, 1);
			g_hash_table_insert(sums, flow->envelope, sum);
		}
		*sum += flow->tally.messages;
		if (*sum > most) {
			most = *sum;
			best = flow->envelope;
		}
	}
	return g_strdup(best);
}

static enum trend find_trend(const struct source *source, int32_t until)
{
	unsigned half = source->days->len / 2;
	uint64_t before = 0, after = 0;

	if (source->first_seen > until - NEW_DAYS)
		return TREND_NEW;
	for (unsigned i = 0; i < half; i++) {
		before += g_array_index(source->days, uint64_t, i);
		after += g_array_index(source->days, uint64_t, source->days->len - half + i);
	}
	if (before + after < TREND_MESSAGES_MIN)
		return TREND_FLAT;
	if ((double)after > TREND_CHANGE * (double)before)
		return TREND_UP;
	return TREND_CHANGE * (double)after < (double)before ? TREND_DOWN : TREND_FLAT;
}

/* Was none of its addresses there at the last visit? */
static bool is_new(const struct analysis *a, const struct party *party)
{
	for (uint32_t i = party->first; a->in.visited && i < party->first + party->n; i++) {
		const struct run *runs = &a->runs[a->strands[i].first_run];

		for (uint32_t j = 0; j < a->strands[i].n_runs; j++)
			if (g_hash_table_contains(a->in.visited, &a->addresses[runs[j].address].ip))
				return false;
	}
	return a->in.visited;
}

static void find_seen(const struct analysis *a, const struct party *party, struct source *source)
{
	source->first_seen = INT32_MAX;
	source->last_seen = INT32_MIN;
	source->is_new = is_new(a, party);
	for (uint32_t i = party->first; i < party->first + party->n; i++) {
		source->first_seen = MIN(source->first_seen, a->strands[i].first_day);
		source->last_seen = MAX(source->last_seen, a->strands[i].last_day);
	}
	for (unsigned i = 0; a->in.first_seen && i < source->ips->len; i++) {
		const struct source_ip *ip = source->ips->pdata[i];
		gpointer day;

		if (g_hash_table_lookup_extended(a->in.first_seen, &ip->ip, NULL, &day))
			source->first_seen = MIN(source->first_seen, GPOINTER_TO_INT(day));
	}
}

/* The fix of the flow that would gain most by it; a stray defect is nothing to fix. */
static char *find_fix(const struct analysis *a, const struct party *party,
		      const struct source *source, int32_t from, int32_t until)
{
	g_autofree char *best = NULL;
	uint64_t most = (uint64_t)(FIX_SHARE_MIN * (double)source->tally.messages);

	for (uint32_t i = party->first; i < party->first + party->n; i++) {
		const struct strand *strand = &a->strands[i];
		struct tally tally = {0};
		char *fix;

		figures_tally(a, strand, from, until, NULL, &tally);
		if (tally.messages <= most)
			continue;
		fix = describe_fix(a, strand);
		if (!fix)
			continue;
		g_free(best);
		best = fix;
		most = tally.messages;
	}
	return g_steal_pointer(&best);
}

static void copy_note(GHashTable *notes, const char *key, struct source_note *to)
{
	const struct source_note *note = notes ? g_hash_table_lookup(notes, key) : NULL;

	if (note)
		*to = (struct source_note){g_strdup(note->owner),
					   g_strdup(note->account),
					   g_strdup(note->task),
					   g_strdup(note->note),
					   note->due,
					   note->vital};
}

static void add_party(const struct making *making, const struct party *party)
{
	const struct analysis *a = making->a;
	struct source_table *table = making->table;
	g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
	struct source *source = source_new(making, party);

	for (uint32_t i = party->first; i < party->first + party->n; i++)
		add_strand(making, source, known, &a->strands[i]);
	if (source->flows->len == 0) {
		source_free(source);
		return;
	}
	g_ptr_array_sort(source->flows, compare_flows);
	g_ptr_array_sort(source->ips, compare_ips);
	find_seen(a, party, source);
	source->group = find_group(source);
	source->trend = find_trend(source, table->until);
	source->fix = find_fix(a, party, source, table->from, table->until);
	copy_note(a->in.source_notes, source->key, &source->note);
	tally_add(&table->tally, &source->tally);
	for (unsigned i = 0; i < FLOW_CLASS_COUNT; i++)
		table->classes[i] += source->classes[i];
	g_ptr_array_add(table->sources, source);
	g_hash_table_insert(making->sources, unchanged(party), source);
}

/* Credits what forwarders passed on to the sources of its streams. */
static void add_via(const struct making *making)
{
	const struct analysis *a = making->a;

	for (uint32_t i = 0; i < a->n_strands; i++) {
		const struct strand *strand = &a->strands[i];
		struct source *source;
		struct tally tally = {0};

		if (!strand->current || strand->home)
			continue;
		source = g_hash_table_lookup(making->sources, strand->current->home);
		if (!source)
			continue;
		figures_tally(a, strand, making->table->from, making->table->until, NULL, &tally);
		source->via_messages += tally.messages;
		source->via_compliant += tally.compliant;
	}
}

/* A note on any selector of a rotation holds for the stream. */
static bool is_vital(const struct analysis *a, const struct current *current)
{
	const struct source_note *note = NULL;

	if (!a->in.stream_notes)
		return false;
	note = g_hash_table_lookup(a->in.stream_notes, current->name);
	for (unsigned i = 0; !(note && note->vital) && i < current->selectors->len; i++) {
		const struct selector *selector = current->selectors->pdata[i];
		g_autofree char *name = g_strdup_printf("%s@%s", selector->name, selector->domain);

		note = g_hash_table_lookup(a->in.stream_notes, name);
	}
	return note && note->vital;
}

/* Figures of the evidence, days of the window. */
static void add_streams(const struct making *making)
{
	const struct analysis *a = making->a;
	struct source_table *table = making->table;
	g_autoptr(GPtrArray) window = figures_streams(a, table->from, table->until);
	GPtrArray *streams = figures_streams(a, a->in.evidence_from, a->in.evidence_until);

	for (unsigned i = 0; i < streams->len; i++) {
		struct stream *stream = streams->pdata[i], *of_window = window->pdata[i];
		GArray *days = stream->per_day;

		stream->per_day = of_window->per_day;
		of_window->per_day = days;
		stream->vital = is_vital(a, a->currents->pdata[i]);
	}
	for (unsigned i = streams->len; i-- > 0;)
		if (stream_messages(streams->pdata[i]) == 0)
			g_ptr_array_remove_index_fast(streams, i);
	g_ptr_array_sort(streams, compare_streams);
	table->streams = streams;
}

/* An empty table of the window. */
static void making_open(struct making *making, const struct analysis *a, int32_t from,
			int32_t until, const char *record)
{
	struct source_table *table = g_new0(struct source_table, 1);

	*making = (struct making){
		.a = a,
		.table = table,
		.plan = record ? replay_plan_new(a, record, NULL, NULL) : NULL,
		.sources = g_hash_table_new(NULL, NULL),
	};
	table->domain = g_strdup(a->in.domain);
	table->from = from;
	table->until = until;
	table->header_from = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	table->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
}

static struct source_table *making_close(struct making *making)
{
	g_hash_table_unref(making->sources);
	replay_plan_free(making->plan);
	return making->table;
}

struct source_table *analysis_sources(const struct analysis *a, int32_t from, int32_t until,
				      const char *record)
{
	struct making making;
	struct source_table *table;
	struct receivers receivers;

	making_open(&making, a, from, until, record);
	table = making.table;
	for (uint32_t i = 0; i < a->n_parties; i++)
		add_party(&making, &a->parties[i]);
	g_ptr_array_sort(table->sources, compare_sources);
	receivers = figures_receivers(a, from, until);
	table->rfc9989 = receivers.rfc9989;
	table->failing_enforced = receivers.enforced;
	table->overridden = receivers.overridden;
	add_via(&making);
	add_streams(&making);
	return making_close(&making);
}

/* The party of a key, or of an address: a source that got its name later is still found by it. */
static const struct party *find_party(const struct analysis *a, const char *key)
{
	unsigned at = GPOINTER_TO_UINT(g_hash_table_lookup(a->by_key, key));
	struct ip ip;

	if (at)
		return &a->parties[at - 1];
	if (!ip_parse(key, strlen(key), &ip))
		return NULL;
	at = GPOINTER_TO_UINT(g_hash_table_lookup(a->by_ip, &ip));
	return at ? &a->parties[a->addresses[at - 1].party] : NULL;
}

struct source *analysis_source(const struct analysis *a, const char *key, int32_t from,
			       int32_t until, const char *record)
{
	const struct party *party = find_party(a, key);
	struct source *source = NULL;
	struct source_table *table;
	struct making making;

	if (!party)
		return NULL;
	making_open(&making, a, from, until, record);
	add_party(&making, party);
	add_via(&making);
	table = making_close(&making);
	if (table->sources->len > 0) {
		source = g_ptr_array_steal_index(table->sources, 0);
		source->parts = parts_of_party(a, party, from, until);
	}
	source_table_free(table);
	return source;
}
