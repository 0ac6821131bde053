/* SPDX-License-Identifier: MIT */
/* Is there enough to judge by: fresh reports, time in the stage, messages, reporters. */
#include <math.h>

#include "base/clock.h"
#include "base/figure.h"
#include "model/status.h"
#include "rollout/gauge.h"
#include "rollout/silence.h"

void gauge_fresh(struct gauge *gauge)
{
	const struct gate_facts *facts = gauge->facts;
	int64_t want = facts->playbook->fresh_days;
	bool none = facts->newest == DAY_NONE;
	int32_t since = none ? day_of(facts->domain->added_at) : facts->newest;
	int64_t age = gauge->today - since;
	g_autofree char *day = day_format(facts->newest);
	struct gate_condition *condition;

	if (none) {
		/* Never met, however young the domain is. */
		condition = gauge_add(gauge, "fresh", GATE_UNIT_COUNT, (double)want,
				      (double)MAX(age, want + 1), false,
				      "no data: no report of this domain was imported yet");
		/* Long verified, and still none: nobody can say when one will come. */
		if (!data_is_stale(facts))
			gauge_earliest(gauge, condition, gauge->today + 1);
		return;
	}
	if (age <= want)
		gauge_add(gauge, "fresh", GATE_UNIT_COUNT, (double)want, (double)age, true,
			  "the newest reports are of %s", day);
	else
		gauge_add(gauge, "fresh", GATE_UNIT_COUNT, (double)want, (double)age, false,
			  "no data since %s: import newer reports, or find out why none arrive",
			  day);
}

int64_t gauge_days_wanted(const struct domain *domain, const struct gate_rule *rule)
{
	/* A sender that mails once a month outweighs a low risk: it must be seen once. */
	if (domain->monthly == ANSWER_YES && rule->min_days_monthly)
		return rule->min_days_monthly;
	if (domain->low_risk && rule->min_days_low_risk)
		return rule->min_days_low_risk;
	return rule->min_days;
}

bool gauge_is_echoed(const struct gate_facts *facts)
{
	return facts->clock_start != DAY_NONE && facts->clock_start > facts->domain->since;
}

void gauge_min_days(struct gauge *gauge)
{
	const struct gate_facts *facts = gauge->facts;
	int64_t want = gauge_days_wanted(facts->domain, gauge->rule);
	bool started = facts->clock_start != DAY_NONE;
	int64_t have = started ? MAX(gauge->today - facts->clock_start, 0) : 0;
	int32_t day = (started ? facts->clock_start : gauge->today) + (int32_t)want;
	g_autofree char *until = day_format(day);
	g_autofree char *since = stage_since_text(facts->domain->since, facts->clock_start);
	g_autofree char *days = figure_counted((uint64_t)have, "day", "days");
	struct gate_condition *condition;

	if (!started)
		condition = gauge_add(
			gauge, "min_days", GATE_UNIT_COUNT, (double)want, 0, want == 0,
			"the clock of %s has not started: %s", gauge->stage->name,
			facts->clock_waits ? facts->clock_waits : "its record is not verified");
	else if (have >= want)
		condition =
			gauge_add(gauge, "min_days", GATE_UNIT_COUNT, (double)want, (double)have,
				  true, "%s in %s (%s), %" G_GINT64_FORMAT " wanted", days,
				  gauge->stage->name, since, want);
	else
		condition = gauge_add(gauge, "min_days", GATE_UNIT_COUNT, (double)want,
				      (double)have, false,
				      "%s in %s (%s), %" G_GINT64_FORMAT " wanted: wait until %s",
				      days, gauge->stage->name, since, want, until);
	gauge_earliest(gauge, condition, day);
}

/* The first day of the window that has mail, or DAY_NONE. */
static int32_t first_day(const GArray *days)
{
	int32_t first = DAY_NONE;

	for (unsigned i = 0; days && i < days->len; i++) {
		const struct traffic_day *day = &g_array_index(days, struct traffic_day, i);

		if (day->messages && (first == DAY_NONE || day->day < first))
			first = day->day;
	}
	return first;
}

