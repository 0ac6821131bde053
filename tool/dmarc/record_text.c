/* SPDX-License-Identifier: MIT */
#include "dmarc/record_text.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct span trim(struct span span)
{
	while (span.len > 0 && is_blank(span.at[0])) {
		span.at++;
		span.len--;
	}
	while (span.len > 0 && is_blank(span.at[span.len - 1]))
		span.len--;
	return span;
}

bool span_next(struct span *rest, char separator, struct span *piece)
{
	const char *end;

	if (!rest->at)
		return false;
	end = memchr(rest->at, separator, rest->len);
	if (!end) {
		*piece = trim(*rest);
		rest->at = NULL;
		return true;
	}
	*piece = trim((struct span){rest->at, (size_t)(end - rest->at)});
	rest->len -= (size_t)(end + 1 - rest->at);
	rest->at = end + 1;
	return true;
}

bool span_pair(struct span element, struct span *name, struct span *value)
{
	struct span rest = element;

	if (!span_next(&rest, '=', name) || !rest.at || name->len == 0)
		return false;
	*value = trim(rest);
	return true;
}

/* Length of the scheme before its colon, or 0. */
static size_t scheme_length(struct span text)
{
	size_t n = 0;

	while (n < text.len && (g_ascii_isalnum(text.at[n]) || strchr("+-.", text.at[n])))
		n++;
	return n > 0 && n < text.len && text.at[n] == ':' && g_ascii_isalpha(text.at[0]) ? n : 0;
}

/* Only characters of RFC 3986, less the two that a record needs for itself. */
static bool characters_are_valid(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '%') {
			if (i + 2 >= text.len || !g_ascii_isxdigit(text.at[i + 1]) ||
			    !g_ascii_isxdigit(text.at[i + 2]))
				return false;
		} else if (!c || (!g_ascii_isalnum(c) && !strchr("-._~:/?#[]@$&'()*+=", c))) {
			return false;
		}
	}
	return true;
}

/* One address: something, '@', something, up to the header fields if there are any. */
static bool mailto_is_valid(struct span rest)
{
	const char *end = memchr(rest.at, '?', rest.len), *at;
	size_t len = end ? (size_t)(end - rest.at) : rest.len;

	at = memchr(rest.at, '@', len);
	return at && at > rest.at && at < rest.at + len - 1 &&
	       !memchr(at + 1, '@', len - 1 - (size_t)(at - rest.at));
}

/* "10m": digits and a power of 1024 (RFC 7489 6.4). */
static bool limit_read(struct span text, uint64_t *limit)
{
	static const char units[] = "kmgt";
	const char *unit = text.len ? strchr(units, g_ascii_tolower(text.at[text.len - 1])) : NULL;
	g_autofree char *digits = NULL;
	unsigned shift = 0;

	if (unit && *unit) {
		shift = 10 * (unsigned)(unit - units + 1);
		text.len--;
	}
	digits = g_strndup(text.at, text.len);
	if (!g_ascii_string_to_unsigned(digits, 10, 0, UINT64_MAX >> shift, limit, NULL))
		return false;
	*limit <<= shift;
	return true;
}

enum uri_fault record_uri_read(struct span text, struct record_uri *out)
{
	const char *bang = memchr(text.at, '!', text.len);
	struct span uri = {text.at, bang ? (size_t)(bang - text.at) : text.len};
	size_t scheme = scheme_length(uri);
	uint64_t limit = 0;

	if (text.len == 0)
		return URI_FAULT_EMPTY;
	if (scheme == 0)
		return URI_FAULT_SCHEME;
	if (scheme + 1 == uri.len || !characters_are_valid(uri))
		return URI_FAULT_SYNTAX;
	if (scheme == strlen("mailto") && g_ascii_strncasecmp(uri.at, "mailto", scheme) == 0 &&
	    !mailto_is_valid((struct span){uri.at + scheme + 1, uri.len - scheme - 1}))
		return URI_FAULT_SYNTAX;
	if (bang && !limit_read((struct span){bang + 1, text.len - uri.len - 1}, &limit))
		return URI_FAULT_LIMIT;
	out->uri = g_strndup(uri.at, uri.len);
	out->limit = limit;
	return URI_FAULT_NONE;
}
