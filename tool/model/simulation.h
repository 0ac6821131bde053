/* SPDX-License-Identifier: MIT */
/* What a record would have done to a window's mail. Fractions come from pct. */
#ifndef MODEL_SIMULATION_H
#define MODEL_SIMULATION_H

#include <glib.h>
#include <stdint.h>

#include "dmarc/generation.h"
#include "model/verdict.h"

struct outcome {
	double none, quarantine, reject; /* share out the non-compliant messages */
	double lost, spam; /* of legitimate and forwarded-legitimate mail; loss = both */
	double blocked;	   /* threats quarantined or rejected */
	double unknown;	   /* unknown quarantined or rejected */
	double reinjected; /* counted apart: neither loss nor threat */
};

/* Messages that a record quarantines and rejects. */
struct hit {
	double quarantine, reject;
};

struct simulated_source {
	char *source, *name;
	enum verdict verdict;
	uint64_t messages, compliant;
	struct hit by[GENERATION_COUNT];
	struct hit expected; /* each row judged by its reporter's generation */
};

/* A stream that is simulated as moved to a subdomain with a policy of its own. */
struct simulated_split {
	char *stream, *subdomain; /* the subdomain as a full name */
	int policy; /* enum policy; POLICY_ABSENT: quarantine, or the record's where weaker */
};

void simulated_split_free(struct simulated_split *split);

struct simulation {
	char *domain, *record;
	int32_t from, until;
	uint64_t messages, compliant;
	struct outcome by[GENERATION_COUNT];
	struct outcome expected; /* each row judged by its reporter's generation */
	double loss_share;	 /* expected loss / (compliant + expected loss) */
	double receivers_rfc9989_share, overridden_share;
	GPtrArray *sources; /* struct simulated_source * */
};

void simulation_free(struct simulation *simulation);

static inline double outcome_loss(const struct outcome *outcome)
{
	return outcome->lost + outcome->spam;
}

#endif
