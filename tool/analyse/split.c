/* SPDX-License-Identifier: MIT */
/* Which streams should move to a subdomain of their own (4.6), and what that saves. */
#include "analyse/split.h"

#include <string.h>

#include "analyse/stream.h"
#include "base/figure.h"
#include "dmarc/report_uri.h"

#define GOAL_RECORD "v=DMARC1; p=reject"

/* Messages that the domain at p=reject would lose, in all and by stream. */
struct losses {
	double all;
	double *by_stream; /* in the order of analysis.currents */
};

/* The goal for the domain: its present record, at reject. */
static char *goal_record(const struct split_input *input)
{
	struct record record;
	char *text;

	if (!input->record || !record_parse(input->record, strlen(input->record), &record, NULL))
		return g_strdup(GOAL_RECORD);
	record_set(&record, "p", "reject");
	record_set(&record, "sp", NULL);
	record_set(&record, "pct", NULL);
	record_set(&record, "t", NULL);
	text = record_format(&record);
	record_clear(&record);
	return text;
}

/* What a plan rejects, or quarantines, of each stream. */
static void count_losses(const struct analysis *a, const struct replay_plan *plan, int32_t from,
			 int32_t until, struct losses *lost, struct losses *spam)
{
	g_autoptr(GHashTable) index = g_hash_table_new(NULL, NULL);

	lost->all = spam->all = 0;
	lost->by_stream = g_new0(double, MAX(a->currents->len, 1));
	spam->by_stream = g_new0(double, MAX(a->currents->len, 1));
	for (unsigned i = 0; i < a->currents->len; i++)
		g_hash_table_insert(index, a->currents->pdata[i], GUINT_TO_POINTER(i));
	for (uint32_t i = 0; i < a->n_strands; i++) {
		const struct strand *strand = &a->strands[i];
		double rejected, quarantined;
		struct fate fate;
		unsigned at;

		replay_strand(plan, strand, from, until, &fate);
		fate_loss(&fate, strand->class, &rejected, &quarantined);
		lost->all += rejected;
		spam->all += quarantined;
		if (!strand->current)
			continue;
		at = GPOINTER_TO_UINT(g_hash_table_lookup(index, strand->current));
		lost->by_stream[at] += rejected;
		spam->by_stream[at] += quarantined;
	}
}

static void losses_clear(struct losses *losses)
{
	g_free(losses->by_stream);
}

/* Has it moved already? Then it used to be sent on most days, and is not any more. */
static bool is_drained(const struct stream *stream)
{
	const uint64_t *days = (const uint64_t *)(const void *)stream->per_day->data;
	unsigned n = stream->per_day->len, before = 0;

	if (n <= SPLIT_DRAINED_DAYS)
		return false;
	for (unsigned i = n - SPLIT_DRAINED_DAYS; i < n; i++)
		if (days[i] > 0)
			return false;
	for (unsigned i = 0; i < n - SPLIT_DRAINED_DAYS; i++)
		before += days[i] > 0;
	return 2 * before > n - SPLIT_DRAINED_DAYS;
}

static bool seen_enough(const struct stream *stream, const struct split_rule *rule)
{
	return !is_drained(stream) && stream->days >= rule->min_days_broken &&
	       (stream->reporters >= 2 || (stream->reporters == 1 && stream->overridden));
}

static bool reaches(const struct stream *stream, int64_t broken, double ratio)
{
	double all = (double)stream->broken + (double)stream->home;

	return stream->broken > 0 && (double)stream->broken >= (double)broken &&
	       (double)stream->broken >= ratio * all;
}

static bool is_fragile(const struct stream *stream, const struct split_rule *rule)
{
	return seen_enough(stream, rule) && (reaches(stream, rule->broken_a, rule->ratio_a) ||
					     reaches(stream, rule->broken_b, rule->ratio_b));
}

/* Less fragile streams count when they and the fragile ones make up most of the domain's loss. */
static bool is_burden(const struct stream *stream, const struct split_rule *rule)
{
	return seen_enough(stream, rule) && reaches(stream, rule->broken_c, rule->ratio_c);
}

