/* SPDX-License-Identifier: MIT */
/*
 * An app that answers from tables, so that screens are tested without a state: included by one
 * test program, whose functions take the place of the real ones. Writes are only noted down.
 */
#ifndef TESTS_TUI_FAKE_APP_H
#define TESTS_TUI_FAKE_APP_H

#include <string.h>

#include "app/background.h"
#include "app/project.h"
#include "app/reports.h"
#include "app/rollout.h"
#include "app/sources.h"
#include "app/ticket.h"
#include "base/error.h"
#include "tui/chart.h"

#define FAKE_NOW 1793491200 /* 2026-11-01T00:00:00Z */
#define FAKE_DAY 20758	    /* 2026-11-01 */

#define RECORD_NOW  "v=DMARC1; p=none; rua=mailto:dmarc@service.example"
#define RECORD_NEXT "v=DMARC1; p=quarantine; pct=0; t=y; rua=mailto:dmarc@service.example"

struct app {
	struct clock clock;
	struct config config;
	GString *deeds;	 /* one line a write */
	GQueue *waiting; /* struct background *: run by app_dispatch() */
	unsigned jobs;
	unsigned domains;    /* of the board; 0: the three of the table */
	bool new_day;	     /* what is known of them is of the day before */
	bool forgotten;	     /* ... or nothing is known yet */
	const char *failure; /* every load fails with it; NULL: none */
	enum ticket_state ticket;
	unsigned visits;    /* of Sources */
	unsigned addresses; /* more sources like the first one */
	char *source_name;  /* of the second source; NULL: an honest one */
};

static struct app *fake_new(void)
{
	struct app *app = g_new0(struct app, 1);

	app->clock.fixed = FAKE_NOW;
	app->deeds = g_string_new(NULL);
	app->waiting = g_queue_new();
	return app;
}

static void fake_free(struct app *app)
{
	g_assert_cmpuint(g_queue_get_length(app->waiting), ==, 0);
	g_queue_free(app->waiting);
	g_string_free(app->deeds, TRUE);
	g_free(app->source_name);
	g_free(app);
}

static void deed(struct app *app, const char *what, const char *on, const char *why)
{
	g_string_append_printf(app->deeds, "%s %s: %s\n", what, on, why ? why : "-");
}

static bool fails(const struct app *app, GError **error)
{
	if (app->failure)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE, "%s", app->failure);
	return app->failure;
}

const struct clock *app_clock(const struct app *app)
{
	return &app->clock;
}

const struct config *app_config(const struct app *app)
{
	return &app->config;
}

const char *app_state_dir(const struct app *app)
{
	(void)app;
	return ".";
}

unsigned app_background(struct app *app, const struct background *background)
{
	g_queue_push_tail(app->waiting, g_memdup2(background, sizeof(*background)));
	return ++app->jobs;
}

/* The oldest job, or all of it cancelled: what is waiting is never run then. */
static void run_job(struct app *app, bool cancelled)
{
	struct background *job = g_queue_pop_head(app->waiting);
	g_autoptr(GError) error = NULL;
	void *result = NULL;

	if (cancelled)
		g_set_error(&error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED, "it was stopped");
	else
		result = job->work(app, job->arg, NULL, &error);
	if (job->free_arg)
		job->free_arg(job->arg);
	job->done(job->ctx, result, error);
	g_free(job);
}

void app_background_cancel(struct app *app, unsigned id)
{
	(void)id;
	run_job(app, true);
}

int app_background_fd(struct app *app)
{
	(void)app;
	return -1;
}

unsigned app_dispatch(struct app *app)
{
	unsigned n = g_queue_get_length(app->waiting);

	for (unsigned i = 0; i < n; i++)
		run_job(app, false);
	return n;
}

unsigned app_background_busy(struct app *app)
{
	return g_queue_get_length(app->waiting);
}

