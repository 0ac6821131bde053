/* SPDX-License-Identifier: MIT */
/* record: what is to be published. */
#include "app/rollout.h"
#include "cli/finding.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/task.h"

static json_t *proposal_json(const struct record_proposal *proposal, const char *domain)
{
	json_t *object = json_object();

	jput_text(object, "domain", domain);
	jput_text(object, "name", proposal->name);
	jput_text(object, "type", proposal->type);
	jput_count(object, "ttl", proposal->ttl);
	jput_text(object, "value", proposal->value);
	jput_text(object, "current", proposal->current);
	jput_text(object, "stage", proposal->stage);
	jput(object, "warnings", jlist(proposal->warnings, finding_json));
	return object;
}

static void warn(const struct cli *cli, const GPtrArray *warnings)
{
	for (unsigned i = 0; i < warnings->len; i++) {
		const struct finding *finding = warnings->pdata[i];

		out_remark(cli, "%s %s: %s%s%s", finding_level_name(finding->level), finding->code,
			   finding->text, finding->fix ? " -> " : "",
			   finding->fix ? finding->fix : "");
	}
}

static int write_text(struct cli *cli, const struct record_proposal *proposal, const char *format,
		      GError **error)
{
	g_autofree char *text = app_record_text(proposal, format, error);

	warn(cli, proposal->warnings);
	return text && out_document(cli, text, error) ? EXIT_CODE_YES : -1;
}

static int run_record(struct cli *cli, GError **error)
{
	const char *given = cli_text(cli, OPTION_RECORD_FORMAT), *format = given ? given : "text";
	struct task *task = task_begin(cli, "asking DNS", TASK_UNIT_THINGS);
	struct record_proposal *proposal =
		app_record_checked(cli->app, cli_word(cli, 0), cli_text(cli, OPTION_STAGE),
				   task_progress(task), error);
	int code = EXIT_CODE_YES;

	task_end(task);
	if (!proposal)
		return -1;
	if (cli->json || g_str_equal(format, "json"))
		out_json(cli, proposal_json(proposal, cli_word(cli, 0)));
	else
		code = write_text(cli, proposal, format, error);
	record_proposal_free(proposal);
	return code;
}

const struct command commands_record[] = {
	{"record", "DOMAIN", "writes the record to publish",
	 OPTIONS(OPTION_STAGE, OPTION_RECORD_FORMAT, OPTION_OUTPUT), COMMAND_READS, run_record,
	 "record shop.example --format zone"},
	{0},
};
