/* SPDX-License-Identifier: MIT */
#include "analyse/replay.h"

#include <string.h>

#include "analyse/folded.h"
#include "analyse/stream.h"
#include "base/error.h"

/* What each generation does with failing mail of one From domain. */
struct treatment {
	double quarantine[GENERATION_COUNT], reject[GENERATION_COUNT];
	bool applies[GENERATION_COUNT];
	bool adkim_strict[GENERATION_COUNT], aspf_strict[GENERATION_COUNT];
};

struct replay_plan {
	const struct analysis *a;
	struct record record;
	struct published *published; /* with the record in its place */
	GHashTable *by_from;	     /* char * (interned) -> struct treatment * */
	GHashTable *by_stream;	     /* struct current * -> struct treatment * */
};

static struct treatment *treat(const struct analysis *a, const struct published *published,
			       const char *header_from)
{
	struct treatment *treatment = g_new0(struct treatment, 1);

	for (int g = 0; g < GENERATION_COUNT; g++) {
		struct effective effective;

		policy_discover((enum generation)g, published, header_from,
				!absent_at(a, header_from), &effective);
		effective_shares(&effective, &treatment->quarantine[g], &treatment->reject[g]);
		treatment->applies[g] = effective.applies;
		treatment->adkim_strict[g] = effective.adkim_strict;
		treatment->aspf_strict[g] = effective.aspf_strict;
		effective_clear(&effective);
	}
	return treatment;
}

char *split_record(const struct record *parent, enum policy policy, const char *rua)
{
	bool stepped = policy != POLICY_NONE && policy == parent->p;
	GString *record = g_string_new("v=DMARC1; p=");

	g_string_append(record, policy_name(policy));
	if (stepped && parent->pct < 100)
		g_string_append_printf(record, "; pct=%u", parent->pct);
	if (stepped && parent->t)
		g_string_append(record, "; t=y");
	if (rua)
		g_string_append_printf(record, "; rua=%s", rua);
	return g_string_free(record, FALSE);
}

enum policy split_policy(const struct record *parent)
{
	return policy_name(parent->p) ? MIN(POLICY_QUARANTINE, parent->p) : POLICY_NONE;
}

static bool plan_split(struct replay_plan *plan, const struct simulated_split *split,
		       GError **error)
{
	const struct current *stream = stream_by_name(plan->a, split->stream);
	enum policy policy = split->policy == POLICY_ABSENT ? split_policy(&plan->record)
							    : (enum policy)split->policy;
	g_autofree char *record = split_record(&plan->record, policy, NULL);
	struct published *published;

	if (!stream) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "%s has no stream \"%s\" in these days; `rampart sources` shows them",
			    plan->a->in.domain, split->stream);
		return false;
	}
	published = published_with(plan->published, split->subdomain, record);
	g_hash_table_insert(plan->by_stream, unchanged(stream),
			    treat(plan->a, published, split->subdomain));
	published_free(published);
	return true;
}

static bool plan_splits(struct replay_plan *plan, const GPtrArray *splits, GError **error)
{
	for (unsigned i = 0; splits && i < splits->len; i++)
		if (!plan_split(plan, splits->pdata[i], error))
			return false;
	return true;
}

struct replay_plan *replay_plan_new(const struct analysis *a, const char *record,
				    const GPtrArray *splits, GError **error)
{
	struct replay_plan *plan = g_new0(struct replay_plan, 1);

	plan->a = a;
	plan->by_from = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	plan->by_stream = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	plan->published = published_with(a->in.published, a->in.domain, record);
	if (!record_parse(record, strlen(record), &plan->record, NULL))
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "\"%s\" is no DMARC record; `rampart lint` says why", record);
	else if (plan_splits(plan, splits, error))
		return plan;
	replay_plan_free(plan);
	return NULL;
}

void replay_plan_free(struct replay_plan *plan)
{
	if (!plan)
		return;
	record_clear(&plan->record);
	published_free(plan->published);
	g_hash_table_unref(plan->by_from);
	g_hash_table_unref(plan->by_stream);
	g_free(plan);
}

static const struct treatment *treatment_of(const struct replay_plan *plan,
					    const struct strand *strand, bool *moved)
{
	const char *from = kind_of(plan->a, strand)->header_from;
	struct treatment *treatment =
		strand->current ? g_hash_table_lookup(plan->by_stream, strand->current) : NULL;

	*moved = treatment != NULL;
	if (!treatment)
		treatment = g_hash_table_lookup(plan->by_from, from);
	if (!treatment) {
		treatment = treat(plan->a, plan->published, from);
		g_hash_table_insert(plan->by_from, unchanged(from), treatment);
	}
	return treatment;
}