GPtrArray *app_background_list(struct app *app)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)job_line_free);
	struct job_line *line = g_new0(struct job_line, 1);

	(void)app;
	line->id = 7;
	line->title = g_strdup("import mail/");
	line->state = JOB_STATE_RUNNING;
	line->done = 41;
	line->total = 100;
	g_ptr_array_add(lines, line);
	return lines;
}

static struct status_line *line_new(const char *domain, const char *stage, bool open)
{
	struct status_line *line = g_new0(struct status_line, 1);

	line->customer = g_strdup("acme");
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

static void dkim_free(gpointer data)
{
	struct flow_dkim *dkim = data;

	g_free(dkim->domain);
	g_free(dkim->selector);
	g_free(dkim);
}

static void add_source(struct source_table *table, const char *key, const char *name,
		       enum flow_class class, uint64_t messages, uint64_t compliant)
{
	struct source *source = g_new0(struct source, 1);
	struct flow *flow = g_new0(struct flow, 1);
	struct flow_dkim *dkim = g_new0(struct flow_dkim, 1);
	struct evidence *evidence = g_new0(struct evidence, 1);
	struct source_ip *address = g_new0(struct source_ip, 1);

	dkim->domain = g_strdup(table->domain);
	dkim->selector = g_strdup("s1");
	dkim->result = compliant ? AUTH_RESULT_PASS : AUTH_RESULT_FAIL;
	evidence->side = EVIDENCE_FORWARD;
	evidence->points = 3;
	evidence->text = g_strdup("the selector is at home elsewhere");
	g_strlcpy(flow->key, class == FLOW_CLASS_SPOOF ? "deadbeef" : "9f3c01ab",
		  sizeof(flow->key));
	flow->header_from = g_strdup(table->domain);
	flow->envelope = g_strdup("bounce.sender.example");
	flow->dkim = g_ptr_array_new_with_free_func(dkim_free);
	flow->spf = AUTH_RESULT_PASS;
	flow->class = class;
	flow->verdict = flow_class_verdict(class);
	flow->decided_by = DECIDED_BY_RULE;
	flow->reason = g_strdup("an aligned signature of a selector at home here");
	flow->evidence = g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
	flow->tally = (struct tally){.messages = messages, .compliant = compliant};
	flow->days = 30;
	flow->reporters = 4;
	flow->first_day = FAKE_DAY - 30;
	flow->last_day = FAKE_DAY - 1;
	g_ptr_array_add(flow->dkim, dkim);
	g_ptr_array_add(flow->evidence, evidence);
	source->key = g_strdup(key);
	source->name = g_strdup(name);
	source->group = class == FLOW_CLASS_ALIGNED ? g_strdup(flow->envelope) : NULL;
	source->named_by = g_strdup("the catalogue");
	source->flows = g_ptr_array_new_with_free_func((GDestroyNotify)flow_free);
	g_ptr_array_add(source->flows, flow);
	source->ips = g_ptr_array_new_with_free_func(g_free);
	ip_parse("192.0.2.7", 9, &address->ip);
	address->messages = messages;
	g_ptr_array_add(source->ips, address);
	source->tally = flow->tally;
	source->first_seen = flow->first_day;
	source->last_seen = flow->last_day;
	source->days = g_array_new(FALSE, TRUE, sizeof(uint64_t));
	g_array_set_size(source->days, 30);
	source->fix = class == FLOW_CLASS_ALIGNED ? NULL : g_strdup("sign with d= of the customer");
	source->note.due = DAY_NONE;
	source->is_new = class == FLOW_CLASS_SPOOF;
	g_ptr_array_add(table->sources, source);
	tally_add(&table->tally, &source->tally);
}

struct source_table *app_sources(struct app *app, const char *domain, const struct window *window,
				 GError **error)
{
	struct source_table *table;

	(void)window;
	if (fails(app, error))
		return NULL;
	table = g_new0(struct source_table, 1);
	table->domain = g_strdup(domain);
	table->from = FAKE_DAY - 30;
	table->until = FAKE_DAY - 1;
	table->header_from = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	table->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	table->streams = g_ptr_array_new_with_free_func((GDestroyNotify)stream_free);
	add_source(table, "mailer", "Mailer", FLOW_CLASS_ALIGNED, 900, 900);
	add_source(table, "relay", app->source_name ? app->source_name : "Relay",
		   FLOW_CLASS_FORWARD_BROKEN, 80, 0);
	add_source(table, "192.0.2.66", "192.0.2.66", FLOW_CLASS_SPOOF, 20, 0);
	for (unsigned i = 0; i < app->addresses; i++) {
		g_autofree char *name = g_strdup_printf("198.51.100.%u", i);

		add_source(table, name, name, FLOW_CLASS_ALIGNED, 10, 10);
	}
	return table;
}

struct source *app_source_find(const struct source_table *table, const char *key, GError **error)
{
	for (guint i = 0; i < table->sources->len; i++) {
		struct source *source = table->sources->pdata[i];

		if (strcmp(source->key, key) == 0)
			return source;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND, "no source %s", key);
	return NULL;
}

/* One source with its parts, out of a table that is thrown away. */
struct source *app_source(struct app *app, const char *domain, const char *key,
			  const struct window *window, GError **error)
{
	struct source_table *table = app_sources(app, domain, window, error);
	struct source *source = table ? app_source_find(table, key, error) : NULL;
	struct source_part *part;
	GHashTable *index;
	guint at;

	if (source) {
		g_ptr_array_find(table->sources, source, &at);
		g_ptr_array_steal_index(table->sources, at);
		source->parts = source_parts_new(table->from, table->until);
		source->parts->direct = source->tally;
		source->parts->mismatches[MISMATCH_RAW_WITHOUT_PASS] = 3;
		index = g_hash_table_new(g_str_hash, g_str_equal);
		part = source_part_named(source->parts->reporters, index, "google.com");
		part->tally = source->tally;
		g_hash_table_unref(index);
	}
	source_table_free(table);
	return source;
}

bool app_sources_visited(struct app *app, const char *domain, GError **error)
{
	(void)domain, (void)error;
	app->visits++;
	return true;
}

bool app_sender_add(struct app *app, const struct sender *sender, GError **error)
{
	g_autofree char *known = g_strdup_printf("%s %u", sender->name, sender->spf->len);

	(void)error;
	deed(app, "sender add", sender->slug, known);
	return true;
}

/* One deed for all of them: "*" stands for a source's unsettled flows. */
static char *targets_text(const struct source_flow *targets, size_t n)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < n; i++)
		g_string_append_printf(text, "%s%s/%s", i ? " " : "", targets[i].source,
				       targets[i].flow ? targets[i].flow : "*");
	return g_string_free(text, FALSE);
}

