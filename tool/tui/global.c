/* SPDX-License-Identifier: MIT */
/* What every page can do: move about, filter, sort, select, leave. */
#include "base/name.h"
#include "tui/format.h"
#include "tui/frame.h"

static struct list *page_list(const struct page *page)
{
	return page->screen->list ? page->screen->list(page) : NULL;
}

static struct text *page_text(const struct page *page)
{
	return page->screen->text ? page->screen->text(page) : NULL;
}

/* How far an action moves in a list or text of that height. */
static int distance(enum action action, int height)
{
	switch ((int)action) {
	case ACTION_DOWN:
		return 1;
	case ACTION_UP:
		return -1;
	case ACTION_PAGE_DOWN:
		return height;
	case ACTION_PAGE_UP:
		return -height;
	case ACTION_HALF_DOWN:
		return MAX(height / 2, 1);
	case ACTION_HALF_UP:
		return -MAX(height / 2, 1);
	case ACTION_FIRST:
		return -G_MAXINT / 2;
	default:
		return G_MAXINT / 2;
	}
}

static void run_move(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	struct list *list = page_list(page);
	struct text *text = page_text(page);

	if (list)
		list_move(list, distance(action, list->height));
	else if (text)
		text_move(text, distance(action, text->height));
}

static void run_sideways(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	list_scroll_columns(page_list(page), action == ACTION_RIGHT ? 1 : -1);
}

static char *why_no_list(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return page_list(page) ? NULL : g_strdup("there is no list here");
}

static void run_pane(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	unsigned by = action == ACTION_NEXT_PANE ? 1 : page->screen->panes - 1;

	page->focus = (page->focus + by) % page->screen->panes;
}

static char *why_one_pane(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return page->screen->panes > 1 ? NULL : g_strdup("this screen has one part only");
}

static void quit_confirmed(struct page *page, const char *text G_GNUC_UNUSED,
			   void *ctx G_GNUC_UNUSED)
{
	page->tui->quit = true;
}

static void run_quit(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	unsigned writes = tui_writes(page->tui);
	g_autofree char *jobs = format_number_of(writes, "job", "jobs");
	g_autofree char *question = NULL;

	if (action == ACTION_QUIT && tui_below(page)) {
		tui_back(page->tui);
	} else if (writes == 0) {
		page->tui->quit = true;
	} else {
		question =
			g_strdup_printf("%s would be cut off; what is stored stays. Leave?", jobs);
		tui_confirm(page, question, quit_confirmed, NULL, NULL);
	}
}

/* Esc takes one thing back at a time: the filter, the selection, then the page. */
static void run_back(struct page *page, enum action action G_GNUC_UNUSED,
		     const char *args G_GNUC_UNUSED)
{
	struct list *list = page_list(page);

	if (list && list->filter)
		list_filter(list, NULL);
	else if (list && g_hash_table_size(list->marks))
		list_unmark(list);
	else if (tui_below(page))
		tui_back(page->tui);
	else
		tui_say(page->tui, ROLE_MUTED, "this is the first screen; q leaves Rampart");
}

static void run_help(struct page *page, enum action action G_GNUC_UNUSED,
		     const char *args G_GNUC_UNUSED)
{
	if (page->screen != &screen_help)
		tui_open(page->tui, &screen_help, page->place.domain, page->screen->name);
}

static void run_command(struct page *page, enum action action G_GNUC_UNUSED,
			const char *args G_GNUC_UNUSED)
{
	command_ask(page);
}

static void run_cancel(struct page *page, enum action action G_GNUC_UNUSED,
		       const char *args G_GNUC_UNUSED)
{
	app_background_cancel(page->tui->app, page->tui->last_job);
	tui_say(page->tui, ROLE_WARN, "the job is being stopped; what it stored stays");
}

static char *why_idle(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return page->tui->last_job && app_background_busy(page->tui->app)
		       ? NULL
		       : g_strdup("nothing runs; q leaves Rampart");
}

static void run_suspend(struct page *page, enum action action G_GNUC_UNUSED,
			const char *args G_GNUC_UNUSED)
{
	page->tui->suspend = true;
}

static void run_redraw(struct page *page, enum action action G_GNUC_UNUSED,
		       const char *args G_GNUC_UNUSED)
{
	page->tui->redraw = true;
}

static void run_refresh(struct page *page, enum action action G_GNUC_UNUSED,
			const char *args G_GNUC_UNUSED)
{
	page_load(page);
}

static void filter_changed(struct page *page, const char *text)
{
	list_filter(page_list(page), text);
}

static void search_answered(struct page *page, const char *text, void *ctx G_GNUC_UNUSED)
{
	if (!text_search(page_text(page), text, 1))
		tui_say(page->tui, ROLE_WARN, "'%s' is nowhere in this text", text);
}

