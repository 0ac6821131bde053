/* SPDX-License-Identifier: MIT */
/* Journal: what was decided, by whom, why? */
#include "app/project.h"
#include "tui/format.h"
#include "tui/screen.h"

#define DETAIL_ROWS   6
#define ENTRIES_SHOWN 2000 /* the newest */

struct journal {
	struct list list; /* of struct journal_entry */
};

static char *row_key(const void *row)
{
	const struct journal_entry *entry = row;

	return g_strdup_printf("%" G_GINT64_FORMAT, entry->id);
}

static enum role text_at(const void *row, GString *out)
{
	const struct journal_entry *entry = row;

	append_free(out, format_instant(entry->at));
	return ROLE_MUTED;
}

static enum role text_who(const void *row, GString *out)
{
	const struct journal_entry *entry = row;

	g_string_append(out, entry->who);
	return ROLE_PLAIN;
}

static enum role text_about(const void *row, GString *out)
{
	const struct journal_entry *entry = row;

	if (entry->domain)
		append_free(out, format_domain(entry->domain));
	else
		g_string_append(out, entry->customer ? entry->customer : "-");
	return ROLE_PLAIN;
}

static enum role text_action(const void *row, GString *out)
{
	const struct journal_entry *entry = row;

	g_string_append(out, entry->action);
	return ROLE_PLAIN;
}

static enum role text_text(const void *row, GString *out)
{
	const struct journal_entry *entry = row;

	g_string_append_printf(out, "%s%s%s", entry->text, entry->reason ? ": " : "",
			       entry->reason ? entry->reason : "");
	return ROLE_PLAIN;
}

static const struct column columns[] = {
	{"AT (UTC)", 't', 16, 16, 0, false, text_at, NULL},
	{"WHO", 'w', 8, 14, 2, false, text_who, NULL},
	{"ABOUT", 'd', 16, 36, 0, false, text_about, NULL},
	{"ACTION", 'a', 10, 16, 1, false, text_action, NULL},
	{"WHAT AND WHY", 0, 20, 160, 0, false, text_text, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;

	return app_journal(app, NULL, place->domain, ENTRIES_SHOWN, error);
}

static void free_data(void *data)
{
	g_ptr_array_unref(data);
}

static void init(struct page *page)
{
	struct journal *journal = page->model;

	list_init(&journal->list, columns, row_key, "nothing was decided yet");
}

static void clear(struct page *page)
{
	struct journal *journal = page->model;

	list_clear(&journal->list);
}

static void update(struct page *page)
{
	struct journal *journal = page->model;

	list_set(&journal->list, g_ptr_array_ref(page->data));
}

static void draw_detail(const struct journal_entry *entry, struct canvas *canvas, struct area area)
{
	struct area row = area_top(&area, 1);
	g_autofree char *at = format_instant(entry->at);
	g_autofree char *heading =
		g_strdup_printf("%s UTC, %s: %s%s%s", at, entry->who, entry->action,
				entry->subject ? " " : "", entry->subject ? entry->subject : "");
	g_autofree char *reason = g_strdup_printf("because %s", entry->reason ? entry->reason : "");
	g_autofree char *evidence =
		g_strdup_printf("evidence %s", entry->evidence ? entry->evidence : "");

	canvas_text(canvas, row.row, row.column, row.width, ROLE_HEADING, heading);
	area_top(&area, text_show(canvas, &area, ROLE_PLAIN, entry->text));
	if (entry->reason)
		area_top(&area, text_show(canvas, &area, ROLE_OK, reason));
	if (entry->evidence)
		text_show(canvas, &area, ROLE_MUTED, evidence);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct journal *journal = page->model;
	const struct journal_entry *entry = list_row(&journal->list);
	struct area rest = *area;
	struct area detail = area_bottom(&rest, area->height > 3 * DETAIL_ROWS ? DETAIL_ROWS : 0);

	list_draw(&journal->list, canvas, &rest, true);
	if (entry && detail.height)
		draw_detail(entry, canvas, detail);
}

static struct list *page_list(const struct page *page)
{
	struct journal *journal = page->model;

	return &journal->list;
}

/* What an entry is about: its ticket, else its domain. */
static void run_open(struct page *page, enum action action G_GNUC_UNUSED,
		     const char *args G_GNUC_UNUSED)
{
	const struct journal_entry *entry = list_row(page_list(page));

	if (entry->subject && g_str_has_prefix(entry->subject, "CHG-"))
		tui_open(page->tui, &screen_ticket, entry->domain, entry->subject);
	else
		tui_open(page->tui, &screen_domain, entry->domain, NULL);
}

static char *why_not_open(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct journal_entry *entry = list_row(page_list(page));

	if (!entry)
		return g_strdup("there is no row here");
	return entry->domain ? NULL
			     : g_strdup("it is about the customer; all of it is shown below");
}

static const struct binding bindings[] = {
	{ACTION_OPEN, run_open, why_not_open},
	BINDINGS_END,
};

const struct screen screen_journal = {
	.name = "Journal",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct journal),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.list = page_list,
	.panes = 1,
	.bindings = bindings,
};
