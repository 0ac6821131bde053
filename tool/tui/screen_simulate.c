/* SPDX-License-Identifier: MIT */
/* Simulate: what would a record have done to whose mail? The figures follow each key. */
#include <string.h>

#include "app/project.h"
#include "app/rollout.h"
#include "app/sources.h"
#include "tui/format.h"
#include "tui/moves.h"
#include "tui/outcome_table.h"
#include "tui/record_draft.h"
#include "tui/screen.h"
#include "tui/tag_table.h"

#define GENERATIONS_FIT 116		   /* columns, with those of both generations of a source */
#define NO_RECORD	"v=DMARC1; p=none" /* what mail meets where nothing is published */

enum pane { PANE_TAGS, PANE_SOURCES, PANE_COUNT };

struct simulate_model {
	struct list tags;    /* of struct tag_row */
	struct list sources; /* of struct simulated_source */
	struct record now, then;
	bool started;	   /* the records are set */
	GHashTable *split; /* streams that are simulated as moved */
	struct simulation *outcome_now, *outcome_then;
	char *failure; /* why there are no figures, or NULL */
};

/* The record of a stage. */
struct step {
	char *stage, *value;
};

struct simulate_data {
	struct replay *replay;
	struct split_advice *advice;
	char *current;	  /* published record, or NULL */
	char *next;	  /* stage that comes next */
	GPtrArray *steps; /* struct step *, in the order of the ladder */
};

static void step_free(gpointer data)
{
	struct step *step = data;

	g_free(step->stage);
	g_free(step->value);
	g_free(step);
}

static void free_data(void *loaded)
{
	struct simulate_data *data = loaded;

	g_clear_pointer(&data->replay, app_replay_free);
	g_clear_pointer(&data->advice, split_advice_free);
	g_clear_pointer(&data->steps, g_ptr_array_unref);
	g_free(data->current);
	g_free(data->next);
	g_free(data);
}

static bool load_steps(struct app *app, const char *name, struct simulate_data *data,
		       GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct playbook *playbook = domain ? app_playbook(app, domain->playbook, error) : NULL;
	struct record_proposal *proposal = playbook ? app_record(app, name, NULL, error) : NULL;

	if (proposal) {
		data->current = g_strdup(proposal->current);
		data->next = g_strdup(proposal->stage);
	}
	for (guint i = 0; proposal && i < playbook->stages->len; i++) {
		const struct stage *stage = playbook->stages->pdata[i];
		struct step *step;

		record_proposal_free(proposal);
		proposal = app_record(app, name, stage->name, error);
		if (!proposal)
			break;
		step = g_new(struct step, 1);
		*step = (struct step){g_strdup(stage->name), g_strdup(proposal->value)};
		g_ptr_array_add(data->steps, step);
	}
	g_clear_pointer(&domain, domain_free);
	g_clear_pointer(&playbook, playbook_free);
	if (!proposal)
		return false;
	record_proposal_free(proposal);
	return true;
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;
	struct simulate_data *data = g_new0(struct simulate_data, 1);

	data->steps = g_ptr_array_new_with_free_func(step_free);
	if (load_steps(app, place->domain, data, error) &&
	    (data->replay = app_replay_new(app, place->domain, NULL, error)) &&
	    (data->advice = app_split(app, place->domain, NULL, error)))
		return data;
	free_data(data);
	return NULL;
}

