/* SPDX-License-Identifier: MIT */
/* Sources: who sends in the domain's name? */
#include "app/sources.h"
#include "tui/format.h"
#include "tui/marks.h"
#include "tui/screen.h"
#include "tui/source_list.h"
#include "tui/source_table.h"

#define DETAIL_ROWS 6

struct sources {
	struct source_list list;
	GHashTable *fresh; /* keys that were new when the page was opened, and stay marked on it */
};

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;
	struct source_table *table = app_sources(app, place->domain, NULL, error);

	if (table && !app_sources_visited(app, place->domain, error))
		g_clear_pointer(&table, source_table_free);
	return table;
}

static void free_data(void *data)
{
	source_table_free(data);
}

static void init(struct page *page)
{
	struct sources *sources = page->model;

	sources->fresh = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	source_list_init(&sources->list,
			 "no report for this domain in these days: i on the board imports reports");
}

static void clear(struct page *page)
{
	struct sources *sources = page->model;

	source_list_clear(&sources->list);
	g_hash_table_unref(sources->fresh);
}

/* Looking is the visit: what it found new is new until the page is left. */
static void keep_fresh(struct sources *sources, const struct source_table *table)
{
	for (guint i = 0; i < table->sources->len; i++) {
		struct source *source = table->sources->pdata[i];

		if (source->is_new)
			g_hash_table_add(sources->fresh, g_strdup(source->key));
		source->is_new = g_hash_table_contains(sources->fresh, source->key);
	}
}

static void update(struct page *page)
{
	struct sources *sources = page->model;

	keep_fresh(sources, page->data);
	source_list_set(&sources->list, page->data);
}

static unsigned count_new(const struct source_table *table)
{
	unsigned n = 0;

	for (guint i = 0; i < table->sources->len; i++)
		n += ((const struct source *)table->sources->pdata[i])->is_new;
	return n;
}

static void draw_sums(const struct source_table *table, struct canvas *canvas,
		      const struct area *area)
{
	unsigned fresh = count_new(table);
	g_autofree char *sources = format_number_of(table->sources->len, "source", "sources");
	g_autofree char *since = fresh ? g_strdup_printf(", %u new", fresh) : g_strdup("");
	g_autofree char *messages = format_number_of(table->tally.messages, "message", "messages");
	g_autofree char *compliant =
		format_share((double)table->tally.compliant, (double)table->tally.messages);
	g_autofree char *from = format_day(table->from);
	g_autofree char *until = format_day(table->until);
	g_autofree char *sums = g_strdup_printf("%s%s, %s, %s compliant, %s to %s", sources, since,
						messages, compliant, from, until);

	canvas_text(canvas, area->row, area->column, area->width, ROLE_HEADING, sums);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct sources *sources = page->model;
	const struct source_row *row;
	struct area rest = *area;
	struct area head = area_top(&rest, 1);
	struct area detail = area_bottom(&rest, area->height > 3 * DETAIL_ROWS ? DETAIL_ROWS : 0);

	draw_sums(page->data, canvas, &head);
	source_list_draw(&sources->list, canvas, &rest, true);
	row = source_list_row(&sources->list); /* drawing may have made the rows anew */
	if (!row || !detail.height)
		return;
	head = area_top(&detail, 1);
	canvas_text(canvas, head.row, head.column, head.width, ROLE_HEADING,
		    row->members ? row->title : row->main->name);
	source_describe(row->main, canvas, &detail);
}

static struct list *page_list(const struct page *page)
{
	struct sources *sources = page->model;

	return &sources->list.list;
}

static char *why_no_source(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return list_row(page_list(page)) ? NULL : g_strdup("there is no source here");
}

static bool is_marked(const struct source *source)
{
	for (guint i = 0; i < source->flows->len; i++)
		if (((const struct flow *)source->flows->pdata[i])->decided_by ==
		    DECIDED_BY_SPECIALIST)
			return true;
	return false;
}

static GPtrArray *targets(const struct page *page)
{
	const struct sources *sources = page->model;
	g_autoptr(GPtrArray) rows = source_list_chosen(&sources->list);
	GPtrArray *targets = mark_targets_new();

	for (guint i = 0; i < rows->len; i++) {
		const struct source *source = rows->pdata[i];

		mark_targets_add(targets, source->key, NULL, is_marked(source));
	}
	return targets;
}

static void run_open(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	struct sources *sources = page->model;
	const struct source_row *row;

	if (args) {
		tui_open(page->tui, &screen_source, page->place.domain, args);
		return;
	}
	if (!source_list_fold(&sources->list)) {
		tui_open(page->tui, &screen_source, page->place.domain,
			 source_list_row(&sources->list)->main->key);
		return;
	}
	row = source_list_row(&sources->list);
	tui_say(page->tui, ROLE_MUTED, "a group of %u sources: Enter %s it, m marks all of them",
		row->members->len, row->open ? "folds" : "unfolds");
}

static void run_mark(struct page *page, enum action action, const char *args)
{
	mark_run(page, action, args, targets(page));
}

static void run_edit(struct page *page, enum action action G_GNUC_UNUSED,
		     const char *args G_GNUC_UNUSED)
{
	const struct sources *sources = page->model;

	note_ask(page, source_list_row(&sources->list)->main);
}

static char *why_not_edit(const struct page *page, enum action action)
{
	const struct sources *sources = page->model;
	const struct source_row *row = source_list_row(&sources->list);

	if (row && row->members)
		return g_strdup("this is a group; Enter unfolds it");
	return why_no_source(page, action);
}

static const struct binding bindings[] = {
	{ACTION_OPEN, run_open, why_no_source},
	{ACTION_MARK, run_mark, why_no_source},
	{ACTION_EDIT, run_edit, why_not_edit},
	{ACTION_UNMARK, run_mark, why_no_source},
	BINDINGS_END,
};

const struct screen screen_sources = {
	.name = "Sources",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct sources),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.list = page_list,
	.panes = 1,
	.bindings = bindings,
};
