/* SPDX-License-Identifier: MIT */
/* import, fetch, rejects: reports in, and what was refused. */
#include <string.h>

#include "app/names.h"
#include "app/reports.h"
#include "base/clock.h"
#include "base/error.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/task.h"

#define REJECTS_SHOWN 10

static json_t *reject_json(const void *data)
{
	const struct import_reject *reject = data;
	json_t *object = json_object();

	jput_text(object, "input", reject->input);
	jput_text(object, "member", reject->member);
	jput_text(object, "reason", reject->reason);
	return object;
}

static json_t *result_json(const struct import_result *result)
{
	json_t *object = json_object(), *reports = json_object(), *skipped = json_object();

	jput_count(reports, "new", result->reports_new);
	jput_count(reports, "duplicate", result->reports_duplicate);
	jput_count(reports, "rejected", result->reports_rejected);
	jput_count(skipped, "failure", result->skipped_failure);
	jput_count(skipped, "tls", result->skipped_tls);
	jput_count(object, "inputs", result->inputs);
	jput(object, "reports", reports);
	jput_count(object, "rows", result->rows);
	jput_count(object, "bad_rows", result->bad_rows);
	jput_count(object, "messages", result->messages);
	jput(object, "skipped", skipped);
	jput(object, "unmanaged_domains", jcounts(result->unmanaged));
	jput(object, "rejected", jlist(result->rejected, reject_json));
	jput_share(object, "seconds", result->seconds);
	return object;
}

static void print_reject(const struct cli *cli, const char *input, const char *member,
			 const char *reason)
{
	out_line(cli, "rejected: %s%s%s: %s", input, member ? " " : "", member ? member : "",
		 reason);
}

static void print_result(const struct cli *cli, const struct import_result *result)
{
	unsigned shown = cli_given(cli, OPTION_VERBOSE) ? G_MAXUINT : REJECTS_SHOWN;
	g_autofree char *rows = out_count_text(result->rows),
			*messages = out_count_text(result->messages);

	out_line(cli,
		 "%" G_GUINT64_FORMAT " inputs: %" G_GUINT64_FORMAT
		 " new reports, %" G_GUINT64_FORMAT " known already, %" G_GUINT64_FORMAT
		 " rejected; %s rows, %s messages",
		 result->inputs, result->reports_new, result->reports_duplicate,
		 result->reports_rejected, rows, messages);
	if (result->bad_rows)
		out_line(cli,
			 "%" G_GUINT64_FORMAT
			 " rows without a usable address or count stay outside the sums",
			 result->bad_rows);
	if (result->skipped_failure || result->skipped_tls)
		out_line(cli,
			 "skipped: %" G_GUINT64_FORMAT " failure reports, %" G_GUINT64_FORMAT
			 " TLS reports",
			 result->skipped_failure, result->skipped_tls);
	for (unsigned i = 0; i < result->rejected->len && i < shown; i++) {
		const struct import_reject *reject = result->rejected->pdata[i];

		print_reject(cli, reject->input, reject->member, reject->reason);
	}
	if (result->rejected->len > shown)
		out_line(cli, "… and %" G_GUINT64_FORMAT " more; see: rampart rejects list",
			 result->reports_rejected - shown);
	if (g_hash_table_size(result->unmanaged))
		out_line(cli,
			 "%u domains are not managed yet; add them with: rampart domain add "
			 "CUSTOMER DOMAIN",
			 g_hash_table_size(result->unmanaged));
}

/* A result comes back also when the work was stopped: what was committed is told all the same. */
static int finish(struct cli *cli, struct import_result *result, const GError *error)
{
	int code;

	if (!result)
		return -1;
	code = error ? -1 : result->reports_rejected ? EXIT_CODE_NO : EXIT_CODE_YES;
	if (cli->json)
		out_json(cli, result_json(result));
	else
		print_result(cli, result);
	import_result_free(result);
	return code;
}

/* After the import and never in its way: that nobody answers is said, and no failure. */
static void lookup_names(struct cli *cli)
{
	struct task *task = task_begin(cli, "looking up names");
	g_autoptr(GError) fault = NULL;

	app_lookup_names(cli->app, NULL, task_progress(task), NULL, &fault);
	task_end(task);
	if (fault)
		out_remark(cli, "%s", fault->message);
}

