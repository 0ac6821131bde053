/* SPDX-License-Identifier: MIT */
/* Prompt, menu, text, chart and figures. */
#include <glib.h>
#include <string.h>

#include "base/clock.h"
#include "tui/chart.h"
#include "tui/format.h"
#include "tui/key.h"
#include "tui/menu.h"
#include "tui/prompt.h"
#include "tui/record_diff.h"
#include "tui/text.h"

static void type(struct prompt *prompt, const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		g_assert_cmpint(prompt_key(prompt, g_utf8_get_char(text)), ==, PROMPT_GOES_ON);
}

static void test_prompt_edit(void)
{
	struct prompt prompt;

	prompt_init(&prompt, "reason:", "", NULL);
	type(&prompt, "the büro agreed");
	prompt_key(&prompt, TUI_CTRL('w'));
	g_assert_cmpstr(prompt.text->str, ==, "the büro ");
	prompt_key(&prompt, TUI_KEY_LEFT);
	prompt_key(&prompt, TUI_KEY_LEFT);
	prompt_key(&prompt, TUI_KEY_LEFT);
	prompt_key(&prompt, TUI_KEY_BACKSPACE);
	g_assert_cmpstr(prompt.text->str, ==, "the bro ");
	prompt_key(&prompt, TUI_CTRL('a'));
	prompt_key(&prompt, TUI_KEY_DELETE);
	prompt_key(&prompt, TUI_KEY_BACKSPACE); /* nothing before the start */
	g_assert_cmpstr(prompt.text->str, ==, "he bro ");
	prompt_key(&prompt, TUI_CTRL('e'));
	prompt_key(&prompt, TUI_KEY_DELETE); /* nothing behind the end */
	prompt_key(&prompt, TUI_CTRL('u'));
	g_assert_cmpstr(prompt.text->str, ==, "");
	g_assert_cmpint(prompt_key(&prompt, TUI_KEY_ESC), ==, PROMPT_CANCELLED);
	g_assert_cmpint(prompt_key(&prompt, TUI_KEY_ENTER), ==, PROMPT_DONE);
	g_assert_cmpint(prompt_key(&prompt, TUI_KEY_TAB), ==, PROMPT_COMPLETE);
	prompt_clear(&prompt);
}

static void test_prompt_history(void)
{
	g_autoptr(GPtrArray) history = g_ptr_array_new_with_free_func(g_free);
	struct prompt prompt;

	prompt_remember(history, "first");
	prompt_remember(history, "second");
	prompt_remember(history, "first"); /* once, as the newest */
	g_assert_cmpuint(history->len, ==, 2);
	prompt_init(&prompt, ":", NULL, history);
	prompt_key(&prompt, TUI_KEY_UP);
	g_assert_cmpstr(prompt.text->str, ==, "first");
	prompt_key(&prompt, TUI_KEY_UP);
	prompt_key(&prompt, TUI_KEY_UP);
	g_assert_cmpstr(prompt.text->str, ==, "second");
	prompt_key(&prompt, TUI_KEY_DOWN);
	prompt_key(&prompt, TUI_KEY_DOWN);
	g_assert_cmpstr(prompt.text->str, ==, "");
	prompt_clear(&prompt);
	for (int i = 0; i < 2 * PROMPT_HISTORY_MAX; i++) {
		g_autofree char *text = g_strdup_printf("entry %d", i);

		prompt_remember(history, text);
	}
	g_assert_cmpuint(history->len, ==, PROMPT_HISTORY_MAX);
}

static void test_prompt_limit(void)
{
	struct prompt prompt;

	prompt_init(&prompt, "", "", NULL);
	for (int i = 0; i < 2 * PROMPT_TEXT_MAX; i++)
		prompt_key(&prompt, 'x');
	g_assert_cmpuint(prompt.text->len, ==, PROMPT_TEXT_MAX);
	prompt_clear(&prompt);
}

/* A text longer than the line moves, so that the edit position is in sight. */
static void test_prompt_draw(void)
{
	struct canvas *canvas = canvas_new(20, 1);
	g_autoptr(GString) out = g_string_new(NULL);
	struct prompt prompt;

	prompt_init(&prompt, "why:", "because the customer agreed", NULL);
	prompt_draw(&prompt, canvas, 0);
	canvas_dump(canvas, out);
	g_assert_cmpstr(out->str, ==, "why: ustomer agreed\n");
	g_assert_true(canvas->editing);
	g_assert_cmpint(canvas->column, ==, 19);
	prompt_clear(&prompt);
	canvas_free(canvas);
}

