/* SPDX-License-Identifier: MIT */
/* review, journal, export: what leaves the house. */
#include <string.h>

#include "app/file.h"
#include "app/project.h"
#include "app/reports.h"
#include "app/review.h"
#include "base/clock.h"
#include "base/error.h"
#include "cli/json.h"
#include "cli/out.h"

static int run_review(struct cli *cli, GError **error)
{
	struct window window = cli_window(cli);
	const char *format =
		cli_text(cli, OPTION_REVIEW_FORMAT) ? cli_text(cli, OPTION_REVIEW_FORMAT) : "text";
	g_autofree char *text = app_review_text(cli->app, cli_word(cli, 0), &window,
						cli->json ? "json" : format, error);

	return text && out_document(cli, text, error) ? EXIT_CODE_YES : -1;
}

static json_t *entry_json(const void *data)
{
	const struct journal_entry *entry = data;
	json_t *object = json_object();

	jput_time(object, "at", entry->at);
	jput_text(object, "who", entry->who);
	jput_text(object, "action", entry->action);
	jput_text(object, "customer", entry->customer);
	jput_text(object, "domain", entry->domain);
	jput_text(object, "subject", entry->subject);
	jput_text(object, "text", entry->text);
	jput_text(object, "reason", entry->reason);
	jput_json(object, "evidence", entry->evidence);
	jput_text(object, "hash", entry->hash);
	return object;
}

static void print_journal(const struct cli *cli, const GPtrArray *entries)
{
	struct out_table *table = out_table_new("AT|WHO|DOMAIN|ACTION|WHAT");

	for (unsigned i = 0; i < entries->len; i++) {
		const struct journal_entry *entry = entries->pdata[i];
		g_autofree char *at = time_format(entry->at);

		out_cell(table, at);
		out_cell(table, entry->who);
		out_cell(table, entry->domain ? entry->domain : entry->customer);
		out_cell(table, entry->action);
		out_cellf(table, "%s%s%s%s", entry->text, entry->reason ? " (" : "",
			  entry->reason ? entry->reason : "", entry->reason ? ")" : "");
	}
	out_table_end(table, cli);
}

static int run_journal(struct cli *cli, GError **error)
{
	const char *of = cli_word(cli, 0);
	bool is_domain = of && strchr(of, '.');
	g_autoptr(GPtrArray) entries =
		app_journal(cli->app, is_domain ? NULL : of, is_domain ? of : NULL,
			    (unsigned)cli->arguments.option[OPTION_LIMIT].number, error);

	if (!entries)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "entries", jlist(entries, entry_json));
		out_json(cli, object);
	} else {
		print_journal(cli, entries);
	}
	return EXIT_CODE_YES;
}

static const struct {
	const char *name;
	enum export_kind kind;
} kinds[] = {
	{"rows", EXPORT_KIND_ROWS},
	{"sources", EXPORT_KIND_SOURCES},
	{"daily", EXPORT_KIND_DAILY},
};

static bool put_out(void *ctx, const char *text, size_t len)
{
	return fwrite(text, 1, len, ctx) == len;
}

static bool export_to_file(struct cli *cli, enum export_kind kind, const struct window *window,
			   const char *format, GError **error)
{
	struct new_file *file = new_file_open(out_file(cli), error);
	bool done;

	if (!file)
		return false;
	done = app_export(cli->app, kind, cli_word(cli, 1), window, format, new_file_put, file,
			  error);
	if (!done)
		g_prefix_error(error, "%s: ", out_file(cli));
	if (!new_file_end(file, done, done ? error : NULL))
		return false;
	out_remark(cli, "%s is written", out_file(cli));
	return true;
}

static int export(struct cli *cli, enum export_kind kind, GError **error)
{
	struct window window = cli_window(cli);
	const char *format =
		cli_text(cli, OPTION_EXPORT_FORMAT) ? cli_text(cli, OPTION_EXPORT_FORMAT) : "csv";
	bool done = out_file(cli) ? export_to_file(cli, kind, &window, format, error)
				  : app_export(cli->app, kind, cli_word(cli, 1), &window, format,
					       put_out, cli->out, error);

	return done ? EXIT_CODE_YES : -1;
}

static int run_export(struct cli *cli, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_equal(kinds[i].name, cli_word(cli, 0)))
			return export(cli, kinds[i].kind, error);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "export: \"%s\" is none of rows, sources, daily", cli_word(cli, 0));
	return -1;
}

const struct command commands_review[] = {
	{"review", "CUSTOMER", "writes the progress review of a customer",
	 OPTIONS(OPTION_REVIEW_FORMAT, OPTION_OUTPUT, OPTIONS_WINDOW), COMMAND_READS, run_review,
	 "review acme --last-month --format html -o acme.html"},
	{"journal", "[CUSTOMER|DOMAIN]", "lists the decisions, the newest first",
	 OPTIONS(OPTION_LIMIT), COMMAND_READS, run_journal, NULL},
	{"export", "rows|sources|daily DOMAIN", "writes raw figures for other tools",
	 OPTIONS(OPTION_EXPORT_FORMAT, OPTION_OUTPUT, OPTIONS_WINDOW), COMMAND_READS, run_export,
	 "export daily shop.example --format csv"},
	{0},
};
