/* SPDX-License-Identifier: MIT */
/* What stands on the board, and one domain: its ladder, gate and record. A part of the app of
 * tables. */
#ifndef TESTS_TUI_FAKE_DOMAINS_H
#define TESTS_TUI_FAKE_DOMAINS_H

#include "app/rollout.h"
#include "fake_app.h"
#include "tui/chart.h"

static struct status_line *line_new(const char *domain, const char *stage, bool open)
{
	struct status_line *line = g_new0(struct status_line, 1);

	line->customer = g_strdup("acme");
	line->customer_name = g_strdup("Acme Stores");
	line->domain = g_strdup(domain);
	line->stage = g_strdup(stage);
	line->playbook = g_strdup("standard");
	line->since = FAKE_DAY - 34;
	line->clock_start = FAKE_DAY - 34;
	line->days = 34;
	line->messages = 1204331;
	line->compliant = open ? 1190000 : 1000000;
	line->has_data = true;
	line->gate_open = open;
	line->conditions = 5;
	line->conditions_met = open ? 5 : 3;
	line->next_action = g_strdup(open ? "advance to quarantine-0: the gate is open"
					  : "judge 3 unknown sources");
	line->forecast = FAKE_DAY + 200;
	line->target = DAY_NONE;
	line->urgency = open ? URGENCY_GATE_OPEN : URGENCY_UNKNOWN;
	line->steps = g_ptr_array_new_with_free_func((GDestroyNotify)forecast_step_free);
	g_ptr_array_add(line->steps,
			forecast_step_new("quarantine-0", FAKE_DAY + 9, "unknown_sources"));
	g_ptr_array_add(line->steps, forecast_step_new("reject", FAKE_DAY + 200, "min_days"));
	line->compliance = g_array_new(FALSE, FALSE, sizeof(double));
	for (int i = 0; i < 30; i++) {
		double share = i == 3 ? CHART_NO_DATA : 0.95 + i * 0.0015;

		g_array_append_val(line->compliance, share);
	}
	return line;
}

/* The first customer promised the day after the last one's forecast, the others the day before. */
static void share_out(GPtrArray *lines, unsigned customers)
{
	for (guint i = 0; customers && i < lines->len; i++) {
		struct status_line *line = lines->pdata[i];

		g_free(line->customer);
		g_free(line->customer_name);
		line->customer = g_strdup_printf("c%u", i % customers);
		line->customer_name = g_strdup_printf("Customer %u", i % customers);
		line->target = line->forecast + (i % customers ? -1 : 1);
		line->at_risk = line->forecast > line->target;
	}
}

GPtrArray *app_status(struct app *app, char *const *names, struct progress *progress,
		      GError **error)
{
	GPtrArray *lines;
	struct status_line *hold;

	(void)progress;
	if (fails(app, error))
		return NULL;
	lines = g_ptr_array_new_with_free_func((GDestroyNotify)status_line_free);
	for (unsigned i = 0; i < app->domains; i++) {
		g_autofree char *name = g_strdup_printf("d%05u.example", i);

		g_ptr_array_add(lines, line_new(name, "monitor", i % 2));
	}
	share_out(lines, app->customers);
	if (lines->len)
		return lines;
	if (names) {
		g_ptr_array_add(lines, line_new(names[0], "monitor",
						strcmp(names[0], "shop.example") == 0));
		return lines;
	}
	g_ptr_array_add(lines, line_new("shop.example", "monitor", true));
	g_ptr_array_add(lines, line_new("xn--bcher-kva.example", "quarantine-25", false));
	hold = line_new("held.example", "reject-50", false);
	hold->held = true;
	hold->ticket = g_strdup("CHG-2026-0009");
	hold->regressed = true;
	hold->loss = 12;
	g_ptr_array_add(lines, hold);
	return lines;
}

GPtrArray *app_status_glance(struct app *app, bool *old, GError **error)
{
	GPtrArray *lines = app_status(app, NULL, NULL, error);

	*old = app->new_day;
	if (lines && app->forgotten)
		g_ptr_array_set_size(lines, 0);
	return lines;
}

struct domain *app_domain(struct app *app, const char *name, GError **error)
{
	struct domain *domain;

	if (fails(app, error))
		return NULL;
	domain = g_new0(struct domain, 1);
	domain->name = g_strdup(name);
	domain->customer = g_strdup("acme");
	domain->playbook = g_strdup("standard");
	domain->stage = g_strdup("monitor");
	domain->since = FAKE_DAY - 34;
	return domain;
}

struct domain *app_domain_set(struct app *app, const char *name, const struct domain_change *change,
			      bool *changed G_GNUC_UNUSED, GError **error)
{
	deed(app, change->lists ? change->lists : change->goal, name, change->reason);
	return app_domain(app, name, error);
}

bool app_unwaive(struct app *app, const char *domain, const char *condition, const char *source,
		 bool *changed, GError **error)
{
	(void)domain, (void)source, (void)changed, (void)error;
	deed(app, "unwaive", condition, NULL);
	return true;
}

bool app_waive(struct app *app, const char *domain, const struct waiver *waiver, bool *changed,
	       GError **error)
{
	g_autofree char *what =
		g_strdup_printf("waive %s %s by %s, %d days", domain, waiver->condition, waiver->by,
				waiver->until - FAKE_DAY);

	(void)changed;
	(void)error;
	deed(app, what, "", waiver->reason);
	return true;
}

