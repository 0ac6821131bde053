/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "intake/sniff.h"

#include <string.h>

#include <glib.h>

struct view {
	const uint8_t *data;
	size_t len;
};

static bool begins(struct view view, const char *with, size_t len)
{
	return view.len >= len && memcmp(view.data, with, len) == 0;
}

#define BEGINS(view, literal) begins(view, literal, sizeof(literal) - 1)

static bool begins_word(struct view view, const char *word)
{
	size_t len = strlen(word);

	return view.len >= len && g_ascii_strncasecmp((const char *)view.data, word, len) == 0;
}

static bool holds(struct view view, const char *word)
{
	return memmem(view.data, view.len, word, strlen(word)) != NULL;
}

/* Without space and byte order marks around it. */
static struct view trimmed(struct view view)
{
	size_t n = 1;

	while (view.len > 0 && n > 0) {
		n = BEGINS(view, "\xef\xbb\xbf") ? 3 : g_ascii_isspace(view.data[0]);
		view.data += n;
		view.len -= n;
	}
	while (view.len > 0 && g_ascii_isspace(view.data[view.len - 1]))
		view.len--;
	return view;
}

static bool is_utf16(struct view view)
{
	return BEGINS(view, "\xff\xfe<\0") || BEGINS(view, "\xfe\xff\0<") ||
	       BEGINS(view, "<\0?\0") || BEGINS(view, "\0<\0?");
}

static enum kind sniff_markup(struct view view)
{
	if (begins_word(view, "<!doctype html") || begins_word(view, "<html"))
		return KIND_HTML;
	return BEGINS(view, "<?xml") || holds(view, "feedback") ? KIND_XML : KIND_MARKUP;
}

static bool is_tls_report(struct view view)
{
	return (BEGINS(view, "{") || BEGINS(view, "[")) &&
	       (holds(view, "\"organization-name\"") || holds(view, "\"policies\""));
}

bool sniff_field(const uint8_t *line, size_t len)
{
	size_t n = 0;

	while (n < len && (g_ascii_isalnum(line[n]) || line[n] == '-' || line[n] == '_'))
		n++;
	return n > 0 && n < len && line[n] == ':';
}

enum kind sniff(const uint8_t *head, size_t len)
{
	struct view all = {head, len}, text = trimmed(all);

	if (BEGINS(all, "\x1f\x8b"))
		return KIND_GZIP;
	if (BEGINS(all, "PK\x03\x04") || BEGINS(all, "PK\x05\x06") || BEGINS(all, "PK\x07\x08"))
		return KIND_ZIP;
	if (BEGINS(all, "\x78\x9f\x3e\x22"))
		return KIND_TNEF;
	if (is_utf16(all))
		return KIND_XML;
	if (text.len == 0)
		return KIND_EMPTY;
	if (BEGINS(text, "<"))
		return sniff_markup(text);
	if (text.len == 6 && begins_word(text, "unused"))
		return KIND_UNUSED;
	if (is_tls_report(text))
		return KIND_TLS;
	if (BEGINS(text, "From "))
		return KIND_MBOX;
	return sniff_field(text.data, text.len) ? KIND_MAIL : KIND_UNKNOWN;
}

const char *kind_reason(enum kind kind)
{
	switch (kind) {
	case KIND_EMPTY:
		return "empty, so there is no report in it";
	case KIND_UNUSED:
		return "the word 'unused' instead of a report";
	case KIND_HTML:
		return "an HTML page, not a report";
	case KIND_TNEF:
		return "a winmail.dat (TNEF), which is not supported; ask for the plain attachment";
	case KIND_UNKNOWN:
	case KIND_XML:
	case KIND_MARKUP:
	case KIND_GZIP:
	case KIND_ZIP:
	case KIND_TLS:
	case KIND_MBOX:
	case KIND_MAIL:
		break;
	}
	return "not a report: neither XML, gzip, zip nor mail";
}
