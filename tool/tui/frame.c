/* SPDX-License-Identifier: MIT */
/* The frame: title, the page on top, message line, footer. */
#include "tui/frame.h"

#include <string.h>

#include "base/utext.h"
#include "tui/format.h"

#define LEAST_WIDTH  40
#define LEAST_HEIGHT 8
#define FRAME_ROWS   3 /* title, message line, footer */

struct tui *tui_new(struct app *app, int width, int height)
{
	struct tui *tui = g_new0(struct tui, 1);

	tui->app = app;
	tui->canvas = canvas_new(width, height);
	tui->pages = g_ptr_array_new();
	tui->works = g_ptr_array_new_with_free_func(work_free);
	tui->failed = g_hash_table_new_full(NULL, NULL, NULL, errand_release);
	tui->undos = g_ptr_array_new_with_free_func(undo_free);
	tui->messages = g_ptr_array_new_with_free_func(g_free);
	tui->hints = g_array_new(FALSE, FALSE, sizeof(struct hint));
	tui->ahead = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	keymap_init(&tui->keymap);
	tui->histories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					       (GDestroyNotify)g_ptr_array_unref);
	return tui;
}

void tui_free(struct tui *tui)
{
	modal_close(tui);
	tui_close_pages(tui);
	g_ptr_array_unref(tui->pages);
	g_ptr_array_unref(tui->works);
	g_ptr_array_unref(tui->undos);
	g_hash_table_unref(tui->failed);
	g_ptr_array_unref(tui->messages);
	g_hash_table_unref(tui->histories);
	g_array_unref(tui->hints);
	g_array_unref(tui->ahead);
	g_free(tui->message);
	g_free(tui->copied);
	canvas_free(tui->canvas);
	g_free(tui);
}

/* "Board > shop.example > Sources": what a page is about is said once. */
static char *page_crumb(const struct page *page)
{
	const struct page *below = tui_below(page);
	const struct place *place = &page->place;
	bool same = below && g_strcmp0(below->place.domain, place->domain) == 0;

	if (same && place->subject && g_strcmp0(below->place.subject, place->subject) == 0)
		return g_strdup(page->screen->name);
	if (place->subject && page->screen->names_subject)
		return g_strconcat(page->screen->name, " ", place->subject, NULL);
	if (place->subject && page->screen != &screen_help)
		return g_strdup(place->subject);
	if (!place->domain || same)
		return g_strdup(page->screen->name);
	return page->screen == &screen_domain
		       ? format_domain(place->domain)
		       : g_strconcat(page->screen->name, " ", place->domain, NULL);
}

/* The way from a page of the stack up to the top. */
static char *crumbs_from(const struct tui *tui, guint first)
{
	GString *out = g_string_new(first ? " Rampart  …" : " Rampart  ");

	for (guint i = first; i < tui->pages->len; i++) {
		g_autofree char *crumb = page_crumb(tui->pages->pdata[i]);

		g_string_append_printf(out, "%s%s", i ? " > " : "", crumb);
	}
	return g_string_free(out, FALSE);
}

/* Where we are stands at the end: where room is short the beginning of the way goes. */
static char *crumbs(const struct tui *tui, int room)
{
	guint first = 0;
	char *text = crumbs_from(tui, first);

	while ((int)utext_cells(text) > room && first + 1 < tui->pages->len) {
		g_free(text);
		text = crumbs_from(tui, ++first);
	}
	return text;
}

/* A hidden row must never look like a missing one. */
static char *list_state(const struct page *page)
{
	const struct list *list = page->screen->list ? page->screen->list(page) : NULL;
	GString *out = g_string_new(page->old ? "  as last known" : NULL);
	guint selected;

	if (!list)
		return g_string_free(out, FALSE);
	if ((int)list->lines->len > list->height && list->turn == page->tui->canvas->turn)
		g_string_append_printf(out, "  %d/%u", list->cursor + 1, list->lines->len);
	if (list->filter)
		g_string_append_printf(out, "  %u of %u: %s", list->shown->len, list->rows->len,
				       list->filter);
	if (list->sorted >= 0)
		g_string_append_printf(out, "  sort: %s %s", list->columns[list->sorted].title,
				       list->inverted ? "▲" : "▼");
	selected = g_hash_table_size(list->marks);
	if (selected)
		g_string_append_printf(out, "  %u selected", selected);
	return g_string_free(out, FALSE);
}

static void draw_title(const struct tui *tui)
{
	struct canvas *canvas = tui->canvas;
	const struct page *page = tui_top(tui);
	g_autofree char *day = format_day(clock_today(app_clock(tui->app)));
	g_autofree char *busy = tui_busy_text(tui);
	g_autofree char *right =
		g_strdup_printf("%s%s%s ", busy ? busy : "", busy ? " | " : "", day);
	g_autofree char *state = list_state(page);
	int right_cells = (int)utext_cells(right);
	int state_cells = MIN((int)utext_cells(state), canvas->width / 2);
	int room = canvas->width - right_cells - state_cells - 1, used;
	g_autofree char *left = crumbs(tui, room);

	canvas_fill(canvas, 0, 0, canvas->width, ROLE_TITLE, " ");
	canvas_right(canvas, 0, 0, canvas->width, ROLE_TITLE, right);
	used = canvas_text(canvas, 0, 0, room, ROLE_TITLE, left);
	canvas_text(canvas, 0, used, state_cells, ROLE_TITLE, state);
}