bool app_sources_mark(struct app *app, const char *domain, const struct source_flow *targets,
		      size_t n, enum verdict verdict, const char *reason, bool *added,
		      GError **error)
{
	g_autofree char *what = g_strdup_printf("mark %s %s", domain, verdict_name(verdict));
	g_autofree char *on = targets_text(targets, n);

	(void)error;
	deed(app, what, on, reason);
	*added = true;
	return true;
}

bool app_sources_unmark(struct app *app, const char *domain, const struct source_flow *targets,
			size_t n, bool *ended, GError **error)
{
	g_autofree char *on = targets_text(targets, n);

	(void)error;
	deed(app, "unmark", on, domain);
	*ended = true;
	return true;
}

bool app_source_set(struct app *app, const char *domain, const char *subject,
		    const struct note_change *change, GError **error)
{
	(void)domain;
	(void)error;
	deed(app, "note", subject, change->owner);
	return true;
}

struct replay {
	int unused;
};

struct replay *app_replay_new(struct app *app, const char *domain, const struct window *window,
			      GError **error)
{
	(void)app;
	(void)domain;
	(void)window;
	(void)error;
	return g_new0(struct replay, 1);
}

void app_replay_free(struct replay *replay)
{
	g_free(replay);
}

static void simulated_free(gpointer data)
{
	struct simulated_source *source = data;

	g_free(source->source);
	g_free(source->name);
	g_free(source);
}

