/* SPDX-License-Identifier: MIT */
/* Journal: what was decided, by whom, why? */
#include "app/project.h"
#include "tui/format.h"
#include "tui/table_page.h"

#define ENTRIES_SHOWN 2000 /* the newest */

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

static void detail(const void *row, struct canvas *canvas, struct area area)
{
	const struct journal_entry *entry = row;
	struct area head = area_top(&area, 1);
	g_autofree char *at = format_instant(entry->at);
	g_autofree char *heading =
		g_strdup_printf("%s UTC, %s: %s%s%s", at, entry->who, entry->action,
				entry->subject ? " " : "", entry->subject ? entry->subject : "");
	g_autofree char *reason = g_strdup_printf("because %s", entry->reason ? entry->reason : "");
	g_autofree char *evidence =
		g_strdup_printf("evidence %s", entry->evidence ? entry->evidence : "");

	canvas_text(canvas, head.row, head.column, head.width, ROLE_HEADING, heading);
	area_top(&area, text_show(canvas, &area, ROLE_PLAIN, entry->text));
	if (entry->reason)
		area_top(&area, text_show(canvas, &area, ROLE_OK, reason));
	if (entry->evidence)
		text_show(canvas, &area, ROLE_MUTED, evidence);
}

static const struct table_view table = {
	.columns = columns,
	.key = row_key,
	.empty = "nothing was decided yet",
	.detail_rows = 6,
	.detail = detail,
};

/* What an entry is about: its ticket, else its domain. */
static void run_open(struct page *page, enum action action G_GNUC_UNUSED,
		     const char *args G_GNUC_UNUSED)
{
	const struct journal_entry *entry = table_page_row(page);

	if (entry->subject && g_str_has_prefix(entry->subject, "CHG-"))
		tui_open(page->tui, &screen_ticket, entry->domain, entry->subject);
	else
		tui_open(page->tui, &screen_domain, entry->domain, NULL);
}

static char *why_not_open(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct journal_entry *entry = table_page_row(page);

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
	.free_data = table_page_free_data,
	.model_size = sizeof(struct list),
	.init = table_page_init,
	.clear = table_page_clear,
	.update = table_page_update,
	.draw = table_page_draw,
	.list = table_page_list,
	.table = &table,
	.panes = 1,
	.bindings = bindings,
};
