/* SPDX-License-Identifier: MIT */
#include "render/changes.h"

#include <string.h>

#include "base/name.h"
#include "base/utext.h"

#define STRING_MAX 255 /* octets of a character-string (RFC 1035 3.3) */

static const char *const names[] = {
	[RECORD_FORMAT_TEXT] = "text",
	[RECORD_FORMAT_ZONE] = "zone",
	[RECORD_FORMAT_NSUPDATE] = "nsupdate",
	[RECORD_FORMAT_ROUTE53] = "route53",
	[RECORD_FORMAT_CLOUDFLARE] = "cloudflare",
	[RECORD_FORMAT_AZURE] = "azure",
	[RECORD_FORMAT_GOOGLE] = "google",
	[RECORD_FORMAT_TERRAFORM] = "terraform",
	[RECORD_FORMAT_OCTODNS] = "octodns",
	[RECORD_FORMAT_DNSCONTROL] = "dnscontrol",
	[RECORD_FORMAT_JSON] = "json",
};

static changes_write *const writers[] = {
	[RECORD_FORMAT_TEXT] = write_text,
	[RECORD_FORMAT_ZONE] = write_zone,
	[RECORD_FORMAT_NSUPDATE] = write_nsupdate,
	[RECORD_FORMAT_ROUTE53] = write_route53,
	[RECORD_FORMAT_CLOUDFLARE] = write_cloudflare,
	[RECORD_FORMAT_AZURE] = write_azure,
	[RECORD_FORMAT_GOOGLE] = write_google,
	[RECORD_FORMAT_TERRAFORM] = write_terraform,
	[RECORD_FORMAT_OCTODNS] = write_octodns,
	[RECORD_FORMAT_DNSCONTROL] = write_dnscontrol,
	[RECORD_FORMAT_JSON] = write_json,
};

const char *record_format_name(enum record_format format)
{
	return names[format];
}

bool record_format_from_name(const char *name, enum record_format *format)
{
	for (int i = 0; i < RECORD_FORMAT_COUNT; i++) {
		if (!g_str_equal(names[i], name))
			continue;
		*format = (enum record_format)i;
		return true;
	}
	return false;
}

char *render_changes(enum record_format format, const GPtrArray *changes, const char *zone)
{
	GString *out = g_string_new(NULL);

	writers[format](out, changes, zone);
	return g_string_free(out, FALSE);
}

/* Octets of the next character-string: as many as fit, but rather up to the end of a tag. */
static size_t string_length(const char *text, size_t len)
{
	if (len <= STRING_MAX)
		return len;
	for (size_t end = STRING_MAX; end >= 2; end--) {
		if (text[end - 2] == ';' && text[end - 1] == ' ')
			return end;
	}
	return STRING_MAX;
}

GPtrArray *txt_strings(const char *text)
{
	GPtrArray *strings = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	size_t len = strlen(text);

	do {
		size_t n = string_length(text, len);

		g_ptr_array_add(strings, g_bytes_new(text, n));
		text += n;
		len -= n;
	} while (len > 0);
	return strings;
}

char *name_absolute(const char *name)
{
	GString *out = g_string_new(NULL);

	for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
		if (g_ascii_isalnum((char)*p) || strchr("-_.*", *p))
			g_string_append_c(out, (char)*p);
		else
			g_string_append_printf(out, "\\%03u", *p);
	}
	g_string_append_c(out, '.');
	return g_string_free(out, FALSE);
}

char *name_relative(const char *name, const char *zone)
{
	g_autofree char *relative = NULL;
	size_t len = strlen(name);

	if (!zone || !name_within(name, zone))
		return value_shown(name);
	if (len == strlen(zone))
		return g_strdup("@");
	relative = g_strndup(name, len - strlen(zone) - 1);
	return value_shown(relative);
}

bool change_is_txt(const struct ticket_change *change)
{
	return g_str_equal(change->type, "TXT");
}

char *rdata_zone(const struct ticket_change *change, const char *value)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*: ";
	g_autoptr(GPtrArray) strings = NULL;
	GString *out;

	if (!change_is_txt(change))
		return strspn(value, plain) == strlen(value) ? host_absolute(value) : NULL;
	out = g_string_new(NULL);
	strings = txt_strings(value);
	for (unsigned i = 0; i < strings->len; i++) {
		size_t len;
		const char *octets = g_bytes_get_data(strings->pdata[i], &len);
		g_autofree char *quoted = utext_zone(len ? octets : "", len);

		g_string_append_printf(out, "%s%s", i ? " " : "", quoted);
	}
	return g_string_free(out, FALSE);
}

char *host_absolute(const char *host)
{
	return g_strconcat(host, g_str_has_suffix(host, ".") ? "" : ".", NULL);
}

GPtrArray *values_beyond(const GPtrArray *values, GPtrArray *other)
{
	GPtrArray *beyond = g_ptr_array_new();

	for (unsigned i = 0; i < values->len; i++)
		if (!g_ptr_array_find_with_equal_func(other, values->pdata[i], g_str_equal, NULL))
			g_ptr_array_add(beyond, values->pdata[i]);
	return beyond;
}

bool rdata_mx(const char *value, unsigned *preference, char **exchange)
{
	g_auto(GStrv) parts = g_strsplit(value, " ", 2);
	guint64 number;

	if (g_strv_length(parts) != 2 ||
	    !g_ascii_string_to_unsigned(parts[0], 10, 0, UINT16_MAX, &number, NULL))
		return false;
	*preference = (unsigned)number;
	*exchange = g_strdup(g_strstrip(parts[1]));
	return true;
}

char *value_shown(const char *value)
{
	return utext_term(value, 0);
}

json_t *json_utf8(const char *raw)
{
	g_autofree char *text = raw ? utext_json(raw) : NULL;

	return text ? json_string(text) : json_null();
}

void append_json(GString *out, json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(2) | JSON_ENSURE_ASCII);

	g_string_append_printf(out, "%s\n", text);
	free(text);
	json_decref(json);
}