static bool *choose(const GPtrArray *streams, const struct split_rule *rule,
		    const struct losses *lost)
{
	bool *chosen = g_new0(bool, MAX(streams->len, 1));
	double loss = 0;

	for (unsigned i = 0; i < streams->len; i++)
		if (is_fragile(streams->pdata[i], rule) || is_burden(streams->pdata[i], rule))
			loss += lost->by_stream[i];
	for (unsigned i = 0; i < streams->len; i++)
		chosen[i] = is_fragile(streams->pdata[i], rule) ||
			    (is_burden(streams->pdata[i], rule) &&
			     loss >= rule->loss_share_c * lost->all);
	return chosen;
}

static void find_after(const struct analysis *a, int32_t from, int32_t until, const char *goal,
		       unsigned at, struct split_candidate *candidate)
{
	struct simulated_split split = {candidate->stream, candidate->subdomain, POLICY_QUARANTINE};
	g_autoptr(GPtrArray) splits = g_ptr_array_new();
	struct losses lost, spam;
	struct replay_plan *plan;

	g_ptr_array_add(splits, &split);
	plan = replay_plan_new(a, goal, splits, NULL);
	count_losses(a, plan, from, until, &lost, &spam);
	candidate->loss_after = lost.by_stream[at];
	candidate->spam_after = spam.by_stream[at];
	losses_clear(&lost);
	losses_clear(&spam);
	replay_plan_free(plan);
}

static struct split_candidate *candidate_new(const struct analysis *a, const struct stream *stream,
					     const struct current *current,
					     const struct split_input *input)
{
	struct split_candidate *candidate = g_new0(struct split_candidate, 1);
	g_autofree char *broken = figure_counted(stream->broken, "message", "messages");
	g_autofree char *share =
		figure_share((double)stream->broken, (double)(stream->broken + stream->home));

	candidate->stream = g_strdup(stream->name);
	candidate->source = g_strdup(stream->source);
	candidate->subdomain = g_strcmp0(input->stream, stream->name) == 0
				       ? g_strdup(input->subdomain)
				       : split_subdomain(a, current, input);
	candidate->messages = stream->home + stream->broken + stream->listed + stream->forwarded_ok;
	candidate->forwarded_broken = stream->broken;
	candidate->reason = g_strdup_printf(
		"Forwarders break %s of %s (%s of the stream): under reject they would be "
		"refused.",
		broken, stream->name, share);
	return candidate;
}

static int compare_candidates(const void *a, const void *b)
{
	const struct split_candidate *x = *(struct split_candidate *const *)a;
	const struct split_candidate *y = *(struct split_candidate *const *)b;

	if (x->loss_before < y->loss_before || x->loss_before > y->loss_before)
		return x->loss_before > y->loss_before ? -1 : 1;
	return strcmp(x->stream, y->stream);
}

static void add_candidates(const struct analysis *a, int32_t from, int32_t until,
			   const struct split_input *input, struct split_advice *advice)
{
	g_autoptr(GPtrArray) streams = figures_streams(a, from, until);
	g_autofree char *goal = goal_record(input);
	struct replay_plan *plan = replay_plan_new(a, goal, NULL, NULL);
	g_autoptr(GHashTable) gone = g_hash_table_new(NULL, NULL);
	g_autofree bool *chosen = NULL;
	struct losses lost, spam;

	count_losses(a, plan, from, until, &lost, &spam);
	chosen = choose(streams, input->rule, &lost);
	for (unsigned i = 0; i < streams->len; i++) {
		struct current *current = a->currents->pdata[i];
		struct split_candidate *candidate;

		advice->listed += ((struct stream *)streams->pdata[i])->listed;
		if (is_drained(streams->pdata[i]))
			g_hash_table_add(gone, current);
		if (!chosen[i])
			continue;
		candidate = candidate_new(a, streams->pdata[i], current, input);
		candidate->loss_before = lost.by_stream[i];
		find_after(a, from, until, goal, i, candidate);
		split_plan(a, from, until, streams->pdata[i], current, input, candidate);
		g_ptr_array_add(advice->candidates, candidate);
	}
	g_ptr_array_sort(advice->candidates, compare_candidates);
	split_rest(a, from, until, goal, gone, advice);
	advice->stay = split_stay(&advice->rest);
	losses_clear(&lost);
	losses_clear(&spam);
	replay_plan_free(plan);
}

