/* SPDX-License-Identifier: MIT */
/* rejects: what was refused, and what was stored with flags. */
#include <unistd.h>

#include "app/reports.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/figure.h"
#include "cli/flagged.h"
#include "cli/import_out.h"
#include "cli/json.h"
#include "cli/out.h"

static json_t *reject_json(const void *data)
{
	const struct reject *reject = data;
	g_autofree char *digest = reject_digest(reject);
	json_t *object = json_object();

	jput_count(object, "id", (uint64_t)reject->id);
	jput_time(object, "at", reject->at);
	jput_text(object, "input", reject->input);
	jput_text(object, "member", reject->member);
	jput_text(object, "reason", reject->reason);
	jput_count(object, "seen", reject->seen);
	jput_text(object, "of", reject->of);
	jput_text(object, "sha256", digest);
	jput(object, "octets", reject->sha256 ? jcount(reject->octets) : json_null());
	jput_bool(object, "kept", reject->kept);
	return object;
}

static int list_flagged(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) reports = app_flagged(cli->app, NULL, error);

	if (!reports)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "flagged", jlist(reports, flagged_json));
		out_json(cli, object);
	} else {
		flagged_print(cli, reports);
	}
	return EXIT_CODE_YES;
}

static int run_list(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) rejects = NULL;
	struct out_table *table;

	if (cli_given(cli, OPTION_FLAGGED))
		return list_flagged(cli, error);
	rejects = app_rejects(cli->app, error);
	if (!rejects)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "rejects", jlist(rejects, reject_json));
		out_json(cli, object);
		return EXIT_CODE_YES;
	}
	table = out_table_new(">ID|AT|>SEEN|KEPT|INPUT|MEMBER|REASON");
	for (unsigned i = 0; i < rejects->len; i++) {
		const struct reject *reject = rejects->pdata[i];
		g_autofree char *at = time_format(reject->at);

		out_cellf(table, "%" G_GINT64_FORMAT, reject->id);
		out_cell(table, at);
		out_cell_count(table, reject->seen);
		out_cell(table, reject->kept ? "yes" : "no");
		out_cell(table, reject->input);
		out_cell(table, reject->member);
		out_cell(table, reject->reason);
	}
	out_table_end(table, cli);
	return EXIT_CODE_YES;
}

/* The reject of the first word, or NULL. */
static struct reject *find_reject(const struct cli *cli, GError **error)
{
	const char *word = cli_word(cli, 0);
	guint64 id;

	if (g_ascii_string_to_unsigned(word, 10, 0, INT64_MAX, &id, NULL))
		return app_reject(cli->app, (int64_t)id, error);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "\"%s\" is not the ID of a reject; see: rampart rejects list", word);
	return NULL;
}

static void print_reject(const struct cli *cli, const struct reject *reject)
{
	g_autofree char *at = time_format(reject->at), *digest = reject_digest(reject),
			*times = figure_counted(reject->seen, "time", "times"),
			*octets = figure_counted(reject->octets, "octet", "octets");

	import_out_item(cli, "rejected", reject->input, reject->member, reject->reason);
	out_line(cli, "seen %s, last at %s", times, at);
	if (!digest) {
		out_line(cli, "its octets could not be read");
		return;
	}
	out_line(cli, "SHA-256 %s of %s (%s)", digest, octets,
		 reject->of ? reject->of : reject->input);
	if (reject->kept)
		out_line(cli, "they are kept: rampart rejects export %" G_GINT64_FORMAT " -o FILE",
			 reject->id);
}

static int run_show(struct cli *cli, GError **error)
{
	struct reject *reject = find_reject(cli, error);

	if (!reject)
		return -1;
	if (cli->json)
		out_json(cli, reject_json(reject));
	else
		print_reject(cli, reject);
	reject_free(reject);
	return EXIT_CODE_YES;
}

static int export_json(const struct cli *cli, const struct reject *reject, GBytes *bytes)
{
	json_t *object = reject_json(reject);
	size_t len;
	const void *data = g_bytes_get_data(bytes, &len);
	g_autofree char *text = g_base64_encode(data, len);

	jput_text(object, "base64", text);
	out_json(cli, object);
	return EXIT_CODE_YES;
}

/* What was refused may hold anything: it goes to files and pipes, never raw to a terminal. */
static int export(const struct cli *cli, const struct reject *reject, GError **error)
{
	g_autoptr(GBytes) bytes = app_reject_bytes(cli->app, reject, error);

	if (!bytes)
		return -1;
	if (!out_file(cli) && cli->json)
		return export_json(cli, reject, bytes);
	if (!out_file(cli) && isatty(STDOUT_FILENO)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "what was refused is not shown raw on a terminal; write it with -o "
			    "FILE");
		return -1;
	}
	if (!out_octets(cli, bytes, error))
		return -1;
	if (cli->json)
		out_json(cli, reject_json(reject));
	return EXIT_CODE_YES;
}

static int run_export(struct cli *cli, GError **error)
{
	struct reject *reject = find_reject(cli, error);
	int code = reject ? export(cli, reject, error) : -1;

	reject_free(reject);
	return code;
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
	return import_out_run(cli, retry, "reading again", TASK_UNIT_OCTETS, error);
}

const struct command commands_rejects[] = {
	{"rejects list", NULL, "lists what was refused, and why", OPTIONS(OPTION_FLAGGED),
	 COMMAND_READS, run_list, "rejects list --flagged"},
	{"rejects show", "ID", "shows one refused input", NULL, COMMAND_READS, run_show, NULL},
	{"rejects export", "ID", "writes what was refused, byte for byte, as far as it is kept",
	 OPTIONS(OPTION_OUTPUT), COMMAND_READS, run_export, "rejects export 7 -o 7.xml.gz"},
	{"rejects retry", NULL, "reads what was refused again, from its files or as it was kept",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_retry, NULL},
	{0},
};
