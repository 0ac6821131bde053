/* SPDX-License-Identifier: MIT */
/* register: who answers for a customer's senders, out and in again. */
#include "app/register.h"
#include "base/figure.h"
#include "cli/json.h"
#include "cli/out.h"

static int read_in(struct cli *cli, GError **error)
{
	g_autofree char *text = NULL;
	unsigned rows, changed;
	size_t len;

	if (!g_file_get_contents(cli_text(cli, OPTION_READ), &text, &len, error) ||
	    !app_register_read(cli->app, cli_word(cli, 0), text, len, &rows, &changed, error))
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput_text(object, "customer", cli_word(cli, 0));
		jput_count(object, "rows", rows);
		jput_count(object, "changed", changed);
		out_json(cli, object);
	} else {
		g_autofree char *read = figure_counted(rows, "row", "rows"),
				*written = figure_count(changed);

		out_line(cli, "%s read, %s changed", read, written);
	}
	return EXIT_CODE_YES;
}

static int run_register(struct cli *cli, GError **error)
{
	const char *format = cli_text(cli, OPTION_REGISTER_FORMAT);
	g_autofree char *text = NULL;

	if (cli_given(cli, OPTION_READ))
		return read_in(cli, error);
	if (cli->json)
		format = "json";
	text = app_register_text(cli->app, cli_word(cli, 0), format ? format : "md", error);
	return text && out_document(cli, text, error) ? EXIT_CODE_YES : -1;
}

const struct command commands_register[] = {
	{"register", "CUSTOMER", "writes the customer's source register, or reads it in again",
	 OPTIONS(OPTION_REGISTER_FORMAT, OPTION_READ, OPTION_OUTPUT, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_register, "register acme --format csv -o acme.csv"},
	{0},
};
