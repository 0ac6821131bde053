/* SPDX-License-Identifier: MIT */
#include "cli/burn_down.h"

#include "base/clock.h"
#include "cli/json.h"
#include "cli/out.h"
#include "dmarc/record.h"

#define ROWS_MAX  24 /* of the chart */
#define BAR_CELLS 50

static json_t *day_json(const struct burn_down *burn, const struct burn_day *day)
{
	json_t *object = json_object(), *stages = json_object();

	for (guint i = 0; i < burn->stages->len; i++)
		if (day->counts[i])
			jput_count(stages, g_array_index(burn->stages, struct burn_stage, i).name,
				   day->counts[i]);
	jput_day(object, "day", day->day);
	jput_bool(object, "forecast", day->day > burn->today);
	jput_count(object, "done", day->done);
	jput(object, "stages", stages);
	return object;
}

static void print_json(const struct cli *cli, const char *customer, const struct burn_down *burn)
{
	json_t *object = json_object(), *stages = json_array(), *days = json_array();

	for (guint i = 0; i < burn->stages->len; i++)
		json_array_append_new(
			stages, jtext(g_array_index(burn->stages, struct burn_stage, i).name));
	for (guint i = 0; i < burn->days->len; i++)
		json_array_append_new(days, day_json(burn, burn->days->pdata[i]));
	jput_text(object, "customer", customer);
	jput_day(object, "today", burn->today);
	jput_day(object, "target", burn->target);
	jput_count(object, "domains", burn->domains);
	jput_count(object, "unforeseeable", burn->unforeseeable);
	jput(object, "stages", stages);
	jput(object, "days", days);
	out_json(cli, object);
}

/* A letter a domain, or a share of them: reject, quarantine, none from the left. Allocated. */
static char *bar(const struct burn_down *burn, const struct burn_day *day)
{
	static const struct {
		int policy;
		char letter;
	} parts[] = {{POLICY_REJECT, 'r'}, {POLICY_QUARANTINE, 'q'}, {POLICY_NONE, 'm'}};
	unsigned cells = MIN(burn->domains, BAR_CELLS), before = 0;
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		unsigned upto = before + burn_down_count(burn, day, parts[i].policy);

		for (unsigned c = before * cells / burn->domains; c < upto * cells / burn->domains;
		     c++)
			g_string_append_c(out, parts[i].letter);
		before = upto;
	}
	return g_string_free(out, FALSE);
}

static void print_row(struct out_table *table, const struct burn_down *burn,
		      const struct burn_day *day)
{
	g_autofree char *text = bar(burn, day);

	out_cell_day(table, day->day);
	out_cellf(table, "%u", burn_down_count(burn, day, POLICY_NONE));
	out_cellf(table, "%u", burn_down_count(burn, day, POLICY_QUARANTINE));
	out_cellf(table, "%u", burn_down_count(burn, day, POLICY_REJECT));
	out_cellf(table, "%u", day->done);
	out_cellf(table, "%s%s", text,
		  day->day == burn->today    ? "  < today"
		  : day->day == burn->target ? "  < target"
					     : "");
}

/* Rows at even distances, and always today, the target and the end. */
static void print_chart(const struct cli *cli, const char *customer, const struct burn_down *burn)
{
	struct out_table *table = out_table_new("DAY|>MONITOR|>QUARANTINE|>REJECT|>DONE|");
	unsigned step = MAX((burn->days->len + ROWS_MAX - 1) / ROWS_MAX, 1);

	for (guint i = 0; i < burn->days->len; i++) {
		const struct burn_day *day = burn->days->pdata[i];

		if (i % step == 0 || i + 1 == burn->days->len || day->day == burn->today ||
		    day->day == burn->target)
			print_row(table, burn, day);
	}
	out_line(cli, "%s: %u domains%s; after today as forecast", customer, burn->domains,
		 burn->domains > BAR_CELLS ? "" : ", a letter each");
	out_table_end(table, cli);
	if (burn->unforeseeable)
		out_line(cli, "%u of them with an end that is not foreseeable stay where they are",
			 burn->unforeseeable);
}

void burn_down_out(const struct cli *cli, const char *customer, const struct burn_down *burn)
{
	if (cli->json)
		print_json(cli, customer, burn);
	else if (burn->domains == 0)
		out_line(cli, "%s has no domains yet", customer);
	else
		print_chart(cli, customer, burn);
}