static bool dkim_aligned(const struct replay_plan *plan, const struct kind *kind,
			 enum generation generation, bool strict)
{
	for (unsigned i = 0; i < kind->n_dkim; i++)
		if (kind->dkim[i].result == AUTH_RESULT_PASS &&
		    is_aligned(generation, plan->published, strict, kind->header_from,
			       kind->dkim[i].domain))
			return true;
	return false;
}

static bool spf_aligned(const struct replay_plan *plan, const struct kind *kind,
			enum generation generation, bool strict)
{
	return kind->spf == AUTH_RESULT_PASS && kind->envelope &&
	       is_aligned(generation, plan->published, strict, kind->header_from, kind->envelope);
}

/*
 * The receiver's evaluation stands unless the record asks for another alignment than was published
 * then. A moved stream brings its own domains along.
 */
static bool complies(const struct replay_plan *plan, const struct kind *kind,
		     const struct treatment *treatment, bool moved,
		     const struct traffic_policy *policy)
{
	enum generation g = policy->generation;
	bool dkim = kind->dkim_pass, spf = kind->spf_pass;

	if (moved || !treatment->applies[g])
		return dkim || spf;
	if (treatment->adkim_strict[g] != policy->seen.adkim_strict)
		dkim = dkim_aligned(plan, kind, g, treatment->adkim_strict[g]);
	if (treatment->aspf_strict[g] != policy->seen.aspf_strict)
		spf = spf_aligned(plan, kind, g, treatment->aspf_strict[g]);
	return dkim || spf;
}

/* A strand's fate while its sums go by; complies() is asked again where the policy changes. */
struct replaying {
	const struct replay_plan *plan;
	const struct kind *kind;
	const struct treatment *treatment;
	bool moved;
	const struct traffic_policy *policy; /* of the last sum */
	bool compliant;			     /* under it */
	uint64_t failing[GENERATION_COUNT];
};

static void replay_begin(struct replaying *replaying, const struct replay_plan *plan,
			 const struct strand *strand)
{
	*replaying = (struct replaying){.plan = plan, .kind = kind_of(plan->a, strand)};
	replaying->treatment = treatment_of(plan, strand, &replaying->moved);
}

static void replay_sum(struct replaying *replaying, const struct traffic_policy *policy,
		       uint64_t messages, struct fate *fate)
{
	if (policy != replaying->policy) {
		replaying->policy = policy;
		replaying->compliant = complies(replaying->plan, replaying->kind,
						replaying->treatment, replaying->moved, policy);
	}
	fate->messages += messages;
	if (replaying->compliant)
		fate->compliant += messages;
	else
		replaying->failing[policy->generation] += messages;
}

static void replay_end(const struct replaying *replaying, struct fate *fate)
{
	const struct treatment *treatment = replaying->treatment;
	const uint64_t *failing = replaying->failing;
	double all = (double)(failing[GENERATION_RFC7489] + failing[GENERATION_RFC9989]);

	for (int g = 0; g < GENERATION_COUNT; g++) {
		fate->quarantine[g] = all * treatment->quarantine[g];
		fate->reject[g] = all * treatment->reject[g];
		fate->expected_quarantine += (double)failing[g] * treatment->quarantine[g];
		fate->expected_reject += (double)failing[g] * treatment->reject[g];
	}
}

void replay_strand(const struct replay_plan *plan, const struct strand *strand, int32_t from,
		   int32_t until, struct fate *fate)
{
	const struct analysis *a = plan->a;
	struct replaying replaying;

	*fate = (struct fate){0};
	replay_begin(&replaying, plan, strand);
	for (uint32_t i = 0; i < strand->n; i++) {
		const struct sum *sum = &sums_of(a, strand)[i];

		if (sum->day >= from && sum->day <= until)
			replay_sum(&replaying, a->in.traffic->policies->pdata[sum->policy],
				   sum->messages, fate);
	}
	replay_end(&replaying, fate);
}

void replay_folded(const struct replay_plan *plan, const struct folded *folded, uint32_t strand,
		   struct fate *fate)
{
	struct replaying replaying;

	*fate = (struct fate){0};
	replay_begin(&replaying, plan, &folded->a->strands[strand]);
	for (uint32_t i = folded->first[strand]; i < folded->first[strand + 1]; i++) {
		const struct folded_sum *sum = &g_array_index(folded->sums, struct folded_sum, i);

		replay_sum(&replaying, sum->policy, sum->messages, fate);
	}
	replay_end(&replaying, fate);
}

bool policy_in_force(const struct analysis *a, const struct traffic_policy *policy,
		     const char *header_from)
{
	const struct policy_seen *seen = &policy->seen;
	bool own = strcmp(header_from, a->in.domain) == 0;
	enum policy asked = own || !policy_name(seen->sp) ? seen->p : seen->sp;

	if (asked != POLICY_QUARANTINE && asked != POLICY_REJECT)
		return false;
	if (asked == POLICY_REJECT)
		return true;
	return policy->generation == GENERATION_RFC9989 ? seen->testing != 1 : seen->pct != 0;
}