static void init(struct page *page)
{
	struct simulate_model *model = page->model;

	list_init(&model->tags, tag_columns, tag_row_key, "");
	list_init(&model->sources, simulated_columns, simulated_row_key, "no source in these days");
	list_sort(&model->sources, 'h'); /* whom it hits hardest */
	model->split = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void clear(struct page *page)
{
	struct simulate_model *model = page->model;

	list_clear(&model->tags);
	list_clear(&model->sources);
	record_clear(&model->now);
	record_clear(&model->then);
	g_hash_table_unref(model->split);
	g_clear_pointer(&model->outcome_now, simulation_free);
	g_clear_pointer(&model->outcome_then, simulation_free);
	g_free(model->failure);
}

/* What cannot be read as a record is as good as none. */
static void set_record(struct record *record, const char *value)
{
	record_clear(record);
	if (!value || !record_parse(value, strlen(value), record, NULL))
		record_parse(NO_RECORD, strlen(NO_RECORD), record, NULL);
}

static void add_split_rows(const struct simulate_model *model, const struct split_advice *advice,
			   GPtrArray *rows)
{
	for (guint i = 0; i < advice->candidates->len; i++) {
		const struct split_candidate *candidate = advice->candidates->pdata[i];
		bool on = g_hash_table_contains(model->split, candidate->stream);
		struct tag_row *row = g_new0(struct tag_row, 1);

		row->name = g_strdup(candidate->stream);
		row->now = g_strdup("-");
		row->then = g_strdup(on ? "moved" : "-");
		row->candidate = (int)i;
		g_ptr_array_add(rows, row);
	}
}

static GPtrArray *simulated_splits(const struct simulate_model *model,
				   const struct split_advice *advice)
{
	GPtrArray *splits = g_ptr_array_new_with_free_func((GDestroyNotify)simulated_split_free);

	for (guint i = 0; i < advice->candidates->len; i++) {
		const struct split_candidate *candidate = advice->candidates->pdata[i];
		struct simulated_split *split;

		if (!g_hash_table_contains(model->split, candidate->stream))
			continue;
		split = g_new0(struct simulated_split, 1);
		split->stream = g_strdup(candidate->stream);
		split->subdomain = g_strdup(candidate->subdomain);
		split->policy = POLICY_ABSENT;
		g_ptr_array_add(splits, split);
	}
	return splits;
}

/* The figures of the simulated record, and the rows that show them: at every key. */
static void simulate(struct page *page)
{
	struct simulate_model *model = page->model;
	const struct simulate_data *data = page->data;
	g_autoptr(GPtrArray) splits = simulated_splits(model, data->advice);
	g_autofree char *then = record_format(&model->then);
	struct simulation *outcome;
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = tag_rows(data->current ? &model->now : NULL, &model->then);

	add_split_rows(model, data->advice, rows);
	list_set(&model->tags, rows);
	outcome = app_replay(data->replay, then, splits, &error);
	list_set(&model->sources, outcome ? g_ptr_array_ref(outcome->sources) : g_ptr_array_new());
	g_clear_pointer(&model->outcome_then, simulation_free);
	model->outcome_then = outcome;
	g_free(model->failure);
	model->failure = error ? g_strdup(error->message) : NULL;
}

/* Those of the published record, which no key changes; it is always readable: set_record(). */
static void simulate_now(struct page *page)
{
	struct simulate_model *model = page->model;
	const struct simulate_data *data = page->data;
	g_autofree char *now = record_format(&model->now);

	g_clear_pointer(&model->outcome_now, simulation_free);
	model->outcome_now = app_replay(data->replay, now, NULL, NULL);
}

/* The place of a stage among the steps; 0 for one that is not there. */
static int find_step(const struct simulate_data *data, const char *stage)
{
	for (guint i = 0; i < data->steps->len; i++) {
		const struct step *step = data->steps->pdata[i];

		if (strcmp(step->stage, stage) == 0)
			return (int)i;
	}
	return 0;
}

static void update(struct page *page)
{
	struct simulate_model *model = page->model;
	const struct simulate_data *data = page->data;
	const struct step *next = data->steps->pdata[find_step(data, data->next)];

	set_record(&model->now, data->current);
	if (!model->started)
		set_record(&model->then, next->value);
	model->started = true;
	simulate_now(page);
	simulate(page);
}

/* Index of the stage whose record is simulated, or -1. */
static int step_now(const struct page *page)
{
	const struct simulate_model *model = page->model;
	const struct simulate_data *data = page->data;
	g_autofree char *then = record_format(&model->then);

	for (guint i = 0; i < data->steps->len; i++) {
		const struct step *step = data->steps->pdata[i];
		struct record record = {0};
		g_autofree char *value = NULL;

		set_record(&record, step->value);
		value = record_format(&record);
		record_clear(&record);
		if (strcmp(value, then) == 0)
			return (int)i;
	}
	return -1;
}

/* Its name, or NULL. */
static const char *stage_shown(const struct page *page)
{
	const struct simulate_data *data = page->data;
	int at = step_now(page);

	return at < 0 ? NULL : ((const struct step *)data->steps->pdata[at])->stage;
}

static void draw_head(const struct page *page, struct canvas *canvas, struct area area)
{
	const struct simulate_model *model = page->model;
	const char *stage = stage_shown(page);
	g_autofree char *record = record_format(&model->then);
	g_autofree char *from =
		format_day(model->outcome_then ? model->outcome_then->from : DAY_NONE);
	g_autofree char *until =
		format_day(model->outcome_then ? model->outcome_then->until : DAY_NONE);
	g_autofree char *heading =
		g_strdup_printf("SIMULATED RECORD (%s%s), mail of %s to %s",
				stage ? "stage " : "no stage's", stage ? stage : "", from, until);
	struct area row = area_top(&area, 1);

	canvas_text(canvas, row.row, row.column, row.width, ROLE_HEADING, heading);
	text_show(canvas, &area, ROLE_PLAIN, record);
}

/* The sources, and below them what the columns of a narrow screen leave out. */
static void draw_sources(const struct page *page, struct canvas *canvas, struct area area)
{
	struct simulate_model *model = page->model;
	struct area detail = area_bottom(&area, area.width < GENERATIONS_FIT ? SIMULATED_ROWS : 0);
	const struct simulated_source *source;

	list_draw(&model->sources, canvas, &area, page->focus == PANE_SOURCES);
	source = list_row(&model->sources);
	if (detail.height && source)
		simulated_draw(source, canvas, &detail);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct simulate_model *model = page->model;
	struct area rest = *area;
	struct area head = area_top(&rest, area->width < 100 ? 3 : 2);
	bool small = area->height < 20;
	struct area tags = area_top(&rest, small ? rest.height : (int)model->tags.shown->len + 1);
	struct area figures = area_top(&rest, OUTCOME_ROWS);

	draw_head(page, canvas, head);
	if (small && page->focus == PANE_SOURCES) { /* parts become screens of their own */
		draw_sources(page, canvas, tags);
		return;
	}
	list_draw(&model->tags, canvas, &tags, page->focus == PANE_TAGS);
	if (model->failure)
		text_show(canvas, &figures, ROLE_BAD, model->failure);
	else if (page->focus == PANE_SOURCES && rest.height < 6)
		draw_sources(page, canvas, figures);
	else
		outcome_draw(model->outcome_now, model->outcome_then, canvas, &figures);
	if (rest.height >= 6)
		draw_sources(page, canvas, rest);
}

static struct list *page_list(const struct page *page)
{
	struct simulate_model *model = page->model;

	return page->focus == PANE_TAGS ? &model->tags : &model->sources;
}

static void run_step(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	struct simulate_model *model = page->model;
	const struct tag_row *row = list_row(&model->tags);

	if (row->values)
		tag_step(&model->then, row, action == ACTION_LEFT ? -1 : 1);
	else if (!g_hash_table_remove(model->split, row->name))
		g_hash_table_add(model->split, g_strdup(row->name));
	simulate(page);
}

static char *why_no_tag(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct simulate_model *model = page->model;

	return page->focus == PANE_TAGS && list_row(&model->tags)
		       ? NULL
		       : g_strdup("Tab goes to the tags; there Left and Right change values");
}

static void run_stage(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	struct simulate_model *model = page->model;
	const struct simulate_data *data = page->data;
	int now = step_now(page);
	int by = action == ACTION_STAGE_ON ? 1 : -1;
	int at = now < 0 ? find_step(data, data->next)
			 : CLAMP(now + by, 0, (int)data->steps->len - 1);
	const struct step *step = data->steps->pdata[at];

	set_record(&model->then, step->value);
	simulate(page);
}

static char *why_no_stage(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct simulate_data *data = page->data;

	return data ? NULL : g_strdup("nothing is loaded yet");
}

/* Exactly the record on the screen; args: the stage that it stands for. */
static void run_draft(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	const struct simulate_model *model = page->model;
	const struct simulate_data *data = page->data;
	g_autofree char *record = record_format(&model->then);

	record_draft_ask(page, record, args ? args : stage_shown(page), data->current,
			 g_hash_table_size(model->split) > 0);
}

static char *why_no_draft(const struct page *page, enum action action)
{
	const struct simulate_model *model = page->model;
	const struct simulate_data *data = page->data;
	g_autofree char *now = NULL, *then = NULL;

	if (!data)
		return g_strdup("nothing is loaded yet");
	now = record_format(&model->now);
	then = record_format(&model->then);
	return data->current && strcmp(now, then) == 0
		       ? g_strdup("this is the published record: ] or Right changes it")
		       : move_why_not(page, action);
}

static const struct binding bindings[] = {
	{ACTION_RIGHT, run_step, why_no_tag},	    {ACTION_LEFT, run_step, why_no_tag},
	{ACTION_STAGE_ON, run_stage, why_no_stage}, {ACTION_STAGE_BACK, run_stage, why_no_stage},
	{ACTION_DRAFT, run_draft, why_no_draft},    BINDINGS_END,
};

const struct screen screen_simulate = {
	.name = "Simulate",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct simulate_model),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.list = page_list,
	.panes = PANE_COUNT,
	.bindings = bindings,
};
