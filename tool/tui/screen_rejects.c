/* SPDX-License-Identifier: MIT */
/* Rejects: what was refused, and why; and the reports that were stored with flags. */
#include "app/reports.h"
#include "tui/flagged_table.h"
#include "tui/format.h"
#include "tui/screen.h"

#define DETAIL_ROWS 5

enum pane { PANE_REFUSED, PANE_FLAGGED, PANE_COUNT };

struct rejects {
	struct list refused; /* of struct reject */
	struct list flagged; /* of struct flagged_report */
};

struct rejects_data {
	GPtrArray *refused, *flagged;
};

static char *row_key(const void *row)
{
	const struct reject *line = row;

	return g_strdup_printf("%" G_GINT64_FORMAT, line->id);
}

static enum role text_at(const void *row, GString *out)
{
	const struct reject *line = row;

	append_free(out, format_instant(line->at));
	return ROLE_MUTED;
}

static enum role text_input(const void *row, GString *out)
{
	const struct reject *line = row;

	g_string_append_printf(out, "%s%s%s", line->input, line->member ? " > " : "",
			       line->member ? line->member : "");
	return ROLE_PLAIN;
}

static enum role text_reason(const void *row, GString *out)
{
	const struct reject *line = row;

	g_string_append(out, line->reason);
	return ROLE_WARN;
}

static const struct column columns[] = {
	{"AT (UTC)", 't', 16, 16, 1, false, text_at, NULL},
	{"INPUT", 'i', 24, 70, 0, false, text_input, NULL},
	{"REASON", 'r', 24, 120, 0, false, text_reason, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static void free_data(void *data)
{
	struct rejects_data *loaded = data;

	g_clear_pointer(&loaded->refused, g_ptr_array_unref);
	g_clear_pointer(&loaded->flagged, g_ptr_array_unref);
	g_free(loaded);
}

static void *load(struct app *app, void *arg G_GNUC_UNUSED, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	struct rejects_data *data = g_new0(struct rejects_data, 1);

	data->refused = app_rejects(app, error);
	if (data->refused)
		data->flagged = app_flagged(app, NULL, error);
	if (data->flagged)
		return data;
	free_data(data);
	return NULL;
}

static void init(struct page *page)
{
	struct rejects *rejects = page->model;

	list_init(&rejects->refused, columns, row_key, "nothing was refused");
	list_init(&rejects->flagged, flagged_columns, flagged_row_key, "no report has a flag");
}

static void clear(struct page *page)
{
	struct rejects *rejects = page->model;

	list_clear(&rejects->refused);
	list_clear(&rejects->flagged);
}

static void update(struct page *page)
{
	struct rejects *rejects = page->model;
	const struct rejects_data *data = page->data;

	list_set(&rejects->refused, g_ptr_array_ref(data->refused));
	list_set(&rejects->flagged, g_ptr_array_ref(data->flagged));
}

/* Shows a sentence at the top of what is left of the area. */
static void say(struct canvas *canvas, struct area *area, enum role role, const char *text)
{
	area_top(area, text_show(canvas, area, role, text));
}

static void draw_reject(const struct reject *reject, struct canvas *canvas, struct area area)
{
	g_autofree char *digest = reject_digest(reject), *octets = format_count(reject->octets);
	g_autofree char *times = format_number_of(reject->seen, "time", "times");
	g_autofree char *kept =
		reject->kept ? g_strdup_printf("kept: rampart rejects export %" G_GINT64_FORMAT
					       " -o FILE",
					       reject->id)
			     : g_strdup("not kept; look for it where it came from");
	g_autofree char *what =
		digest ? g_strdup_printf("refused %s, %s octets, %s", times, octets, kept)
		       : g_strdup_printf("refused %s; its octets could not be read", times);
	g_autofree char *hash = digest ? g_strdup_printf("SHA-256 %s", digest) : NULL;

	say(canvas, &area, ROLE_WARN, reject->reason);
	say(canvas, &area, ROLE_PLAIN, what);
	if (hash)
		say(canvas, &area, ROLE_MUTED, hash);
}

static void draw_flagged(const struct flagged_report *report, struct canvas *canvas,
			 struct area area)
{
	g_autofree char *flags = report_flags_text(report->flags), *effect = flagged_effect(report);
	g_autofree char *begin = format_instant(report->begin), *end = format_instant(report->end);
	g_autofree char *marked = g_strdup_printf("%s: %s", flags, effect);
	g_autofree char *which = g_strdup_printf("%s report %s, %s to %s", flagged_reporter(report),
						 report->report_id, begin, end);
	g_autofree char *from =
		g_strdup_printf("from %s%s%s", report->input, report->member ? " > " : "",
				report->member ? report->member : "");

	say(canvas, &area, ROLE_WARN, marked);
	say(canvas, &area, ROLE_PLAIN, which);
	say(canvas, &area, ROLE_MUTED, from);
}

static void draw_pane(struct list *list, const char *title, bool focus, struct canvas *canvas,
		      struct area area)
{
	g_autofree char *count = format_count(list->rows ? list->rows->len : 0);
	g_autofree char *heading = g_strdup_printf("%s: %s", title, count);

	say(canvas, &area, ROLE_HEADING, heading);
	list_draw(list, canvas, &area, focus);
}

/* Two lists, and what is to be said of the row under the cursor; Tab goes from one to the other.
 */
static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct rejects *rejects = page->model;
	bool refused = page->focus == PANE_REFUSED;
	const void *row = list_row(refused ? &rejects->refused : &rejects->flagged);
	struct area rest = *area;
	struct area detail = area_bottom(&rest, DETAIL_ROWS);
	int rows = (int)rejects->refused.shown->len + 2;
	struct area top = area_top(&rest, CLAMP(rows, 3, rest.height / 2));

	draw_pane(&rejects->refused, "REFUSED", refused, canvas, top);
	draw_pane(&rejects->flagged, "STORED WITH FLAGS", !refused, canvas, rest);
	if (row && refused)
		draw_reject(row, canvas, detail);
	else if (row)
		draw_flagged(row, canvas, detail);
}

static struct list *page_list(const struct page *page)
{
	struct rejects *rejects = page->model;

	return page->focus == PANE_REFUSED ? &rejects->refused : &rejects->flagged;
}

const struct screen screen_rejects = {
	.name = "Rejects",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct rejects),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.list = page_list,
	.panes = PANE_COUNT,
};