void gauge_min_messages(struct gauge *gauge)
{
	const struct gate_facts *facts = gauge->facts;
	double want = (double)gauge->rule->min_messages;
	double have = facts->table ? (double)facts->table->tally.messages : 0;
	int32_t first = first_day(facts->days), day = DAY_NONE;
	g_autofree char *measured = figure_counted((uint64_t)have, "message", "messages");
	g_autofree char *wanted = figure_amount(want);
	struct gate_condition *condition;

	if (want == 0)
		return;
	condition = gauge_add(gauge, "min_messages", GATE_UNIT_COUNT, want, have, have >= want,
			      "%s in the window, %s wanted%s", measured, wanted,
			      have >= want ? "" : ": wait, or accept it for a small domain");
	if (have > 0 && first != DAY_NONE) {
		double needed = ceil(want * (facts->window_until - first + 1) / have);

		if (needed <= facts->window_until - facts->window_from + 1)
			day = first + (int32_t)needed;
	}
	gauge_earliest(gauge, condition, gauge_is_young(gauge) ? gauge->today + 1 : day);
}

static unsigned count_reporters(const GArray *days)
{
	uint64_t seen = 0;
	unsigned n = 0;

	for (unsigned i = 0; days && i < days->len; i++)
		seen |= g_array_index(days, struct traffic_day, i).reporters;
	for (; seen; seen &= seen - 1)
		n++;
	return n;
}

void gauge_min_reporters(struct gauge *gauge)
{
	unsigned have = count_reporters(gauge->facts->days), echoed = gauge->facts->echoed_by;
	unsigned want = (unsigned)gauge->rule->min_reporters;
	unsigned echoes = (unsigned)gauge->rule->echo_reporters;
	g_autofree char *measured = figure_counted(have, "reporter", "reporters");
	struct gate_condition *condition;

	if (want == 0 && echoes == 0)
		return;
	/* Of the two figures the one that is not met is shown. */
	if (have >= want && echoed < echoes) {
		condition =
			gauge_add(gauge, "min_reporters", GATE_UNIT_COUNT, echoes, echoed, false,
				  "%u of %u reporters have shown the policy of %s: wait for their "
				  "next reports",
				  echoed, echoes, gauge->stage->name);
		gauge_earliest(gauge, condition, gauge->today + 1);
		return;
	}
	condition = gauge_add(gauge, "min_reporters", GATE_UNIT_COUNT, want, have, have >= want,
			      "%s in the window, %u wanted%s", measured, want,
			      have >= want ? "" : ": wait, or accept it for a small domain");
	gauge_earliest(gauge, condition, gauge_is_young(gauge) ? gauge->today + 1 : DAY_NONE);
}

void gauge_min_days_reported(struct gauge *gauge)
{
	const struct gate_facts *facts = gauge->facts;
	int32_t from = MAX(facts->window_from, facts->clock_start);
	int32_t n = facts->newest == DAY_NONE ? 0 : MAX(facts->window_until - from + 1, 0);
	int32_t with = 0;
	double want = gauge->rule->min_days_reported, have;
	g_autofree char *shown = share_text(want);
	struct gate_condition *condition;

	if (want <= 0)
		return;
	for (unsigned i = 0; facts->days && i < facts->days->len; i++) {
		const struct traffic_day *day = &g_array_index(facts->days, struct traffic_day, i);

		with += day->messages && day->day >= from && day->day <= facts->window_until;
	}
	have = n ? (double)with / n : 0;
	condition = gauge_add(gauge, "min_days_reported", GATE_UNIT_SHARE, want, have, have >= want,
			      "reports on %d of %d days, %s wanted%s", with, n, shown,
			      have >= want ? "" : ": wait, or accept it after looking by hand");
	gauge_earliest(
		gauge, condition,
		gauge->today +
			(n && want < 1 ? (int32_t)ceil((want * n - with) / (1 - want) - 1e-9) : 1));
}
