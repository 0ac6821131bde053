/* SPDX-License-Identifier: MIT */
#include "base/name.h"

#include <idn2.h>
#include <string.h>

#include "base/error.h"

#define LABEL_MAX_OCTETS 63

static bool label_is_valid(const char *label)
{
	size_t len = strlen(label);

	return len > 0 && len <= LABEL_MAX_OCTETS && label[0] != '-' && label[len - 1] != '-' &&
	       strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == len;
}

/* Lower-case A-labels; the last one no number, or an address would pass for a name. */
static bool is_valid(const char *name)
{
	g_auto(GStrv) labels = g_strsplit(name, ".", -1);
	const char *last = name_tail(name, 1);
	bool valid = strlen(name) <= NAME_MAX_OCTETS && strspn(last, "0123456789") < strlen(last);

	for (char **label = labels; *label && valid; label++)
		valid = label_is_valid(*label);
	return valid;
}

/* The A-label form of UTF-8 text, or NULL. */
static char *to_ascii(const char *text)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);
	uint8_t *found = NULL;
	char *ascii;

	if (g_str_is_ascii(lower) && !g_str_has_prefix(lower, "xn--") && !strstr(lower, ".xn--"))
		return g_steal_pointer(&lower);
	if (idn2_lookup_u8((const uint8_t *)text, &found, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) !=
	    IDN2_OK)
		return NULL;
	ascii = g_strdup((const char *)found);
	idn2_free(found);
	return ascii;
}

char *name_from_user(const char *text, GError **error)
{
	g_autofree char *trimmed = g_strstrip(g_strdup(text));
	g_autofree char *name = to_ascii(trimmed);
	size_t len = name ? strlen(name) : 0;

	if (len > 0 && name[len - 1] == '.')
		name[len - 1] = '\0';
	if (name && is_valid(name))
		return g_steal_pointer(&name);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "'%s' is no DNS name; write it like shop.example", trimmed);
	return NULL;
}

char *name_from_report(const char *text, size_t len)
{
	const char *end = text + len, *at = len > 0 ? g_strrstr_len(text, (gssize)len, "@") : NULL;
	char *name, *ascii;

	text = at ? at + 1 : text;
	while (text < end && (g_ascii_isspace(*text) || *text == '<'))
		text++;
	while (text < end && (g_ascii_isspace(end[-1]) || end[-1] == '>'))
		end--;
	if (text < end && end[-1] == '.')
		end--;
	name = g_ascii_strdown(text, end - text);
	ascii = g_str_is_ascii(name) ? NULL : to_ascii(name);
	if (!ascii)
		return name;
	g_free(name);
	return ascii;
}

char *name_to_unicode(const char *name)
{
	char *found = NULL, *text = NULL;

	if (idn2_to_unicode_8z8z(name, &found, 0) != IDN2_OK)
		return NULL;
	if (strcmp(found, name) != 0)
		text = g_strdup(found);
	idn2_free(found);
	return text;
}

bool name_within(const char *name, const char *of)
{
	size_t n = strlen(name), m = strlen(of);

	return m > 0 && n >= m && g_ascii_strcasecmp(name + n - m, of) == 0 &&
	       (n == m || name[n - m - 1] == '.');
}

unsigned name_labels(const char *name)
{
	unsigned n = *name != '\0';

	for (; *name; name++)
		n += *name == '.';
	return n;
}

const char *name_tail(const char *name, unsigned n)
{
	for (unsigned left = name_labels(name); left > n; left--) {
		const char *dot = strchr(name, '.');

		name = dot ? dot + 1 : name + strlen(name);
	}
	return name;
}
