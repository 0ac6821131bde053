/* SPDX-License-Identifier: MIT */
/* What a domain needs next: one line of the board, and the order of the lines. */
#include <string.h>

#include "base/clock.h"
#include "rollout/forecast.h"
#include "rollout/gauge.h"
#include "rollout/playbook.h"
#include "rollout/silence.h"
#include "rollout/ticket.h"
#include "rollout/watch.h"

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

/* What is wrong at the name servers, an error or not yet; NULL: nothing. */
static char *dns_fault(const struct judge *judge)
{
	const struct look *look = judge->facts->look;
	const struct finding *error = look_error(look, NULL);

	if (judge->ticket && ticket_blocks(judge->ticket->state) &&
	    judge->ticket->rollback_of_stage && (look->drift || !look->agree))
		return way_back(judge, "the published record is not the approved one");
	if (look->drift)
		return g_strdup(
			"the published record is not the approved one: check DNS, then restore "
			"it or adopt it");
	if (look->status > LOOK_STATUS_NODATA)
		return g_strdup_printf("no name server told of the record (%s): check DNS again",
				       look_status_name(look->status));
	if (!look->agree)
		return g_strdup("the name servers disagree about the record: check DNS");
	return error ? g_strdup_printf("correct DNS: %s", error->text) : NULL;
}

/* Before the first record is there, DNS is not wrong: its ticket comes first. */
static bool looked_at(const struct judge *judge)
{
	return judge->facts->look && judge->line->since != DAY_NONE;
}

/* An alarm where `check` ends with an error, and nowhere else. */
static char *judge_dns(struct judge *judge)
{
	if (!looked_at(judge))
		return NULL;
	judge->line->drifted = judge->facts->look->drift;
	return look_error(judge->facts->look, NULL) ? dns_fault(judge) : NULL;
}

/* What one look saw and may pass is looked at again. */
static char *judge_doubt(struct judge *judge)
{
	if (!looked_at(judge) || look_error(judge->facts->look, NULL))
		return NULL;
	return dns_fault(judge);
}

static char *judge_stale(struct judge *judge)
{
	char *text = silence_of_data(judge->facts);

	judge->line->silent |= text != NULL;
	return text;
}

static char *judge_silence(struct judge *judge)
{
	char *text = silence_of_reporters(judge->facts);

	/* Of a sender nothing is known while no report comes. */
	if (!text && !data_is_stale(judge->facts))
		text = silence_of_senders(judge->facts);
	judge->line->silent |= text != NULL;
	return text;
}

/* From which day on a drafted ticket may be sent: a freeze does not hold the way back. */
static int32_t sending_day(const struct judge *judge)
{
	return judge->ticket->rollback_of_stage
		       ? judge->today
		       : after_freezes(judge->facts->freezes, judge->today);
}

static char *judge_ticket(struct judge *judge)
{
	const struct ticket *ticket = judge->ticket;

	if (!ticket && judge->line->since == DAY_NONE)
		return g_strdup_printf("draft the ticket for the record of %s", judge->line->stage);
	if (!ticket)
		return NULL;
	if (ticket->state == TICKET_STATE_DRAFTED)
		return sending_day(judge) > judge->today
			       ? NULL
			       : g_strdup_printf("send ticket %s", ticket->id);
	if (ticket->state == TICKET_STATE_PUBLISHED)
		return g_strdup_printf("verify ticket %s at the name servers", ticket->id);
	if (ticket->state == TICKET_STATE_FAILED)
		return g_strdup_printf("ticket %s failed: draft a new one", ticket->id);
	return NULL;
}

/* The task that has been due for longest, and whose it is. */
struct overdue {
	const char *subject;
	const struct source_note *note;
};

static void find_overdue(GHashTable *notes, int32_t today, struct overdue *found)
{
	GHashTableIter iter;
	gpointer subject, value;

	if (!notes)
		return;
	g_hash_table_iter_init(&iter, notes);
	while (g_hash_table_iter_next(&iter, &subject, &value)) {
		const struct source_note *note = value;

		if (!note->task || note->due == DAY_NONE || note->due >= today)
			continue;
		if (found->note &&
		    (note->due > found->note->due ||
		     (note->due == found->note->due && strcmp(subject, found->subject) > 0)))
			continue;
		*found = (struct overdue){subject, note};
	}
}

