/* SPDX-License-Identifier: MIT */
#include "dns/spf_macro.h"

#include <glib.h>
#include <string.h>

#include "base/name.h"

#define LETTERS	   "slodiphv"
#define DELIMITERS ".-+,/_="
#define PARTS_ALL  0

/* "%{" letter [digits] ["r"] delimiters "}" */
struct macro {
	char letter;
	bool escaped;	/* an upper case letter: for use in a URL */
	unsigned parts; /* taken from the right; PARTS_ALL where the record names none */
	bool reversed;
	char delimiters[sizeof(DELIMITERS)];
};

/* Those among n octets, each once; the dot where there are none. */
static void read_delimiters(const char *at, size_t n, char *out)
{
	for (const char *c = DELIMITERS; *c; c++)
		if (n > 0 ? memchr(at, *c, n) != NULL : *c == '.')
			*out++ = *c;
	*out = '\0';
}

/* Reads one at text, which begins with "%{"; its octets, or 0 when it is none. */
static size_t read_macro(const char *text, struct macro *macro)
{
	const char *at = text + 2;
	size_t n;

	*macro = (struct macro){.letter = g_ascii_tolower(*at), .escaped = g_ascii_isupper(*at)};
	if (!macro->letter || !strchr(LETTERS, macro->letter))
		return 0;
	at++;
	if (g_ascii_isdigit(*at)) {
		char *end;
		guint64 parts = g_ascii_strtoull(at, &end, 10);

		if (parts == 0)
			return 0;
		macro->parts = (unsigned)MIN(parts, NAME_MAX_OCTETS);
		at = end;
	}
	macro->reversed = g_ascii_tolower(*at) == 'r';
	if (macro->reversed)
		at++;
	n = strspn(at, DELIMITERS);
	read_delimiters(at, n, macro->delimiters);
	at += n;
	return *at == '}' ? (size_t)(at + 1 - text) : 0;
}

size_t spf_macro_length(const char *text)
{
	struct macro macro;

	if (text[1] == '%' || text[1] == '_' || text[1] == '-')
		return 2;
	return text[1] == '{' ? read_macro(text, &macro) : 0;
}

bool spf_has_macros(const char *domain_spec)
{
	for (const char *at = domain_spec; (at = strchr(at, '%')); at += 2)
		if (at[1] == '{')
			return true;
	return false;
}

bool spf_has_macro(const char *domain_spec, char letter)
{
	for (const char *at = domain_spec; (at = strchr(at, '%')); at += 2)
		if (at[1] == '{' && g_ascii_tolower(at[2]) == letter)
			return true;
	return false;
}

/* "1.2.3.4", and for IPv6 its 32 digits with dots between. */
static char *dotted(const struct ip *ip)
{
	char text[IP_TEXT_MAX];
	GString *digits;

	if (ip_is_v4(ip))
		return g_strdup(ip_format(ip, text));
	digits = g_string_new(NULL);
	for (size_t i = 0; i < sizeof(ip->octet); i++)
		g_string_append_printf(digits, "%s%x.%x", i > 0 ? "." : "",
				       (unsigned)ip->octet[i] >> 4, ip->octet[i] & 15u);
	return g_string_free(digits, FALSE);
}

static char *value_of(char letter, const struct spf_values *values)
{
	switch (letter) {
	case 's':
		return g_strdup_printf("%s@%s", values->local, values->sender);
	case 'l':
		return g_strdup(values->local);
	case 'o':
		return g_strdup(values->sender);
	case 'd':
		return g_strdup(values->domain);
	case 'i':
		return dotted(values->ip);
	case 'p':
		return g_strdup(values->validated);
	case 'h':
		return g_strdup(values->helo);
	default: /* v */
		return g_strdup(ip_is_v4(values->ip) ? "in-addr" : "ip6");
	}
}

static void append_macro(GString *out, const struct macro *macro, const struct spf_values *values)
{
	g_autofree char *value = value_of(macro->letter, values);
	g_auto(GStrv) parts = g_strsplit_set(value, macro->delimiters, -1);
	unsigned n = g_strv_length(parts);
	unsigned first = macro->parts != PARTS_ALL && macro->parts < n ? n - macro->parts : 0;
	g_autoptr(GString) joined = g_string_new(NULL);

	/* The parts are reversed first, and taken from the right then. */
	for (unsigned i = first; i < n; i++)
		g_string_append_printf(joined, "%s%s", i > first ? "." : "",
				       parts[macro->reversed ? n - 1 - i : i]);
	if (macro->escaped)
		g_string_append_uri_escaped(out, joined->str, NULL, FALSE);
	else
		g_string_append(out, joined->str);
}

/* A name of at most 253 octets: labels are taken off its left side (RFC 7208 7.3). */
static const char *cut_to_fit(const char *name)
{
	while (strlen(name) > NAME_MAX_OCTETS && strchr(name, '.'))
		name = strchr(name, '.') + 1;
	return name;
}

char *spf_expand(const char *domain_spec, const struct spf_values *values)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(GStrv) pieces = NULL;

	for (const char *at = domain_spec; *at; at += *at == '%' ? spf_macro_length(at) : 1) {
		struct macro macro;

		if (*at != '%')
			g_string_append_c(out, *at);
		else if (at[1] == '{' && read_macro(at, &macro) > 0)
			append_macro(out, &macro, values);
		else
			g_string_append(out, at[1] == '%' ? "%" : at[1] == '_' ? " " : "%20");
	}
	pieces = g_strsplit(cut_to_fit(out->str), "\\", -1);
	return g_strjoinv("\\092", pieces);
}
