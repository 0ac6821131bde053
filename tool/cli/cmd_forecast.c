/* SPDX-License-Identifier: MIT */
/* forecast: when each domain will be finished, and what sets the date. */
#include <string.h>

#include "app/forecast.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/figure.h"
#include "cli/burn_down.h"
#include "cli/json.h"
#include "cli/out.h"

static json_t *step_json(const void *data)
{
	const struct forecast_step *step = data;
	json_t *object = json_object();

	jput_text(object, "stage", step->stage);
	jput_day(object, "day", step->day);
	jput_text(object, "bound_by", step->bound_by);
	if (step->domain)
		jput_text(object, "domain", step->domain);
	return object;
}

static json_t *line_json(const struct status_line *line)
{
	json_t *object = json_object();

	jput_text(object, "customer", line->customer);
	jput_text(object, "domain", line->domain);
	jput_text(object, "playbook", line->playbook);
	jput_text(object, "stage", line->stage);
	jput_day(object, "forecast", line->forecast);
	jput_day(object, "target", line->target);
	jput_bool(object, "at_risk", line->at_risk);
	jput(object, "steps", jlist(line->steps, step_json));
	return object;
}

static json_t *change_json(const struct ladder_change *change, const char *playbook)
{
	json_t *object = json_object();

	jput_text(object, "playbook", playbook);
	jput_text(object, "stage", change->then.stage);
	jput_bool(object, "gate_open", change->then.gate_open);
	jput_day(object, "forecast", change->then.forecast);
	jput_bool(object, "at_risk", change->then.at_risk);
	jput(object, "steps", jlist(change->then.steps, step_json));
	return object;
}

static json_t *customer_json(const void *data)
{
	const struct customer_forecast *forecast = data;
	json_t *object = json_object();

	jput_text(object, "customer", forecast->customer);
	jput_day(object, "forecast", forecast->day);
	jput_text(object, "domain", forecast->domain);
	jput_day(object, "target", forecast->target);
	jput_bool(object, "at_risk", forecast->at_risk);
	jput_count(object, "domains", forecast->domains);
	jput_count(object, "done", forecast->done);
	jput_count(object, "late", forecast->late);
	jput_count(object, "unforeseeable", forecast->unforeseeable);
	jput(object, "steps", jlist(forecast->steps, step_json));
	return object;
}

static void print_json(const struct cli *cli, const struct forecasts *forecasts)
{
	json_t *object = json_object(), *domains = json_array();

	for (unsigned i = 0; i < forecasts->lines->len; i++) {
		json_t *line = line_json(forecasts->lines->pdata[i]);

		if (forecasts->changes)
			jput(line, "what_if",
			     change_json(forecasts->changes->pdata[i],
					 cli_text(cli, OPTION_PLAYBOOK)));
		json_array_append_new(domains, line);
	}
	jput(object, "domains", domains);
	jput(object, "customers", jlist(forecasts->customers, customer_json));
	out_json(cli, object);
}

/* The days of the stages count without being named; whatever else sets a date is. Allocated. */
static char *path_text(const GPtrArray *steps)
{
	GString *out = g_string_new(NULL);
	const char *last = NULL;

	for (unsigned i = 0; i < steps->len; i++) {
		const struct forecast_step *step = steps->pdata[i];

		if (!step->bound_by || strcmp(step->bound_by, "min_days") == 0 ||
		    g_strcmp0(step->bound_by, last) == 0)
			continue;
		g_string_append_printf(out, "%s%s, before %s", out->len ? "; " : "", step->bound_by,
				       step->stage);
		last = step->bound_by;
	}
	if (!out->len && steps->len)
		g_string_append(out, "the days of its stages");
	return g_string_free(out, FALSE);
}

static void out_cell_end(struct out_table *table, int32_t day)
{
	if (day == DAY_NONE)
		out_cell(table, "not foreseeable");
	else
		out_cell_day(table, day);
}

