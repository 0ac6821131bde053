/* SPDX-License-Identifier: MIT */
/* The values of a progress review, part by part: what its templates can name. */
#ifndef RENDER_REVIEW_H
#define RENDER_REVIEW_H

#include "render/changes.h"

/* How far a stage goes, told from its name. */
enum level {
	LEVEL_WATCH,
	LEVEL_SPAM,
	LEVEL_REFUSE,
	LEVEL_COUNT,
};

/* "watch", "spam", "refuse". */
const char *level_name(enum level level);
enum level stage_level(const char *stage);
/* The share of failing mail in percent that a stage of its level names: 100 without a number. */
unsigned stage_percent(const char *stage);
/* What a stage does to failing mail, for people who never read a record; newly allocated. */
char *stage_words(const char *stage);

/* New references. share: null when there is nothing to share out; day: null for DAY_NONE. */
json_t *count_json(uint64_t n);
json_t *share_json(uint64_t part, uint64_t whole);
json_t *day_json(int32_t day);
/* Takes the text over. */
json_t *words_json(char *text);

/* Messages of the flows with a verdict, and how many of them are compliant. */
void count_verdict(const struct source_table *table, enum verdict verdict, uint64_t *messages,
		   uint64_t *compliant);

/* One domain's page. */
json_t *review_domain_json(const struct review *review, const struct review_domain *page);
/* Who sends: [{name, verdict, class, messages, passing, fill}], the largest first. */
json_t *review_senders_json(const struct source_table *table);
/* What we need from the customer: [{domain, text, due, overdue}]. */
json_t *review_asks_json(const struct review *review);
/* What was accepted with an exception, in words, newly allocated. */
char *condition_accepted(const char *condition);
/* What a gate waits for: a sentence for each stop but a hold, and for each condition not met. */
json_t *gate_waits_json(const struct gate *gate, bool held);
/* Accepted exceptions and decisions. */
json_t *review_exceptions_json(const struct review *review);
json_t *review_decisions_json(const struct review *review, const struct domain *domain);

/* Bars of the share of compliant mail a day: {width, height, bars: [{x, y, width, height, day,
 * share}]}.
 */
json_t *chart_compliance(const struct status_line *line, int32_t until);
/* The same as a line of block characters. */
char *spark_compliance(const struct status_line *line);
/* Domains by level since the project began: {width, height, bars: [{class, day, count, x, y, width,
 * height}]}.
 */
json_t *chart_progress(const struct review *review);

#endif
