/* SPDX-License-Identifier: MIT */
/* What no report can tell: DNS, complaints, answers, accepted losses, freezes. */
#include "base/clock.h"
#include "base/figure.h"
#include "rollout/gauge.h"

#define LOOK_DAYS 7 /* that a stored check stands for (domain.md 5.2) */

const struct finding *look_error(const struct look *look, unsigned *n)
{
	const struct finding *first = NULL;
	unsigned errors = 0;

	for (unsigned i = 0; look->findings && i < look->findings->len; i++) {
		const struct finding *finding = look->findings->pdata[i];

		if (finding->level == FINDING_ERROR && errors++ == 0)
			first = finding;
	}
	if (n)
		*n = errors;
	return first;
}

void gauge_dns_clean(struct gauge *gauge)
{
	const struct look *look = gauge->facts->look;
	const struct finding *error = NULL;
	struct gate_condition *condition;
	g_autofree char *day = NULL;
	unsigned n = 0;

	if (!gauge->rule->dns_clean)
		return;
	day = day_format(look ? day_of(look->at) : DAY_NONE);
	if (look)
		error = look_error(look, &n);
	if (!look)
		condition = gauge_add(gauge, "dns_clean", GATE_UNIT_BOOL, 1, 0, false,
				      "DNS was never checked: check it");
	else if (day_of(look->at) + LOOK_DAYS < gauge->today)
		condition =
			gauge_add(gauge, "dns_clean", GATE_UNIT_BOOL, 1, 0, false,
				  "the last DNS check is of %s, older than %d days: check again",
				  day, LOOK_DAYS);
	else if (!look->agree)
		condition = gauge_add(gauge, "dns_clean", GATE_UNIT_BOOL, 1, 0, false,
				      "the DNS check of %s was not told one record by all name "
				      "servers: check again",
				      day);
	else if (error)
		condition = gauge_add(gauge, "dns_clean", GATE_UNIT_BOOL, 1, 0, false,
				      "the DNS check of %s found %u error%s: %s", day, n,
				      n == 1 ? "" : "s", error->text);
	else
		condition = gauge_add(gauge, "dns_clean", GATE_UNIT_BOOL, 1, 1, true,
				      "the DNS check of %s found no error", day);
	gauge_earliest(gauge, condition, gauge->today);
}

bool complaint_is_open(const struct complaint *complaint, int64_t now)
{
	return complaint->at <= now &&
	       (complaint->closed_at == TIME_NONE || complaint->closed_at > now);
}

void gauge_no_complaint(struct gauge *gauge)
{
	const struct gate_facts *facts = gauge->facts;
	const struct complaint *open = NULL;
	struct gate_condition *condition;
	g_autofree char *day = NULL;
	unsigned n = 0;

	for (unsigned i = 0; facts->complaints && i < facts->complaints->len; i++) {
		const struct complaint *complaint = facts->complaints->pdata[i];

		if (!complaint_is_open(complaint, facts->now))
			continue;
		open = complaint;
		n++;
	}
	day = day_format(open ? day_of(open->at) : DAY_NONE);
	if (open)
		condition = gauge_add(gauge, "no_complaint", GATE_UNIT_COUNT, 0, n, false,
				      "%u open complaint%s about lost mail: settle that of %s (%s)",
				      n, n == 1 ? "" : "s", day, open->reason);
	else
		condition = gauge_add(gauge, "no_complaint", GATE_UNIT_COUNT, 0, 0, true,
				      "no open complaint about lost mail");
	gauge_earliest(gauge, condition, gauge->today);
}

void gauge_lists_answered(struct gauge *gauge)
{
	enum answer lists = gauge->facts->domain->lists;
	struct gate_condition *condition;

	if (!gauge->rule->lists_answered)
		return;
	if (lists == ANSWER_UNKNOWN)
		condition =
			gauge_add(gauge, "lists_answered", GATE_UNIT_BOOL, 1, 0, false,
				  "do users post to mailing lists? Ask, and set --lists yes or no");
	else if (lists == ANSWER_YES)
		condition =
			gauge_add(gauge, "lists_answered", GATE_UNIT_BOOL, 1, 1, true,
				  "users post to mailing lists: RFC 9989 (7.4) advises to stay at "
				  "quarantine (--goal quarantine)");
	else
		condition = gauge_add(gauge, "lists_answered", GATE_UNIT_BOOL, 1, 1, true,
				      "users do not post to mailing lists");
	gauge_earliest(gauge, condition, gauge->today);
}

/* Legitimate and forwarded messages of the sources waived by name. */
static double accepted_loss(const struct gate_facts *facts, const struct waiver **waiver)
{
	double accepted = 0;

	for (unsigned i = 0; facts->table && i < facts->table->sources->len; i++) {
		const struct source *source = facts->table->sources->pdata[i];
		const struct waiver *own = gauge_waiver(facts, "loss_accepted", source->key);

		for (unsigned j = 0; own && j < source->flows->len; j++) {
			const struct flow *flow = source->flows->pdata[j];

			if (flow->verdict != VERDICT_LEGITIMATE &&
			    flow->verdict != VERDICT_FORWARDER)
				continue;
			accepted += (double)(flow->tally.messages - flow->tally.compliant);
			*waiver = own;
		}
	}
	return accepted;
}

void gauge_loss_accepted(struct gauge *gauge)
{
	const struct waiver *waiver = NULL;
	struct gate_condition *condition;
	const char *way;
	g_autofree char *lost = NULL;
	double have;

	if (!gauge->rule->loss_accepted)
		return;
	have = MAX(gauge->facts->loss_at_reject - accepted_loss(gauge->facts, &waiver), 0);
	way = gauge->facts->loss_stays ? "no split saves them: make quarantine the goal (--goal "
					 "quarantine)"
				       : "split the stream";
	lost = figure_amounted(have, "legitimate message", "legitimate messages");
	/* Fractions come from receivers whose generation is an estimate. */
	if (have < 0.5)
		condition = gauge_add(gauge, "loss_accepted", GATE_UNIT_COUNT, 0, 0, true,
				      "reject would lose no message that nobody accepted to lose");
	else
		condition = gauge_add(gauge, "loss_accepted", GATE_UNIT_COUNT, 0, have, false,
				      "reject would lose %s of the window: %s, or "
				      "let the customer accept it by name",
				      lost, way);
	gauge_note_waiver(gauge, condition, waiver);
	gauge_earliest(gauge, condition, gauge->today);
}

void gauge_no_freeze(struct gauge *gauge)
{
	const struct gate_facts *facts = gauge->facts;

	for (unsigned i = 0; facts->freezes && i < facts->freezes->len; i++) {
		const struct freeze *freeze = facts->freezes->pdata[i];
		g_autofree char *until = NULL;
		struct gate_condition *condition;

		if (freeze->from > gauge->today || freeze->until < gauge->today)
			continue;
		until = day_format(freeze->until);
		condition =
			gauge_add(gauge, "no_freeze", GATE_UNIT_BOOL, 1, 0, false,
				  "the customer froze changes until %s: %s", until, freeze->reason);
		gauge_earliest(gauge, condition, freeze->until + 1);
		return;
	}
	gauge_add(gauge, "no_freeze", GATE_UNIT_BOOL, 1, 1, true, "no change freeze");
}