/* Days from the first one with reports to the end of the window. */
static int64_t days_seen(const struct analysis *a, int32_t from, int32_t until)
{
	int32_t first = INT32_MAX;

	for (uint32_t i = 0; i < a->n_sums; i++)
		if (a->sums[i].messages > 0 && a->sums[i].day >= from)
			first = MIN(first, a->sums[i].day);
	return first > until ? 0 : (int64_t)until - first + 1;
}

static void count_strays(const struct analysis *a, int32_t from, int32_t until,
			 struct split_advice *advice)
{
	for (uint32_t i = 0; i < a->n_strands; i++) {
		const struct strand *strand = &a->strands[i];
		struct tally tally = {0};

		if (strand->current)
			continue;
		figures_tally(a, strand, from, until, NULL, &tally);
		if (strand->class == FLOW_CLASS_FORWARD_BROKEN)
			advice->unattributed += tally.messages;
		else if (strand->class == FLOW_CLASS_MAILING_LIST)
			advice->listed += tally.messages;
	}
}

/* Quarantine everywhere, so that the mail at least reaches the spam folder meanwhile. */
static void advise_interim(const struct split_input *input, struct split_advice *advice)
{
	struct record record;
	g_autofree char *refused = NULL;
	double lost = 0;

	for (unsigned i = 0; i < advice->candidates->len; i++)
		lost += ((struct split_candidate *)advice->candidates->pdata[i])->loss_before;
	if (!input->record || !record_parse(input->record, strlen(input->record), &record, NULL))
		record_parse(GOAL_RECORD, strlen(GOAL_RECORD), &record, NULL);
	record_set(&record, "p", "quarantine");
	record_set(&record, "pct", NULL);
	record_set(&record, "t", NULL);
	if (!record_get(&record, "rua") && input->report_address) {
		g_autofree char *rua = report_uri_from_address(input->report_address);

		record_set(&record, "rua", rua);
	}
	advice->interim_record = record_format(&record);
	record_clear(&record);
	refused = figure_amount(lost);
	advice->interim_reason = g_strdup_printf(
		"Until the streams have moved, reject would refuse %s of their messages; "
		"quarantine without pct puts them into the spam folder instead.",
		refused);
}

static void add_advice(struct split_advice *advice, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add_advice(struct split_advice *advice, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(advice->advice, g_strdup_vprintf(format, args));
	va_end(args);
}

static void advise_strays(struct split_advice *advice)
{
	g_autofree char *unattributed = figure_counted(advice->unattributed, "message", "messages");
	g_autofree char *listed = figure_counted(advice->listed, "message", "messages");

	if (advice->unattributed > 0)
		add_advice(advice,
			   "Broken on the way, naming neither selector nor envelope domain of a "
			   "stream: %s.",
			   unattributed);
	if (advice->listed > 0)
		add_advice(
			advice,
			"Mailing lists broke %s: people's mail does not move to a "
			"subdomain. Stay at quarantine, or give those who post to lists a domain "
			"of their own (RFC 9989 7.4).",
			listed);
}

struct split_advice *analysis_split(const struct analysis *a, int32_t from, int32_t until,
				    const struct split_input *input)
{
	struct split_advice *advice = g_new0(struct split_advice, 1);
	int64_t days = days_seen(a, from, until);
	g_autofree char *seen = figure_counted((uint64_t)days, "day", "days");

	advice->domain = g_strdup(a->in.domain);
	advice->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)split_candidate_free);
	advice->moves = g_ptr_array_new_with_free_func((GDestroyNotify)split_move_free);
	advice->advice = g_ptr_array_new_with_free_func(g_free);
	count_strays(a, from, until, advice);
	if (days >= input->rule->min_days_window)
		add_candidates(a, from, until, input, advice);
	else
		add_advice(advice,
			   "%s of reports: too few to judge a stream, %" G_GINT64_FORMAT
			   " are wanted.",
			   seen, input->rule->min_days_window);
	if (advice->candidates->len > 0)
		advise_interim(input, advice);
	advise_strays(advice);
	return advice;
}
