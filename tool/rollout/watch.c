/* SPDX-License-Identifier: MIT */
#include "rollout/watch.h"

#include "base/clock.h"
#include "rollout/gauge.h"

/* Subjects of regressions that are no source's. */
#define ALL_MAIL   "legitimate mail"
#define HURT_MAIL  "mail quarantined or rejected"
#define COMPLAINTS "complaints"

struct rate {
	double messages, compliant;
};

void regression_free(struct regression *regression)
{
	if (!regression)
		return;
	g_free(regression->subject);
	g_free(regression->text);
	g_free(regression);
}

static void add(GPtrArray *out, const char *subject, char *text)
{
	struct regression *regression = g_new(struct regression, 1);

	*regression = (struct regression){g_strdup(subject), text};
	g_ptr_array_add(out, regression);
}

/* Mail of the customer's, of which an attacker cannot send any (domain.md 5.3). */
static bool is_own(const struct flow *flow)
{
	return flow->verdict == VERDICT_LEGITIMATE ||
	       (flow->verdict == VERDICT_UNKNOWN && flow->stream);
}

static void measure_own(const struct source *source, struct rate *rate)
{
	for (unsigned i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];

		if (!is_own(flow))
			continue;
		rate->messages += (double)flow->tally.messages;
		rate->compliant += (double)flow->tally.compliant;
	}
}

static const struct source *find(const struct source_table *table, const char *key)
{
	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		if (g_str_equal(source->key, key))
			return source;
	}
	return NULL;
}

static bool loss_is_accepted(const struct gate_facts *facts, const char *source)
{
	return gauge_waiver(facts, "legit_pass_rate", source) ||
	       gauge_waiver(facts, "loss_accepted", source);
}

/* Does mail pass less than it used to? */
static void watch_drop(const struct rollback_rule *rule, const char *subject, const char *what,
		       const struct rate *usual, const struct rate *recent, GPtrArray *out)
{
	g_autofree char *from = NULL, *to = NULL;
	double missing; /* messages that used to pass */

	if (usual->messages == 0 || recent->messages == 0)
		return;
	missing = usual->compliant / usual->messages * recent->messages - recent->compliant;
	if (missing <= rule->source_drop * recent->messages ||
	    missing <= (double)rule->source_messages)
		return;
	from = share_text(usual->compliant / usual->messages);
	to = share_text(recent->compliant / recent->messages);
	add(out, subject,
	    g_strdup_printf("the pass rate of %s fell from %s to %s (%.0f messages fail that used "
			    "to pass)",
			    what, from, to, missing));
}

/*
 * Each legitimate source, and all of them together where none stands out: a sender with many
 * addresses that nobody named yet is many sources.
 */
static void watch_sources(const struct watch_facts *facts, GPtrArray *out)
{
	const struct rollback_rule *rule = &facts->gate->playbook->rollback;
	struct rate usual_sum = {0}, recent_sum = {0};

	for (unsigned i = 0; i < facts->usual->sources->len; i++) {
		const struct source *usual = facts->usual->sources->pdata[i];
		const struct source *recent;
		struct rate before = {0}, now = {0};

		if (source_main(usual)->verdict != VERDICT_LEGITIMATE ||
		    loss_is_accepted(facts->gate, usual->key))
			continue;
		recent = find(facts->recent, usual->key);
		if (!recent)
			continue;
		measure_own(usual, &before);
		measure_own(recent, &now);
		measure_own(usual, &usual_sum);
		measure_own(recent, &recent_sum);
		watch_drop(rule, usual->key, usual->key, &before, &now, out);
	}
	if (out->len == 0)
		watch_drop(rule, ALL_MAIL, "the legitimate mail", &usual_sum, &recent_sum, out);
}

static uint64_t hurt(const struct flow *flow)
{
	return flow->tally.dispositions[DISPOSITION_QUARANTINE] +
	       flow->tally.dispositions[DISPOSITION_REJECT];
}

/* Legitimate mail that receivers quarantined or rejected. */
static void watch_hurt(const struct watch_facts *facts, GPtrArray *out)
{
	const struct rollback_rule *rule = &facts->gate->playbook->rollback;
	const struct source_table *recent = facts->recent;
	double days = recent->until - recent->from + 1, messages = 0, lost = 0;
	g_autofree char *share = NULL;

	for (unsigned i = 0; i < recent->sources->len; i++) {
		const struct source *source = recent->sources->pdata[i];
		bool accepted = loss_is_accepted(facts->gate, source->key);

		for (unsigned j = 0; j < source->flows->len; j++) {
			const struct flow *flow = source->flows->pdata[j];

			if (flow->verdict != VERDICT_LEGITIMATE)
				continue;
			messages += (double)flow->tally.messages;
			lost += accepted ? 0 : (double)hurt(flow);
		}
	}
	/* Of little mail a message or two make a large share. */
	if ((lost <= rule->legit_share * messages || lost <= (double)rule->legit_share_messages) &&
	    lost <= (double)rule->legit_messages * days)
		return;
	share = share_text(lost / messages);
	add(out, HURT_MAIL,
	    g_strdup_printf("receivers quarantined or rejected %.0f legitimate messages in %.0f "
			    "days (%s)",
			    lost, days, share));
}

/* A complaint counts once the reports agree that mail was lost. */
static void watch_complaints(const struct gate_facts *facts, GPtrArray *out)
{
	uint64_t lost = 0;

	for (unsigned i = 0; facts->table && i < facts->table->sources->len; i++) {
		const struct source *source = facts->table->sources->pdata[i];

		for (unsigned j = 0; j < source->flows->len; j++) {
			const struct flow *flow = source->flows->pdata[j];

			if (flow->verdict == VERDICT_LEGITIMATE ||
			    flow->verdict == VERDICT_FORWARDER)
				lost += hurt(flow);
		}
	}
	for (unsigned i = 0; lost && facts->complaints && i < facts->complaints->len; i++) {
		const struct complaint *complaint = facts->complaints->pdata[i];
		g_autofree char *day = day_format(day_of(complaint->at));

		if (complaint_is_open(complaint, facts->now))
			add(out, COMPLAINTS,
			    g_strdup_printf("complaint of %s (%s), and receivers did quarantine or "
					    "reject %" G_GUINT64_FORMAT " messages",
					    day, complaint->reason, lost));
	}
}

/* What old reports show may be long over: newer ones are asked for first. */
static bool is_fresh(const struct gate_facts *facts)
{
	return facts->newest != DAY_NONE &&
	       day_of(facts->now) - facts->newest <= facts->playbook->fresh_days;
}

GPtrArray *watch_regressions(const struct watch_facts *facts)
{
	GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify)regression_free);

	if (!is_fresh(facts->gate))
		return out;
	if (facts->usual && facts->recent)
		watch_sources(facts, out);
	if (facts->recent)
		watch_hurt(facts, out);
	watch_complaints(facts->gate, out);
	return out;
}
