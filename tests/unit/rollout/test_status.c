/* SPDX-License-Identifier: MIT */
#include "model/ticket.h"
#include "rollout/watch.h"
#include "world.h"

static struct world world;
static GPtrArray *tickets;
static struct status_line *line;

static void set_up(const char *stage)
{
	world_init(&world, "standard", stage);
	tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
}

static void tear_down(void)
{
	g_clear_pointer(&line, status_line_free);
	g_ptr_array_unref(tickets);
	world_clear(&world);
}

static void judge(int32_t target)
{
	struct gate *gate = gate_eval(&world.facts);

	g_clear_pointer(&line, status_line_free);
	line = g_new0(struct status_line, 1);
	line->stage = g_strdup(world.domain.stage);
	line->since = world.domain.since;
	status_judge(line, &world.facts, gate, tickets, target);
	g_assert_cmpint(line->gate_open, ==, gate->open);
	g_assert_cmpuint(line->conditions, ==, gate->conditions->len);
	gate_free(gate);
}

static void assert_action(enum urgency urgency, const char *action)
{
	judge(DAY_NONE);
	g_assert_cmpstr(line->next_action, ==, action);
	g_assert_cmpint(line->urgency, ==, urgency);
}

static void assert_alarms(unsigned n, ...)
{
	va_list args;

	g_assert_cmpuint(line->alarms->len, ==, n);
	va_start(args, n);
	for (unsigned i = 0; i < n; i++)
		g_assert_cmpstr(line->alarms->pdata[i], ==, va_arg(args, const char *));
	va_end(args);
}

static struct ticket *add_ticket(enum ticket_state state)
{
	struct ticket *ticket = g_new0(struct ticket, 1);

	ticket->id = g_strdup("CHG-2024-0001");
	ticket->state = state;
	g_ptr_array_add(tickets, ticket);
	return ticket;
}

/* From the least urgent to the most: each goes before what was there already. */
static void test_order_of_needs(void)
{
	struct source_note *task;

	set_up("monitor");
	world.facts.clock_start = TODAY - 10;
	assert_action(URGENCY_WAITING,
		      "10 days in monitor (since 2024-08-25; reports show it since 2024-09-24), "
		      "30 wanted: "
		      "wait until 2024-10-24");
	judge(TODAY + 30);
	g_assert_true(line->at_risk);
	g_assert_cmpint(line->urgency, ==, URGENCY_AT_RISK);
	g_assert_nonnull(strstr(line->next_action, "Behind the target of 2024-11-03: 10 days"));
	world_source(&world.table, "who", VERDICT_UNKNOWN, FLOW_CLASS_UNKNOWN, 50, 0);
	assert_action(URGENCY_UNKNOWN, "1 unknown source: judge who first (50 messages)");
	g_assert_false(line->at_risk);
	g_assert_cmpuint(line->unknown, ==, 50);
	task = world_task(world.source_notes, "who", "Piet", "sign with DKIM", TODAY);
	judge(DAY_NONE);
	g_assert_false(line->overdue);
	task->due = TODAY - 1;
	assert_action(URGENCY_OVERDUE, "Remind Piet: sign with DKIM (who) was due on 2024-10-03");
	g_assert_true(line->overdue);
	add_ticket(TICKET_STATE_DRAFTED);
	assert_action(URGENCY_TICKET, "Send ticket CHG-2024-0001");
	g_assert_cmpstr(line->ticket, ==, "CHG-2024-0001");
	world.facts.silent_reporters = 3;
	assert_action(URGENCY_SILENT, "Find out why 3 of 5 usual reporters are silent");
	g_assert_true(line->silent);
	finding_add(world.look.findings, FINDING_ERROR, "x", NULL, NULL, "%s", "two records");
	assert_action(URGENCY_DNS_WRONG, "Correct DNS: two records");
	assert_alarms(3, "DNS: correct DNS: two records",
		      "silent: find out why 3 of 5 usual reporters are silent",
		      "overdue: remind Piet: sign with DKIM (who) was due on 2024-10-03");
	world.look.agree = false;
	assert_action(URGENCY_DNS_WRONG, "The name servers disagree about the record: check DNS");
	world.look.status = LOOK_STATUS_TIMEOUT;
	assert_action(URGENCY_DNS_WRONG,
		      "No name server told of the record (timeout): check DNS again");
	world.look.status = LOOK_STATUS_OK;
	world.look.drift = true;
	assert_action(URGENCY_DNS_WRONG,
		      "The published record is not the approved one: check DNS, then "
		      "restore it or adopt it");
	g_assert_true(line->drifted);
	world_regress(&world, "crm", "crm lost its signature");
	assert_action(URGENCY_REGRESSION, "Find out why: crm lost its signature");
	g_assert_true(line->regressed && line->overdue && line->silent && line->drifted);
	assert_alarms(4, "regressed: find out why: crm lost its signature",
		      "drifted: the published record is not the approved one: check DNS, then "
		      "restore it or adopt it",
		      "silent: find out why 3 of 5 usual reporters are silent",
		      "overdue: remind Piet: sign with DKIM (who) was due on 2024-10-03");
	tear_down();
}