/* import and fetch differ in where reports come from. */
typedef struct import_result *read_reports(struct app *app, char *const *names, size_t n,
					   struct progress *progress, GError **error);

static int read_with(struct cli *cli, read_reports *from, const char *verb, GError **error)
{
	g_autofree char **words = cli_words(cli, 0);
	unsigned n = cli->arguments.words->len;
	struct task *task = task_begin(cli, verb);
	GError *fault = NULL;
	struct import_result *result =
		from(cli->app, n ? words : NULL, n, task_progress(task), &fault);
	int code;

	task_end(task);
	if (result && result->reports_new && !fault && app_lookup_wanted(cli->app))
		lookup_names(cli);
	code = finish(cli, result, fault);
	if (fault)
		g_propagate_error(error, fault);
	return code;
}

static int run_import(struct cli *cli, GError **error)
{
	return read_with(cli, app_import, "importing", error);
}

static int run_fetch(struct cli *cli, GError **error)
{
	return read_with(cli, app_fetch, "fetching", error);
}

static struct import_result *retry(struct app *app, char *const *names, size_t n,
				   struct progress *progress, GError **error)
{
	(void)names;
	(void)n;
	return app_rejects_retry(app, progress, error);
}

static int run_retry(struct cli *cli, GError **error)
{
	return read_with(cli, retry, "reading again", error);
}

static json_t *line_json(const void *data)
{
	const struct reject_line *line = data;
	json_t *object = json_object();

	jput_count(object, "id", (uint64_t)line->id);
	jput_time(object, "at", line->at);
	jput_text(object, "input", line->input);
	jput_text(object, "member", line->member);
	jput_text(object, "reason", line->reason);
	jput_count(object, "seen", line->seen);
	return object;
}

static int run_list(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) lines = app_rejects(cli->app, error);
	struct out_table *table;

	if (!lines)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "rejects", jlist(lines, line_json));
		out_json(cli, object);
		return EXIT_CODE_YES;
	}
	table = out_table_new(">ID|AT|>SEEN|INPUT|MEMBER|REASON");
	for (unsigned i = 0; i < lines->len; i++) {
		const struct reject_line *line = lines->pdata[i];
		g_autofree char *at = time_format(line->at);

		out_cellf(table, "%" G_GINT64_FORMAT, line->id);
		out_cell(table, at);
		out_cell_count(table, line->seen);
		out_cell(table, line->input);
		out_cell(table, line->member);
		out_cell(table, line->reason);
	}
	out_table_end(table, cli);
	return EXIT_CODE_YES;
}

static const struct reject_line *find_reject(const GPtrArray *lines, const char *id, GError **error)
{
	for (unsigned i = 0; i < lines->len; i++) {
		const struct reject_line *line = lines->pdata[i];
		g_autofree char *own = g_strdup_printf("%" G_GINT64_FORMAT, line->id);

		if (g_str_equal(own, id))
			return line;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "no reject \"%s\"; see: rampart rejects list", id);
	return NULL;
}

static int run_show(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) lines = app_rejects(cli->app, error);
	const struct reject_line *line = lines ? find_reject(lines, cli_word(cli, 0), error) : NULL;

	if (!line)
		return -1;
	if (cli->json)
		out_json(cli, line_json(line));
	else
		print_reject(cli, line->input, line->member, line->reason);
	return EXIT_CODE_YES;
}

const struct command commands_import[] = {
	{"import", "PATH…", "reads reports from files, folders and - (standard input)",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_import, "import ~/reports/2026-10"},
	{"fetch", "[MAILBOX…]", "reads reports from the IMAP mailboxes of the config",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_fetch, NULL},
	{"rejects list", NULL, "lists what was refused, and why", NULL, COMMAND_READS, run_list,
	 NULL},
	{"rejects show", "N", "shows one refused input", NULL, COMMAND_READS, run_show, NULL},
	{"rejects retry", NULL, "reads the refused inputs again that are still there",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_retry, NULL},
	{0},
};