static char *judge_overdue(struct judge *judge)
{
	struct overdue found = {NULL, NULL};
	g_autofree char *day = NULL;

	find_overdue(judge->facts->source_notes, judge->today, &found);
	find_overdue(judge->facts->stream_notes, judge->today, &found);
	if (!found.note)
		return NULL;
	judge->line->overdue = true;
	day = day_format(found.note->due);
	return g_strdup_printf("remind %s: %s (%s) was due on %s",
			       found.note->owner ? found.note->owner : "the customer",
			       found.note->task, found.subject, day);
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
	g_autofree char *day = NULL;

	if (judge->done)
		return NULL;
	if (ticket && ticket->state == TICKET_STATE_DRAFTED) {
		day = day_format(sending_day(judge));
		return g_strdup_printf("send ticket %s on %s, when the freeze is over", ticket->id,
				       day);
	}
	if (ticket && ticket->state == TICKET_STATE_SENT)
		return g_strdup_printf("wait for the approval of ticket %s", ticket->id);
	if (ticket && ticket->state == TICKET_STATE_APPROVED)
		return g_strdup_printf("wait for the DNS team to publish ticket %s", ticket->id);
	return g_strdup(blockers->len ? (char *)blockers->pdata[0] : "wait");
}

/* " (goal quarantine: why)": that it stops there is a decision. Newly allocated. */
static char *goal_words(const struct domain *domain)
{
	if (domain->goal != GOAL_QUARANTINE)
		return g_strdup("");
	return g_strdup_printf(" (goal quarantine%s%s)", domain->goal_reason ? ": " : "",
			       domain->goal_reason ? domain->goal_reason : "");
}

static char *judge_done(struct judge *judge)
{
	const struct domain *domain = judge->facts->domain;
	g_autofree char *since =
		stage_days_text(judge->line->since, judge->facts->clock_start, judge->today);
	g_autofree char *goal = goal_words(domain);

	if (domain->finished)
		return g_strdup_printf("done: at %s %s%s", judge->line->stage, since, goal);
	return g_strdup_printf("finish it: at %s %s%s", judge->line->stage, since, goal);
}

/*
 * Every check runs, since each sets its flag; the first that has something to say is the action. A
 * regression that old data shows waits behind the data.
 */
static const struct {
	enum urgency urgency;
	char *(*check)(struct judge *judge);
	const char *alarm; /* what `status --check` calls it; NULL: it is none */
} checks[] = {
	{URGENCY_STALE, judge_stale, "silent"},
	{URGENCY_REGRESSION, judge_regression, "regressed"},
	{URGENCY_DNS_WRONG, judge_dns, "DNS"},
	{URGENCY_DNS_WRONG, judge_doubt, NULL},
	{URGENCY_SILENT, judge_silence, "silent"},
	{URGENCY_TICKET, judge_ticket, NULL},
	{URGENCY_OVERDUE, judge_overdue, "overdue"},
	{URGENCY_GATE_OPEN, judge_open, NULL},
	{URGENCY_UNKNOWN, judge_unknown, NULL},
	{URGENCY_AT_RISK, judge_risk, NULL},
	{URGENCY_WAITING, judge_waiting, NULL},
	{URGENCY_DONE, judge_done, NULL},
};

static void add_alarm(struct status_line *line, enum urgency urgency, const char *alarm,
		      const char *text)
{
	if (urgency == URGENCY_DNS_WRONG && line->drifted)
		alarm = "drifted";
	g_ptr_array_add(line->alarms, g_strdup_printf("%s: %s", alarm, text));
}

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
	line->unknown = judge->facts->table ? judge->facts->table->classes[FLOW_CLASS_UNKNOWN] : 0;
	line->target = judge->target;
	line->steps = forecast_ladder(judge->facts, gate);
	line->forecast = forecast_end(judge->facts, line->steps);
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
	line->alarms = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < G_N_ELEMENTS(checks); i++) {
		g_autofree char *text = checks[i].check(&judge);

		if (!text)
			continue;
		if (checks[i].alarm)
			add_alarm(line, checks[i].urgency, checks[i].alarm, text);
		if (line->next_action)
			continue;
		line->urgency = checks[i].urgency;
		line->next_action = g_steal_pointer(&text);
		line->next_action[0] = g_ascii_toupper(line->next_action[0]);
	}
}

/* Within a rank: what is behind its target first, then the most mail. */
int status_compare(const struct status_line *a, const struct status_line *b)
{
	bool unknown = a->urgency == URGENCY_UNKNOWN;
	uint64_t mail_a = unknown ? a->unknown : a->messages;
	uint64_t mail_b = unknown ? b->unknown : b->messages;
	int order;

	if (a->urgency != b->urgency)
		return a->urgency < b->urgency ? -1 : 1;
	if (a->at_risk != b->at_risk && !unknown)
		return a->at_risk ? -1 : 1;
	if (mail_a != mail_b)
		return mail_a > mail_b ? -1 : 1;
	order = g_strcmp0(a->customer, b->customer);
	return order ? order : g_strcmp0(a->domain, b->domain);
}
