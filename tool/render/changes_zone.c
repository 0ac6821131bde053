/* SPDX-License-Identifier: MIT */
/* For people, zone files and nsupdate. */
#include "base/name.h"
#include "render/changes.h"

static void text_values(GString *out, const char *label, const GPtrArray *values)
{
	for (unsigned i = 0; i < values->len; i++) {
		g_autofree char *shown = value_shown(values->pdata[i]);

		g_string_append_printf(out, "%s%s\n", label, shown);
	}
	if (values->len == 0)
		g_string_append_printf(out, "%s(none)\n", label);
}

void write_text(GString *out, const GPtrArray *changes, const char *zone)
{
	(void)zone;
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		g_autofree char *name = value_shown(change->name);

		g_string_append_printf(out, "%sname:  %s\ntype:  %s\nttl:   %u\n", i ? "\n" : "",
				       name, change->type, change->ttl);
		text_values(out, "value: ", change->new);
		text_values(out, "now:   ", change->old);
	}
}

/* One record a line; what cannot stand in a zone file stands there as a remark. */
static void zone_lines(GString *out, const struct ticket_change *change, const GPtrArray *values,
		       const char *before, uint32_t ttl)
{
	g_autofree char *name = name_absolute(change->name);

	for (unsigned i = 0; i < values->len; i++) {
		g_autofree char *rdata = rdata_zone(change, values->pdata[i]);

		if (rdata)
			g_string_append_printf(out, "%s%s %u IN %s %s\n", before, name, ttl,
					       change->type, rdata);
		else
			g_string_append_printf(out, "; %s %s: a value that no zone file can hold\n",
					       name, change->type);
	}
}

void write_zone(GString *out, const GPtrArray *changes, const char *zone)
{
	(void)zone;
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		g_autoptr(GPtrArray) gone = values_beyond(change->old, change->new);

		zone_lines(out, change, gone,
			   "; take out: ", change->old_ttl ? change->old_ttl : change->ttl);
		zone_lines(out, change, change->new, "", change->ttl);
	}
}

/* What must be there for the update to happen: exactly the old records, or none (RFC 2136 2.4). */
static void prerequisites(GString *out, const struct ticket_change *change, const char *name)
{
	if (change->old->len == 0)
		g_string_append_printf(out, "prereq nxrrset %s %s\n", name, change->type);
	for (unsigned i = 0; i < change->old->len; i++) {
		g_autofree char *rdata = rdata_zone(change, change->old->pdata[i]);

		if (rdata)
			g_string_append_printf(out, "prereq yxrrset %s %s %s\n", name, change->type,
					       rdata);
	}
}

static void updates(GString *out, const struct ticket_change *change, const char *name)
{
	if (change->old->len)
		g_string_append_printf(out, "update delete %s %s\n", name, change->type);
	for (unsigned i = 0; i < change->new->len; i++) {
		g_autofree char *rdata = rdata_zone(change, change->new->pdata[i]);

		if (rdata)
			g_string_append_printf(out, "update add %s %u %s %s\n", name, change->ttl,
					       change->type, rdata);
	}
}

void write_nsupdate(GString *out, const GPtrArray *changes, const char *zone)
{
	if (zone) {
		g_autofree char *apex = name_absolute(zone);

		g_string_append_printf(out, "zone %s\n", apex);
	}
	/* Prerequisites of all before the updates: one message, all of it or nothing. */
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		g_autofree char *name = name_absolute(change->name);

		prerequisites(out, change, name);
	}
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		g_autofree char *name = name_absolute(change->name);

		updates(out, change, name);
	}
	g_string_append(out, "show\nsend\n");
}
