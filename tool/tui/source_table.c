/* SPDX-License-Identifier: MIT */
#include "tui/source_table.h"

#include "base/clock.h"
#include "tui/chart.h"
#include "tui/format.h"
#include "tui/source_row.h"
#include "tui/text.h"

#define SPARK_CELLS 8

char verdict_sign(enum verdict verdict)
{
	static const char signs[VERDICT_COUNT] = {
		[VERDICT_UNKNOWN] = '?',
		[VERDICT_LEGITIMATE] = '+',
		[VERDICT_FORWARDER] = '~',
		[VERDICT_THREAT] = '!',
	};

	return signs[verdict];
}

enum role verdict_role(enum verdict verdict)
{
	static const enum role roles[VERDICT_COUNT] = {
		[VERDICT_UNKNOWN] = ROLE_WARN,
		[VERDICT_LEGITIMATE] = ROLE_OK,
		[VERDICT_FORWARDER] = ROLE_PLAIN,
		[VERDICT_THREAT] = ROLE_BAD,
	};

	return roles[verdict];
}

char *source_row_key(const void *data)
{
	const struct source_row *row = data;

	return g_strdup(row->key);
}

static enum role text_name(const void *data, GString *out)
{
	const struct source_row *row = data;

	g_string_append(out, row->title);
	return ROLE_PLAIN;
}

static enum role text_group(const void *data, GString *out)
{
	const struct source_row *row = data;

	g_string_append(out, row->main->group ? row->main->group : "-");
	return ROLE_MUTED;
}

static enum role text_verdict(const void *data, GString *out)
{
	const struct source_row *row = data;
	enum verdict verdict = source_main(row->main)->verdict;

	g_string_append_printf(out, "%c %s", verdict_sign(verdict), verdict_name(verdict));
	return verdict_role(verdict);
}

static enum role text_class(const void *data, GString *out)
{
	const struct source_row *row = data;

	g_string_append(out,
			row->class == FLOW_CLASS_COUNT ? "several" : flow_class_name(row->class));
	return ROLE_PLAIN;
}

static enum role text_messages(const void *data, GString *out)
{
	const struct source_row *row = data;

	append_free(out, format_count(row->tally.messages));
	return ROLE_PLAIN;
}

static void append_share(GString *out, const struct source_row *row, uint64_t part)
{
	append_free(out, format_share((double)part, (double)row->tally.messages));
}

static enum role text_compliance(const void *data, GString *out)
{
	const struct source_row *row = data;

	append_share(out, row, row->tally.compliant);
	return ROLE_PLAIN;
}

static enum role text_dkim(const void *data, GString *out)
{
	const struct source_row *row = data;

	append_share(out, row, row->tally.dkim_aligned);
	return ROLE_PLAIN;
}

static enum role text_spf(const void *data, GString *out)
{
	const struct source_row *row = data;

	append_share(out, row, row->tally.spf_aligned);
	return ROLE_PLAIN;
}

static enum role text_forwarded(const void *data, GString *out)
{
	const struct source_row *row = data;

	append_free(out, format_count(row->forwarded));
	return ROLE_PLAIN;
}

static double loss_of(const struct source_row *row)
{
	return row->tally.lost + row->tally.spam;
}

static enum role text_loss(const void *data, GString *out)
{
	const struct source_row *row = data;

	append_free(out, format_messages(loss_of(row)));
	return loss_of(row) >= 0.5 ? ROLE_WARN : ROLE_PLAIN;
}

/* Messages of each day, of a group those of all its members. */
static enum role text_trend(const void *data, GString *out)
{
	const struct source_row *row = data;
	guint n = row->main->days->len;
	guint members = row->members ? row->members->len : 1;
	g_autofree double *values = g_new0(double, n + 1);
	double most = 0;

	for (guint m = 0; m < members; m++) {
		const struct source *source = row->members ? row->members->pdata[m] : row->main;

		for (guint i = 0; i < n; i++)
			values[i] += (double)g_array_index(source->days, uint64_t, i);
	}
	for (guint i = 0; i < n; i++)
		most = MAX(most, values[i]);
	append_free(out, chart_spark(values, n, most, SPARK_CELLS));
	return ROLE_PLAIN;
}

static enum role text_last_seen(const void *data, GString *out)
{
	const struct source_row *row = data;

	append_free(out, format_day(row->main->last_seen));
	return ROLE_PLAIN;
}

static int compare_messages(const void *a, const void *b)
{
	const struct source_row *left = a, *right = b;

	return (left->tally.messages < right->tally.messages) -
	       (left->tally.messages > right->tally.messages);
}

static double share_of(const struct source_row *row)
{
	return row->tally.messages ? (double)row->tally.compliant / (double)row->tally.messages : 0;
}

static int compare_compliance(const void *a, const void *b)
{
	double left = share_of(a), right = share_of(b);

	return (left > right) - (left < right);
}

static int compare_loss(const void *a, const void *b)
{
	double left = loss_of(a), right = loss_of(b);

	return (left < right) - (left > right);
}

const struct column source_columns[] = {
	{"SOURCE", 'n', 25, 40, 0, false, text_name, NULL},
	{"VERDICT", 'v', 12, 12, 0, false, text_verdict, NULL},
	{"CLASS", 'c', 14, 14, 3, false, text_class, NULL},
	{"MESSAGES", 'm', 9, 12, 1, true, text_messages, compare_messages},
	{"COMPL.", 'p', 7, 7, 2, true, text_compliance, compare_compliance},
	{"LOSS", 'l', 6, 9, 4, true, text_loss, compare_loss},
	{"SPF PASSES FOR", 'g', 18, 30, 5, false, text_group, NULL},
	{"DKIM", 0, 7, 7, 6, true, text_dkim, NULL},
	{"SPF", 0, 7, 7, 7, true, text_spf, NULL},
	{"FORWARDED", 0, 9, 11, 8, true, text_forwarded, NULL},
	{"TREND", 0, SPARK_CELLS, SPARK_CELLS, 9, false, text_trend, NULL},
	{"LAST SEEN", 's', 10, 10, 10, false, text_last_seen, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static char *note_sentence(const struct source_note *note)
{
	GString *out = g_string_new(NULL);
	g_autofree char *due = format_day(note->due);

	if (note->owner)
		g_string_append_printf(out, "owner %s. ", note->owner);
	if (note->account)
		g_string_append_printf(out, "account %s. ", note->account);
	if (note->task)
		g_string_append_printf(out, "task: %s (due %s). ", note->task, due);
	if (note->note)
		g_string_append_printf(out, "note: %s", note->note);
	return g_string_free(out, FALSE);
}

void source_describe(const struct source *source, struct canvas *canvas, const struct area *area)
{
	const struct flow *flow = source_main(source);
	struct area rest = *area;
	g_autofree char *why = g_strdup_printf("%s, by %s: %s", verdict_name(flow->verdict),
					       decided_by_name(flow->decided_by), flow->reason);
	g_autofree char *fix =
		g_strdup_printf("fix: %s", source->fix ? source->fix : "nothing to do");
	g_autofree char *note = note_sentence(&source->note);

	area_top(&rest, text_show(canvas, &rest, ROLE_PLAIN, why));
	if (flow->contradiction)
		area_top(&rest, text_show(canvas, &rest, ROLE_BAD, flow->contradiction));
	if (source->fix)
		area_top(&rest, text_show(canvas, &rest, ROLE_WARN, fix));
	if (*note)
		text_show(canvas, &rest, ROLE_MUTED, note);
}