/* Reject loses 80 messages, quarantine sends them to spam; a split saves them. */
struct simulation *app_replay(const struct replay *replay, const char *record,
			      const GPtrArray *splits, GError **error)
{
	struct simulation *simulation = g_new0(struct simulation, 1);
	struct simulated_source *source = g_new0(struct simulated_source, 1);
	bool reject = strstr(record, "p=reject"), quarantine = strstr(record, "p=quarantine");

	(void)replay;
	(void)error;
	source->source = g_strdup("relay");
	source->name = g_strdup("Relay");
	source->verdict = VERDICT_FORWARDER;
	source->messages = 80;
	source->expected.reject = reject ? 80 : 0;
	source->by[GENERATION_RFC7489].quarantine = reject ? 40 : 0;
	source->by[GENERATION_RFC7489].reject = reject ? 40 : 0;
	source->by[GENERATION_RFC9989].reject = reject ? 80 : 0;
	simulation->domain = g_strdup("shop.example");
	simulation->record = g_strdup(record);
	simulation->from = FAKE_DAY - 30;
	simulation->until = FAKE_DAY - 1;
	simulation->messages = 1000;
	simulation->compliant = 900;
	simulation->sources = g_ptr_array_new_with_free_func(simulated_free);
	g_ptr_array_add(simulation->sources, source);
	for (int i = 0; i < GENERATION_COUNT; i++) {
		struct outcome *outcome = &simulation->by[i];

		outcome->lost = reject && !(splits && splits->len) ? 80 : 0;
		outcome->spam = quarantine ? 80 : 0;
		outcome->blocked = reject || quarantine ? 20 : 0;
		outcome->reject = reject ? 100 : 0;
	}
	simulation->expected = simulation->by[0];
	simulation->receivers_rfc9989_share = 0.31;
	return simulation;
}

static struct split_move *move_new(void)
{
	static const uint64_t days[] = {70, 35, 0};
	struct split_move *move = g_new0(struct split_move, 1);

	move->stream = g_strdup("news4@shop.example");
	move->subdomain = g_strdup("news.shop.example");
	move->per_day = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	g_array_append_vals(move->per_day, days, G_N_ELEMENTS(days));
	move->drain = g_strdup("drained for 1 of 14 days");
	return move;
}

struct split_advice *app_split(struct app *app, const char *domain, const struct window *window,
			       GError **error)
{
	struct split_advice *advice;
	struct split_candidate *candidate;

	(void)window;
	if (fails(app, error))
		return NULL;
	advice = g_new0(struct split_advice, 1);
	candidate = g_new0(struct split_candidate, 1);
	advice->domain = g_strdup(domain);
	advice->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)split_candidate_free);
	advice->advice = g_ptr_array_new_with_free_func(g_free);
	advice->moves = g_ptr_array_new_with_free_func((GDestroyNotify)split_move_free);
	advice->stay = g_strdup("What reject would lose beyond that cannot be cut.");
	g_ptr_array_add(advice->moves, move_new());
	candidate->then = g_strdup("Its own record begins at p=none.");
	candidate->stream = g_strdup("inv82@shop.example");
	candidate->source = g_strdup("mailer");
	candidate->subdomain = g_strdup("invoices.shop.example");
	candidate->messages = 300;
	candidate->forwarded_broken = 80;
	candidate->loss_before = 80;
	candidate->spam_after = 80;
	candidate->reason = g_strdup("forwarders break its mail");
	candidate->evidence = g_ptr_array_new_with_free_func(g_free);
	candidate->records = g_ptr_array_new_with_free_func((GDestroyNotify)rr_free);
	candidate->steps = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(candidate->steps, g_strdup("DNS team: publish the records"));
	g_ptr_array_add(advice->candidates, candidate);
	return advice;
}

