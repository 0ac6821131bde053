/* SPDX-License-Identifier: MIT */
/* import, fetch: reports in. */
#include "app/reports.h"
#include "app/upkeep.h"
#include "cli/import_out.h"
#include "cli/out.h"

static int run_import(struct cli *cli, GError **error)
{
	return import_out_run(cli, app_import, "importing", TASK_UNIT_OCTETS, error);
}

static int run_fetch(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) warnings = app_open_secrets(cli->app);

	for (unsigned i = 0; i < warnings->len; i++)
		out_remark(cli, "%s", (const char *)warnings->pdata[i]);
	return import_out_run(cli, app_fetch, "fetching", TASK_UNIT_THINGS, error);
}

const struct command commands_import[] = {
	{"import", "PATH…", "reads reports from files, folders and - (standard input)",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_import, "import ~/reports/2026-10"},
	{"fetch", "[MAILBOX…]", "reads reports from the IMAP mailboxes of the config",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_fetch, NULL},
	{0},
};
