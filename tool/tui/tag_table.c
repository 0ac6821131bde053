/* SPDX-License-Identifier: MIT */
#include "tui/tag_table.h"

#include <string.h>

static const char *const policies[] = {"none", "quarantine", "reject", NULL};
static const char *const sub_policies[] = {"", "none", "quarantine", "reject", NULL};
static const char *const shares[] = {"0", "10", "25", "50", "", NULL};
static const char *const testing[] = {"", "y", NULL};
static const char *const alignments[] = {"", "s", NULL};

static const struct {
	const char *name, *meaning;
	const char *const *values;
} known[] = {
	{"p", "mail from the domain itself", policies},
	{"sp", "mail from its subdomains", sub_policies},
	{"np", "from subdomains that do not exist (RFC 9989)", sub_policies},
	{"pct", "share of it, in % (RFC 7489)", shares},
	{"t", "y: one step weaker (RFC 9989)", testing},
	{"adkim", "s: DKIM d= is the very domain", alignments},
	{"aspf", "s: so is the return path", alignments},
};

char *tag_row_key(const void *row)
{
	const struct tag_row *tag = row;

	return g_strdup(tag->name);
}

void tag_row_free(void *row)
{
	struct tag_row *tag = row;

	g_free(tag->name);
	g_free(tag->now);
	g_free(tag->then);
	g_free(tag);
}

static enum role text_name(const void *row, GString *out)
{
	const struct tag_row *tag = row;

	g_string_append(out, tag->values ? tag->name : "split");
	return ROLE_PLAIN;
}

static enum role text_now(const void *row, GString *out)
{
	const struct tag_row *tag = row;

	g_string_append(out, tag->now);
	return ROLE_MUTED;
}

/* A changed value carries its sign. */
static enum role text_then(const void *row, GString *out)
{
	const struct tag_row *tag = row;
	bool changed = strcmp(tag->now, tag->then) != 0;

	g_string_append_printf(out, "%s%s", tag->then, changed ? " *" : "");
	return changed ? ROLE_MARKED : ROLE_PLAIN;
}

static enum role text_meaning(const void *row, GString *out)
{
	const struct tag_row *tag = row;

	if (tag->values)
		g_string_append(out, tag->meaning);
	else
		g_string_append_printf(out, "%s on a subdomain", tag->name);
	return ROLE_MUTED;
}

const struct column tag_columns[] = {
	{"TAG", 0, 6, 8, 0, false, text_name, NULL},
	{"NOW", 0, 10, 10, 0, false, text_now, NULL},
	{"SIMULATED", 0, 12, 12, 0, false, text_then, NULL},
	{"Left, Right: change", 0, 19, 80, 1, false, text_meaning, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static char *value_text(const struct record *record, const char *name)
{
	const char *value = record ? record_get(record, name) : NULL;

	return g_strdup(value ? value : "-");
}

GPtrArray *tag_rows(const struct record *now, const struct record *then)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(tag_row_free);

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		struct tag_row *row = g_new0(struct tag_row, 1);

		row->name = g_strdup(known[i].name);
		row->now = value_text(now, known[i].name);
		row->then = value_text(then, known[i].name);
		row->meaning = known[i].meaning;
		row->values = known[i].values;
		g_ptr_array_add(rows, row);
	}
	return rows;
}

void tag_step(struct record *record, const struct tag_row *row, int by)
{
	const char *value = record_get(record, row->name);
	int n = (int)g_strv_length((char **)(uintptr_t)row->values);
	int at = n; /* a value that is none of them goes on to the first or the last */

	for (int i = 0; i < n; i++)
		if (g_ascii_strcasecmp(value ? value : "", row->values[i]) == 0)
			at = i;
	if (at == n)
		at = by > 0 ? 0 : n - 1;
	else
		at = (at + by + n) % n;
	record_set(record, row->name, *row->values[at] ? row->values[at] : NULL);
}
