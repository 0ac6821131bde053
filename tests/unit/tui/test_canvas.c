/* SPDX-License-Identifier: MIT */
/* The canvas: clipping by columns, wide characters, and text that wants to break a row. */
#include <glib.h>
#include <string.h>

#include "tui/canvas.h"
#include "tui/theme.h"

static char *dump(const struct canvas *canvas)
{
	GString *out = g_string_new(NULL);

	canvas_dump(canvas, out);
	return g_string_free(out, FALSE);
}

static void assert_dump(struct canvas *canvas, const char *expected)
{
	g_autofree char *text = dump(canvas);

	g_assert_cmpstr(text, ==, expected);
}

static void test_text(void)
{
	struct canvas *canvas = canvas_new(10, 2);

	g_assert_cmpint(canvas_text(canvas, 0, 1, 9, ROLE_PLAIN, "board"), ==, 5);
	canvas_right(canvas, 1, 0, 10, ROLE_PLAIN, "1 204");
	assert_dump(canvas, " board\n     1 204\n");
	canvas_free(canvas);
}

static void test_clip(void)
{
	struct canvas *canvas = canvas_new(10, 2);

	g_assert_cmpint(canvas_text(canvas, 0, 0, 6, ROLE_PLAIN, "shop.example"), ==, 6);
	canvas_text(canvas, 1, 8, 50, ROLE_PLAIN, "long");
	canvas_text(canvas, -1, 0, 5, ROLE_PLAIN, "above");
	canvas_text(canvas, 2, 0, 5, ROLE_PLAIN, "below");
	canvas_text(canvas, 0, 10, 5, ROLE_PLAIN, "right");
	canvas_select(canvas, 7, 0, 10);
	canvas_cursor(canvas, 99, 99);
	g_assert_cmpint(canvas->row, ==, 1);
	g_assert_cmpint(canvas->column, ==, 9);
	assert_dump(canvas, "shop.…\n        l…\n");
	canvas_free(canvas);
}

/* A wide character is never cut in half, nor does half of it stay when it is written over. */
static void test_wide(void)
{
	struct canvas *canvas = canvas_new(8, 3);

	g_assert_cmpint(canvas_text(canvas, 0, 0, 8, ROLE_PLAIN, "日本x"), ==, 5);
	g_assert_cmpint(canvas_text(canvas, 1, 0, 4, ROLE_PLAIN, "日本語"), ==, 3);
	canvas_text(canvas, 2, 0, 8, ROLE_PLAIN, "日本");
	canvas_text(canvas, 2, 1, 1, ROLE_PLAIN, "|");
	assert_dump(canvas, "日本x\n日…\n |本\n");
	canvas_free(canvas);
}

static void test_hostile(void)
{
	struct canvas *canvas = canvas_new(20, 6);
	g_autofree char *text = NULL;

	canvas_text(canvas, 0, 0, 20, ROLE_PLAIN, "a\rb\nc\td");
	canvas_text(canvas, 1, 0, 20, ROLE_PLAIN, "\033[2Jx\033]0;t\007");
	canvas_text(canvas, 2, 0, 20, ROLE_PLAIN,
		    "\xe2\x80\xae"
		    "evil");
	canvas_text(canvas, 3, 0, 20, ROLE_PLAIN, "\xff\xfe ok");
	canvas_text(canvas, 4, 0, 20, ROLE_PLAIN, "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84z");
	canvas_text(canvas, 5, 0, 20, ROLE_PLAIN, NULL);
	text = dump(canvas);
	for (const char *p = text; *p; p++)
		g_assert_true((unsigned char)*p >= 0x20 || *p == '\n');
	g_assert_null(strstr(text, "\xe2\x80\xae"));
	g_assert_true(g_str_has_prefix(text, "a b c d\n"));
	g_assert_nonnull(strstr(text, "ok\n"));
	g_assert_cmpint(canvas->cells[4 * 20 + 1].text[0], ==, 'z');
	canvas_free(canvas);
}

static void test_ascii(void)
{
	struct canvas *canvas = canvas_new(12, 2);

	canvas->ascii = true;
	canvas_text(canvas, 0, 0, 6, ROLE_PLAIN, "bücher.example");
	canvas_text(canvas, 1, 0, 12, ROLE_PLAIN, "▁▄█ ▲│");
	assert_dump(canvas, "b?che~\n.:# ^|\n");
	canvas_free(canvas);
}

static void test_roles(void)
{
	struct canvas *canvas = canvas_new(4, 1);
	g_autoptr(GString) out = g_string_new(NULL);

	canvas_text(canvas, 0, 0, 2, ROLE_BAD, "ab");
	canvas_text(canvas, 0, 2, 1, ROLE_OK, "c");
	canvas_select(canvas, 0, 1, 3);
	canvas_dump_roles(canvas, out);
	g_assert_cmpstr(out->str, ==, "bBOS\n");
	canvas_free(canvas);
}

static void test_areas(void)
{
	struct area area = {1, 0, 10, 80};
	struct area top = area_top(&area, 3);
	struct area bottom = area_bottom(&area, 99);

	g_assert_cmpint(top.row, ==, 1);
	g_assert_cmpint(top.height, ==, 3);
	g_assert_cmpint(bottom.row, ==, 4);
	g_assert_cmpint(bottom.height, ==, 7);
	g_assert_cmpint(area.height, ==, 0);
	g_assert_cmpint(area_left(&top, 20).width, ==, 20);
	g_assert_cmpint(top.column, ==, 20);
	g_assert_cmpint(top.width, ==, 60);
}

/* Without colour every role still looks like something a monochrome terminal can show. */
static void test_theme(void)
{
	const struct theme *mono = theme_find("default", false);

	for (int role = 0; role < ROLE_COUNT; role++) {
		g_assert_cmpint(mono->styles[role].foreground, ==, COLOR_DEFAULT);
		g_assert_cmpint(mono->styles[role].background, ==, COLOR_DEFAULT);
	}
	g_assert_true(theme_find("mono", true) == mono);
	g_assert_cmpstr(theme_find("no such theme", true)->name, ==, "default");
	g_assert_cmpstr(theme_find(NULL, true)->name, ==, "default");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/canvas/text", test_text);
	g_test_add_func("/canvas/clip", test_clip);
	g_test_add_func("/canvas/wide", test_wide);
	g_test_add_func("/canvas/hostile", test_hostile);
	g_test_add_func("/canvas/ascii", test_ascii);
	g_test_add_func("/canvas/roles", test_roles);
	g_test_add_func("/canvas/areas", test_areas);
	g_test_add_func("/theme", test_theme);
	return g_test_run();
}
