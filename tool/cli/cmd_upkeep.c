/* SPDX-License-Identifier: MIT */
/* backup, doctor: looking after the state. */
#include "app/upkeep.h"
#include "cli/json.h"
#include "cli/out.h"

static int run_backup(struct cli *cli, GError **error)
{
	const char *path = cli_word(cli, 0);

	if (!cli->dry_run && !app_backup(cli->app, path, error))
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput_text(object, "backup", path);
		out_json(cli, object);
	} else {
		out_line(cli, "the state is copied to %s", path);
	}
	return EXIT_CODE_YES;
}

static json_t *line_json(const void *data)
{
	const struct doctor_line *line = data;
	json_t *object = json_object();

	jput_text(object, "area", line->area);
	jput_bool(object, "ok", line->ok);
	jput_text(object, "text", line->text);
	return object;
}

static int run_doctor(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) lines =
		app_doctor(cli->app, cli->arguments.option[OPTION_HEAD].texts, error);
	bool good = true;

	if (!lines)
		return -1;
	for (unsigned i = 0; i < lines->len; i++) {
		const struct doctor_line *line = lines->pdata[i];

		good &= line->ok;
		if (!cli->json)
			out_line(cli, "%s %s: %s", line->ok ? "+" : "!", line->area, line->text);
	}
	if (cli->json) {
		json_t *object = json_object();

		jput_bool(object, "ok", good);
		jput(object, "checks", jlist(lines, line_json));
		out_json(cli, object);
	}
	return good ? EXIT_CODE_YES : EXIT_CODE_NO;
}

const struct command commands_upkeep[] = {
	{"backup", "FILE", "writes a consistent copy of the state", OPTIONS(OPTION_DRY_RUN),
	 COMMAND_READS, run_backup, NULL},
	{"doctor", NULL, "checks state, journal, config, playbooks, resolver and mailboxes",
	 OPTIONS(OPTION_HEAD), COMMAND_READS, run_doctor, NULL},
	{0},
};