/* In lists it hides rows, in texts it searches. */
static void run_filter(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	const struct list *list = page_list(page);

	if (list && args)
		filter_changed(page, args);
	else if (list)
		tui_ask_live(page, "filter:", list->filter, filter_changed);
	else if (args)
		search_answered(page, args, NULL);
	else
		tui_ask(page, "search:", NULL, search_answered, NULL, NULL);
}

static char *why_no_filter(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return page_list(page) || page_text(page) ? NULL
						  : g_strdup("there is no list or text here");
}

static void run_hit(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	struct text *text = page_text(page);

	text_search(text, text->search, action == ACTION_NEXT_HIT ? 1 : -1);
}

static char *why_no_search(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct text *text = page_text(page);

	return text && text->search ? NULL : g_strdup("search in a text with / first");
}

static void sort_chosen(struct page *page, int letter, void *ctx G_GNUC_UNUSED)
{
	list_sort(page_list(page), (char)letter);
}

static void run_sort(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	struct list *list = page_list(page);
	struct menu menu;

	if (args) {
		if (!list_sort(list, *args))
			tui_say(page->tui, ROLE_WARN, "no column has the letter '%s'", args);
		return;
	}
	menu_init(&menu, "sort by");
	for (const struct column *column = list->columns; column->title; column++)
		if (column->letter)
			menu_add(&menu, column->letter, column->letter, column->title, NULL, NULL);
	tui_choose(page, &menu, sort_chosen, NULL, NULL);
}

static char *why_no_sort(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct list *list = page_list(page);

	for (const struct column *column = list ? list->columns : NULL; column && column->title;
	     column++)
		if (column->letter)
			return NULL;
	return g_strdup("there is nothing to sort here");
}

static void run_order(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	struct list *list = page_list(page);

	if (action == ACTION_INVERT)
		list_invert(list);
	else
		list_sort_next(list, action == ACTION_SORT_LEFT ? -1 : 1);
}

static void run_select(struct page *page, enum action action, const char *args G_GNUC_UNUSED)
{
	struct list *list = page_list(page);

	switch ((int)action) {
	case ACTION_SELECT:
		list_mark_toggle(list);
		break;
	case ACTION_SELECT_RANGE:
		list_mark_range(list);
		if (list->anchor >= 0)
			tui_say(page->tui, ROLE_MUTED,
				"a range begins here; go to its end and press V again");
		break;
	case ACTION_SELECT_ALL:
		list_mark_shown(list);
		break;
	default:
		list_unmark(list);
	}
}

/* Where a screen is opened from decides what it is about. */
static const struct {
	enum action action;
	const struct screen *screen;
	enum { SCOPE_ALL, SCOPE_PLACE, SCOPE_DOMAIN, SCOPE_CUSTOMER, SCOPE_PLAYBOOK } scope;
} screens[] = {
	{ACTION_BOARD, &screen_board, SCOPE_ALL},
	{ACTION_DOMAIN, &screen_domain, SCOPE_DOMAIN},
	{ACTION_SOURCES, &screen_sources, SCOPE_DOMAIN},
	{ACTION_SIMULATE, &screen_simulate, SCOPE_DOMAIN},
	{ACTION_SPLIT, &screen_split, SCOPE_DOMAIN},
	{ACTION_TICKETS, &screen_tickets, SCOPE_PLACE}, /* all of them from the board */
	{ACTION_DNS, &screen_dns, SCOPE_DOMAIN},
	{ACTION_JOURNAL, &screen_journal, SCOPE_PLACE},
	{ACTION_JOBS, &screen_jobs, SCOPE_ALL},
	{ACTION_REJECTS, &screen_rejects, SCOPE_ALL},
	{ACTION_PLAYBOOK, &screen_playbook, SCOPE_PLAYBOOK},
	{ACTION_BURN_DOWN, &screen_burn_down, SCOPE_CUSTOMER},
	{ACTION_REVIEW, &screen_review, SCOPE_CUSTOMER},
	{ACTION_MESSAGES, &screen_messages, SCOPE_ALL},
};

const struct screen *action_screen(enum action action)
{
	for (size_t i = 0; i < G_N_ELEMENTS(screens); i++)
		if (screens[i].action == action)
			return screens[i].screen;
	return NULL;
}

/* What is named, else what the domain here belongs to; without a status the page finds it out. */
static void open_by_domain(struct page *page, size_t i, const char *args)
{
	const char *domain = page_domain(page), *subject = args;

	if (!subject && screens[i].scope == SCOPE_CUSTOMER)
		subject = page_customer(page);
	tui_open(page->tui, screens[i].screen, subject ? NULL : domain, subject);
}

