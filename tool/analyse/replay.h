/* SPDX-License-Identifier: MIT */
/* A record held against the mail of flows, for both generations of receivers (1.5-1.7). */
#ifndef ANALYSE_REPLAY_H
#define ANALYSE_REPLAY_H

#include "analyse/inner.h"

struct replay_plan;

/*
 * splits: struct simulated_split *, or NULL; their streams must be known. NULL when the record is
 * no DMARC record.
 */
struct replay_plan *replay_plan_new(const struct analysis *a, const char *record,
				    const GPtrArray *splits, GError **error);
void replay_plan_free(struct replay_plan *plan);

/* What the record does to a flow's mail. Rows are judged as compliant by their own reporter. */
struct fate {
	uint64_t messages, compliant;
	double quarantine[GENERATION_COUNT], reject[GENERATION_COUNT];
	double expected_quarantine, expected_reject; /* each row by its reporter's generation */
};

void replay_strand(const struct replay_plan *plan, const struct strand *strand, int32_t from,
		   int32_t until, struct fate *fate);

/* The same of the strand at that place among the analysis's, whose window is folded already. */
struct folded;
void replay_folded(const struct replay_plan *plan, const struct folded *folded, uint32_t strand,
		   struct fate *fate);

/* Was a policy in force for failing mail of this From domain, as that reporter saw it? */
bool policy_in_force(const struct analysis *a, const struct traffic_policy *policy,
		     const char *header_from);

/* What a split's subdomain is to publish: quarantine, or the parent's policy where that is weaker.
 */
enum policy split_policy(const struct record *parent);
/* Its record, newly allocated: pct and t are the parent's where the policy is. rua may be NULL. */
char *split_record(const struct record *parent, enum policy policy, const char *rua);

#endif
