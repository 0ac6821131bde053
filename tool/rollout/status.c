/* SPDX-License-Identifier: MIT */
/* What a domain needs next: one line of the board, and the order of the lines. */
#include <string.h>

#include "base/clock.h"
#include "rollout/forecast.h"
#include "rollout/gauge.h"
#include "rollout/playbook.h"
#include "rollout/ticket.h"
#include "rollout/watch.h"

#define SILENT_SOURCE_DAYS 7 /* without mail from a source that sends on most days */

struct judge {
	struct status_line *line;
	const struct gate_facts *facts;
	const struct gate *gate;
	const struct ticket *ticket; /* the newest that is not settled, or NULL */
	int32_t target, today;
	bool done;
};

/* A check returns its sentence, newly allocated, or NULL: nothing to do of this kind. */

/* What to do about a regression: get its rollback into DNS, or begin one. */
static char *way_back(const struct judge *judge, const char *why)
{
	static const char *const steps[] = {
		[TICKET_STATE_DRAFTED] = "send",
		[TICKET_STATE_SENT] = "get approved",
		[TICKET_STATE_APPROVED] = "have published",
		[TICKET_STATE_PUBLISHED] = "verify",
	};
	const struct ticket *ticket = judge->ticket;

	if (ticket && !ticket_blocks(ticket->state))
		ticket = NULL;
	if (ticket && ticket->rollback_of_stage)
		return g_strdup_printf("%s rollback ticket %s: %s", steps[ticket->state],
				       ticket->id, why);
	if (playbook_stage(judge->facts->playbook, judge->facts->domain->stage) < 1)
		return g_strdup_printf("find out why: %s", why);
	if (ticket && ticket_is_open(ticket->state))
		return g_strdup_printf("roll back (it takes the place of %s) or hold: %s",
				       ticket->id, why);
	return g_strdup_printf("roll back or hold: %s", why);
}

static char *judge_regression(struct judge *judge)
{
	const GPtrArray *regressions = judge->facts->regressions;

	if (!regressions || regressions->len == 0)
		return NULL;
	judge->line->regressed = true;
	return way_back(judge, ((const struct regression *)regressions->pdata[0])->text);
}

static char *judge_dns(struct judge *judge)
{
	const struct look *look = judge->facts->look;

	/* Before the first record is there, DNS is not wrong: its ticket comes first. */
	if (!look || judge->line->since == DAY_NONE)
		return NULL;
	judge->line->drifted = look->drift;
	if (look->drift)
		return g_strdup(
			"the published record is not the approved one: check DNS, then restore "
			"it or adopt it");
	if (!look->agree)
		return g_strdup("the name servers disagree about the record: check DNS");
	for (unsigned i = 0; look->findings && i < look->findings->len; i++) {
		const struct finding *finding = look->findings->pdata[i];

		if (finding->level == FINDING_ERROR)
			return g_strdup_printf("correct DNS: %s", finding->text);
	}
	return NULL;
}

/* Did it send on most days, and not at all in the last week? */
static bool is_silent(const struct source *source)
{
	unsigned n = source->days ? source->days->len : 0, with = 0;

	if (n < 2 * SILENT_SOURCE_DAYS || source_main(source)->verdict != VERDICT_LEGITIMATE)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (g_array_index(source->days, uint64_t, i) == 0)
			continue;
		if (i >= n - SILENT_SOURCE_DAYS)
			return false;
		with++;
	}
	return 2 * with > n - SILENT_SOURCE_DAYS;
}

static char *silent_source(const struct source_table *table)
{
	for (unsigned i = 0; table && i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		if (is_silent(source)) {
			g_autofree char *day = day_format(source->last_seen);

			return g_strdup_printf("ask why %s stopped sending: last seen on %s",
					       source->key, day);
		}
	}
	return NULL;
}

static char *silent_data(const struct judge *judge)
{
	const struct gate_facts *facts = judge->facts;
	bool none = facts->newest == DAY_NONE;
	int32_t since = none ? judge->line->since : facts->newest;
	g_autofree char *day = day_format(since);

	/* Nobody need send in the name of a domain that does not mail. */
	if (since == DAY_NONE || facts->domain->kind != DOMAIN_KIND_MAILING ||
	    judge->today - since <= facts->playbook->fresh_days)
		return NULL;
	if (none)
		return g_strdup_printf("find out why no report has come since %s", day);
	return g_strdup_printf(
		"no data since %s: import newer reports, or find out why none arrive", day);
}

static char *judge_silence(struct judge *judge)
{
	const struct gate_facts *facts = judge->facts;
	char *text = silent_data(judge);

	if (!text && reporters_are_silent(facts))
		text = g_strdup_printf("find out why %u of %u usual reporters are silent",
				       facts->silent_reporters, facts->usual_reporters);
	if (!text)
		text = silent_source(facts->table);
	judge->line->silent = text != NULL;
	return text;
}

static char *judge_ticket(struct judge *judge)
{
	const struct ticket *ticket = judge->ticket;

	if (!ticket && judge->line->since == DAY_NONE)
		return g_strdup_printf("draft the ticket for the record of %s", judge->line->stage);
	if (!ticket)
		return NULL;
	if (ticket->state == TICKET_STATE_DRAFTED)
		return g_strdup_printf("send ticket %s", ticket->id);
	if (ticket->state == TICKET_STATE_PUBLISHED)
		return g_strdup_printf("verify ticket %s at the name servers", ticket->id);
	if (ticket->state == TICKET_STATE_FAILED)
		return g_strdup_printf("ticket %s failed: draft a new one", ticket->id);
	return NULL;
}

