/* SPDX-License-Identifier: MIT */
/* What a stage's record does at receivers of each generation, in words. */
#ifndef ROLLOUT_EXPLAIN_H
#define ROLLOUT_EXPLAIN_H

#include "dmarc/generation.h"
#include "model/playbook.h"

/* Fills explains[] of a stage. */
void stage_explain(struct stage *stage);
/* The same for any record: "quarantines 10 % of failing mail and delivers the rest". */
char *record_explain(const char *record, enum generation generation);

#endif