static void print_domains(const struct cli *cli, const struct forecasts *forecasts)
{
	const char *other = forecasts->changes ? cli_text(cli, OPTION_PLAYBOOK) : NULL;
	g_autofree char *headings =
		g_strdup_printf("DOMAIN|CUSTOMER|STAGE|FINISHED|%s%s%sTARGET|WHAT SETS THE DATE",
				other ? "BY " : "", other ? other : "", other ? "|" : "");
	struct out_table *table = out_table_new(headings);

	for (unsigned i = 0; i < forecasts->lines->len; i++) {
		const struct status_line *line = forecasts->lines->pdata[i];
		g_autofree char *path = path_text(line->steps);

		out_cell_name(table, line->domain);
		out_cell(table, line->customer);
		out_cell(table, line->stage);
		out_cell_end(table, line->forecast);
		if (other)
			out_cell_end(table,
				     ((const struct ladder_change *)forecasts->changes->pdata[i])
					     ->then.forecast);
		out_cell(table, line->target == DAY_NONE ? "none"
				: line->at_risk		 ? "at risk"
							 : "holds");
		out_cell(table, path);
	}
	out_table_end(table, cli);
}

/* One domain, or one customer: stage by stage. */
static void print_steps(const struct cli *cli, const GPtrArray *steps, bool of_customer)
{
	struct out_table *table = out_table_new(of_customer ? "STAGE|ALL THERE|LAST DOMAIN|SET BY"
							    : "STAGE|EARLIEST|SET BY");

	for (unsigned i = 0; i < steps->len; i++) {
		const struct forecast_step *step = steps->pdata[i];

		out_cell(table, step->stage);
		out_cell_end(table, step->day);
		if (of_customer)
			out_cell_name(table, step->domain);
		out_cell(table, step->bound_by ? step->bound_by : "the gate is open");
	}
	out_line(cli, "%s", "");
	out_table_end(table, cli);
}

static void print_customer(const struct cli *cli, const struct customer_forecast *forecast)
{
	g_autofree char *day = day_format(forecast->day);
	g_autofree char *target = day_format(forecast->target);
	g_autofree char *domains = figure_counted(forecast->domains, "domain", "domains");

	out_line(cli, "%s", "");
	out_line(cli, "%s: %u of %s done; the last one %s%s%s%s%s", forecast->customer,
		 forecast->done, domains, forecast->day == DAY_NONE ? "not foreseeable" : day,
		 forecast->domain ? " (" : "", forecast->domain ? forecast->domain : "",
		 forecast->domain ? ")" : "", forecast->unforeseeable > 1 ? ", and others" : "");
	if (forecast->target == DAY_NONE)
		out_line(cli, "%s: no target date", forecast->customer);
	else
		out_line(cli, "%s: target %s %s (%u of %s behind it)", forecast->customer, target,
			 forecast->at_risk ? "at risk" : "holds", forecast->late, domains);
}

static void print_forecasts(const struct cli *cli, const struct forecasts *forecasts)
{
	const GPtrArray *customers = forecasts->customers;
	const struct status_line *only =
		forecasts->lines->len == 1 ? forecasts->lines->pdata[0] : NULL;

	print_domains(cli, forecasts);
	if (only && only->steps->len)
		print_steps(cli, only->steps, false);
	for (unsigned i = 0; i < customers->len; i++) {
		const struct customer_forecast *forecast = customers->pdata[i];

		print_customer(cli, forecast);
		if (customers->len == 1 && !only && forecast->steps->len)
			print_steps(cli, forecast->steps, true);
	}
}

static int run_burn_down(struct cli *cli, GError **error)
{
	struct burn_down *burn;

	if (!cli_word(cli, 0) || cli_word(cli, 1) || cli_given(cli, OPTION_PLAYBOOK)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "forecast --burn-down takes one CUSTOMER");
		return -1;
	}
	burn = app_burn_down(cli->app, cli_word(cli, 0), error);
	if (!burn)
		return -1;
	burn_down_out(cli, cli_word(cli, 0), burn);
	burn_down_free(burn);
	return EXIT_CODE_YES;
}

static int run_forecast(struct cli *cli, GError **error)
{
	g_autofree char **names = cli_words(cli, 0);
	struct forecasts *forecasts;

	if (cli_given(cli, OPTION_BURN_DOWN))
		return run_burn_down(cli, error);
	forecasts = app_forecast(cli->app, *names ? names : NULL, cli_text(cli, OPTION_PLAYBOOK),
				 error);
	if (!forecasts)
		return -1;
	if (cli->json)
		print_json(cli, forecasts);
	else
		print_forecasts(cli, forecasts);
	forecasts_free(forecasts);
	return EXIT_CODE_YES;
}

const struct command commands_forecast[] = {
	{"forecast", "[CUSTOMER|DOMAIN…]", "says when each domain will be finished, and why then",
	 OPTIONS(OPTION_PLAYBOOK, OPTION_BURN_DOWN), COMMAND_READS, run_forecast,
	 "forecast acme --playbook cautious"},
	{0},
};
