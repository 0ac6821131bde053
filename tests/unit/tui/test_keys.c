/* SPDX-License-Identifier: MIT */
/* Keys at the wrong moment: before there are rows, on a page that failed, while something is
 * written. */
#include "desk.h"

/* Typed at once, before anything of it was taken up. */
static void type_ahead(struct desk *desk, const char *text)
{
	for (; *text; text++)
		tui_key(desk->tui, *text == '\r'     ? TUI_KEY_ENTER
				   : *text == '\033' ? TUI_KEY_ESC
						     : (uint32_t)*text);
}

/* A click points at what is shown: it neither waits nor lands where a later one was. */
static void test_click_ahead(void)
{
	struct desk desk = desk_new();

	desk.tui->mouse_row = 3; /* the board's second row */
	desk.tui->mouse_column = 4;
	tui_key(desk.tui, 't');
	tui_key(desk.tui, TUI_KEY_CLICK);
	tui_key(desk.tui, TUI_KEY_CLICK);
	settle(&desk);
	shows(&desk, "> CHG-2026-0001");
	g_assert_true(tui_top(desk.tui)->screen == &screen_tickets);
	tui_key(desk.tui, 'q');
	settle(&desk);
	shows(&desk, "> shop.example");
	desk_end(&desk);
}

/* An Esc that was pasted forgets nothing: what follows it would be keys. */
static void test_paste_ahead(void)
{
	struct desk desk = desk_new();

	tui_key(desk.tui, 't');
	tui_key(desk.tui, TUI_KEY_PASTE_BEGIN);
	type_ahead(&desk, "x\033Q");
	tui_key(desk.tui, TUI_KEY_PASTE_END);
	settle(&desk);
	g_assert_false(desk.tui->quit);
	shows(&desk, "pasted text is taken by prompts only");
	tui_key(desk.tui, 'q');
	tui_key(desk.tui, 't');
	type_ahead(&desk, "/");
	tui_key(desk.tui, TUI_KEY_PASTE_BEGIN);
	type_ahead(&desk, "abs\033ent");
	tui_key(desk.tui, TUI_KEY_PASTE_END);
	settle(&desk);
	shows(&desk, "filter: abs ent");
	press(&desk, "Esc");
	desk_end(&desk);
}

/* Each key acts on what the one before it made: the rows that a filter unfolds. */
static void test_filter_ahead(void)
{
	struct app *app = fake_new();
	struct desk desk;

	app->addresses = 30;
	desk = desk_at(app, 80, 24);
	type_ahead(&desk, "o/100.29\r\r");
	settle(&desk);
	shows(&desk, "Sources shop.example > 198.51.100.29");
	desk_end(&desk);
}

/* What waits for rows that never come is forgotten. */
static void test_failed_ahead(void)
{
	struct desk desk = desk_new();

	desk.app->failure = "the database is locked";
	type_ahead(&desk, "\rhtyped\r");
	settle(&desk);
	shows(&desk, "the database is locked");
	desk.app->failure = NULL;
	press(&desk, "R");
	shows(&desk, "GATE open");
	hides(&desk, "reason to hold");
	wrote(&desk, "");
	desk_end(&desk);
}

static const struct screen *const all_screens[] = {
	&screen_board,	   &screen_domain,  &screen_sources,  &screen_source,  &screen_simulate,
	&screen_split,	   &screen_tickets, &screen_ticket,   &screen_dns,     &screen_journal,
	&screen_jobs,	   &screen_help,    &screen_messages, &screen_rejects, &screen_playbook,
	&screen_burn_down, &screen_review,  &screen_push,
};

/* Whatever is asked of a page that could not be read does no harm. */
static void try_all(struct desk *desk, const struct screen *screen)
{
	for (unsigned i = 0; i < ACTION_COUNT; i++) {
		if (i == ACTION_QUIT || i == ACTION_QUIT_ALL || action_screen((enum action)i))
			continue;
		if (i == ACTION_CHECK || i == ACTION_EDIT) /* a name is all they need */
			continue;
		tui_open(desk->tui, screen, "shop.example", "acme");
		app_dispatch(desk->app);
		page_run(tui_top(desk->tui), (enum action)i, NULL);
		tui_draw(desk->tui);
		modal_close(desk->tui);
	}
}

static void test_failed_pages(void)
{
	struct desk desk = desk_new();

	desk.app->failure = "the database is locked";
	for (size_t i = 0; i < G_N_ELEMENTS(all_screens); i++)
		try_all(&desk, all_screens[i]);
	wrote(&desk, "");
	desk_end(&desk);
}

/* z never takes an older deed while the last one is on its way. */
static void test_undo_awaits(void)
{
	struct desk desk = desk_new();

	enter(&desk, ":hold they moved");
	press(&desk, "o j");
	type_ahead(&desk, ":mark legitimate it is ours\rz");
	settle(&desk);
	hides(&desk, "undo hold");
	press(&desk, "z");
	shows(&desk, "undo mark relay legitimate? y/N");
	press(&desk, "Esc");
	desk_end(&desk);
}

/* A mark in the place of another has no exact way back, and the older one's would take it along. */
static void test_undo_of_what_is_gone(void)
{
	struct desk desk = desk_new();

	press(&desk, "Enter o G Enter");
	enter(&desk, ":mark legitimate it is ours");
	press(&desk, "M z");
	shows(&desk, "undo: nothing was done here yet that goes back by itself");
	desk_end(&desk);
}

/* Of several, those whose gate is closed are left, and the way on is a key. */
static void test_advance_several(void)
{
	struct desk desk = desk_new();

	press(&desk, "*");
	enter(&desk, ":advance agreed by phone");
	press(&desk, "y");
	press(&desk, "U");
	enter(&desk, ":messages");
	shows(&desk, "advance: 1 of 3 domains; xn--bcher-kva.example: the gate is closed, 3 of 5");
	shows(&desk,
	      "conditions are met; A goes on all the same; held.example: the domain is on hold;");
	wrote(&desk, "advance shop.example: agreed by phone\n");
	desk_end(&desk);
}

/* A hold of somebody else's is none that z would end. */
static void test_undo_of_what_was_so(void)
{
	struct desk desk = desk_new();

	press(&desk, "G Space");
	enter(&desk, ":hold they move");
	shows(&desk, "it is on hold already");
	press(&desk, "z");
	shows(&desk, "undo: nothing was done here yet that goes back by itself");
	wrote(&desk, "");
	desk_end(&desk);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/keys/click-ahead", test_click_ahead);
	g_test_add_func("/keys/paste-ahead", test_paste_ahead);
	g_test_add_func("/keys/filter-ahead", test_filter_ahead);
	g_test_add_func("/keys/failed-ahead", test_failed_ahead);
	g_test_add_func("/keys/failed-pages", test_failed_pages);
	g_test_add_func("/keys/undo-awaits", test_undo_awaits);
	g_test_add_func("/keys/undo-of-what-is-gone", test_undo_of_what_is_gone);
	g_test_add_func("/keys/undo-of-what-was-so", test_undo_of_what_was_so);
	g_test_add_func("/keys/advance-several", test_advance_several);
	return g_test_run();
}
