/* SPDX-License-Identifier: MIT */
/* Board: which domain of which customer needs me first? */
#include <string.h>

#include "app/rollout.h"
#include "tui/arrivals.h"
#include "tui/board_groups.h"
#include "tui/chart.h"
#include "tui/format.h"
#include "tui/moves.h"
#include "tui/table_page.h"

#define SPARK_CELLS 10

/* What a worker brings. */
struct board_data {
	GPtrArray *lines; /* struct status_line * */
	bool old;	  /* as last known: today's are to come */
};

static char *row_key(const void *row)
{
	const struct status_line *line = row;

	return g_strdup(line->domain);
}

static enum role text_domain(const void *row, GString *out)
{
	const struct status_line *line = row;

	append_free(out, format_domain(line->domain));
	return ROLE_PLAIN;
}

static enum role text_customer(const void *row, GString *out)
{
	const struct status_line *line = row;

	g_string_append(out, line->customer);
	return ROLE_MUTED;
}

/* '=' stands for a hold. */
static enum role text_stage(const void *row, GString *out)
{
	const struct status_line *line = row;

	g_string_append_printf(out, "%s%s", line->held ? "=" : "", line->stage);
	return line->held ? ROLE_WARN : ROLE_PLAIN;
}

static enum role text_days(const void *row, GString *out)
{
	const struct status_line *line = row;

	if (line->clock_start == DAY_NONE)
		g_string_append(out, "-");
	else
		g_string_append_printf(out, "%" G_GINT64_FORMAT, line->days);
	return ROLE_PLAIN;
}

static enum role text_messages(const void *row, GString *out)
{
	const struct status_line *line = row;

	append_free(out, format_count(line->messages));
	return ROLE_PLAIN;
}

static enum role text_compliance(const void *row, GString *out)
{
	const struct status_line *line = row;

	if (!line->has_data)
		g_string_append(out, "no data");
	else
		append_free(out, format_share((double)line->compliant, (double)line->messages));
	return line->regressed || !line->has_data ? ROLE_BAD : ROLE_PLAIN;
}

static enum role text_trend(const void *row, GString *out)
{
	const struct status_line *line = row;

	if (line->compliance)
		append_free(out, chart_spark((const double *)(const void *)line->compliance->data,
					     line->compliance->len, 1, SPARK_CELLS));
	return line->trend == TREND_DOWN ? ROLE_WARN : ROLE_PLAIN;
}

static enum role text_loss(const void *row, GString *out)
{
	const struct status_line *line = row;

	append_free(out, format_messages(line->loss));
	return line->loss >= 0.5 ? ROLE_WARN : ROLE_PLAIN;
}

static enum role text_gate(const void *row, GString *out)
{
	const struct status_line *line = row;

	if (line->conditions == 0)
		g_string_append(out, "-");
	else if (line->gate_open)
		g_string_append(out, "open");
	else
		g_string_append_printf(out, "%u/%u", line->conditions_met, line->conditions);
	return line->gate_open ? ROLE_OK : ROLE_PLAIN;
}

static enum role text_forecast(const void *row, GString *out)
{
	const struct status_line *line = row;

	append_free(out, format_day(line->forecast));
	g_string_append(out, line->at_risk ? "!" : "");
	return line->at_risk ? ROLE_WARN : ROLE_PLAIN;
}

/* The sign says at a glance what the colour repeats: '!' now, '+' you can go on. */
static enum role text_next(const void *row, GString *out)
{
	const struct status_line *line = row;
	bool urgent = line->regressed || line->drifted || line->silent || line->overdue;

	g_string_append_printf(out, "%s%s",
			       urgent		 ? "! "
			       : line->gate_open ? "+ "
						 : "  ",
			       line->next_action);
	return urgent ? ROLE_BAD : line->gate_open ? ROLE_OK : ROLE_PLAIN;
}

#define COMPARE(name, member)                                                                      \
	static int name(const void *a, const void *b)                                              \
	{                                                                                          \
		const struct status_line *left = a, *right = b;                                    \
                                                                                                   \
		return (left->member > right->member) - (left->member < right->member);            \
	}

COMPARE(compare_days, days)
COMPARE(compare_messages, messages)
COMPARE(compare_loss, loss)
COMPARE(compare_forecast, forecast)
COMPARE(compare_urgency, urgency)

static double share_of(const struct status_line *line)
{
	return line->messages ? (double)line->compliant / (double)line->messages : -1;
}

static int compare_compliance(const void *a, const void *b)
{
	double left = share_of(a), right = share_of(b);

	return (left > right) - (left < right);
}

static int compare_gate(const void *a, const void *b)
{
	const struct status_line *left = a, *right = b;

	if (left->gate_open != right->gate_open)
		return right->gate_open - left->gate_open;
	return (int)(left->conditions - left->conditions_met) -
	       (int)(right->conditions - right->conditions_met);
}

