/* SPDX-License-Identifier: MIT */
/* Infrastructure as code: Terraform (provider hashicorp/dns), octoDNS, dnscontrol. */
#include <string.h>

#include "render/changes.h"

/* A double-quoted string as JSON, YAML and JavaScript read it. */
static char *quoted(const char *text)
{
	g_autofree char *shown = value_shown(text);
	json_t *string = json_string(shown);
	char *dumped = json_dumps(string, JSON_ENCODE_ANY);
	char *copy = g_strdup(dumped);

	free(dumped);
	json_decref(string);
	return copy;
}

/* A string of HCL, where ${ and %{ begin an expression. */
static char *quoted_hcl(const char *text)
{
	g_autofree char *plain = quoted(text);
	GString *out = g_string_new(plain);

	g_string_replace(out, "${", "$${", 0);
	g_string_replace(out, "%{", "%%{", 0);
	return g_string_free(out, FALSE);
}

/* What is to be taken out stands as a remark: such a file says what shall be, not what shall go. */
static void remark(GString *out, const char *mark, const struct ticket_change *change)
{
	g_autofree char *name = value_shown(change->name);

	g_string_append_printf(out, "%s take out: %s %s\n", mark, name, change->type);
}

/* "dmarc_shop_example_txt": a name of HCL. */
static char *terraform_label(const struct ticket_change *change)
{
	g_autofree char *text = g_strconcat(change->name, "_", change->type, NULL);
	g_autofree char *lower = g_ascii_strdown(text, -1);
	const char *start = lower;

	for (char *p = lower; *p; p++) {
		if (!g_ascii_isalnum(*p))
			*p = '_';
	}
	while (*start == '_' || g_ascii_isdigit(*start))
		start++;
	return g_strdup(start);
}

static void terraform_values(GString *out, const struct ticket_change *change)
{
	for (unsigned i = 0; i < change->new->len; i++) {
		const char *value = change->new->pdata[i];
		g_autofree char *exchange = NULL, *host = NULL, *text = NULL;
		unsigned preference;

		if (!change_is_txt(change) && rdata_mx(value, &preference, &exchange)) {
			host = host_absolute(exchange);
			text = quoted_hcl(host);
			g_string_append_printf(
				out, "  mx {\n    preference = %u\n    exchange   = %s\n  }\n",
				preference, text);
		} else {
			text = quoted_hcl(value);
			g_string_append_printf(out, "%s    %s,\n", i ? "" : "  txt = [\n", text);
		}
	}
	if (change_is_txt(change))
		g_string_append(out, "  ]\n");
}

void write_terraform(GString *out, const GPtrArray *changes, const char *zone)
{
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		g_autofree char *type = g_ascii_strdown(change->type, -1);
		g_autofree char *label = terraform_label(change);
		g_autofree char *relative = name_relative(change->name, zone);
		g_autofree char *name = quoted_hcl(relative);
		g_autofree char *apex = name_absolute(zone ? zone : change->name);

		if (change->new->len == 0) {
			remark(out, "#", change);
			continue;
		}
		g_string_append_printf(out, "resource \"dns_%s_record_set\" \"%s\" {\n", type,
				       label);
		g_string_append_printf(out, "  zone = \"%s\"\n", apex);
		if (zone && !g_str_equal(relative, "@"))
			g_string_append_printf(out, "  name = %s\n", name);
		g_string_append_printf(out, "  ttl  = %u\n", change->ttl);
		terraform_values(out, change);
		g_string_append(out, "}\n");
	}
}

/* octoDNS wants each ; of a text escaped. */
static char *octodns_value(const struct ticket_change *change, const char *value)
{
	g_autofree char *exchange = NULL;
	GString *text;
	unsigned preference;
	char *out;

	if (!change_is_txt(change) && rdata_mx(value, &preference, &exchange)) {
		g_autofree char *host = host_absolute(exchange), *word = quoted(host);

		return g_strdup_printf("{exchange: %s, preference: %u}", word, preference);
	}
	text = g_string_new(value);
	g_string_replace(text, ";", "\\;", 0);
	out = quoted(text->str);
	g_string_free(text, TRUE);
	return out;
}

static void octodns_record(GString *out, const struct ticket_change *change)
{
	g_string_append_printf(out, "  - type: %s\n    ttl: %u\n    values:\n", change->type,
			       change->ttl);
	for (unsigned i = 0; i < change->new->len; i++) {
		g_autofree char *value = octodns_value(change, change->new->pdata[i]);

		g_string_append_printf(out, "      - %s\n", value);
	}
}

/* Is this the first change of its name? Records of one name stand under one key. */
static bool is_first(const GPtrArray *changes, unsigned i)
{
	const char *name = ((const struct ticket_change *)changes->pdata[i])->name;

	for (unsigned j = 0; j < i; j++) {
		const struct ticket_change *before = changes->pdata[j];

		if (before->new->len && g_str_equal(before->name, name))
			return false;
	}
	return true;
}

void write_octodns(GString *out, const GPtrArray *changes, const char *zone)
{
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		g_autofree char *relative = name_relative(change->name, zone);
		g_autofree char *key = quoted(g_str_equal(relative, "@") ? "" : relative);

		if (change->new->len == 0)
			remark(out, "#", change);
		if (change->new->len == 0 || !is_first(changes, i))
			continue;
		g_string_append_printf(out, "%s:\n", key);
		for (unsigned j = i; j < changes->len; j++) {
			const struct ticket_change *other = changes->pdata[j];

			if (other->new->len && g_str_equal(other->name, change->name))
				octodns_record(out, other);
		}
	}
}

void write_dnscontrol(GString *out, const GPtrArray *changes, const char *zone)
{
	const struct ticket_change *first = changes->len ? changes->pdata[0] : NULL;
	const char *apex = zone || !first ? zone : first->name;
	g_autofree char *domain = quoted(apex ? apex : "");

	g_string_append_printf(out, "D_EXTEND(%s,\n", domain);
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		g_autofree char *relative = name_relative(change->name, apex);
		g_autofree char *name = quoted(relative);

		if (change->new->len == 0)
			remark(out, "  //", change);
		for (unsigned j = 0; j < change->new->len; j++) {
			const char *value = change->new->pdata[j];
			g_autofree char *exchange = NULL, *host = NULL, *text = NULL;
			unsigned preference;

			if (!change_is_txt(change) && rdata_mx(value, &preference, &exchange)) {
				host = host_absolute(exchange);
				text = quoted(host);
				g_string_append_printf(out, "  MX(%s, %u, %s, TTL(%u)),\n", name,
						       preference, text, change->ttl);
			} else {
				text = quoted(value);
				g_string_append_printf(out, "  %s(%s, %s, TTL(%u)),\n",
						       change->type, name, text, change->ttl);
			}
		}
	}
	g_string_append(out, ");\n");
}
