/* SPDX-License-Identifier: MIT */
/* playbook: the ladders. */
#include "app/forecast.h"
#include "app/project.h"
#include "base/error.h"
#include "cli/json.h"
#include "cli/ladder_out.h"
#include "cli/open.h"
#include "cli/out.h"

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
		out_json(cli, ladder_json(playbook));
	else
		ladder_print(cli, playbook);
	playbook_free(playbook);
	return EXIT_CODE_YES;
}

static void print_check(const struct cli *cli, const struct playbook *playbook,
			const GPtrArray *changes, const GError *fault)
{
	json_t *object;

	if (!cli->json) {
		out_line(cli, "%s: playbook %s with %u stages, without errors", cli_word(cli, 0),
			 playbook->name, playbook->stages->len);
		if (changes)
			ladder_changes_print(cli, changes);
		return;
	}
	object = json_object();
	jput_bool(object, "valid", playbook != NULL);
	jput_text(object, "playbook", playbook ? playbook->name : NULL);
	jput_count(object, "stages", playbook ? playbook->stages->len : 0);
	jput_text(object, "error", fault ? fault->message : NULL);
	jput(object, "domains", jlist(changes, ladder_change_json));
	out_json(cli, object);
}

/*
 * A file that is refused is an answer, not a failure. Without a state there are no domains that it
 * could concern.
 */
static int run_check(struct cli *cli, GError **error)
{
	GError *fault = NULL;
	struct playbook *playbook = app_playbook_check(cli_word(cli, 0), &fault);
	g_autoptr(GPtrArray) changes = NULL;

	if (!playbook &&
	    !(cli->json && g_error_matches(fault, RAMPART_ERROR, RAMPART_ERROR_INVALID))) {
		g_propagate_error(error, fault);
		return -1;
	}
	if (playbook)
		cli->app = open_app(cli, false, NULL);
	if (cli->app)
		changes = app_playbook_changes(cli->app, playbook, cli_text(cli, OPTION_CUSTOMER),
					       &fault);
	if (cli->app && !changes) {
		playbook_free(playbook);
		g_propagate_error(error, fault);
		return -1;
	}
	print_check(cli, playbook, changes, fault);
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
	{"playbook check", "FILE", "reads a playbook, and says whom it would affect and how",
	 OPTIONS(OPTION_CUSTOMER), COMMAND_PURE, run_check,
	 "playbook check playbooks/standard.yaml"},
	{0},
};