struct domain *app_split_accept(struct app *app, const char *domain, const char *stream,
				const char *subdomain, char **ticket, GError **error)
{
	deed(app, "split accept", subdomain, stream);
	*ticket = g_strdup("CHG-2026-0002");
	return app_domain(app, domain, error);
}

bool app_split_undo(struct app *app, const char *domain, const char *subdomain, GError **error)
{
	(void)error;
	deed(app, "split undo", subdomain, domain);
	return true;
}

static struct ticket *ticket_new(const struct app *app, const char *id)
{
	struct ticket *ticket = g_new0(struct ticket, 1);
	struct ticket_change *change = g_new0(struct ticket_change, 1);

	change->name = g_strdup("_dmarc.shop.example");
	change->type = g_strdup("TXT");
	change->old = g_ptr_array_new_with_free_func(g_free);
	change->new = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(change->new, g_strdup(RECORD_NEXT));
	ticket->id = g_strdup(id);
	ticket->state = app->ticket;
	ticket->customer = g_strdup("acme");
	ticket->domain = g_strdup("shop.example");
	ticket->stage = g_strdup("quarantine-0");
	ticket->drafted_at = FAKE_NOW;
	ticket->changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	g_ptr_array_add(ticket->changes, change);
	ticket->domains = g_ptr_array_new();
	ticket->servers = g_ptr_array_new();
	ticket->validation = g_ptr_array_new();
	ticket->history = g_ptr_array_new();
	return ticket;
}

static struct ticket *move(struct app *app, const char *what, const char *domain, const char *why)
{
	deed(app, what, domain, why);
	return ticket_new(app, "CHG-2026-0001");
}

struct ticket *app_advance(struct app *app, const char *domain, const char *reason, bool force,
			   GError **error)
{
	(void)error;
	return move(app, force ? "force" : "advance", domain, reason);
}

struct ticket *app_rollback(struct app *app, const char *domain, const char *reason, GError **error)
{
	(void)error;
	return move(app, "rollback", domain, reason);
}

struct ticket *app_park(struct app *app, const char *domain, const char *reason, bool force,
			bool *changed, GError **error)
{
	(void)force;
	(void)changed;
	(void)error;
	return move(app, "park", domain, reason);
}

struct ticket *app_ticket_new(struct app *app, char *const *domains,
			      const struct ticket_order *order, GError **error)
{
	(void)error;
	if (order->record)
		deed(app, "record", order->record, order->reason);
	return move(app, "draft", domains[0], order->stage);
}

bool app_record_weaker(const char *record, const char *published)
{
	return !strstr(record, "p=reject") && strstr(published, "p=reject");
}

bool app_hold(struct app *app, const char *domain, const char *reason, bool *changed,
	      GError **error)
{
	(void)changed;
	(void)error;
	deed(app, "hold", domain, reason);
	return true;
}

bool app_resume(struct app *app, const char *domain, const char *reason, bool *changed,
		GError **error)
{
	(void)changed;
	(void)error;
	deed(app, "resume", domain, reason);
	return true;
}

bool app_finish(struct app *app, const char *domain, const char *reason, bool *changed,
		GError **error)
{
	(void)changed;
	deed(app, "finish", domain, reason);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED, "%s is not at its goal", domain);
	return false;
}

GPtrArray *app_check_domains(struct app *app, char *const *names, struct progress *progress,
			     GError **error)
{
	(void)progress;
	deed(app, "check", *names, NULL);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK, "no name server answered");
	return NULL;
}

struct look *app_last_look(struct app *app, const char *domain, GError **error)
{
	(void)domain;
	fails(app, error);
	return NULL;
}

GPtrArray *app_tickets(struct app *app, const char *customer, const char *domain, GError **error)
{
	GPtrArray *tickets;

	(void)customer;
	(void)domain;
	if (fails(app, error))
		return NULL;
	tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	g_ptr_array_add(tickets, ticket_new(app, "CHG-2026-0001"));
	return tickets;
}