struct playbook *app_playbook(struct app *app, const char *name, GError **error)
{
	static const char *const stages[] = {"monitor", "quarantine-0", "quarantine-10", "reject"};
	struct playbook *playbook = g_new0(struct playbook, 1);

	(void)app;
	(void)error;
	playbook->name = g_strdup(name);
	playbook->stages = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
		struct stage *stage = g_new0(struct stage, 1);

		stage->name = g_strdup(stages[i]);
		g_ptr_array_add(playbook->stages, stage);
	}
	return playbook;
}

struct playbook *app_playbook_of(struct app *app, const struct domain *domain, GError **error)
{
	return app_playbook(app, domain->playbook, error);
}

GPtrArray *app_playbook_records(struct app *app, const struct playbook *playbook)
{
	GPtrArray *records = g_ptr_array_new_with_free_func(g_free);

	(void)app;
	for (guint i = 0; i < playbook->stages->len; i++)
		g_ptr_array_add(records, g_strdup_printf("v=DMARC1; p=record-%u", i));
	return records;
}

const struct table *app_gate_table(void)
{
	static const struct field fields[] = {
		{"min_days", FIELD_INT, 0, .text = "the clock"},
		{"min_messages", FIELD_INT, 0, .text = "messages"},
		{0},
	};
	static const struct table table = {"gate", sizeof(struct gate_rule), fields};

	return &table;
}

char *app_gate_value(const struct field *field, const struct gate_rule *rule)
{
	(void)field;
	(void)rule;
	return g_strdup("100");
}

GPtrArray *app_moves(struct app *app, const char *domain, GError **error)
{
	GPtrArray *moves = g_ptr_array_new_with_free_func((GDestroyNotify)stage_move_free);
	struct stage_move *move = g_new0(struct stage_move, 1);

	(void)app;
	(void)domain;
	(void)error;
	move->stage = g_strdup("monitor");
	move->since = FAKE_DAY - 34;
	g_ptr_array_add(moves, move);
	return moves;
}

static void add_condition(struct gate *gate, const char *name, bool met, enum gate_unit unit,
			  double want, double have, const char *text)
{
	struct gate_condition *condition = g_new0(struct gate_condition, 1);

	condition->name = g_strdup(name);
	condition->met = met;
	condition->unit = unit;
	condition->want = want;
	condition->have = have;
	condition->text = g_strdup(text);
	g_ptr_array_add(gate->conditions, condition);
}

static void condition_free(gpointer data)
{
	struct gate_condition *condition = data;

	g_free(condition->name);
	g_free(condition->text);
	g_free(condition);
}

struct gate *app_gate(struct app *app, const char *domain, GError **error)
{
	struct gate *gate = g_new0(struct gate, 1);

	(void)app;
	(void)error;
	gate->domain = g_strdup(domain);
	gate->stage = g_strdup("monitor");
	gate->next = g_strdup("quarantine-0");
	gate->open = strcmp(domain, "shop.example") == 0;
	gate->earliest = FAKE_DAY + 30;
	gate->conditions = g_ptr_array_new_with_free_func(condition_free);
	gate->blockers = g_ptr_array_new_with_free_func(g_free);
	gate->waivers = g_ptr_array_new();
	add_condition(gate, "min_days", true, GATE_UNIT_COUNT, 30, 34,
		      "34 days of 30 in this stage");
	add_condition(gate, "legit_pass_rate", gate->open, GATE_UNIT_SHARE, 0.98, 0.972,
		      "97.2 % of legitimate mail passes, 98 % is wanted: fix what fails");
	add_condition(gate, "dns_clean", true, GATE_UNIT_BOOL, 1, 1, "DNS is clean");
	if (!gate->open)
		g_ptr_array_add(gate->blockers, g_strdup("compliance 97.2 %, wants 98 %"));
	return gate;
}

struct record_proposal *app_record(struct app *app, const char *domain, const char *stage,
				   GError **error)
{
	struct record_proposal *proposal = g_new0(struct record_proposal, 1);

	(void)app;
	(void)error;
	proposal->name = g_strconcat("_dmarc.", domain, NULL);
	proposal->type = g_strdup("TXT");
	proposal->current = g_strdup(RECORD_NOW);
	proposal->stage = g_strdup(stage ? stage : "quarantine-0");
	proposal->value = g_strdup(g_strcmp0(stage, "monitor") == 0 ? RECORD_NOW
				   : g_strcmp0(stage, "reject") == 0
					   ? "v=DMARC1; p=reject; rua=mailto:dmarc@service.example"
				   : g_strcmp0(stage, "quarantine-10") == 0
					   ? "v=DMARC1; p=quarantine; pct=10; t=y; "
					     "rua=mailto:dmarc@service.example"
					   : RECORD_NEXT);
	proposal->warnings = findings_new();
	return proposal;
}

void record_proposal_free(struct record_proposal *proposal)
{
	g_free(proposal->name);
	g_free(proposal->type);
	g_free(proposal->current);
	g_free(proposal->stage);
	g_free(proposal->value);
	g_ptr_array_unref(proposal->warnings);
	g_free(proposal);
}

#endif
