/* SPDX-License-Identifier: MIT */
/* playbook: the ladders. */
#include "app/project.h"
#include "base/error.h"
#include "cli/json.h"
#include "cli/out.h"
#include "dmarc/generation.h"
#include "dmarc/record.h"

static json_t *stage_json(const void *data)
{
	const struct stage *stage = data;
	json_t *object = json_object();

	jput_text(object, "name", stage->name);
	jput_text(object, "title", stage->title);
	jput_text(object, "p", policy_name((enum policy)stage->p));
	jput_text(object, "sp", policy_name((enum policy)stage->sp));
	jput_text(object, "np", policy_name((enum policy)stage->np));
	jput(object, "pct", json_integer(stage->pct));
	jput_bool(object, "t", stage->t);
	jput(object, "min_days", json_integer(stage->gate.min_days));
	jput_share(object, "legit_pass_rate", stage->gate.legit_pass_rate);
	for (enum generation g = 0; g < GENERATION_COUNT; g++)
		jput_text(object, generation_name(g), stage->explains[g]);
	return object;
}

static json_t *playbook_json(const struct playbook *playbook)
{
	json_t *object = json_object();

	jput_text(object, "playbook", playbook->name);
	jput_text(object, "title", playbook->title);
	jput_text(object, "text", playbook->text);
	jput(object, "ttl", json_integer(playbook->ttl));
	jput(object, "fresh_days", json_integer(playbook->fresh_days));
	jput_text(object, "fingerprint", playbook->fingerprint);
	jput(object, "stages", jlist(playbook->stages, stage_json));
	return object;
}

static void print_playbook(const struct cli *cli, const struct playbook *playbook)
{
	struct out_table *table = out_table_new(
		"STAGE|POLICY|>PCT|T|>MIN DAYS|RFC 7489 RECEIVERS|RFC 9989 RECEIVERS");

	out_line(cli, "%s: %s", playbook->name, playbook->title ? playbook->title : playbook->name);
	for (unsigned i = 0; i < playbook->stages->len; i++) {
		const struct stage *stage = playbook->stages->pdata[i];

		out_cell(table, stage->name);
		out_cell(table, policy_name((enum policy)stage->p));
		out_cellf(table, "%" G_GINT64_FORMAT, stage->pct);
		out_cell(table, stage->t ? "y" : "n");
		out_cellf(table, "%" G_GINT64_FORMAT, stage->gate.min_days);
		out_cell(table, stage->explains[GENERATION_RFC7489]);
		out_cell(table, stage->explains[GENERATION_RFC9989]);
	}
	out_table_end(table, cli);
}

static int run_list(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) names = app_playbook_names(cli->app, error);

	if (!names)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "playbooks", jtexts(names));
		out_json(cli, object);
		return EXIT_CODE_YES;
	}
	for (unsigned i = 0; i < names->len; i++)
		out_line(cli, "%s", (const char *)names->pdata[i]);
	return EXIT_CODE_YES;
}

static int run_show(struct cli *cli, GError **error)
{
	struct playbook *playbook = app_playbook(cli->app, cli_word(cli, 0), error);

	if (!playbook)
		return -1;
	if (cli->json)
		out_json(cli, playbook_json(playbook));
	else
		print_playbook(cli, playbook);
	playbook_free(playbook);
	return EXIT_CODE_YES;
}

/* A file that is refused is an answer, not a failure. */
static int run_check(struct cli *cli, GError **error)
{
	GError *fault = NULL;
	struct playbook *playbook = app_playbook_check(cli_word(cli, 0), &fault);
	json_t *object;

	if (!playbook &&
	    !(cli->json && g_error_matches(fault, RAMPART_ERROR, RAMPART_ERROR_INVALID))) {
		g_propagate_error(error, fault);
		return -1;
	}
	if (cli->json) {
		object = json_object();
		jput_bool(object, "valid", playbook != NULL);
		jput_text(object, "playbook", playbook ? playbook->name : NULL);
		jput_count(object, "stages", playbook ? playbook->stages->len : 0);
		jput_text(object, "error", fault ? fault->message : NULL);
		out_json(cli, object);
	} else {
		out_line(cli, "%s: playbook %s with %u stages, without errors", cli_word(cli, 0),
			 playbook->name, playbook->stages->len);
	}
	g_clear_error(&fault);
	if (!playbook)
		return EXIT_CODE_NO;
	playbook_free(playbook);
	return EXIT_CODE_YES;
}

const struct command commands_playbook[] = {
	{"playbook list", NULL, "lists the playbooks", NULL, COMMAND_READS, run_list, NULL},
	{"playbook show", "PLAYBOOK", "shows the ladder of a playbook", NULL, COMMAND_READS,
	 run_show, NULL},
	{"playbook check", "FILE", "reads a playbook and says what is wrong with it", NULL,
	 COMMAND_PURE, run_check, "playbook check playbooks/standard.yaml"},
	{0},
};