struct ticket *app_ticket(struct app *app, const char *id, GError **error)
{
	(void)error;
	return ticket_new(app, id);
}

char *app_ticket_text(struct app *app, const struct ticket *ticket, const char *format,
		      GError **error)
{
	(void)app;
	(void)format;
	(void)error;
	return g_strdup_printf("Change %s\n\nPlease publish this record:\n\n    %s\n", ticket->id,
			       RECORD_NEXT);
}

const char *app_ticket_why_not(enum ticket_state state, const char *action)
{
	return state == TICKET_STATE_DRAFTED && strcmp(action, "send") != 0 &&
			       strcmp(action, "edit") != 0
		       ? "it is only drafted; send it first"
		       : NULL;
}

struct ticket *app_ticket_send(struct app *app, const char *id, unsigned seen, const char *path,
			       const char *override, char **written, GError **error)
{
	(void)seen;
	(void)path;
	(void) override;
	(void)error;
	app->ticket = TICKET_STATE_SENT;
	*written = g_strdup("tickets/CHG-2026-0001.md");
	return move(app, "send", id, NULL);
}

struct ticket *app_ticket_approve(struct app *app, const char *id, unsigned seen, const char *by,
				  const char *window, const char *note, const char *override,
				  GError **error)
{
	(void)seen;
	(void) override;
	(void)window;
	(void)note;
	(void)error;
	app->ticket = TICKET_STATE_APPROVED;
	return move(app, "approve", id, by);
}

struct ticket *app_ticket_publish(struct app *app, const char *id, unsigned seen, const char *note,
				  const char *override, GError **error)
{
	(void)seen;
	(void) override;
	(void)error;
	app->ticket = TICKET_STATE_PUBLISHED;
	return move(app, "publish", id, note);
}

struct ticket *app_ticket_withdraw(struct app *app, const char *id, unsigned seen,
				   const char *reason, GError **error)
{
	(void)seen;
	(void)error;
	return move(app, "withdraw", id, reason);
}

GPtrArray *app_ticket_moved(struct app *app, const struct ticket *ticket, GError **error)
{
	(void)app, (void)ticket, (void)error;
	return g_ptr_array_new_with_free_func(g_free);
}

GPtrArray *app_ticket_behind(struct app *app, const struct ticket *ticket, GError **error)
{
	(void)app, (void)ticket, (void)error;
	return g_ptr_array_new_with_free_func(g_free);
}

char *app_ticket_sheet(const struct app *app, const struct ticket *ticket)
{
	const struct ticket_change *change = ticket->changes->pdata[0];

	(void)app;
	return g_strdup(change->new->pdata[0]);
}

bool app_ticket_keep_sheet(const struct app *app, const char *id, const char *sheet)
{
	(void)app, (void)id, (void)sheet;
	return true;
}

struct ticket *app_ticket_edit_sheet(struct app *app, const char *id, unsigned seen,
				     const char *sheet, bool force, const char *note,
				     GError **error)
{
	(void)seen, (void)force, (void)note, (void)error;
	return move(app, "edit", id, sheet);
}

struct ticket *app_ticket_edit(struct app *app, const char *id, unsigned seen, const char *value,
			       bool force, const char *note, GError **error)
{
	(void)seen;
	(void)force;
	(void)note;
	(void)error;
	return move(app, "edit", id, value);
}

struct ticket_verification *app_ticket_verify(struct app *app, const char *id,
					      struct progress *progress, GError **error)
{
	struct ticket_verification *seen = g_new0(struct ticket_verification, 1);

	(void)app;
	(void)id;
	(void)progress;
	(void)error;
	seen->servers = g_ptr_array_new();
	seen->behind = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(seen->behind, g_strdup("ns2.example serves the old record"));
	return seen;
}

void ticket_verification_free(struct ticket_verification *seen)
{
	g_ptr_array_unref(seen->servers);
	g_ptr_array_unref(seen->behind);
	g_free(seen);
}