/* What one look saw and may pass is looked at again: cron hears of what `check` calls an error. */
static void test_doubt(void)
{
	set_up("quarantine-25");
	finding_add(world.look.findings, FINDING_WARNING, "x", NULL, NULL, "%s", "one lacks it");
	world.look.agree = false;
	assert_action(URGENCY_DNS_WRONG, "The name servers disagree about the record: check DNS");
	g_assert_cmpuint(line->alarms->len, ==, 0);
	world.look.drift = true;
	judge(DAY_NONE);
	g_assert_cmpint(line->urgency, ==, URGENCY_DNS_WRONG);
	g_assert_true(line->drifted);
	g_assert_cmpuint(line->alarms->len, ==, 0);
	finding_add(world.look.findings, FINDING_ERROR, "drift", NULL, NULL, "%s", "drifted");
	judge(DAY_NONE);
	assert_alarms(1, "drifted: the published record is not the approved one: check DNS, then "
			 "restore it or adopt it");
	tear_down();
}

/* What old data shows is not today's: the data come first, before what they seem to say. */
static void test_stale(void)
{
	set_up("quarantine-25");
	world_regress(&world, "crm", "crm lost its signature");
	world.facts.newest = TODAY - 3;
	assert_action(URGENCY_REGRESSION, "Roll back or hold: crm lost its signature");
	world.facts.newest = TODAY - 4;
	assert_action(
		URGENCY_STALE,
		"No data since 2024-09-30: import newer reports, or find out why none arrive");
	g_assert_true(line->silent && line->regressed);
	world.look.drift = true;
	finding_add(world.look.findings, FINDING_ERROR, "drift", NULL, NULL, "%s", "drifted");
	judge(DAY_NONE);
	g_assert_cmpint(line->urgency, ==, URGENCY_STALE);
	assert_alarms(3,
		      "silent: no data since 2024-09-30: import newer reports, or find out why "
		      "none arrive",
		      "regressed: roll back or hold: crm lost its signature",
		      "drifted: the published record is not the approved one: check DNS, then "
		      "restore it or adopt it");
	tear_down();
}

/* The task that is due for longest, of a source or a stream, seen in these days or not. */
static void test_overdue(void)
{
	set_up("quarantine-10");
	world_task(world.source_notes, "erp", NULL, "sign", TODAY - 2);
	assert_action(URGENCY_OVERDUE, "Remind the customer: sign (erp) was due on 2024-10-02");
	world_task(world.stream_notes, "pay@shop.example", "HR", "rotate the key", TODAY - 3);
	assert_action(URGENCY_OVERDUE,
		      "Remind HR: rotate the key (pay@shop.example) was due on 2024-10-01");
	world_task(world.source_notes, "crm", "IT", "sign", TODAY - 3);
	assert_action(URGENCY_OVERDUE, "Remind IT: sign (crm) was due on 2024-10-01");
	assert_alarms(1, "overdue: remind IT: sign (crm) was due on 2024-10-01");
	world_task(world.source_notes, "crm", "IT", NULL, TODAY - 3);
	world_task(world.stream_notes, "pay@shop.example", "HR", "rotate the key", DAY_NONE);
	world_task(world.source_notes, "erp", NULL, "sign", TODAY);
	assert_action(URGENCY_GATE_OPEN, "Advance to quarantine-25");
	g_assert_cmpuint(line->alarms->len, ==, 0);
	tear_down();
}

