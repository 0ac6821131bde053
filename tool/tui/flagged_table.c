/* SPDX-License-Identifier: MIT */
#include "tui/flagged_table.h"

#include "base/clock.h"
#include "tui/format.h"

char *flagged_row_key(const void *row)
{
	const struct flagged_report *report = row;

	return g_strdup_printf("%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s\n%s\n%d",
			       report->domain, report->org_name, report->report_id, report->begin,
			       report->end, report->input, report->member ? report->member : "",
			       report->superseded);
}

const char *flagged_reporter(const struct flagged_report *report)
{
	return *report->org_name ? report->org_name : "(nameless)";
}

static enum role text_begin(const void *row, GString *out)
{
	const struct flagged_report *report = row;

	append_free(out, format_day(day_of(report->begin)));
	return ROLE_MUTED;
}

static enum role text_domain(const void *row, GString *out)
{
	const struct flagged_report *report = row;

	g_string_append(out, report->domain);
	return ROLE_PLAIN;
}

static enum role text_reporter(const void *row, GString *out)
{
	const struct flagged_report *report = row;

	g_string_append(out, flagged_reporter(report));
	return *report->org_name ? ROLE_PLAIN : ROLE_MUTED;
}

static enum role text_messages(const void *row, GString *out)
{
	const struct flagged_report *report = row;

	append_free(out, format_count(report->messages));
	return report->superseded ? ROLE_MUTED : ROLE_PLAIN;
}

static int compare_messages(const void *a, const void *b)
{
	const struct flagged_report *x = a, *y = b;

	return (x->messages > y->messages) - (x->messages < y->messages);
}

static enum role text_flags(const void *row, GString *out)
{
	const struct flagged_report *report = row;

	append_free(out, report_flags_text(report->flags));
	return ROLE_WARN;
}

const struct column flagged_columns[] = {
	{"BEGIN", 't', 10, 10, 0, false, text_begin, NULL},
	{"DOMAIN", 'n', 16, 40, 0, false, text_domain, NULL},
	{"REPORTER", 'r', 12, 30, 2, false, text_reporter, NULL},
	{"MESSAGES", 'm', 9, 12, 1, true, text_messages, compare_messages},
	{"FLAGS", 'f', 18, 60, 0, false, text_flags, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};
