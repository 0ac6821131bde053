/* SPDX-License-Identifier: MIT */
/* status: where each domain stands, and what it needs next. */
#include "app/rollout.h"
#include "base/clock.h"
#include "cli/json.h"
#include "cli/out.h"

static json_t *compliance_json(const struct status_line *line)
{
	return line->has_data && line->messages
		       ? json_real((double)line->compliant / (double)line->messages)
		       : json_null();
}

static json_t *line_json(const void *data)
{
	const struct status_line *line = data;
	json_t *object = json_object();

	jput_text(object, "customer", line->customer);
	jput_text(object, "domain", line->domain);
	jput_text(object, "playbook", line->playbook);
	jput_text(object, "stage", line->stage);
	jput_text(object, "goal", goal_name(line->goal));
	jput_text(object, "goal_reason", line->goal_reason);
	jput_day(object, "since", line->since);
	jput(object, "days", json_integer(line->days));
	jput_clock(object, line->clock_start, line->clock_start > line->since);
	jput_count(object, "pct", line->pct);
	jput_count(object, "messages", line->messages);
	jput_count(object, "unknown", line->unknown);
	jput(object, "compliance", compliance_json(line));
	jput_text(object, "trend", trend_name(line->trend));
	jput_amount(object, "loss", line->loss);
	jput_bool(object, "gate_open", line->gate_open);
	jput_count(object, "conditions_met", line->conditions_met);
	jput_count(object, "conditions", line->conditions);
	jput_text(object, "next_action", line->next_action);
	jput_day(object, "forecast", line->forecast);
	jput_bool(object, "at_risk", line->at_risk);
	jput_bool(object, "held", line->held);
	jput_bool(object, "regressed", line->regressed);
	jput_bool(object, "drifted", line->drifted);
	jput_bool(object, "silent", line->silent);
	jput_bool(object, "overdue", line->overdue);
	jput(object, "alarms", jtexts(line->alarms));
	jput_text(object, "ticket", line->ticket);
	return object;
}

/* For cron, which mails what is said: a line an alarm, and nothing when all is well. */
static void print_alarms(const struct cli *cli, const GPtrArray *lines)
{
	for (unsigned i = 0; i < lines->len; i++) {
		const struct status_line *line = lines->pdata[i];

		for (unsigned k = 0; k < line->alarms->len; k++)
			out_line(cli, "%s (%s): %s", line->domain, line->customer,
				 (const char *)line->alarms->pdata[k]);
	}
}

/* That a domain is not to go to reject is a decision, and no delay. */
static void print_goal(const struct cli *cli, const struct status_line *line)
{
	if (line->goal == GOAL_QUARANTINE)
		out_line(cli, "%s: goal quarantine%s%s", line->domain,
			 line->goal_reason ? ": " : "", line->goal_reason ? line->goal_reason : "");
}

static void print_lines(const struct cli *cli, const GPtrArray *lines)
{
	struct out_table *table = out_table_new("DOMAIN|CUSTOMER|STAGE|>DAYS|>MESSAGES|>COMPLIANCE|"
						">LOSS|GATE|FORECAST|NEXT ACTION");

	for (unsigned i = 0; i < lines->len; i++) {
		const struct status_line *line = lines->pdata[i];
		g_autofree char *loss = out_amount_text(line->loss);

		out_cell_name(table, line->domain);
		out_cell(table, line->customer);
		out_cell(table, line->stage);
		if (line->clock_start == DAY_NONE)
			out_cell(table, NULL);
		else
			out_cellf(table, "%" G_GINT64_FORMAT, line->days);
		out_cell_count(table, line->messages);
		out_cell_share(table, (double)line->compliant, (double)line->messages);
		out_cell(table, loss);
		if (line->gate_open || line->conditions == 0) /* 0: the ladder's end */
			out_cell(table, line->gate_open ? "open" : NULL);
		else
			out_cellf(table, "%u/%u", line->conditions_met, line->conditions);
		out_cell_day(table, line->forecast);
		out_cell(table, line->next_action);
	}
	out_table_end(table, cli);
	for (unsigned i = 0; i < lines->len; i++)
		print_goal(cli, lines->pdata[i]);
}

static unsigned count_alarms(const GPtrArray *lines)
{
	unsigned n = 0;

	for (unsigned i = 0; i < lines->len; i++)
		n += ((const struct status_line *)lines->pdata[i])->alarms->len;
	return n;
}

static int run_status(struct cli *cli, GError **error)
{
	g_autofree char **names = cli_words(cli, 0);
	g_autoptr(GPtrArray) lines = app_status(cli->app, *names ? names : NULL, NULL, error);
	bool check = cli_given(cli, OPTION_CHECK);
	g_autofree char *today = day_format(clock_today(app_clock(cli->app)));

	if (!lines)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "domains", jlist(lines, line_json));
		out_json(cli, object);
	} else if (check) {
		print_alarms(cli, lines);
	} else if (lines->len == 0) {
		out_line(cli, "no domains yet on %s; begin with: rampart customer add", today);
	} else {
		print_lines(cli, lines);
	}
	return check && count_alarms(lines) ? EXIT_CODE_NO : EXIT_CODE_YES;
}

const struct command commands_status[] = {
	{"status", "[CUSTOMER|DOMAIN…]", "says where each domain stands and what it needs next",
	 OPTIONS(OPTION_CHECK), COMMAND_READS, run_status, "status acme --check"},
	{0},
};