static void test_menu(void)
{
	struct menu menu;

	menu_init(&menu, "verdict");
	menu_add(&menu, 'l', 10, "legitimate", "ours", NULL);
	menu_add(&menu, 't', 20, "threat", "theirs", g_strdup("no evidence"));
	g_assert_cmpint(menu_key(&menu, 'x'), ==, MENU_GOES_ON);
	g_assert_cmpint(menu_key(&menu, 't'), ==, MENU_REFUSED);
	g_assert_cmpstr(menu_entry(&menu)->why_not, ==, "no evidence");
	g_assert_cmpint(menu_key(&menu, TUI_KEY_DOWN), ==, MENU_GOES_ON);
	g_assert_cmpint(menu_key(&menu, TUI_KEY_ENTER), ==, MENU_REFUSED);
	g_assert_cmpint(menu_key(&menu, TUI_KEY_UP), ==, MENU_GOES_ON);
	g_assert_cmpint(menu_key(&menu, TUI_KEY_ENTER), ==, MENU_CHOSEN);
	g_assert_cmpint(menu_entry(&menu)->value, ==, 10);
	g_assert_cmpint(menu_key(&menu, TUI_KEY_ESC), ==, MENU_CANCELLED);
	menu_clear(&menu);
}

static char *text_drawn(struct text *text, int width, int height)
{
	struct canvas *canvas = canvas_new(width, height);
	struct area area = {0, 0, height, width};
	GString *out = g_string_new(NULL);

	text_draw(text, canvas, &area, true);
	canvas_dump(canvas, out);
	canvas_free(canvas);
	return g_string_free(out, FALSE);
}

static void test_text_wrap(void)
{
	struct text text;
	g_autofree char *wrapped = NULL, *long_word = NULL;

	text_init(&text);
	text_add(&text, ROLE_PLAIN, "  one two three four\n\nlast");
	wrapped = text_drawn(&text, 12, 6);
	g_assert_cmpstr(wrapped, ==, "  one two\n  three four\n\nlast\n\n\n");
	text_reset(&text);
	text_add(&text, ROLE_PLAIN, "one");
	text_add(&text, ROLE_PLAIN, "");
	text_add(&text, ROLE_PLAIN, "two");
	g_assert_cmpuint(text.lines->len, ==, 3);
	text_reset(&text);
	text_add(&text, ROLE_PLAIN, "abcdefghijkl");
	long_word = text_drawn(&text, 5, 4);
	g_assert_cmpstr(long_word, ==, "abcde\nfghij\nkl\n\n");
	text_clear(&text);
}

static void test_text_search(void)
{
	struct text text;
	g_autofree char *before = NULL, *after = NULL;

	text_init(&text);
	for (int i = 0; i < 50; i++)
		text_addf(&text, ROLE_PLAIN, "line %d%s", i, i % 20 == 7 ? " Needle" : "");
	before = text_drawn(&text, 20, 5);
	g_assert_true(text_search(&text, "needle", 1));
	after = text_drawn(&text, 20, 5);
	g_assert_nonnull(strstr(after, "line 7 Needle"));
	g_assert_cmpint(text.found, ==, 7);
	text_search(&text, text.search, 1);
	g_assert_cmpint(text.found, ==, 27);
	text_search(&text, text.search, 1);
	text_search(&text, text.search, 1);
	g_assert_cmpint(text.found, ==, 7); /* round the end */
	text_search(&text, text.search, -1);
	g_assert_cmpint(text.found, ==, 47);
	g_assert_false(text_search(&text, "nowhere", 1));
	text_move(&text, G_MININT);
	g_assert_cmpint(text.top, ==, 0);
	text_move(&text, G_MAXINT);
	g_assert_cmpint(text.top, ==, 45);
	text_clear(&text);
}

static void test_chart(void)
{
	const double days[] = {0, 0.5, 1, CHART_NO_DATA};
	g_autofree char *spark = chart_spark(days, 4, 1, 10);
	g_autofree char *halved = chart_spark(days, 4, 1, 2);
	g_autofree char *full = chart_bar(3, 3, 4), *none = chart_bar(0, 3, 4);
	g_autofree char *little = chart_bar(1, 1000000, 4), *unknown = chart_bar(1, 0, 2);

	g_assert_cmpstr(spark, ==, "▁▅█·");
	g_assert_cmpstr(halved, ==, "▃█");
	g_assert_cmpstr(full, ==, "████");
	g_assert_cmpstr(none, ==, "    ");
	g_assert_cmpstr(little, ==, "▏   "); /* something is never nothing */
	g_assert_cmpstr(unknown, ==, "▏ ");
}