static void test_gate_open(void)
{
	set_up("quarantine-10");
	assert_action(URGENCY_GATE_OPEN, "Advance to quarantine-25");
	g_assert_cmpuint(line->conditions_met, ==, line->conditions);
	g_assert_null(line->ticket);
	world.domain.held = g_strdup("merger");
	assert_action(URGENCY_WAITING, "On hold: merger");
	g_assert_true(line->held);
	tear_down();
}

static void test_tickets(void)
{
	static const struct {
		enum ticket_state state;
		enum urgency urgency;
		const char *action;
	} cases[] = {
		{TICKET_STATE_DRAFTED, URGENCY_TICKET, "Send ticket CHG-2024-0001"},
		{TICKET_STATE_SENT, URGENCY_WAITING,
		 "Wait for the approval of ticket CHG-2024-0001"},
		{TICKET_STATE_APPROVED, URGENCY_WAITING,
		 "Wait for the DNS team to publish ticket CHG-2024-0001"},
		{TICKET_STATE_PUBLISHED, URGENCY_TICKET,
		 "Verify ticket CHG-2024-0001 at the name servers"},
		{TICKET_STATE_VERIFIED, URGENCY_GATE_OPEN, "Advance to quarantine-25"},
		{TICKET_STATE_CONFIRMED, URGENCY_GATE_OPEN, "Advance to quarantine-25"},
		{TICKET_STATE_WITHDRAWN, URGENCY_GATE_OPEN, "Advance to quarantine-25"},
		{TICKET_STATE_FAILED, URGENCY_TICKET,
		 "Ticket CHG-2024-0001 failed: draft a new one"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		set_up("quarantine-10");
		add_ticket(cases[i].state);
		assert_action(cases[i].urgency, cases[i].action);
		tear_down();
	}
}

/* A freeze holds what asks for a change, but not the way back. */
static void test_frozen_ticket(void)
{
	struct freeze *freeze = g_new0(struct freeze, 1);
	struct ticket *ticket;

	set_up("quarantine-10");
	*freeze = (struct freeze){1, TODAY, TODAY + 4, g_strdup("sale"), g_strdup("x")};
	g_ptr_array_add(world.freezes, freeze);
	ticket = add_ticket(TICKET_STATE_DRAFTED);
	assert_action(URGENCY_WAITING,
		      "Send ticket CHG-2024-0001 on 2024-10-09, when the freeze is over");
	ticket->rollback_of_stage = true;
	assert_action(URGENCY_TICKET, "Send ticket CHG-2024-0001");
	tear_down();
}

static void test_new_domain(void)
{
	set_up("monitor");
	world.domain.since = DAY_NONE;
	world.facts.newest = world.facts.clock_start = DAY_NONE;
	finding_add(world.look.findings, FINDING_ERROR, "x", NULL, NULL, "%s", "no record");
	assert_action(URGENCY_TICKET, "Draft the ticket for the record of monitor");
	world.domain.since = TODAY - 4;
	g_ptr_array_set_size(world.look.findings, 0);
	assert_action(URGENCY_STALE, "Find out why no report has come since 2024-09-30");
	world.domain.since = TODAY - 3;
	judge(DAY_NONE);
	g_assert_false(line->silent);
	world.domain.since = TODAY - 40;
	world.domain.kind = DOMAIN_KIND_PARKED;
	judge(DAY_NONE);
	g_assert_false(line->silent);
	tear_down();
}

/* Mail on these days of the window, by a pattern that is repeated. */
static GArray *days_of(const char *pattern, unsigned until)
{
	GArray *days = g_array_new(FALSE, FALSE, sizeof(uint64_t));

	for (unsigned i = 0; i < 30; i++) {
		uint64_t mail = i < until && pattern[i % strlen(pattern)] == 'x' ? 5 : 0;

		g_array_append_val(days, mail);
	}
	return days;
}

static void assert_sends(GArray **days, const char *pattern, unsigned until, const char *action)
{
	g_clear_pointer(days, g_array_unref);
	*days = days_of(pattern, until);
	judge(DAY_NONE);
	g_assert_cmpstr(line->next_action, ==, action);
	g_assert_cmpint(line->silent, ==, g_str_has_prefix(action, "Ask why"));
}

static void test_silent_sender(void)
{
	static const char advance[] = "Advance to quarantine-25";
	struct source *home;
	struct stream *stream = g_new0(struct stream, 1);

	set_up("quarantine-10");
	home = world.table.sources->pdata[0];
	assert_sends(&home->days, "x", 23, "Ask why home stopped sending: last seen on 2024-09-26");
	assert_sends(&home->days, "x", 24, advance);
	/* On working days, and long gone. */
	assert_sends(&home->days, "xxxxx..", 12,
		     "Ask why home stopped sending: last seen on 2024-09-15");
	/* What sends once a week may be late, and a week of mail is no habit. */
	assert_sends(&home->days, "x......", 21, advance);
	assert_sends(&home->days, "x", 6, advance);
	((struct flow *)home->flows->pdata[0])->verdict = VERDICT_THREAT;
	assert_sends(&home->days, "x", 23, "No legitimate mail in the window");
	((struct flow *)home->flows->pdata[0])->verdict = VERDICT_LEGITIMATE;
	assert_sends(&home->days, "x", 30, advance);
	stream->name = g_strdup("pay@shop.example");
	g_ptr_array_add(world.table.streams, stream);
	assert_sends(&stream->per_day, "x", 20, advance);
	stream->vital = true;
	assert_sends(&stream->per_day, "x", 20,
		     "Ask why pay@shop.example stopped sending: last seen on 2024-09-23");
	g_assert_cmpint(line->urgency, ==, URGENCY_SILENT);
	tear_down();
}

/* What stops since it moved to a subdomain of its own is no silence; what else stops is. */
static void test_moved_sender(void)
{
	static const char ask[] = "Ask why home stopped sending: last seen on 2024-09-23";
	static const char advance[] = "Advance to quarantine-25";
	g_autoptr(GHashTable) moving = g_hash_table_new(g_str_hash, g_str_equal);
	struct source *home;
	struct stream *stream = g_new0(struct stream, 1);

	set_up("quarantine-10");
	home = world.table.sources->pdata[0];
	stream->name = g_strdup("pay@shop.example");
	stream->source = g_strdup("home");
	stream->per_day = days_of("x", 20);
	g_ptr_array_add(world.table.streams, stream);
	assert_sends(&home->days, "x", 20, ask);
	world.facts.moving = moving;
	assert_sends(&home->days, "x", 20, ask);
	g_hash_table_insert(moving, stream->name, NULL);
	assert_sends(&home->days, "x", 20, advance);
	stream->vital = true;
	assert_sends(&home->days, "x", 20, advance);
	/* Another of its streams, daily too, stopped on a day of its own. */
	assert_sends(&stream->per_day, "x..", 20, ask);
	tear_down();
}

static void test_done(void)
{
	set_up("reject");
	assert_action(URGENCY_DONE, "Finish it: at reject since 2024-08-25: 40 days");
	world.domain.finished = true;
	assert_action(URGENCY_DONE, "Done: at reject since 2024-08-25: 40 days");
	world.facts.clock_start = TODAY - 10;
	assert_action(URGENCY_DONE, "Done: at reject since 2024-08-25; reports show it since "
				    "2024-09-24: 10 days");
	world.facts.clock_start = DAY_NONE;
	assert_action(URGENCY_DONE, "Done: at reject since 2024-08-25; no report shows it yet");
	world.domain.goal = GOAL_QUARANTINE; /* a decision, not a delay */
	assert_action(URGENCY_DONE,
		      "Done: at reject since 2024-08-25; no report shows it yet (goal quarantine)");
	world.domain.goal_reason = g_strdup("staff post to lists");
	assert_action(URGENCY_DONE, "Done: at reject since 2024-08-25; no report shows it yet "
				    "(goal quarantine: staff post to lists)");
	judge(TODAY - 100);
	g_assert_false(line->at_risk);
	world_regress(&world, "crm", "crm lost its signature");
	assert_action(URGENCY_REGRESSION, "Roll back or hold: crm lost its signature");
	tear_down();
}

/* The way back out of a regression, step by step. */
static void test_regression(void)
{
	struct ticket *ticket;

	set_up("quarantine-25");
	world_regress(&world, "crm", "crm lost its signature");
	assert_action(URGENCY_REGRESSION, "Roll back or hold: crm lost its signature");
	ticket = add_ticket(TICKET_STATE_SENT);
	assert_action(URGENCY_REGRESSION, "Roll back (it takes the place of CHG-2024-0001) or "
					  "hold: crm lost its signature");
	ticket->state = TICKET_STATE_WITHDRAWN;
	assert_action(URGENCY_REGRESSION, "Roll back or hold: crm lost its signature");
	ticket->rollback_of_stage = true;
	ticket->state = TICKET_STATE_DRAFTED;
	assert_action(URGENCY_REGRESSION,
		      "Send rollback ticket CHG-2024-0001: crm lost its signature");
	ticket->state = TICKET_STATE_APPROVED;
	assert_action(URGENCY_REGRESSION,
		      "Have published rollback ticket CHG-2024-0001: crm lost its signature");
	ticket->state = TICKET_STATE_VERIFIED;
	assert_action(URGENCY_REGRESSION, "Roll back or hold: crm lost its signature");
	tear_down();
}

/* Who needs me first: each rank before the next, whatever its mail. */
static void test_ranks(void)
{
	struct status_line before = {.domain = (char[]){"b"}}, after = {.domain = (char[]){"a"}};

	for (enum urgency rank = URGENCY_REGRESSION; rank < URGENCY_DONE; rank++) {
		before.urgency = rank;
		after.urgency = rank + 1;
		after.messages = after.unknown = 9;
		after.at_risk = true;
		g_assert_cmpint(status_compare(&before, &after), <, 0);
		g_assert_cmpint(status_compare(&after, &before), >, 0);
	}
	g_assert_cmpint(URGENCY_REGRESSION, <, URGENCY_STALE);
	g_assert_cmpint(URGENCY_STALE, <, URGENCY_DNS_WRONG);
	g_assert_cmpint(URGENCY_DNS_WRONG, <, URGENCY_SILENT);
	g_assert_cmpint(URGENCY_SILENT, <, URGENCY_TICKET);
	g_assert_cmpint(URGENCY_TICKET, <, URGENCY_OVERDUE);
	g_assert_cmpint(URGENCY_OVERDUE, <, URGENCY_GATE_OPEN);
	g_assert_cmpint(URGENCY_GATE_OPEN, <, URGENCY_UNKNOWN);
	g_assert_cmpint(URGENCY_UNKNOWN, <, URGENCY_AT_RISK);
	g_assert_cmpint(URGENCY_AT_RISK, <, URGENCY_WAITING);
	g_assert_cmpint(URGENCY_WAITING, <, URGENCY_DONE);
}

static void test_within_a_rank(void)
{
	struct status_line a = {.messages = 1, .unknown = 5, .domain = (char[]){"b"}};
	struct status_line b = {.messages = 9, .unknown = 4, .domain = (char[]){"a"}};

	a.urgency = b.urgency = URGENCY_GATE_OPEN;
	g_assert_cmpint(status_compare(&a, &b), >, 0);
	a.at_risk = true;
	g_assert_cmpint(status_compare(&a, &b), <, 0);
	a.urgency = b.urgency = URGENCY_UNKNOWN; /* by what is unknown, not by all mail */
	a.at_risk = false;
	b.at_risk = true;
	g_assert_cmpint(status_compare(&a, &b), <, 0);
	a.unknown = 4;
	g_assert_cmpint(status_compare(&a, &b), >, 0);
	g_assert_cmpint(status_compare(&b, &a), <, 0);
	g_assert_cmpint(status_compare(&a, &a), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/status/order-of-needs", test_order_of_needs);
	g_test_add_func("/rollout/status/doubt", test_doubt);
	g_test_add_func("/rollout/status/stale", test_stale);
	g_test_add_func("/rollout/status/overdue", test_overdue);
	g_test_add_func("/rollout/status/gate-open", test_gate_open);
	g_test_add_func("/rollout/status/tickets", test_tickets);
	g_test_add_func("/rollout/status/frozen-ticket", test_frozen_ticket);
	g_test_add_func("/rollout/status/new-domain", test_new_domain);
	g_test_add_func("/rollout/status/silent-sender", test_silent_sender);
	g_test_add_func("/rollout/status/moved-sender", test_moved_sender);
	g_test_add_func("/rollout/status/done", test_done);
	g_test_add_func("/rollout/status/regression", test_regression);
	g_test_add_func("/rollout/status/ranks", test_ranks);
	g_test_add_func("/rollout/status/within-a-rank", test_within_a_rank);
	return g_test_run();
}
