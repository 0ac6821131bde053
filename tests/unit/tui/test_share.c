/* SPDX-License-Identifier: MIT */
/* What leaves the screens, and who may press what: copies, files, mouse, bindings. */
#include <glib/gstdio.h>

#include "desk.h"

static void test_copy(void)
{
	struct desk desk = desk_new();

	press(&desk, "y n");
	shows(&desk, "copied: shop.example");
	g_assert_cmpstr(desk.tui->copied, ==, "shop.example");
	press(&desk, "y r");
	g_assert_true(g_str_has_prefix(desk.tui->copied, "shop.example acme monitor 34 1 204 331"));
	press(&desk, "Enter y d");
	g_assert_cmpstr(desk.tui->copied, ==, RECORD_NEXT);
	desk_end(&desk);
}

/* Filter, order and marks count; each form has its own way to be harmless. */
static void test_write(void)
{
	g_autofree char *dir = g_dir_make_tmp("rampart-XXXXXX", NULL);
	static const struct {
		const char *file, *begin, *holds;
	} cases[] = {
		{"b.csv", "DOMAIN,CUSTOMER,", "\nheld.example,acme,'=reject-50,34,1 204 331,"},
		{"b.jsonl", "{\"domain\": \"held.example\"", "\"stage\": \"=reject-50\""},
		{"b.md", "| DOMAIN | CUSTOMER |", "\n| held.example | acme |"},
		{"b.txt", "DOMAIN\tCUSTOMER", "\nheld.example acme"},
	};
	struct desk desk = desk_new();

	press(&desk, "/ h e l d Enter");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_build_filename(dir, cases[i].file, NULL), *text = NULL;
		g_autofree char *line = g_strdup_printf(":write %s", path);

		type(&desk, line);
		press(&desk, "Enter");
		g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
		if (!g_str_has_prefix(text, cases[i].begin) ||
		    (i < 3 && !strstr(text, cases[i].holds)))
			g_error("%s: %s", cases[i].file, text);
		g_assert_null(strstr(text, "shop.example"));
		g_unlink(path);
	}
	g_rmdir(dir);
	desk_end(&desk);
}

static void click(struct desk *desk, int row, int column)
{
	desk->tui->mouse_row = row;
	desk->tui->mouse_column = column;
	tui_key(desk->tui, TUI_KEY_CLICK);
	settle(desk);
}

static void test_mouse(void)
{
	struct desk desk = desk_new();

	click(&desk, 4, 10);
	shows(&desk, "> held.example");
	click(&desk, 1, 4); /* a heading sorts */
	shows(&desk, "DOMAIN▼");
	tui_key(desk.tui, TUI_KEY_WHEEL_UP);
	settle(&desk);
	shows(&desk, "> held.example");
	click(&desk, 3, 10);
	shows(&desk, "> shop.example");
	click(&desk, 3, 10);
	shows(&desk, "GATE open to quarantine-0");
	click(&desk, 8, 60); /* the gate, in the other part of the screen, takes the focus */
	g_assert_cmpuint(tui_top(desk.tui)->focus, ==, 1);
	click(&desk, 23, 2); /* a hint of the footer: Enter opens */
	click(&desk, 12, 70);
	press(&desk, ":");
	click(&desk, 3, 3); /* a question is answered with keys */
	press(&desk, "Esc");
	desk_end(&desk);
}

/* A key of the config goes before the table's, and is gone where it was. */
static void test_bindings(void)
{
	g_autoptr(GError) action = NULL, key = NULL;
	struct desk desk = desk_new();
	struct keymap *keymap = &desk.tui->keymap;

	g_assert_true(keymap_bind(keymap, "sources", "n F5", NULL));
	g_assert_cmpint(keymap_action(keymap, 'n'), ==, ACTION_SOURCES);
	g_assert_cmpint(keymap_action(keymap, TUI_KEY_F5), ==, ACTION_SOURCES);
	g_assert_cmpint(keymap_action(keymap, 'o'), ==, ACTION_COUNT);
	g_assert_cmpint(keymap_action(keymap, 'R'), ==, ACTION_REFRESH);
	g_assert_null(keymap_key(keymap, ACTION_NEXT_HIT));
	press(&desk, "? C-f");
	shows(&desk, "n F5         sources");
	press(&desk, "Esc n");
	shows(&desk, "> Sources");
	g_assert_false(keymap_bind(keymap, "fly", "f", &action));
	g_assert_nonnull(strstr(action->message, "no action 'fly'"));
	g_assert_false(keymap_bind(keymap, "sources", "Hyper-x", &key));
	g_assert_nonnull(strstr(key->message, "'Hyper-x' is no key"));
	desk_end(&desk);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tui/share/copy", test_copy);
	g_test_add_func("/tui/share/write", test_write);
	g_test_add_func("/tui/share/mouse", test_mouse);
	g_test_add_func("/tui/share/bindings", test_bindings);
	return g_test_run();
}