static bool is_domain_name(struct page *page, const char *text)
{
	g_autofree char *name = name_from_user(text, NULL);

	if (!name)
		tui_say(page->tui, ROLE_WARN,
			"`:open NAME` opens what is named here; %s is no domain", text);
	return name != NULL;
}

static void run_screen(struct page *page, enum action action, const char *args)
{
	const char *domain = NULL;
	size_t i = 0;

	while (screens[i].action != action)
		i++;
	if (screens[i].scope >= SCOPE_CUSTOMER) {
		open_by_domain(page, i, args);
		return;
	}
	if (args && !is_domain_name(page, args))
		return;
	if (screens[i].scope == SCOPE_PLACE)
		domain = args ? args : page->place.domain;
	else if (screens[i].scope == SCOPE_DOMAIN)
		domain = args ? args : page_domain(page);
	tui_open(page->tui, screens[i].screen, domain, NULL);
}

static char *why_no_domain(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return page_domain(page) ? NULL : g_strdup("of which domain? Put the cursor on one");
}

static char *why_no_customer(const struct page *page, enum action action)
{
	return page_customer(page) ? NULL : why_no_domain(page, action);
}

static void run_mouse(struct page *page, enum action action G_GNUC_UNUSED,
		      const char *args G_GNUC_UNUSED)
{
	page->tui->mouse = !page->tui->mouse;
	tui_say(page->tui, ROLE_OK, "%s",
		page->tui->mouse ? "the mouse is taken; with Shift it still selects text"
				 : "the mouse is the terminal's");
}

const struct binding global_bindings[] = {
	{ACTION_NEXT_PANE, run_pane, why_one_pane},
	{ACTION_FILTER, run_filter, why_no_filter},
	{ACTION_SORT, run_sort, why_no_sort},
	{ACTION_SOURCES, run_screen, why_no_domain},
	{ACTION_SIMULATE, run_screen, why_no_domain},
	{ACTION_TICKETS, run_screen, NULL},
	{ACTION_DNS, run_screen, why_no_domain},
	{ACTION_JOURNAL, run_screen, NULL},
	{ACTION_SPLIT, run_screen, why_no_domain},
	{ACTION_BOARD, run_screen, NULL},
	{ACTION_DOMAIN, run_screen, why_no_domain},
	{ACTION_JOBS, run_screen, NULL},
	{ACTION_REJECTS, run_screen, NULL},
	{ACTION_MESSAGES, run_screen, NULL},
	{ACTION_PLAYBOOK, run_screen, why_no_domain},
	{ACTION_BURN_DOWN, run_screen, why_no_customer},
	{ACTION_REVIEW, run_screen, why_no_customer},
	{ACTION_UNDO, undo_run, undo_why_not},
	{ACTION_COPY, share_copy, share_why_not},
	{ACTION_WRITE, share_write, share_why_not},
	{ACTION_MOUSE, run_mouse, NULL},
	{ACTION_DOWN, run_move, NULL},
	{ACTION_UP, run_move, NULL},
	{ACTION_PAGE_DOWN, run_move, NULL},
	{ACTION_PAGE_UP, run_move, NULL},
	{ACTION_HALF_DOWN, run_move, NULL},
	{ACTION_HALF_UP, run_move, NULL},
	{ACTION_FIRST, run_move, NULL},
	{ACTION_LAST, run_move, NULL},
	{ACTION_LEFT, run_sideways, why_no_list},
	{ACTION_RIGHT, run_sideways, why_no_list},
	{ACTION_PREVIOUS_PANE, run_pane, why_one_pane},
	{ACTION_NEXT_HIT, run_hit, why_no_search},
	{ACTION_PREVIOUS_HIT, run_hit, why_no_search},
	{ACTION_INVERT, run_order, why_no_sort},
	{ACTION_SORT_LEFT, run_order, why_no_sort},
	{ACTION_SORT_RIGHT, run_order, why_no_sort},
	{ACTION_SELECT, run_select, why_no_list},
	{ACTION_SELECT_RANGE, run_select, why_no_list},
	{ACTION_SELECT_ALL, run_select, why_no_list},
	{ACTION_SELECT_NONE, run_select, why_no_list},
	{ACTION_COMMAND, run_command, NULL},
	{ACTION_REFRESH, run_refresh, NULL},
	{ACTION_CANCEL, run_cancel, why_idle},
	{ACTION_REDRAW, run_redraw, NULL},
	{ACTION_SUSPEND, run_suspend, NULL},
	{ACTION_HELP, run_help, NULL},
	{ACTION_BACK, run_back, NULL},
	{ACTION_QUIT, run_quit, NULL},
	{ACTION_QUIT_ALL, run_quit, NULL},
	BINDINGS_END,
};
