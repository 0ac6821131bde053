/* SPDX-License-Identifier: MIT */
/* Domain: where does it stand, and why? */
#include <string.h>

#include "app/project.h"
#include "app/rollout.h"
#include "app/sources.h"
#include "tui/answers.h"
#include "tui/chart.h"
#include "tui/format.h"
#include "tui/gate_table.h"
#include "tui/ladder.h"
#include "tui/moves.h"
#include "tui/record_diff.h"
#include "tui/screen.h"
#include "tui/source_list.h"
#include "tui/source_table.h"

#define WIDE_WIDTH  120 /* from this size on the parts stand side by side */
#define WIDE_HEIGHT 36
#define GATE_WIDTH  40
#define DETAIL_ROWS 2
#define RECORD_ROWS 3

enum pane { PANE_SOURCES, PANE_GATE, PANE_RECORD, PANE_COUNT };

struct domain_model {
	struct source_list sources;
	struct list gate; /* of struct gate_condition */
	struct text record;
};

struct domain_data {
	struct domain *domain;
	GPtrArray *lines; /* struct status_line *: one */
	struct playbook *playbook;
	GPtrArray *moves;
	struct gate *gate;
	struct source_table *table;
	struct record_proposal *proposal;
};

static void free_data(void *loaded)
{
	struct domain_data *data = loaded;

	g_clear_pointer(&data->domain, domain_free);
	g_clear_pointer(&data->lines, g_ptr_array_unref);
	g_clear_pointer(&data->playbook, playbook_free);
	g_clear_pointer(&data->moves, g_ptr_array_unref);
	g_clear_pointer(&data->gate, gate_free);
	g_clear_pointer(&data->table, source_table_free);
	g_clear_pointer(&data->proposal, record_proposal_free);
	g_free(data);
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;
	char *names[] = {place->domain, NULL};
	struct domain_data *data = g_new0(struct domain_data, 1);

	if ((data->domain = app_domain(app, place->domain, error)) &&
	    (data->lines = app_status(app, names, NULL, error)) &&
	    (data->playbook = app_playbook_of(app, data->domain, error)) &&
	    (data->moves = app_moves(app, place->domain, error)) &&
	    (data->gate = app_gate(app, place->domain, error)) &&
	    (data->table = app_sources(app, place->domain, NULL, error)) &&
	    (data->proposal = app_record(app, place->domain, NULL, error)))
		return data;
	free_data(data);
	return NULL;
}

static void init(struct page *page)
{
	struct domain_model *model = page->model;

	source_list_init(&model->sources,
			 "no report in these days: i on the board imports reports");
	list_init(&model->gate, gate_columns, gate_row_key, "no condition");
	text_init(&model->record);
}

static void clear(struct page *page)
{
	struct domain_model *model = page->model;

	source_list_clear(&model->sources);
	list_clear(&model->gate);
	text_clear(&model->record);
}

static void make_record(struct text *text, const struct record_proposal *proposal)
{
	text_reset(text);
	record_diff(text, proposal->current, proposal->value);
	for (guint i = 0; i < proposal->warnings->len; i++) {
		const struct finding *finding = proposal->warnings->pdata[i];

		text_addf(text, ROLE_WARN, "%s: %s", finding_level_name(finding->level),
			  finding->text);
	}
}

static void update(struct page *page)
{
	struct domain_model *model = page->model;
	const struct domain_data *data = page->data;

	source_list_set(&model->sources, data->table);
	list_set(&model->gate, gate_rows(data->gate));
	make_record(&model->record, data->proposal);
}

static const struct status_line *status(const struct page *page)
{
	const struct domain_data *data = page->data;

	return data && data->lines->len ? data->lines->pdata[0] : NULL;
}

static void draw_head(const struct page *page, struct canvas *canvas, struct area area)
{
	const struct domain_data *data = page->data;
	const struct status_line *line = status(page);
	const struct domain *domain = data->domain;
	g_autofree char *name = format_domain(domain->name);
	g_autofree char *goal = format_goal(domain->goal, domain->goal_reason);
	g_autofree char *facts = g_strdup_printf(
		"%s  customer %s, playbook %s, %s%s%s", name, domain->customer, domain->playbook,
		goal ? goal : "goal reject", domain->held ? "; on hold: " : "",
		domain->held ? domain->held : "");
	g_autofree char *next = g_strdup_printf("next: %s", line ? line->next_action : "-");
	struct area row = area_top(&area, 1);

	canvas_text(canvas, row.row, row.column, row.width, ROLE_HEADING, facts);
	text_show(canvas, &area, line && (line->regressed || line->drifted) ? ROLE_BAD : ROLE_WARN,
		  next);
}

static struct ladder ladder_of(const struct page *page)
{
	const struct domain_data *data = page->data;

	const struct status_line *line = status(page);

	return (struct ladder){
		.playbook = data->playbook,
		.stage = data->domain->stage,
		.moves = data->moves,
		.steps = line ? line->steps : NULL,
		.clock_start = line ? line->clock_start : DAY_NONE,
		.today = clock_today(app_clock(tui_app(page->tui))),
	};
}