/* 97 and 99 % look different, and what is below the wanted share says so. */
static void test_chart_draw(void)
{
	const double days[] = {0.97, 0.99, CHART_NO_DATA, 1};
	struct chart chart = {days, 4, 0.98};
	struct canvas *canvas = canvas_new(15, 4);
	struct area area = {0, 0, 4, 15};
	g_autoptr(GString) out = g_string_new(NULL), roles = g_string_new(NULL);

	chart_draw(&chart, canvas, &area);
	canvas_dump(canvas, out);
	g_assert_cmpstr(out->str, ==,
			"100 %    ▂   █\n"
			"98 % >   █   █\n"
			"       ▅ █   █\n"
			"95 %   █ █ · █\n");
	canvas_dump_roles(canvas, roles);
	g_assert_nonnull(strstr(roles->str, "w"));
	canvas_free(canvas);
}

static void assert_text(char *text, const char *expected)
{
	g_assert_cmpstr(text, ==, expected);
	g_free(text);
}

static void test_format(void)
{
	assert_text(format_count(0), "0");
	assert_text(format_count(999), "999");
	assert_text(format_count(1204331), "1 204 331");
	assert_text(format_messages(0), "0");
	assert_text(format_messages(0.2), "<1");
	assert_text(format_messages(1000.5), "1 001");
	assert_text(format_share(984, 1000), "98.4 %");
	assert_text(format_share(1, 1), "100 %");
	assert_text(format_share(999999, 1000000), "99.9 %"); /* never rounded up to all */
	assert_text(format_share(1, 1000000), "<0.1 %");      /* nor down to nothing */
	assert_text(format_share(0, 10), "0.0 %");
	assert_text(format_share(0, 0), "-");
	assert_text(format_instant(TIME_NONE), "-");
	assert_text(format_instant(0), "1970-01-01 00:00");
	assert_text(format_day(DAY_NONE), "-");
	assert_text(format_number_of(1, "job", "jobs"), "1 job");
	assert_text(format_number_of(1200, "job", "jobs"), "1 200 jobs");
	assert_text(format_domain("xn--bcher-kva.example"),
		    "xn--bcher-kva.example (bücher.example)");
	assert_text(format_domain("shop.example"), "shop.example");
}

static void test_keys(void)
{
	static const char *const names[] = {"j",    "G",  "C-l", "Enter", "Space",
					    "PgDn", "F1", "?",	 "ü"};
	uint32_t key;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_assert_true(key_parse(names[i], &key));
		assert_text(key_label(key), names[i]);
	}
	g_assert_false(key_parse("", &key));
	g_assert_false(key_parse("jj", &key));
	g_assert_false(key_parse("C-", &key));
	g_assert_false(key_parse("\xff", &key));
	g_assert_false(key_is_text(TUI_KEY_ENTER));
	g_assert_false(key_is_text(0x1b));
	g_assert_true(key_is_text(0xfc));
}

static void assert_diff(const char *now, const char *next, const char *expected)
{
	struct text text;
	g_autofree char *drawn = NULL;

	text_init(&text);
	record_diff(&text, now, next);
	drawn = text_drawn(&text, 60, 3);
	g_assert_cmpstr(drawn, ==, expected);
	text_clear(&text);
}

static void test_record_diff(void)
{
	assert_diff("v=DMARC1; p=none; rua=mailto:a@r.example",
		    "v=DMARC1; p=quarantine; pct=0; t=y; rua=mailto:a@r.example",
		    "now   - p=none\n"
		    "next  + p=quarantine; pct=0; t=y\n"
		    "        v=DMARC1; rua=mailto:a@r.example\n");
	assert_diff(NULL, "v=DMARC1; p=none",
		    "now   - no record is known to be published\n"
		    "next  + v=DMARC1; p=none\n\n");
	assert_diff("v=spf1 -all", "v=DMARC1; p=none",
		    "now   - v=spf1 -all\nnext  + v=DMARC1; p=none\n\n");
	assert_diff("v=DMARC1; p=none", "v=DMARC1; p=none",
		    "now   - nothing goes\nnext  + nothing comes\n        v=DMARC1; p=none\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/prompt/edit", test_prompt_edit);
	g_test_add_func("/prompt/history", test_prompt_history);
	g_test_add_func("/prompt/limit", test_prompt_limit);
	g_test_add_func("/prompt/draw", test_prompt_draw);
	g_test_add_func("/menu", test_menu);
	g_test_add_func("/text/wrap", test_text_wrap);
	g_test_add_func("/text/search", test_text_search);
	g_test_add_func("/chart/lines", test_chart);
	g_test_add_func("/chart/draw", test_chart_draw);
	g_test_add_func("/format", test_format);
	g_test_add_func("/keys", test_keys);
	g_test_add_func("/record-diff", test_record_diff);
	return g_test_run();
}
