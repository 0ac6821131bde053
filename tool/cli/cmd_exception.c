/* SPDX-License-Identifier: MIT */
/* waive, complaint, freeze: what people accept, report and forbid. */
#include "app/project.h"
#include "base/clock.h"
#include "cli/json.h"
#include "cli/out.h"

/* The object of each of these: what it is about, what was done, until when and why. */
static int finish(struct cli *cli, bool done, const char *subject, const char *action,
		  const char *reason)
{
	json_t *object;

	if (!done)
		return -1;
	if (!cli->json) {
		out_line(cli, "%s: %s", cli_word(cli, 0), action);
		return EXIT_CODE_YES;
	}
	object = json_object();
	jput_text(object, subject, cli_word(cli, 0));
	jput_text(object, "done", cli->command->name);
	if (cli_word(cli, 1))
		jput_text(object, "condition", cli_word(cli, 1));
	if (cli_given(cli, OPTION_SOURCE))
		jput_text(object, "source", cli_text(cli, OPTION_SOURCE));
	if (cli_given(cli, OPTION_FROM_DAY))
		jput_day(object, "from", cli_day(cli, OPTION_FROM_DAY));
	if (cli_given(cli, OPTION_UNTIL))
		jput_day(object, "until", cli_day(cli, OPTION_UNTIL));
	if (cli_given(cli, OPTION_BY))
		jput_text(object, "by", cli_text(cli, OPTION_BY));
	if (reason)
		jput_text(object, "reason", reason);
	out_json(cli, object);
	return EXIT_CODE_YES;
}

static int run_waive(struct cli *cli, GError **error)
{
	g_autofree char *reason = NULL;

	if (!cli_require(cli, OPTION_UNTIL, error) || !cli_require(cli, OPTION_BY, error))
		return -1;
	reason = cli_reason(cli, error);
	return reason ? finish(cli,
			       app_waive(cli->app, cli_word(cli, 0), cli_word(cli, 1),
					 cli_text(cli, OPTION_SOURCE), cli_day(cli, OPTION_UNTIL),
					 cli_text(cli, OPTION_BY), reason, error),
			       "domain", "the exception holds; it is listed in the reviews", reason)
		      : -1;
}

static int run_unwaive(struct cli *cli, GError **error)
{
	return finish(cli,
		      app_unwaive(cli->app, cli_word(cli, 0), cli_word(cli, 1),
				  cli_text(cli, OPTION_SOURCE), error),
		      "domain", "the exception has ended; the condition counts again", NULL);
}

static int run_complaint_add(struct cli *cli, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);

	return finish(cli, reason && app_complaint_add(cli->app, cli_word(cli, 0), reason, error),
		      "domain", "the complaint is open and holds the gate shut", reason);
}

static int run_complaint_close(struct cli *cli, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);

	return finish(cli, reason && app_complaint_close(cli->app, cli_word(cli, 0), reason, error),
		      "domain", "its complaints are closed", reason);
}

static int run_freeze(struct cli *cli, GError **error)
{
	g_autofree char *reason = NULL;

	if (!cli_require(cli, OPTION_FROM_DAY, error) || !cli_require(cli, OPTION_UNTIL, error))
		return -1;
	reason = cli_reason(cli, error);
	return finish(cli,
		      reason &&
			      app_freeze(cli->app, cli_word(cli, 0), cli_day(cli, OPTION_FROM_DAY),
					 cli_day(cli, OPTION_UNTIL), reason, error),
		      "customer", "changes wait until the freeze is over", reason);
}

static int run_unfreeze(struct cli *cli, GError **error)
{
	return finish(cli, app_unfreeze(cli->app, cli_word(cli, 0), error), "customer",
		      "changes may go on", NULL);
}

const struct command commands_exception[] = {
	{"waive", "DOMAIN CONDITION",
	 "accepts that a condition, or one source, does not hold until a day",
	 OPTIONS(OPTION_SOURCE, OPTION_UNTIL, OPTION_BY, OPTION_REASON, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_waive,
	 "waive shop.example loss_accepted --until 2027-01-31 --by 'M. Visser' --reason 'list mail "
	 "may be lost'"},
	{"unwaive", "DOMAIN CONDITION", "ends an exception", OPTIONS(OPTION_SOURCE, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_unwaive, NULL},
	{"complaint add", "DOMAIN", "notes lost mail that somebody reported",
	 OPTIONS(OPTION_REASON, OPTION_DRY_RUN), COMMAND_WRITES, run_complaint_add, NULL},
	{"complaint close", "DOMAIN", "closes the complaints of a domain",
	 OPTIONS(OPTION_REASON, OPTION_DRY_RUN), COMMAND_WRITES, run_complaint_close, NULL},
	{"freeze", "CUSTOMER", "lets changes wait between two days",
	 OPTIONS(OPTION_FROM_DAY, OPTION_UNTIL, OPTION_REASON, OPTION_DRY_RUN), COMMAND_WRITES,
	 run_freeze, "freeze acme --from 2026-11-20 --until 2026-12-02 --reason 'Black Friday'"},
	{"unfreeze", "CUSTOMER", "ends a freeze", OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES,
	 run_unfreeze, NULL},
	{0},
};
