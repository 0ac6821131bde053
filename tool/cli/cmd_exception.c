/* SPDX-License-Identifier: MIT */
/* waive, complaint, freeze: what people accept, report and forbid. */
#include "app/project.h"
#include "base/clock.h"
#include "cli/json.h"
#include "cli/out.h"

/* What is said of one of these: what it did, or that it was so already. */
struct said {
	const char *subject; /* "domain", "customer" */
	const char *action, *already;
	const char *reason; /* or NULL */
};

/* The object of each of these: what it is about, what was done, until when and why. */
static int finish(struct cli *cli, bool done, bool changed, const struct said *said)
{
	json_t *object;

	if (!done)
		return -1;
	if (!cli->json) {
		out_line(cli, "%s: %s", cli_word(cli, 0), changed ? said->action : said->already);
		return EXIT_CODE_YES;
	}
	object = json_object();
	jput_text(object, said->subject, cli_word(cli, 0));
	jput_text(object, "done", cli->command->name);
	jput_bool(object, "changed", changed);
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
	if (said->reason)
		jput_text(object, "reason", said->reason);
	out_json(cli, object);
	return EXIT_CODE_YES;
}

static int run_waive(struct cli *cli, GError **error)
{
	struct said said = {"domain", "the exception holds; it is listed in the reviews",
			    "the exception holds already", NULL};
	g_autofree char *reason = NULL, *source = g_strdup(cli_text(cli, OPTION_SOURCE));
	g_autofree char *by = g_strdup(cli_text(cli, OPTION_BY)),
			*condition = g_strdup(cli_word(cli, 1));
	struct waiver waiver = {.condition = condition, .source = source, .by = by};
	bool done, changed = false;

	if (!cli_require(cli, OPTION_UNTIL, error) || !cli_require(cli, OPTION_BY, error))
		return -1;
	reason = cli_reason(cli, error);
	said.reason = waiver.reason = reason;
	waiver.until = cli_day(cli, OPTION_UNTIL);
	done = reason && app_waive(cli->app, cli_word(cli, 0), &waiver, &changed, error);
	return finish(cli, done, changed, &said);
}

static int run_unwaive(struct cli *cli, GError **error)
{
	static const struct said said = {
		"domain", "the exception has ended; the condition counts again",
		"there is no exception; the condition counts already", NULL};
	bool changed = false;
	bool done = app_unwaive(cli->app, cli_word(cli, 0), cli_word(cli, 1),
				cli_text(cli, OPTION_SOURCE), &changed, error);

	return finish(cli, done, changed, &said);
}

static int run_complaint_add(struct cli *cli, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);
	struct said said = {"domain", "the complaint is open and holds the gate shut",
			    "this complaint is open already", reason};
	bool changed = false;
	bool done =
		reason && app_complaint_add(cli->app, cli_word(cli, 0), reason, &changed, error);

	return finish(cli, done, changed, &said);
}

static int run_complaint_close(struct cli *cli, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);
	struct said said = {"domain", "its complaints are closed", "no complaint is open", reason};
	bool changed = false;
	bool done =
		reason && app_complaint_close(cli->app, cli_word(cli, 0), reason, &changed, error);

	return finish(cli, done, changed, &said);
}

static int run_freeze(struct cli *cli, GError **error)
{
	struct said said = {"customer", "changes wait until the freeze is over",
			    "this freeze is there already", NULL};
	g_autofree char *reason = NULL;
	bool done, changed = false;

	if (!cli_require(cli, OPTION_FROM_DAY, error) || !cli_require(cli, OPTION_UNTIL, error))
		return -1;
	said.reason = reason = cli_reason(cli, error);
	done = reason && app_freeze(cli->app, cli_word(cli, 0), cli_day(cli, OPTION_FROM_DAY),
				    cli_day(cli, OPTION_UNTIL), reason, &changed, error);
	return finish(cli, done, changed, &said);
}

static int run_unfreeze(struct cli *cli, GError **error)
{
	static const struct said said = {"customer", "changes may go on",
					 "no freeze is in force or to come", NULL};
	bool changed = false;
	bool done = app_unfreeze(cli->app, cli_word(cli, 0), &changed, error);

	return finish(cli, done, changed, &said);
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
