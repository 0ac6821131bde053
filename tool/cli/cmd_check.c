/* SPDX-License-Identifier: MIT */
/* check: what DNS serves now, and what is wrong with it. */
#include "app/look_text.h"
#include "app/ticket.h"
#include "cli/finding.h"
#include "cli/json.h"
#include "cli/look_json.h"
#include "cli/out.h"
#include "cli/task.h"

/* Takes the lines over. */
static void print_lines(const struct cli *cli, GPtrArray *lines)
{
	for (unsigned i = 0; i < lines->len; i++)
		out_line(cli, "%s", ((struct look_line *)lines->pdata[i])->text);
	g_ptr_array_unref(lines);
}

static void print_look(const struct cli *cli, const struct look *look)
{
	print_lines(cli, look_lines(look));
	if (cli_given(cli, OPTION_DIFF))
		print_lines(cli, look_change_lines(look));
	finding_lines(cli, look->findings);
}

/* A line a domain with the worst that was found, then each domain whole. */
static void print_looks(const struct cli *cli, const GPtrArray *looks)
{
	struct out_table *table = out_table_new("DOMAIN|DMARC|>FINDINGS|WORST");

	for (unsigned i = 0; i < looks->len; i++) {
		const struct look *look = looks->pdata[i];
		const struct finding *worst = findings_worst(look->findings);

		out_cell_name(table, look->domain);
		out_cell(table, look_status_name(look->status));
		out_cellf(table, "%u", look->findings->len);
		if (worst)
			out_cellf(table, "%s %s: %s", finding_level_name(worst->level), worst->code,
				  worst->text);
		else
			out_cell(table, NULL);
	}
	out_table_end(table, cli);
	for (unsigned i = 0; i < looks->len; i++) {
		out_line(cli, "%s", "");
		print_look(cli, looks->pdata[i]);
	}
}

static json_t *looks_json(const char *customer, const GPtrArray *looks)
{
	json_t *object = json_object();

	jput_text(object, "customer", customer);
	jput(object, "domains", jlist(looks, look_json));
	return object;
}

static int run_check(struct cli *cli, GError **error)
{
	struct task *task = task_begin(cli, "asking DNS", TASK_UNIT_THINGS);
	const char *name = cli_word(cli, 0);
	bool of_customer, wrong = false;
	g_autoptr(GPtrArray) looks =
		app_check_all(cli->app, name, &of_customer, task_progress(task), error);

	task_end(task);
	if (!looks)
		return -1;
	for (unsigned i = 0; i < looks->len; i++)
		wrong = wrong ||
			findings_have_error(((const struct look *)looks->pdata[i])->findings);
	if (of_customer && cli->json)
		out_json(cli, looks_json(name, looks));
	else if (of_customer)
		print_looks(cli, looks);
	else if (cli->json)
		out_json(cli, look_json(looks->pdata[0]));
	else
		print_look(cli, looks->pdata[0]);
	return wrong ? EXIT_CODE_NO : EXIT_CODE_YES;
}

const struct command commands_check[] = {
	{"check", "CUSTOMER|DOMAIN", "asks DNS what is published now, and what is wrong",
	 OPTIONS(OPTION_DIFF, OPTION_DRY_RUN), COMMAND_WRITES, run_check,
	 "check shop.example --resolver 192.0.2.53 --diff"},
	{0},
};