/* The share that the gate asks for, or 0. */
static double wanted_share(const struct gate *gate)
{
	for (guint i = 0; i < gate->conditions->len; i++) {
		const struct gate_condition *condition = gate->conditions->pdata[i];

		if (strcmp(condition->name, "legit_pass_rate") == 0)
			return condition->want;
	}
	return 0;
}

static void draw_chart(const struct page *page, struct canvas *canvas, struct area area)
{
	const struct domain_data *data = page->data;
	const struct status_line *line = status(page);
	const struct tally *tally = &data->table->tally;
	g_autofree char *share = format_share((double)tally->compliant, (double)tally->messages);
	g_autofree char *messages = format_count(tally->messages);
	g_autofree char *heading = g_strdup_printf("COMPLIANCE %s of %s", share, messages);
	struct area head = area_top(&area, 1);
	struct chart chart = {.wanted = wanted_share(data->gate)};

	canvas_text(canvas, head.row, head.column, head.width, ROLE_HEADING, heading);
	if (!line || !line->compliance || !line->has_data) {
		text_show(canvas, &area, ROLE_MUTED, "no report in these days");
		return;
	}
	chart.values = (const double *)(const void *)line->compliance->data;
	chart.n = line->compliance->len;
	chart_draw(&chart, canvas, &area);
}

/* One sentence more of what the cursor is on. */
static void draw_detail(const struct page *page, struct canvas *canvas, const struct area *area)
{
	struct domain_model *model = page->model;
	const struct source_row *row = source_list_row(&model->sources);
	const struct gate_condition *condition = list_row(&model->gate);

	if (page->focus == PANE_SOURCES && row)
		source_describe(row->main, canvas, area);
	else if (page->focus == PANE_GATE && condition)
		text_show(canvas, area, condition->met ? ROLE_OK : ROLE_BAD, condition->text);
}

static void draw_gate(const struct page *page, struct canvas *canvas, struct area area)
{
	struct domain_model *model = page->model;
	const struct domain_data *data = page->data;
	g_autofree char *sentence = gate_sentence(data->gate);
	struct area head = area_top(&area, 1);

	canvas_text(canvas, head.row, head.column, head.width,
		    data->gate->open ? ROLE_OK : ROLE_HEADING, sentence);
	list_draw(&model->gate, canvas, &area, page->focus == PANE_GATE);
}

static void draw_record(const struct page *page, struct canvas *canvas, struct area area)
{
	struct domain_model *model = page->model;
	const struct domain_data *data = page->data;
	g_autofree char *heading = g_strdup_printf("RECORD %s, next for stage %s",
						   data->proposal->name, data->proposal->stage);
	struct area head = area_top(&area, 1);

	canvas_text(canvas, head.row, head.column, head.width, ROLE_HEADING, heading);
	text_draw(&model->record, canvas, &area, page->focus == PANE_RECORD);
}

static void draw_compact(struct page *page, struct canvas *canvas, struct area area)
{
	struct domain_model *model = page->model;
	struct ladder ladder = ladder_of(page);
	bool tall = area.height >= 20;
	struct area head = area_top(&area, tall ? 3 : 2);
	struct area row = area_top(&area, 1);
	struct area upper = area_top(&area, tall ? MAX(7, area.height / 3) : 0);
	struct area detail = area_bottom(&area, tall ? DETAIL_ROWS : 0);
	struct area record = area_bottom(&area, tall ? RECORD_ROWS + 1 : 0);
	struct area left = area_left(&upper, upper.width - GATE_WIDTH - 1);

	draw_head(page, canvas, head);
	ladder_draw_line(&ladder, canvas, &row);
	if (!tall && page->focus == PANE_GATE) { /* parts become screens of their own */
		draw_gate(page, canvas, area);
		return;
	}
	if (!tall && page->focus == PANE_RECORD) {
		draw_record(page, canvas, area);
		return;
	}
	if (tall) {
		draw_chart(page, canvas, left);
		area_left(&upper, 1);
		draw_gate(page, canvas, upper);
		draw_record(page, canvas, record);
		draw_detail(page, canvas, &detail);
	}
	source_list_draw(&model->sources, canvas, &area, page->focus == PANE_SOURCES);
}

static void draw_wide(struct page *page, struct canvas *canvas, struct area area)
{
	struct domain_model *model = page->model;
	const struct domain_data *data = page->data;
	struct ladder ladder = ladder_of(page);
	struct area head = area_top(&area, 3);
	struct area detail = area_bottom(&area, DETAIL_ROWS + 2);
	struct area upper = area_top(&area, (int)data->playbook->stages->len + 8);
	struct area left = area_left(&upper, area.width / 2 - 1);
	struct area rungs = area_bottom(&left, (int)data->playbook->stages->len);
	struct area record = area_bottom(&area, RECORD_ROWS + 3);

	draw_head(page, canvas, head);
	draw_chart(page, canvas, area_top(&left, left.height - 1));
	ladder_draw(&ladder, canvas, &rungs);
	area_left(&upper, 1);
	draw_gate(page, canvas, upper);
	area_top(&area, 1);
	source_list_draw(&model->sources, canvas, &area, page->focus == PANE_SOURCES);
	area_top(&record, 1);
	draw_record(page, canvas, record);
	draw_detail(page, canvas, &detail);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	if (area->width >= WIDE_WIDTH && area->height >= WIDE_HEIGHT)
		draw_wide(page, canvas, *area);
	else
		draw_compact(page, canvas, *area);
}

