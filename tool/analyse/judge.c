/* SPDX-License-Identifier: MIT */
/* Each flow judged: rules first, then the score; the specialist's word over both. */
#include "analyse/judge.h"

#include "analyse/ledger.h"
#include "analyse/mark.h"
#include "analyse/stream.h"
#include "analyse/trial.h"

static enum flow_class class_by_score(const struct trial *trial, enum evidence_side winner)
{
	switch (winner) {
	case EVIDENCE_FORWARD:
		return trial_is_list(trial) ? FLOW_CLASS_MAILING_LIST : FLOW_CLASS_FORWARD_BROKEN;
	case EVIDENCE_SPOOF:
		return FLOW_CLASS_SPOOF;
	case EVIDENCE_LEGITIMATE: /* a person has to confirm it */
	case EVIDENCE_RULE:
		break;
	}
	return FLOW_CLASS_UNKNOWN;
}

static void judge_strand(const struct analysis *a, struct strand *strand)
{
	struct trial trial;

	trial_open(a, strand, &trial);
	strand->hits = 0;
	for (unsigned i = 0; i < G_N_ELEMENTS(strand->score); i++)
		strand->score[i] = 0;
	strand->rule = rule_find(&trial);
	if (!strand->rule || strand->rule->class == FLOW_CLASS_UNKNOWN)
		strand->hits = score_hits(&trial, strand->score);
	strand->ruled_by = strand->rule ? strand->rule->by : DECIDED_BY_SCORE;
	strand->ruled = strand->rule ? strand->rule->class
				     : class_by_score(&trial, score_winner(strand->score));
}

static void judge_all(struct analysis *a)
{
	ledger_find_homes(a);
	for (uint32_t i = 0; i < a->n_strands; i++)
		judge_strand(a, &a->strands[i]);
}

void analysis_judge(struct analysis *a)
{
	marks_approve(a);
	judge_all(a);
	marks_apply(a);
	streams_find(a);
}

/* Rules and scores look at marks only to tell who is approved. */
void analysis_judge_marks(struct analysis *a)
{
	if (marks_approve(a))
		judge_all(a);
	marks_apply(a);
	streams_find(a);
}

bool strand_unsettled(const struct strand *strand)
{
	return strand->ruled_by == DECIDED_BY_SCORE || strand->ruled == FLOW_CLASS_UNKNOWN;
}
