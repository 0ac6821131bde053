/* SPDX-License-Identifier: MIT */
/* Text from outside at each door: only what is allowed comes out, as wide as was promised. */
#include <string.h>

#include "base/utext.h"
#include "fuzz.h"

/* What must reach no terminal: written out here, not taken from the code under test. */
static bool is_forbidden(gunichar c)
{
	static const gunichar ranges[][2] = {
		{0x00, 0x1f},	  {0x7f, 0x9f},	    {0xad, 0xad},	 {0x34f, 0x34f},
		{0x61c, 0x61c},	  {0x115f, 0x1160}, {0x17b4, 0x17b5},	 {0x180b, 0x180f},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},	 {0x2800, 0x2800},
		{0x3164, 0x3164}, {0xe000, 0xf8ff}, {0xfe00, 0xfe0f},	 {0xfeff, 0xfeff},
		{0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0x10ffff},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return !g_unichar_isdefined(c);
}

/* One line of allowed characters, none of which carries more than two marks. */
static void check_line(const char *text)
{
	unsigned marks = 0;

	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		g_assert_false(is_forbidden(c));
		marks = g_unichar_iszerowidth(c) ? marks + 1 : 0;
		g_assert_cmpuint(marks, <=, 2);
	}
}

static void check_term(const char *raw, size_t max_cells)
{
	g_autofree char *whole = utext_term(raw, 0), *again = utext_term(whole, 0);
	g_autofree char *cut = utext_term(raw, max_cells);
	size_t fit = utext_fit(whole, max_cells);
	g_autofree char *start = g_strndup(whole, fit);

	check_line(whole);
	check_line(cut);
	check_line(start);
	g_assert_cmpstr(again, ==, whole);
	g_assert_cmpuint(utext_cells(start), <=, max_cells);
	if (max_cells > 0)
		g_assert_cmpuint(utext_cells(cut), <=, max_cells);
	if (max_cells == 0 || utext_cells(whole) <= max_cells)
		g_assert_cmpstr(cut, ==, whole);
	else
		g_assert_true(g_str_has_suffix(cut, "…"));
}

/* What a browser shows of it is what a terminal would. */
static void check_html(const char *raw)
{
	g_autofree char *text = utext_html(raw), *clean = utext_term(raw, 0);
	g_autoptr(GString) shown = g_string_new(text);

	check_line(text);
	g_assert_null(strpbrk(text, "<>\"'"));
	g_string_replace(shown, "&lt;", "<", 0);
	g_string_replace(shown, "&gt;", ">", 0);
	g_string_replace(shown, "&quot;", "\"", 0);
	g_string_replace(shown, "&apos;", "'", 0);
	g_string_replace(shown, "&amp;", "&", 0);
	g_assert_cmpstr(shown->str, ==, clean);
}

/* Within quotes, quotes come in pairs. */
static void check_quotes(const char *text)
{
	for (; (text = strchr(text, '"')); text += 2)
		g_assert_cmpint(text[1], ==, '"');
}

/* A reader of CSV finds one cell, and a spreadsheet no formula in it. */
static void check_csv(const char *raw)
{
	g_autofree char *text = utext_csv(raw);
	g_autoptr(GString) cell = g_string_new(text);

	check_line(text);
	if (text[0] == '"') {
		g_assert_true(cell->len >= 2 && text[cell->len - 1] == '"');
		g_string_truncate(cell, cell->len - 1);
		g_string_erase(cell, 0, 1);
		check_quotes(cell->str);
		g_string_replace(cell, "\"\"", "\"", 0);
	} else {
		g_assert_null(strpbrk(text, ",;\""));
	}
	g_assert_false(cell->len > 0 && strchr("=+-@\t\r", cell->str[0]));
}

static void check_markdown(const char *raw)
{
	g_autofree char *text = utext_markdown(raw);

	check_line(text);
	for (const char *p = text; *p; p++) {
		g_assert_null(strchr("`*_[]<>|~&", *p));
		if (*p == '\\')
			g_assert_cmpint(*++p, !=, '\0');
	}
	g_assert_false(text[0] && strchr("#+-= ", text[0]));
}

static void check_code(const char *raw)
{
	g_autofree char *text = utext_code(raw);

	check_line(text);
	g_assert_null(strstr(text, "```"));
}

static void check_json(const char *raw)
{
	g_autofree char *text = utext_json(raw);

	g_assert_true(g_utf8_validate(text, -1, NULL));
	if (g_utf8_validate(raw, -1, NULL))
		g_assert_cmpstr(text, ==, raw);
}

/* The octet of a zone file's string at *p, which goes on. */
static uint8_t unescape(const char **p)
{
	const char *at = *p;

	g_assert_true(*at >= 0x20 && *at <= 0x7e && *at != '"');
	*p = at + 1;
	if (*at != '\\')
		return (uint8_t)*at;
	*p = at + 2;
	if (!g_ascii_isdigit(at[1]))
		return (uint8_t)at[1];
	*p = at + 4;
	return (uint8_t)(g_ascii_digit_value(at[1]) * 100 + g_ascii_digit_value(at[2]) * 10 +
			 g_ascii_digit_value(at[3]));
}

static void check_zone(const uint8_t *octets, size_t len)
{
	g_autofree char *text = utext_zone((const char *)octets, len);
	const char *p = text + 1, *end = text + strlen(text) - 1;

	g_assert_true(text[0] == '"' && end > text && *end == '"');
	for (size_t i = 0; i < len; i++)
		g_assert_cmpuint(unescape(&p), ==, octets[i]);
	g_assert_true(p == end);
}

/* The first octet is the width; the rest is the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	g_autofree char *raw = NULL;

	if (len == 0)
		return 0;
	raw = g_strndup((const char *)data + 1, len - 1);
	check_term(raw, data[0]);
	check_html(raw);
	check_csv(raw);
	check_markdown(raw);
	check_code(raw);
	check_json(raw);
	check_zone(data + 1, MIN(len - 1, 255));
	return 0;
}