static int put_hint(struct tui *tui, int column, enum action action, const char *key,
		    const char *label)
{
	struct canvas *canvas = tui->canvas;
	struct hint hint = {column, (int)(utext_cells(key) + utext_cells(label)) + 1, action};
	int at = column;

	at += canvas_text(canvas, canvas->height - 1, at, hint.cells, ROLE_KEY, key) + 1;
	canvas_text(canvas, canvas->height - 1, at, hint.cells, ROLE_PLAIN, label);
	g_array_append_val(tui->hints, hint);
	return hint.cells + 2;
}

static int draw_hint(struct tui *tui, int column, int room, enum action action)
{
	const struct action_info *info = action_info(action);
	g_autofree char *key = keymap_key(&tui->keymap, action);

	if (!key || !info->label || (int)(utext_cells(key) + utext_cells(info->label)) + 3 > room)
		return 0;
	return put_hint(tui, column, action, key, info->label);
}

static int draw_hints(struct tui *tui, const struct binding *bindings, int column, int room)
{
	const struct page *page = tui_top(tui);
	int used = 0;

	for (; bindings->run; bindings++) {
		g_autofree char *why = NULL;

		if (page_binding(page, bindings->action) != bindings ||
		    action_screen(bindings->action) == page->screen)
			continue;
		why = bindings->why_not ? bindings->why_not(page, bindings->action) : NULL;
		if (!why)
			used += draw_hint(tui, column + used, room - used, bindings->action);
	}
	return used;
}

/* The actions possible here and now; help and the way out always stay. */
static void draw_footer(struct tui *tui)
{
	const struct page *page = tui_top(tui);
	g_autofree char *help = keymap_key(&tui->keymap, ACTION_HELP);
	g_autofree char *quit = keymap_key(&tui->keymap, ACTION_QUIT);
	int fixed = 13; /* "? help  q back" without the blank before it */
	int room = tui->canvas->width - fixed - 2;
	int pane = page->screen->panes > 1 ? 10 : 0; /* "Tab pane" always has its place, too */
	int column = 1;

	g_array_set_size(tui->hints, 0);
	if (page->screen->bindings)
		column += draw_hints(tui, page->screen->bindings, column, room - pane);
	column += draw_hints(tui, global_bindings, column, room - column + 1);
	column += put_hint(tui, column, ACTION_HELP, help ? help : ":help", "help");
	put_hint(tui, column, ACTION_QUIT, quit ? quit : ":quit",
		 tui_below(page) ? "back" : "quit");
}

static void draw_body(struct tui *tui)
{
	struct page *page = tui_top(tui);
	struct canvas *canvas = tui->canvas;
	struct area area = {1, 0, canvas->height - FRAME_ROWS, canvas->width};
	int used;

	canvas_cursor(canvas, 1, 0);
	if (page->data || !page->screen->load) {
		page->screen->draw(page, canvas, &area);
	} else if (page->error) {
		used = text_show(canvas, &area, ROLE_BAD, page->error);
		canvas_text(canvas, area.row + used, 0, canvas->width, ROLE_MUTED,
			    "R tries again, q goes back.");
	} else {
		canvas_text(canvas, 2, 2, canvas->width - 2, ROLE_MUTED, "loading …");
	}
}

static void draw_too_small(struct canvas *canvas)
{
	g_autofree char *text = g_strdup_printf("Rampart needs %dx%d, this is %dx%d", LEAST_WIDTH,
						LEAST_HEIGHT, canvas->width, canvas->height);

	canvas_text(canvas, 0, 0, canvas->width, ROLE_PLAIN, text);
}

/* What does not fit is told in full by :messages. */
static void draw_message(const struct tui *tui)
{
	static const char more[] = "  :messages";
	struct canvas *canvas = tui->canvas;
	int row = canvas->height - 2, room = canvas->width;

	if ((int)utext_cells(tui->message) > room) {
		room -= (int)strlen(more);
		canvas_text(canvas, row, room, canvas->width - room, ROLE_MUTED, more);
	}
	canvas_text(canvas, row, 0, room, tui->message_role, tui->message);
}

void tui_draw(struct tui *tui)
{
	struct canvas *canvas = tui->canvas;

	canvas_clear(canvas);
	if (canvas->width < LEAST_WIDTH || canvas->height < LEAST_HEIGHT) {
		draw_too_small(canvas);
		return;
	}
	draw_body(tui);
	draw_title(tui); /* after the body, which may fold or unfold its rows */
	draw_footer(tui);
	if (tui->message)
		draw_message(tui);
	modal_draw(tui);
}
