/* SPDX-License-Identifier: MIT */
#include "base/utext.h"

#include <string.h>

#define REPLACEMENT 0xfffd
#define MARKS_MAX   2 /* zero-width characters kept after one base */

/* Drawn as nothing, or as a space that is none, though their class does not say so. */
static const struct {
	gunichar first, last;
} invisible[] = {
	{0x034f, 0x034f}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f},	  {0x2800, 0x2800},
	{0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xffa0, 0xffa0}, {0xe0000, 0xe0fff},
};

static bool is_shown(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
	    type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED ||
	    type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(invisible); i++)
		if (c >= invisible[i].first && c <= invisible[i].last)
			return false;
	return true;
}

static size_t width(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

static char *clean_line(const char *raw)
{
	g_autofree char *valid = utext_json(raw);
	GString *out = g_string_sized_new(strlen(valid));
	int marks = -1; /* since the last base; -1: there is no base yet */

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\t' || c == '\r' || c == '\n')
			c = ' ';
		else if (!is_shown(c) || (marks < 0 && width(c) == 0))
			c = REPLACEMENT;
		marks = width(c) > 0 ? 0 : marks + 1;
		if (marks <= MARKS_MAX)
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

char *utext_term(const char *raw, size_t max_cells)
{
	char *clean = clean_line(raw);
	char *cut;

	if (max_cells == 0 || utext_cells(clean) <= max_cells)
		return clean;
	cut = g_strdup_printf("%.*s…", (int)utext_fit(clean, max_cells - 1), clean);
	g_free(clean);
	return cut;
}

size_t utext_cells(const char *clean)
{
	size_t cells = 0;

	for (; *clean; clean = g_utf8_next_char(clean))
		cells += width(g_utf8_get_char(clean));
	return cells;
}

size_t utext_fit(const char *clean, size_t cells)
{
	const char *p = clean;
	size_t used = 0;

	for (; *p; p = g_utf8_next_char(p)) {
		used += width(g_utf8_get_char(p));
		if (used > cells)
			break;
	}
	return (size_t)(p - clean);
}

char *utext_html(const char *raw)
{
	g_autofree char *clean = clean_line(raw);

	return g_markup_escape_text(clean, -1);
}

char *utext_csv(const char *raw)
{
	g_autofree char *clean = clean_line(raw);
	bool formula = raw && *raw && strchr("=+-@\t\r", *raw);
	GString *out = g_string_new(formula ? "'" : "");

	g_string_append(out, clean);
	if (!strpbrk(out->str, ",;\"") && !g_str_has_prefix(out->str, " ") &&
	    !g_str_has_suffix(out->str, " "))
		return g_string_free(out, FALSE);
	g_string_replace(out, "\"", "\"\"", 0);
	g_string_prepend_c(out, '"');
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

/* Is *p, somewhere in text, read as markup? */
static bool is_markup(const char *text, const char *p)
{
	if (strchr("\\`*_[]<>|~&", *p))
		return true;
	if (p == text)
		return strchr("#+-=", *p);
	if (*p == '.' || *p == ')') /* "1." begins a list */
		return strspn(text, "0123456789") == (size_t)(p - text);
	return *p == ':' && p[1] == '/'; /* a bare link */
}

char *utext_markdown(const char *raw)
{
	g_autofree char *clean = g_strstrip(clean_line(raw));
	GString *out = g_string_sized_new(strlen(clean));

	for (const char *p = clean; *p; p++) {
		if (is_markup(clean, p))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p);
	}
	return g_string_free(out, FALSE);
}

char *utext_code(const char *raw)
{
	GString *out = g_string_new(NULL);
	g_autofree char *clean = clean_line(raw);

	g_string_append(out, clean);
	g_string_replace(out, "```", "``\uFFFD", 0);
	return g_string_free(out, FALSE);
}

char *utext_json(const char *raw)
{
	return g_utf8_make_valid(raw ? raw : "", -1);
}

char *utext_zone(const char *octets, size_t len)
{
	GString *out = g_string_new("\"");

	g_assert(len <= 255);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)octets[i];

		if (c < 0x20 || c > 0x7e)
			g_string_append_printf(out, "\\%03u", c);
		else if (c == '"' || c == '\\')
			g_string_append_printf(out, "\\%c", c);
		else
			g_string_append_c(out, (char)c);
	}
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}
