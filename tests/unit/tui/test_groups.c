/* SPDX-License-Identifier: MIT */
/* The board by customer: headings, what can be done on them, and where the cursor stays. */
#include "desk.h"

/* Nine domains of three customers; those with an odd number have an open gate. */
static struct desk desk_of_groups(void)
{
	struct app *app = fake_new();

	app->domains = 9;
	app->customers = 3;
	return desk_at(app, 80, 24);
}

/* The lines of the board from the first one on, up to the first column's end. */
static void lists(const struct desk *desk, const char *const *lines)
{
	g_auto(GStrv) shown = g_strsplit(desk->shown->str, "\n", -1);

	for (int i = 0; lines[i]; i++)
		if (!g_str_has_prefix(shown[i + 2], lines[i]))
			g_error("line %d is not '%s':\n%s", i, lines[i], desk->shown->str);
}

static void test_headings(void)
{
	static const char *const by_customer[] = {
		"  ▾ Customer 0             3 domains,   3 need someone, forecast 2027-05-20, ta",
		"> d00000.example ",
		"  d00003.example ",
		"  d00006.example ",
		"  ▾ Customer 1             3 domains,   3 need someone, forecast 2027-05-20!, t",
		"  d00001.example ",
		"  d00004.example ",
		"  d00007.example ",
		"  ▾ Customer 2 ",
		NULL,
	};
	struct desk desk = desk_of_groups();

	press(&desk, "C");
	lists(&desk, by_customer);
	press(&desk, "g");
	shows(&desk, "> ▾ Customer 0");
	shows(&desk, "Customer 0 (c0)");
	shows(&desk, "3 612 993 messages; 0 of 3 done, 0 behind the target; forecast 2027-05-20,\n"
		     "target 2027-05-21");
	shows(&desk, "first: d00000.example: judge 3 unknown sources");
	press(&desk, "j j C");
	hides(&desk, "Customer 0");
	shows(&desk, "> d00003.example");
	desk_end(&desk);
}

static void test_fold(void)
{
	static const char *const folded[] = {
		"> ▸ Customer 0 ",
		"  ▾ Customer 1 ",
		"  d00001.example ",
		NULL,
	};
	struct desk desk = desk_of_groups();

	press(&desk, "C g Enter");
	shows(&desk, "Enter unfolds c0; B burn-down, P review, Space selects its domains");
	lists(&desk, folded);
	press(&desk, "R"); /* stays so when the figures come anew */
	lists(&desk, folded);
	press(&desk, "/");
	enter(&desk, "d00003");
	shows(&desk, "1 of 9: d00003");
	shows(&desk, "▾ Customer 0             3 domains");
	shows(&desk, "d00003.example");
	hides(&desk, "Customer 1");
	press(&desk, "Enter");
	shows(&desk, "the filter unfolds what it finds; Esc clears it");
	press(&desk, "j Esc"); /* its row is folded away again */
	lists(&desk, folded);
	press(&desk, "C C");
	shows(&desk, "▾ Customer 0");
	shows(&desk, "> d00000.example");
	desk_end(&desk);
}

/* A heading is no domain: what is of a domain says so, what is of a customer is done. */
static void test_on_a_heading(void)
{
	struct desk desk = desk_new();

	press(&desk, "C g a");
	shows(&desk, "advance: this is a customer; Space selects its domains");
	hides(&desk, "h hold");
	press(&desk, "o");
	shows(&desk, "sources: of which domain? Put the cursor on one");
	press(&desk, "y");
	shows(&desk, "copy: there is no row or text here");
	press(&desk, "+");
	shows(&desk, "domain to add (CUSTOMER DOMAIN): acme");
	press(&desk, "Esc B");
	shows(&desk, "Burn-down acme");
	press(&desk, "q P");
	shows(&desk, "Review acme");
	press(&desk, "q");
	shows(&desk, "> ▾ Acme Stores");
	wrote(&desk, "");
	desk_end(&desk);
}

