/* SPDX-License-Identifier: MIT */
/* What the files that measure the conditions of a gate share. */
#ifndef ROLLOUT_GAUGE_H
#define ROLLOUT_GAUGE_H

#include "rollout/gate.h"

struct gauge {
	const struct gate_facts *facts;
	const struct stage *stage;
	const struct gate_rule *rule; /* of the stage */
	int32_t today;
	struct gate *gate; /* takes the conditions */
};

/*
 * Adds a condition; a waiver in force for the whole of it makes it met. The text is a printf
 * format: one sentence without its full stop.
 */
G_GNUC_PRINTF(7, 8)
struct gate_condition *gauge_add(struct gauge *gauge, const char *name, enum gate_unit unit,
				 double want, double have, bool met, const char *format, ...);
/* When an unmet condition can be met: today and so many days on; no effect on a met one. */
void gauge_earliest(struct gauge *gauge, struct gate_condition *condition, int32_t day);

/* The waiver in force for a condition and source (NULL: for the whole condition), or NULL. */
const struct waiver *gauge_waiver(const struct gate_facts *facts, const char *condition,
				  const char *source);
/* Notes that a condition was measured without what this waiver accepts (NULL: nothing to note). */
void gauge_note_waiver(struct gauge *gauge, struct gate_condition *condition,
		       const struct waiver *waiver);

/* The first error that a look found, or NULL; *n (may be NULL) gets how many there are. */
const struct finding *look_error(const struct look *look, unsigned *n);
/* Does the clock of the stage start with the first report that shows it, after its verification? */
bool gauge_is_echoed(const struct gate_facts *facts);
/* Nothing has been reported yet, or the clock of the stage has not started. */
bool gauge_is_young(const struct gauge *gauge);
/* Does the stream move to a subdomain of its own? */
bool stream_moves(const struct gate_facts *facts, const char *stream);
/* Messages of the window that are no threat. */
uint64_t gauge_volume(const struct source_table *table);

/* A share of the legitimate mail, its largest gap, and the waiver that filled one. */
struct pass_rate {
	uint64_t messages, compliant;
	const char *worst; /* source with the most failing messages, or NULL */
	uint64_t failing;  /* of these */
	bool unjudged;	   /* ... most of them in flows that nobody judged */
	const struct waiver *waiver;
};
/* Sources waived for the condition count as compliant; facts may be NULL. */
void pass_rate_measure(const struct source_table *table, const struct gate_facts *facts,
		       const char *condition, struct pass_rate *out);
/* -1: there is no such mail. */
double pass_rate_share(const struct pass_rate *rate);
/*
 * The day on which a rate of the window can be what is wanted, if from now on everything passes and
 * the mail is spread evenly over the window's days. have -1: there is no mail.
 */
int32_t gauge_rate_day(const struct gauge *gauge, double have, double want);

/* "98 %", "97.96 %": rounded down, so that it never shows more than was reached. */
char *share_text(double share);

/* Are these more messages than chance brings where so many are usual? */
bool beyond_chance(double usual, double messages);

/* The gate behind a stage that is not the last one, as if the domain were there. */
struct gate *gauge_stage(const struct gate_facts *facts, int stage);
/* Days that a domain must be in a stage with this rule. */
int64_t gauge_days_wanted(const struct domain *domain, const struct gate_rule *rule);
/* Is so large a share of the usual reporters silent that the gate is shut? */
bool reporters_are_silent(const struct gate_facts *facts);
bool complaint_is_open(const struct complaint *complaint, int64_t now);
/* The day, or the first one after the freezes that hold it. */
int32_t after_freezes(const GPtrArray *freezes, int32_t day);

/* The conditions, each in the gauge when the rule asks for it. */
void gauge_fresh(struct gauge *gauge);
void gauge_min_days(struct gauge *gauge);
void gauge_min_messages(struct gauge *gauge);
void gauge_min_reporters(struct gauge *gauge);
void gauge_min_days_reported(struct gauge *gauge);
void gauge_legit_pass_rate(struct gauge *gauge);
void gauge_unknown_sources(struct gauge *gauge);
void gauge_new_sources(struct gauge *gauge);
void gauge_senders_seen(struct gauge *gauge);
void gauge_no_drop(struct gauge *gauge);
void gauge_spf_only(struct gauge *gauge);
void gauge_vital(struct gauge *gauge);
void gauge_dns_clean(struct gauge *gauge);
void gauge_no_complaint(struct gauge *gauge);
void gauge_lists_answered(struct gauge *gauge);
void gauge_loss_accepted(struct gauge *gauge);
void gauge_no_freeze(struct gauge *gauge);

#endif
