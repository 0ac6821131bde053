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
	struct source *source;

	set_up("monitor");
	world.facts.clock_start = TODAY - 10;
	assert_action(URGENCY_WAITING, "10 days in monitor, 30 wanted: wait until 2024-10-24");
	judge(TODAY + 30);
	g_assert_true(line->at_risk);
	g_assert_cmpint(line->urgency, ==, URGENCY_AT_RISK);
	g_assert_nonnull(strstr(line->next_action, "Behind the target of 2024-11-03: 10 days"));
	source = world_source(&world.table, "who", VERDICT_UNKNOWN, FLOW_CLASS_UNKNOWN, 50, 0);
	assert_action(URGENCY_UNKNOWN, "1 unknown source: judge who first (50 messages)");
	g_assert_false(line->at_risk);
	source->note.task = g_strdup("sign with DKIM");
	source->note.owner = g_strdup("Piet");
	source->note.due = TODAY;
	judge(DAY_NONE);
	g_assert_false(line->overdue);
	source->note.due = TODAY - 1;
	assert_action(URGENCY_OVERDUE, "Remind Piet: sign with DKIM (who) was due on 2024-10-03");
	g_assert_true(line->overdue);
	add_ticket(TICKET_STATE_DRAFTED);
	assert_action(URGENCY_TICKET, "Send ticket CHG-2024-0001");
	g_assert_cmpstr(line->ticket, ==, "CHG-2024-0001");
	world.facts.silent_reporters = 3;
	assert_action(URGENCY_SILENT, "Find out why 3 of 5 usual reporters are silent");
	world.facts.newest = TODAY - 5;
	assert_action(
		URGENCY_SILENT,
		"No data since 2024-09-29: import newer reports, or find out why none arrive");
	g_assert_true(line->silent);
	finding_add(world.look.findings, FINDING_ERROR, "x", NULL, NULL, "%s", "two records");
	assert_action(URGENCY_DNS_WRONG, "Correct DNS: two records");
	world.look.agree = false;
	assert_action(URGENCY_DNS_WRONG, "The name servers disagree about the record: check DNS");
	world.look.drift = true;
	assert_action(URGENCY_DNS_WRONG,
		      "The published record is not the approved one: check DNS, then "
		      "restore it or adopt it");
	g_assert_true(line->drifted);
	world_regress(&world, "crm", "crm lost its signature");
	assert_action(URGENCY_REGRESSION, "Find out why: crm lost its signature");
	g_assert_true(line->regressed && line->overdue && line->silent && line->drifted);
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

static void test_new_domain(void)
{
	set_up("monitor");
	world.domain.since = DAY_NONE;
	world.facts.newest = world.facts.clock_start = DAY_NONE;
	finding_add(world.look.findings, FINDING_ERROR, "x", NULL, NULL, "%s", "no record");
	assert_action(URGENCY_TICKET, "Draft the ticket for the record of monitor");
	world.domain.since = TODAY - 4;
	g_ptr_array_set_size(world.look.findings, 0);
	assert_action(URGENCY_SILENT, "Find out why no report has come since 2024-09-30");
	world.domain.since = TODAY - 3;
	judge(DAY_NONE);
	g_assert_false(line->silent);
	world.domain.since = TODAY - 40;
	world.domain.kind = DOMAIN_KIND_PARKED;
	judge(DAY_NONE);
	g_assert_false(line->silent);
	tear_down();
}

static void test_silent_source(void)
{
	struct source *home;
	uint64_t mail = 5, none = 0;

	set_up("quarantine-10");
	home = world.table.sources->pdata[0];
	home->last_seen = TODAY - 8;
	home->days = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	for (unsigned i = 0; i < 30; i++)
		g_array_append_val(home->days, *(i < 23 ? &mail : &none));
	assert_action(URGENCY_SILENT, "Ask why home stopped sending: last seen on 2024-09-26");
	g_array_index(home->days, uint64_t, 23) = 1;
	assert_action(URGENCY_GATE_OPEN, "Advance to quarantine-25");
	/* What sends once a week may be late. */
	for (unsigned i = 0; i < 30; i++)
		g_array_index(home->days, uint64_t, i) = i % 7 == 0 && i < 21;
	assert_action(URGENCY_GATE_OPEN, "Advance to quarantine-25");
	tear_down();
}

static void test_done(void)
{
	set_up("reject");
	assert_action(URGENCY_DONE, "At reject since 2024-08-25: finish it");
	world.domain.finished = true;
	assert_action(URGENCY_DONE, "Done: at reject since 2024-08-25");
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

static void test_compare(void)
{
	const struct status_line a = {
		.urgency = URGENCY_REGRESSION, .messages = 1, .domain = (char[]){"b"}};
	struct status_line b = {.urgency = URGENCY_SILENT, .messages = 9, .domain = (char[]){"a"}};

	g_assert_cmpint(status_compare(&a, &b), <, 0);
	b.urgency = URGENCY_REGRESSION;
	g_assert_cmpint(status_compare(&a, &b), >, 0);
	b.messages = 1;
	g_assert_cmpint(status_compare(&a, &b), >, 0);
	g_assert_cmpint(status_compare(&b, &a), <, 0);
	g_assert_cmpint(status_compare(&a, &a), ==, 0);
	b.at_risk = true;
	b.messages = 0;
	g_assert_cmpint(status_compare(&a, &b), >, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/status/order-of-needs", test_order_of_needs);
	g_test_add_func("/rollout/status/gate-open", test_gate_open);
	g_test_add_func("/rollout/status/tickets", test_tickets);
	g_test_add_func("/rollout/status/new-domain", test_new_domain);
	g_test_add_func("/rollout/status/silent-source", test_silent_source);
	g_test_add_func("/rollout/status/done", test_done);
	g_test_add_func("/rollout/status/regression", test_regression);
	g_test_add_func("/rollout/status/compare", test_compare);
	return g_test_run();
}