/* What is folded away, or above the cursor's heading, stays selected, and is meant. */
static void test_select(void)
{
	struct desk desk = desk_of_groups();

	press(&desk, "C g Space");
	shows(&desk, " *▾ Customer 0");
	shows(&desk, " *d00006.example");
	shows(&desk, "> ▾ Customer 1");
	shows(&desk, "3 selected");
	press(&desk, "g Enter h");
	enter(&desk, "christmas");
	shows(&desk, "hold 3 domains? y/N");
	press(&desk, "y");
	wrote(&desk, "hold d00000.example: christmas\nhold d00003.example: christmas\n"
		     "hold d00006.example: christmas\n");
	press(&desk, "g Space");
	hides(&desk, "selected");
	press(&desk, "g V j V"); /* from the folded heading to the next one */
	shows(&desk, "3 selected");
	press(&desk, "U");
	enter(&desk, ":filter d00004");
	press(&desk, "G Space");
	enter(&desk, ":filter d00001");
	press(&desk, "g a"); /* what is selected is hidden, and the heading is no domain */
	shows(&desk, "advance: this is a customer");
	press(&desk, "Esc *");
	shows(&desk, "9 selected");
	desk_end(&desk);
}

/* An order holds within the groups, and among them by what comes first in each. */
static void test_sort(void)
{
	static const char *const sorted[] = {
		"  ▾ Customer 2 ",   "> d00008.example ", "  d00005.example ",
		"  d00002.example ", "  ▾ Customer 1 ",	  NULL,
	};
	struct desk desk = desk_of_groups();

	press(&desk, "G C s d I");
	lists(&desk, sorted);
	desk_end(&desk);
}

/* The cursor stays on its domain when the figures come anew, wherever that stands then. */
static void test_reload(void)
{
	struct desk desk = desk_of_groups();

	press(&desk, "C G");
	shows(&desk, "> d00008.example");
	desk.app->customers = 2;
	press(&desk, "R");
	shows(&desk, "> d00008.example");
	press(&desk, "g");
	shows(&desk, "> ▾ Customer 0");
	desk.app->domains = 0; /* other domains, of another customer */
	press(&desk, "R");
	shows(&desk, "> ▾ Acme Stores");
	press(&desk, "j Enter");
	shows(&desk, "Board > shop.example");
	desk_end(&desk);
}

/* What was first yesterday is left for what is first today, below its heading. */
static void test_as_last_known(void)
{
	struct app *app = fake_new();
	struct desk desk = {app, tui_new(app, 80, 24), g_string_new(NULL)};

	app->domains = 9;
	app->customers = 3;
	app->new_day = true;
	tui_open(desk.tui, &screen_board, NULL, NULL);
	app_dispatch(app);
	tui_key(desk.tui, 'C');
	app->domains = 0;
	settle(&desk);
	shows(&desk, "> shop.example");
	desk_end(&desk);
}

static void test_click(void)
{
	struct desk desk = desk_of_groups();

	press(&desk, "C");
	desk.tui->mouse_row = 6; /* the second heading */
	desk.tui->mouse_column = 10;
	tui_key(desk.tui, TUI_KEY_CLICK);
	settle(&desk);
	shows(&desk, "> ▾ Customer 1");
	tui_key(desk.tui, TUI_KEY_CLICK);
	settle(&desk);
	shows(&desk, "> ▸ Customer 1");
	desk_end(&desk);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/groups/headings", test_headings);
	g_test_add_func("/groups/fold", test_fold);
	g_test_add_func("/groups/on-a-heading", test_on_a_heading);
	g_test_add_func("/groups/select", test_select);
	g_test_add_func("/groups/sort", test_sort);
	g_test_add_func("/groups/reload", test_reload);
	g_test_add_func("/groups/as-last-known", test_as_last_known);
	g_test_add_func("/groups/click", test_click);
	return g_test_run();
}
