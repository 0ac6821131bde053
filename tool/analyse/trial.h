/* SPDX-License-Identifier: MIT */
/*
 * A flow before the judge: everything that rules (4.4, in the order of 4.8) and scores (4.5) look
 * at. Rules and evidence are tables; a flow keeps which of them held, and their texts are written
 * only when somebody reads them.
 */
#ifndef ANALYSE_TRIAL_H
#define ANALYSE_TRIAL_H

#include "analyse/inner.h"
#include "analyse/pool.h"

struct trial {
	const struct analysis *a;
	const struct strand *strand;
	const struct kind *kind;
	const struct party *party;
	const struct host *host; /* or NULL */
	struct pool beside;
	bool at_home;
	const char *spf_foreign;     /* a foreign domain that passes SPF, or NULL */
	const char *dkim_foreign;    /* ... DKIM: the one that also passes SPF, else the first */
	const struct sender *vendor; /* known sender for others that passes either, or NULL */
	unsigned vendor_passes;	     /* in its name: 1 SPF or DKIM, 2 both */
	bool vendor_alone;	     /* no other foreign domain passes */
};

void trial_open(const struct analysis *a, const struct strand *strand, struct trial *trial);
/* The organisation that passes in its own name, or NULL. */
const char *trial_stranger(const struct trial *trial);
/* Do the foreign SPF pass and DKIM pass name the same organisation? */
bool trial_same_stranger(const struct trial *trial);

struct rule {
	const char *code;
	enum flow_class class;
	enum decided_by by;
	bool (*holds)(const struct trial *);
	void (*say)(const struct trial *, GString *);
};

/* The first rule that holds, or NULL: then the score decides. */
const struct rule *rule_find(const struct trial *trial);

/* Bits of the evidence that holds, and the sums of their points by side. */
uint32_t score_hits(const struct trial *trial, int score[4]);
/* The side that wins (at least 45 points, at least 15 ahead), or EVIDENCE_RULE: none. */
enum evidence_side score_winner(const int score[4]);
/* Does a forward look like a mailing list's? */
bool trial_is_list(const struct trial *trial);
/* The evidence behind the bits, as struct evidence *. */
GPtrArray *score_evidence(const struct trial *trial, uint32_t hits);

#endif