struct ticket_confirmation *app_ticket_confirm(struct app *app, const char *id, GError **error)
{
	deed(app, "confirm", id, NULL);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED, "DNS is not verified");
	return NULL;
}

void ticket_confirmation_free(struct ticket_confirmation *seen)
{
	g_free(seen);
}

GPtrArray *app_journal(struct app *app, const char *customer, const char *domain, unsigned limit,
		       GError **error)
{
	GPtrArray *entries;
	struct journal_entry *entry;

	(void)customer;
	(void)domain;
	(void)limit;
	if (fails(app, error))
		return NULL;
	entries = g_ptr_array_new_with_free_func((GDestroyNotify)journal_entry_free);
	entry = g_new0(struct journal_entry, 1);
	entry->id = 1;
	entry->at = FAKE_NOW;
	entry->who = g_strdup("anna");
	entry->action = g_strdup("advance");
	entry->domain = g_strdup("shop.example");
	entry->text = g_strdup("shop.example goes to quarantine-0");
	entry->reason = g_strdup("the customer agreed");
	g_ptr_array_add(entries, entry);
	return entries;
}

struct customer *app_customer_add(struct app *app, const char *slug, const char *name,
				  int32_t target, const char *contact, bool *added, GError **error)
{
	struct customer *customer = g_new0(struct customer, 1);

	(void)target;
	(void)contact;
	(void)error;
	deed(app, "customer", slug, name);
	customer->slug = g_strdup(slug);
	customer->name = g_strdup(name);
	*added = true;
	return customer;
}

struct domain *app_domain_add(struct app *app, const char *customer, const char *name,
			      const char *playbook, enum domain_kind kind, bool *added,
			      GError **error)
{
	(void)playbook;
	(void)kind;
	deed(app, "add", name, customer);
	*added = true;
	return app_domain(app, name, error);
}

struct import_result *app_import(struct app *app, char *const *paths, size_t n,
				 struct progress *progress, GError **error)
{
	struct import_result *result = g_new0(struct import_result, 1);

	(void)n;
	(void)progress;
	(void)error;
	deed(app, "import", paths[0], NULL);
	result->reports_new = 3;
	result->reports_rejected = 1;
	result->messages = 1200;
	return result;
}

struct import_result *app_fetch(struct app *app, char *const *names, size_t n,
				struct progress *progress, GError **error)
{
	(void)names;
	return app_import(app, &(char *){(char *)(uintptr_t) "mailboxes"}, n, progress, error);
}

void import_result_free(struct import_result *result)
{
	g_free(result);
}

GPtrArray *app_rejects(struct app *app, GError **error)
{
	GPtrArray *lines;
	struct reject *line;

	if (fails(app, error))
		return NULL;
	lines = g_ptr_array_new_with_free_func((GDestroyNotify)reject_free);
	line = g_new0(struct reject, 1);
	line->input = g_strdup("mail/7.eml");
	line->member = g_strdup("b.xml");
	line->reason = g_strdup("no policy_published/domain");
	line->id = 7;
	line->seen = 2;
	line->octets = 1234;
	line->sha256 = g_malloc0(REJECT_SHA256_OCTETS);
	line->kept = true;
	g_ptr_array_add(lines, line);
	return lines;
}

GPtrArray *app_flagged(struct app *app, const char *domain, GError **error)
{
	GPtrArray *reports;
	struct flagged_report *report;

	(void)domain;
	if (fails(app, error))
		return NULL;
	reports = g_ptr_array_new_with_free_func((GDestroyNotify)flagged_report_free);
	report = g_new0(struct flagged_report, 1);
	report->domain = g_strdup("shop.example");
	report->org_name = g_strdup("google.com");
	report->report_id = g_strdup("r-2");
	report->input = g_strdup("mail/8.eml");
	report->flags = REPORT_RECOVERED | REPORT_CONFLICT;
	report->messages = 120;
	report->superseded = true;
	g_ptr_array_add(reports, report);
	return reports;
}

#endif
