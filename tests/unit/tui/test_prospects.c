/* SPDX-License-Identifier: MIT */
/* What comes: forecast on the ladder, playbook, burn-down, review. */
#include <glib/gstdio.h>

#include "desk.h"

static void test_domain_forecast(void)
{
	struct desk desk = desk_new();

	press(&desk, "Enter");
	shows(&desk, "[monitor] > quarantine-0 2026-11-10 > … > reject 2027-05-20");
	desk_end(&desk);
	desk = desk_at(fake_new(), 200, 60);
	press(&desk, "Enter");
	shows(&desk, "quarantine-0    2026-11-10 at the earliest: unknown_sources");
	shows(&desk, "reject          2027-05-20 at the earliest");
	desk_end(&desk);
}

static void test_playbook(void)
{
	struct desk desk = desk_at(fake_new(), 80, 40);

	press(&desk, "p");
	shows(&desk, "> monitor: monitor   the domain is here");
	shows(&desk, "    record   v=DMARC1; p=record-1");
	shows(&desk, "quarantine-0: quarantine-0   2026-11-10 at the earliest");
	shows(&desk, "gate     min_messages 100");
	press(&desk, "Esc");
	type(&desk, ":playbook cautious");
	press(&desk, "Enter");
	shows(&desk, "Board > Playbook cautious");
	hides(&desk, "the domain is here");
	desk_end(&desk);
}

static void test_burn_down(void)
{
	struct desk desk = desk_new();

	press(&desk, "B");
	shows(&desk, "Burn-down acme");
	shows(&desk, "1 of 2 domains done; the last one on 2026-11-21 (shop.example); the target");
	shows(&desk, "░ monitor");
	shows(&desk, "^ today 2026-11-01");
	shows(&desk, "> reject           2026-11-21");
	press(&desk, "Enter");
	shows(&desk, "Burn-down acme > shop.example");
	desk_end(&desk);
}

static void test_review(void)
{
	g_autofree char *dir = g_dir_make_tmp("rampart-XXXXXX", NULL), *text = NULL;
	g_autofree char *path = g_build_filename(dir, "acme.html", NULL);
	g_autofree char *line = g_strdup_printf(":write %s", path);
	struct desk desk = desk_new();

	press(&desk, "P");
	shows(&desk, "review of acme as text");
	type(&desk, line);
	press(&desk, "Enter");
	shows(&desk, "is written; it is what the customer gets");
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "review of acme as html\nthe second line\n");
	type(&desk, line);
	press(&desk, "Enter");
	shows(&desk, "there already; write over it?");
	press(&desk, "n");
	g_unlink(path);
	g_rmdir(dir);
	desk_end(&desk);
}

static void test_journal_opens(void)
{
	struct desk desk = desk_new();

	press(&desk, "J Enter");
	hides(&desk, "not on this screen");
	desk_end(&desk);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tui/prospects/domain-forecast", test_domain_forecast);
	g_test_add_func("/tui/prospects/playbook", test_playbook);
	g_test_add_func("/tui/prospects/burn-down", test_burn_down);
	g_test_add_func("/tui/prospects/review", test_review);
	g_test_add_func("/tui/prospects/journal-opens", test_journal_opens);
	return g_test_run();
}
