/* SPDX-License-Identifier: MIT */
/* Command lines of Azure and Google: each value one quoted word of a POSIX shell. */
#include <string.h>

#include "render/changes.h"

/* One word: cleaned of what a terminal would obey, then quoted. */
static char *word(const char *text)
{
	g_autofree char *shown = value_shown(text);

	return g_shell_quote(shown);
}

static void append_word(GString *out, const char *option, const char *text)
{
	g_autofree char *quoted = word(text);

	g_string_append_printf(out, " %s%s", option, quoted);
}

static void azure_begin(GString *out, const struct ticket_change *change, const char *verb,
			const char *zone, const char *name_option)
{
	g_autofree char *type = g_ascii_strdown(change->type, -1);
	g_autofree char *name = name_relative(change->name, zone);

	g_string_append_printf(out, "az network dns record-set %s %s --resource-group \"$GROUP\"",
			       type, verb);
	append_word(out, "--zone-name ", zone ? zone : "ZONE");
	append_word(out, name_option, name);
}

static void azure_value(GString *out, const struct ticket_change *change, const char *value)
{
	g_autoptr(GPtrArray) strings = NULL;
	g_autofree char *exchange = NULL;
	unsigned preference;

	if (rdata_mx(value, &preference, &exchange) && !change_is_txt(change)) {
		g_string_append_printf(out, " --preference %u", preference);
		append_word(out, "--exchange ", exchange);
		return;
	}
	strings = txt_strings(value);
	for (unsigned i = 0; i < strings->len; i++) {
		size_t len;
		const char *octets = g_bytes_get_data(strings->pdata[i], &len);
		g_autofree char *string = g_strndup(octets ? octets : "", len);

		append_word(out, i ? "" : "--value ", string);
	}
}

/* A record of a set that changes: what stays in it is not touched. */
static void azure_records(GString *out, const struct ticket_change *change, const GPtrArray *values,
			  const char *verb, const char *zone, const char *end)
{
	for (unsigned i = 0; i < values->len; i++) {
		azure_begin(out, change, verb, zone, "--record-set-name ");
		azure_value(out, change, values->pdata[i]);
		g_string_append(out, end);
	}
}

/* The old one goes first: two DMARC records at one name are none. */
static void azure_change(GString *out, const struct ticket_change *change, const char *zone)
{
	g_autoptr(GPtrArray) gone = values_beyond(change->old, change->new);
	g_autoptr(GPtrArray) come = values_beyond(change->new, change->old);

	if (change->new->len == 0) {
		azure_begin(out, change, "delete", zone, "--name ");
		g_string_append(out, " --yes\n");
		return;
	}
	if (change->old->len == 0) {
		azure_begin(out, change, "create", zone, "--name ");
		g_string_append_printf(out, " --ttl %u --if-none-match\n", change->ttl);
	}
	azure_records(out, change, gone, "remove-record", zone, " --keep-empty-record-set\n");
	azure_records(out, change, come, "add-record", zone, "\n");
	if (change->old->len) {
		azure_begin(out, change, "update", zone, "--name ");
		g_string_append_printf(out, " --set ttl=%u\n", change->ttl);
	}
}

void write_azure(GString *out, const GPtrArray *changes, const char *zone)
{
	for (unsigned i = 0; i < changes->len; i++)
		azure_change(out, changes->pdata[i], zone);
}

/* A character that no value holds, to stand between them instead of the comma. */
static char separator(const struct ticket_change *change)
{
	for (const char *c = "|~^@#%"; *c; c++) {
		bool found = false;

		for (unsigned i = 0; i < change->new->len; i++)
			found |= strchr(change->new->pdata[i], *c) != NULL;
		if (!found)
			return *c;
	}
	return ':';
}

static void google_values(GString *out, const struct ticket_change *change)
{
	g_autoptr(GString) list = g_string_new(NULL);
	char between = separator(change);

	g_string_append_printf(list, "^%c^", between);
	for (unsigned i = 0; i < change->new->len; i++) {
		g_autofree char *rdata = rdata_zone(change, change->new->pdata[i]);

		if (i)
			g_string_append_c(list, between);
		g_string_append(list, rdata ? rdata : "");
	}
	g_string_append_printf(out, " --ttl=%u", change->ttl);
	append_word(out, "--rrdatas=", list->str);
}

void write_google(GString *out, const GPtrArray *changes, const char *zone)
{
	(void)zone;
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		const char *verb = change->new->len == 0 ? "delete"
				   : change->old->len	 ? "update"
							 : "create";
		g_autofree char *name = name_absolute(change->name);

		g_string_append_printf(out, "gcloud dns record-sets %s", verb);
		append_word(out, "", name);
		g_string_append_printf(out, " --zone=\"$ZONE\" --type=%s", change->type);
		if (change->new->len)
			google_values(out, change);
		g_string_append(out, "\n");
	}
}
