/* SPDX-License-Identifier: MIT */
/* check: what DNS serves now, and what is wrong with it. */
#include "app/ticket.h"
#include "cli/finding.h"
#include "cli/look_json.h"
#include "cli/out.h"
#include "cli/task.h"

static void print_servers(const struct cli *cli, const GPtrArray *servers)
{
	struct out_table *table = out_table_new("SERVER|ADDRESS|ANSWER|>TTL|>SERIAL|TXT");

	for (unsigned i = 0; i < servers->len; i++) {
		const struct look_server *server = servers->pdata[i];

		out_cell(table, server->server ? server->server : "resolver");
		out_cell(table, server->address);
		out_cell(table, look_status_name(server->status));
		out_cellf(table, "%u", server->ttl);
		out_cellf(table, "%u", server->serial);
		out_cell(table, server->txt && server->txt->len ? server->txt->pdata[0] : NULL);
	}
	out_table_end(table, cli);
}

static void print_look(const struct cli *cli, const struct look *look)
{
	out_line(cli, "%s: %s, the servers %s", look->name, look_status_name(look->status),
		 look->agree ? "agree" : "do not agree");
	print_servers(cli, look->servers);
	if (look->resolvers->len)
		print_servers(cli, look->resolvers);
	for (enum generation g = 0; g < GENERATION_COUNT; g++)
		out_line(cli, "%s receivers: %s%s%s", generation_name(g),
			 look->found_at[g] ? policy_name(look->policy[g]) : "no DMARC",
			 look->found_at[g] ? ", found at " : "",
			 look->found_at[g] ? look->found_at[g] : "");
	out_line(cli, "SPF: %s, %d lookups, %d without an answer", look->spf_result,
		 look->spf_lookups, look->spf_void);
	for (unsigned i = 0; i < look->dkim->len; i++) {
		const struct look_key *key = look->dkim->pdata[i];

		out_line(cli, "DKIM %s/%s: %s, %u bits", key->domain, key->selector, key->status,
			 key->bits);
	}
	if (look->drift)
		out_line(cli, "published differs from what was approved");
	finding_lines(cli, look->findings);
}

static int run_check(struct cli *cli, GError **error)
{
	struct task *task = task_begin(cli, "asking DNS", TASK_UNIT_THINGS);
	struct look *look = app_check(cli->app, cli_word(cli, 0), task_progress(task), error);
	int code;

	task_end(task);
	if (!look)
		return -1;
	code = findings_have_error(look->findings) ? EXIT_CODE_NO : EXIT_CODE_YES;
	if (cli->json)
		out_json(cli, look_json(look));
	else
		print_look(cli, look);
	look_free(look);
	return code;
}

const struct command commands_check[] = {
	{"check", "DOMAIN", "asks DNS what is published now, and what is wrong",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_check,
	 "check shop.example --resolver 192.0.2.53"},
	{0},
};