static const struct column columns[] = {
	{"DOMAIN", 'd', 22, 44, 0, false, text_domain, NULL},
	{"CUSTOMER", 'c', 10, 16, 8, false, text_customer, NULL},
	{"STAGE", 's', 14, 14, 0, false, text_stage, NULL},
	{"DAYS", 'y', 4, 4, 3, true, text_days, compare_days},
	{"MESSAGES", 'm', 11, 13, 6, true, text_messages, compare_messages},
	{"COMPL.", 'p', 7, 7, 1, true, text_compliance, compare_compliance},
	{"TREND", 0, SPARK_CELLS, SPARK_CELLS, 5, false, text_trend, NULL},
	{"LOSS", 'l', 7, 9, 4, true, text_loss, compare_loss},
	{"GATE", 'g', 5, 5, 2, false, text_gate, compare_gate},
	{"FORECAST", 'f', 11, 11, 7, false, text_forecast, compare_forecast},
	{"NEXT ACTION", 'n', 21, 100, 0, false, text_next, compare_urgency},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

/* The first time, better lines of before than an empty screen. */
static GPtrArray *read_lines(struct app *app, const struct place *place, bool *old,
			     struct progress *progress, GError **error)
{
	GPtrArray *lines = NULL;

	if (place->first) {
		lines = app_status_glance(app, old, error);
		if (!lines || !*old || lines->len)
			return lines;
		g_ptr_array_unref(lines);
	}
	*old = false;
	return app_status(app, NULL, progress, error);
}

static void *load(struct app *app, void *arg, struct progress *progress, GError **error)
{
	bool old = false;
	GPtrArray *lines = read_lines(app, arg, &old, progress, error);
	struct board_data *data;

	if (!lines)
		return NULL;
	data = g_new(struct board_data, 1);
	*data = (struct board_data){lines, old};
	return data;
}

static void free_data(void *result)
{
	struct board_data *data = result;

	g_ptr_array_unref(data->lines);
	g_free(data);
}

static void update(struct page *page)
{
	struct list *list = page->model;
	const struct board_data *data = page->data;
	/* A row of before that nobody went to is no reason to leave what is first today. */
	bool to_first = page->old && list->shown->len && list_row(list) == list->shown->pdata[0];

	list_set(list, g_ptr_array_ref(data->lines));
	if (to_first)
		list_move_first(list);
	page->old = data->old;
	page->stale = page->stale || data->old;
}

static void detail(const void *row, struct canvas *canvas, struct area area)
{
	const struct status_line *line = row;
	struct area head = area_top(&area, 2);
	g_autofree char *name = format_domain(line->domain);
	g_autofree char *goal = format_goal(line->goal, line->goal_reason);
	g_autofree char *title = g_strjoin(goal ? ", " : "", name, goal, NULL);
	g_autofree char *loss = format_messages(line->loss);
	g_autofree char *day = format_day(line->forecast);
	g_autofree char *facts = g_strdup_printf(
		"%s, playbook %s; the next stage loses %s; forecast %s%s", line->customer,
		line->playbook, loss, day, line->at_risk ? " (late)" : "");

	canvas_text(canvas, head.row, 0, head.width, ROLE_HEADING, title);
	canvas_text(canvas, head.row + 1, 0, head.width, ROLE_MUTED, facts);
	text_show(canvas, &area, ROLE_PLAIN, line->next_action);
}

static const struct table_view table = {
	.columns = columns,
	.key = row_key,
	.empty = "no domain yet: :customer SLUG NAME adds a customer, + adds a domain",
	.detail_rows = 4,
	.detail = detail,
	.group_detail = board_group_detail,
};

static const struct status_line *status(const struct page *page)
{
	return table_page_row(page);
}

static const char *domain(const struct page *page)
{
	const struct status_line *line = status(page);

	return line ? line->domain : NULL;
}

static const char *customer(const struct page *page)
{
	const struct list_group *group = list_heading(page->model);
	const struct status_line *line = status(page);

	return group ? group->key : line ? line->customer : NULL;
}

static void fold(struct page *page)
{
	struct list *list = page->model;

	if (list->filter) {
		tui_say(page->tui, ROLE_MUTED, "the filter unfolds what it finds; Esc clears it");
		return;
	}
	list_fold(list);
	tui_say(page->tui, ROLE_MUTED,
		"Enter %s %s; B burn-down, P review, Space selects its domains",
		list_heading(list)->folded ? "unfolds" : "folds", customer(page));
}

static void run_open(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	if (!args && list_heading(page->model))
		fold(page);
	else
		tui_open(page->tui, &screen_domain, args ? args : domain(page), NULL);
}

static char *why_not_open(const struct page *page, enum action action)
{
	return list_heading(page->model) ? NULL : move_why_not(page, action);
}

static void run_group(struct page *page, enum action action G_GNUC_UNUSED,
		      const char *args G_GNUC_UNUSED)
{
	struct list *list = page->model;

	list_group(list, list->grouping ? NULL : &board_by_customer);
}

static const struct binding bindings[] = {
	{ACTION_OPEN, run_open, why_not_open},
	{ACTION_ADVANCE, move_run, move_why_not},
	{ACTION_IMPORT, arrivals_import, NULL},
	{ACTION_ADD, arrivals_add, NULL},
	{ACTION_CHECK, move_run, move_why_not},
	{ACTION_ADVANCE_ANYWAY, move_run, move_why_not},
	{ACTION_ROLLBACK, move_run, move_why_not},
	{ACTION_HOLD, move_run, move_why_not},
	{ACTION_RESUME, move_run, move_why_not},
	{ACTION_DRAFT, move_run, move_why_not},
	{ACTION_FINISH, move_run, move_why_not},
	{ACTION_PARK, move_run, move_why_not},
	{ACTION_GROUP, run_group, NULL},
	{ACTION_CUSTOMER, arrivals_customer, NULL},
	{ACTION_FETCH, arrivals_fetch, arrivals_fetch_why_not},
	BINDINGS_END,
};

const struct screen screen_board = {
	.name = "Board",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct list),
	.init = table_page_init,
	.clear = table_page_clear,
	.update = update,
	.draw = table_page_draw,
	.list = table_page_list,
	.table = &table,
	.panes = 1,
	.domain = domain,
	.status = status,
	.customer = customer,
	.bindings = bindings,
};