static struct list *page_list(const struct page *page)
{
	struct domain_model *model = page->model;

	return page->focus == PANE_SOURCES ? &model->sources.list
	       : page->focus == PANE_GATE  ? &model->gate
					   : NULL;
}

static struct text *page_text(const struct page *page)
{
	struct domain_model *model = page->model;

	return page->focus == PANE_RECORD ? &model->record : NULL;
}

/* The screen with the evidence for a condition. */
static const struct screen *evidence_of(const char *condition)
{
	static const struct {
		const char *condition;
		const struct screen *screen;
	} screens[] = {
		{"legit_pass_rate", &screen_sources}, {"unknown_sources", &screen_sources},
		{"new_sources", &screen_sources},     {"senders_seen", &screen_sources},
		{"spf_only", &screen_sources},	      {"vital", &screen_sources},
		{"dns_clean", &screen_dns},	      {"loss_accepted", &screen_simulate},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(screens); i++)
		if (g_str_has_prefix(condition, screens[i].condition))
			return screens[i].screen;
	return NULL;
}

/* What shows, or answers, a condition. */
static void open_evidence(struct page *page, const struct gate_condition *condition)
{
	const struct domain_data *data = page->data;
	const struct screen *screen = evidence_of(condition->name);

	if (strcmp(condition->name, "lists_answered") == 0)
		answer_ask(page, data->domain, NULL);
	else if (screen)
		tui_open(page->tui, screen, page->place.domain, NULL);
	else
		tui_say(page->tui, ROLE_PLAIN, "%s", condition->text);
}

static void run_open(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	struct domain_model *model = page->model;

	if (args)
		tui_open(page->tui, &screen_source, page->place.domain, args);
	else if (page->focus == PANE_GATE)
		open_evidence(page, list_row(&model->gate));
	else if (!source_list_fold(&model->sources))
		tui_open(page->tui, &screen_source, page->place.domain,
			 source_list_row(&model->sources)->main->key);
}

static void run_edit(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	const struct domain_data *data = page->data;

	answer_ask(page, data->domain, args);
}

static char *why_not_edit(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return page->data ? NULL : g_strdup("nothing is loaded yet");
}

static void run_waive(struct page *page, enum action action G_GNUC_UNUSED,
		      const char *args G_GNUC_UNUSED)
{
	struct domain_model *model = page->model;
	const struct gate_condition *condition = list_row(&model->gate);

	waive_ask(page, condition->name, condition->waived);
}

static char *why_not_waive(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct domain_model *model = page->model;
	const struct gate_condition *condition = list_row(&model->gate);

	if (page->focus != PANE_GATE || !condition)
		return g_strdup("Tab goes to the gate; there put the cursor on a condition");
	return condition->met ? g_strdup_printf("%s is met", condition->name) : NULL;
}

static char *why_not_open(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct list *list = page_list(page);

	return list && list_row(list) ? NULL : g_strdup("there is no row here; Tab goes on");
}

/* The board knows that the gate is closed; here it is known why. */
static char *why_not_advance(const struct page *page, enum action action)
{
	const struct domain_data *data = page->data;
	const struct status_line *line = status(page);
	g_autofree char *day = NULL;

	if (!data)
		return g_strdup("nothing is loaded yet");
	if (!line || line->held || line->ticket || data->gate->open || !data->gate->blockers->len)
		return move_why_not(page, action);
	day = format_day(data->gate->earliest);
	return g_strdup_printf("gate closed: %s%s%s", (char *)data->gate->blockers->pdata[0],
			       data->gate->earliest == DAY_NONE ? "" : "; earliest ",
			       data->gate->earliest == DAY_NONE ? "" : day);
}

static char *record(const struct page *page)
{
	return g_strdup(((const struct domain_data *)page->data)->proposal->value);
}

static const struct binding bindings[] = {
	{ACTION_OPEN, run_open, why_not_open},
	{ACTION_ADVANCE, move_run, why_not_advance},
	{ACTION_DRAFT, move_run, move_why_not},
	{ACTION_CHECK, move_run, move_why_not},
	{ACTION_ROLLBACK, move_run, move_why_not},
	{ACTION_HOLD, move_run, move_why_not},
	{ACTION_RESUME, move_run, move_why_not},
	{ACTION_ADVANCE_ANYWAY, move_run, move_why_not},
	{ACTION_EDIT, run_edit, why_not_edit},
	{ACTION_WAIVE, run_waive, why_not_waive},
	{ACTION_FINISH, move_run, move_why_not},
	{ACTION_PARK, move_run, move_why_not},
	BINDINGS_END,
};

const struct screen screen_domain = {
	.name = "Domain",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct domain_model),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.list = page_list,
	.text = page_text,
	.panes = PANE_COUNT,
	.status = status,
	.record = record,
	.bindings = bindings,
};