static char *judge_overdue(struct judge *judge)
{
	const struct source_table *table = judge->facts->table;

	for (unsigned i = 0; table && i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];
		const struct source_note *note = &source->note;
		g_autofree char *day = day_format(note->due);

		if (!note->task || note->due == DAY_NONE || note->due >= judge->today)
			continue;
		judge->line->overdue = true;
		return g_strdup_printf("remind %s: %s (%s) was due on %s",
				       note->owner ? note->owner : "the customer", note->task,
				       source->key, day);
	}
	return NULL;
}

static char *judge_open(struct judge *judge)
{
	if (!judge->gate->open || judge->ticket)
		return NULL;
	return g_strdup_printf("advance to %s", judge->gate->next);
}

static char *judge_unknown(struct judge *judge)
{
	for (unsigned i = 0; i < judge->gate->conditions->len; i++) {
		const struct gate_condition *condition = judge->gate->conditions->pdata[i];

		if (!condition->met && g_str_equal(condition->name, "unknown_sources"))
			return g_strdup(condition->text);
	}
	return NULL;
}

static char *judge_risk(struct judge *judge)
{
	g_autofree char *target = day_format(judge->target);
	const GPtrArray *blockers = judge->gate->blockers;

	if (!judge->line->at_risk)
		return NULL;
	return g_strdup_printf("behind the target of %s: %s", target,
			       blockers->len ? (char *)blockers->pdata[0] : "speed it up");
}

/* What the domain waits for when nothing is to be done. */
static char *judge_waiting(struct judge *judge)
{
	const struct ticket *ticket = judge->ticket;
	const GPtrArray *blockers = judge->gate->blockers;

	if (judge->done)
		return NULL;
	if (ticket && ticket->state == TICKET_STATE_SENT)
		return g_strdup_printf("wait for the approval of ticket %s", ticket->id);
	if (ticket && ticket->state == TICKET_STATE_APPROVED)
		return g_strdup_printf("wait for the DNS team to publish ticket %s", ticket->id);
	return g_strdup(blockers->len ? (char *)blockers->pdata[0] : "wait");
}

static char *judge_done(struct judge *judge)
{
	g_autofree char *since = day_format(judge->line->since);

	if (judge->facts->domain->finished)
		return g_strdup_printf("done: at %s since %s", judge->line->stage, since);
	return g_strdup_printf("at %s since %s: finish it", judge->line->stage, since);
}

/* Every check runs, since each sets its flag; the first that has something to say is the action. */
static const struct {
	enum urgency urgency;
	char *(*check)(struct judge *judge);
} checks[] = {
	{URGENCY_REGRESSION, judge_regression}, {URGENCY_DNS_WRONG, judge_dns},
	{URGENCY_SILENT, judge_silence},	{URGENCY_TICKET, judge_ticket},
	{URGENCY_OVERDUE, judge_overdue},	{URGENCY_GATE_OPEN, judge_open},
	{URGENCY_UNKNOWN, judge_unknown},	{URGENCY_AT_RISK, judge_risk},
	{URGENCY_WAITING, judge_waiting},	{URGENCY_DONE, judge_done},
};

/* The newest ticket, unless its record is verified, or it came to nothing. */
static const struct ticket *unsettled(const GPtrArray *tickets)
{
	for (unsigned i = 0; tickets && i < tickets->len; i++) {
		const struct ticket *ticket = tickets->pdata[i];

		if (ticket_blocks(ticket->state) ||
		    (i == 0 && ticket->state == TICKET_STATE_FAILED))
			return ticket;
	}
	return NULL;
}

static void fill(struct judge *judge)
{
	struct status_line *line = judge->line;
	const struct gate *gate = judge->gate;
	int stage = playbook_stage(judge->facts->playbook, judge->facts->domain->stage);
	int last = playbook_last(judge->facts->playbook, judge->facts->domain);

	judge->done = judge->facts->domain->finished || (stage >= last && line->since != DAY_NONE);
	line->gate_open = gate->open;
	line->held = judge->facts->domain->held != NULL;
	line->conditions = gate->conditions->len;
	line->conditions_met = 0;
	for (unsigned i = 0; i < gate->conditions->len; i++)
		line->conditions_met +=
			((const struct gate_condition *)gate->conditions->pdata[i])->met;
	line->forecast = forecast_day(judge->facts, gate);
	line->at_risk = !judge->done && judge->target != DAY_NONE &&
			(line->forecast == DAY_NONE || line->forecast > judge->target);
	g_free(line->ticket);
	line->ticket = g_strdup(
		judge->ticket && ticket_blocks(judge->ticket->state) ? judge->ticket->id : NULL);
}

void status_judge(struct status_line *line, const struct gate_facts *facts, const struct gate *gate,
		  const GPtrArray *tickets, int32_t target)
{
	struct judge judge = {
		.line = line,
		.facts = facts,
		.gate = gate,
		.ticket = unsettled(tickets),
		.target = target,
		.today = day_of(facts->now),
	};

	fill(&judge);
	g_clear_pointer(&line->next_action, g_free);
	for (unsigned i = 0; i < G_N_ELEMENTS(checks); i++) {
		g_autofree char *text = checks[i].check(&judge);

		if (!text || line->next_action)
			continue;
		line->urgency = checks[i].urgency;
		line->next_action = g_steal_pointer(&text);
		line->next_action[0] = g_ascii_toupper(line->next_action[0]);
	}
}

int status_compare(const struct status_line *a, const struct status_line *b)
{
	int order;

	if (a->urgency != b->urgency)
		return a->urgency < b->urgency ? -1 : 1;
	if (a->at_risk != b->at_risk)
		return a->at_risk ? -1 : 1;
	if (a->messages != b->messages)
		return a->messages > b->messages ? -1 : 1;
	order = g_strcmp0(a->customer, b->customer);
	return order ? order : g_strcmp0(a->domain, b->domain);
}
