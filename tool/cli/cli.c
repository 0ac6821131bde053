/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <signal.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/open.h"
#include "cli/out.h"

#define SIZE_MAX_CELLS 1000 /* of a script's screen, each way */

/*
 * Sets the command and returns the index of its first word, or of the end where there is none; -1
 * with *error. second says whether it has two words.
 */
static int find_command(struct cli *cli, int argc, char **argv, bool *second, GError **error)
{
	int at = options_parse(argc, argv, NULL, true, &cli->arguments, error), next;
	struct arguments between;

	*second = false;
	if (at < 0 || at >= argc)
		return at;
	cli->command = command_find(argv[at], NULL);
	if (!command_is_group(argv[at]))
		return at;
	arguments_init(&between);
	next = options_parse(argc - at, argv + at, NULL, true, &between, error);
	cli->arguments.option[OPTION_HELP].given |= between.option[OPTION_HELP].given;
	arguments_clear(&between);
	if (next < 0)
		return -1;
	if (next < argc - at && command_find(argv[at], argv[at + next])) {
		cli->command = command_find(argv[at], argv[at + next]);
		*second = true;
	} else if (!cli->command && !cli_given(cli, OPTION_HELP)) {
		command_refuse(argv[at], next < argc - at ? argv[at + next] : NULL, error);
		return -1;
	}
	return at;
}

/* "80x24" */
static bool read_size(const char *text, struct cli_screen *screen, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, "x", -1);
	guint64 width, height;

	if (g_strv_length(parts) == 2 &&
	    g_ascii_string_to_unsigned(parts[0], 10, 1, SIZE_MAX_CELLS, &width, NULL) &&
	    g_ascii_string_to_unsigned(parts[1], 10, 1, SIZE_MAX_CELLS, &height, NULL)) {
		screen->width = (int)width;
		screen->height = (int)height;
		return true;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "--size: \"%s\" is not WIDTHxHEIGHT",
		    text);
	return false;
}

static int run_board(struct cli *cli, cli_board *board, GError **error)
{
	const char *size = cli_text(cli, OPTION_SIZE), *no_color = g_getenv("NO_COLOR");
	struct cli_screen screen = {
		.script = cli_text(cli, OPTION_SCRIPT),
		.width = 80,
		.height = 24,
		.color = !cli_given(cli, OPTION_NO_COLOR) && !(no_color && *no_color),
	};

	if (size && !read_size(size, &screen, error))
		return -1;
	cli->app = open_app(cli, true, error);
	return cli->app ? board(cli->app, &screen) : -1;
}

static int run_command(struct cli *cli, GError **error)
{
	const struct command *command = cli->command;

	if (!command_check_words(command, cli->arguments.words, error) ||
	    !command_read_domains(command, cli->arguments.words, error))
		return -1;
	if (command->needs != COMMAND_PURE) {
		cli->app = open_app(cli, command->needs == COMMAND_WRITES, error);
		if (!cli->app)
			return -1;
	}
	return command->run(cli, error);
}

static int run(struct cli *cli, int argc, char **argv, cli_board *board, GError **error)
{
	bool second;
	int at = find_command(cli, argc, argv, &second, error);
	const char *first = at >= 0 && at < argc ? argv[at] : NULL;

	if (at < 0)
		return -1;
	if (cli->command && options_parse(argc - at, argv + at, cli->command->options, false,
					  &cli->arguments, error) < 0)
		return -1;
	if (second)
		g_ptr_array_remove_index(cli->arguments.words, 0);
	cli->json = cli_given(cli, OPTION_JSON);
	cli->quiet = cli_given(cli, OPTION_QUIET);
	cli->dry_run = cli_given(cli, OPTION_DRY_RUN);
	if (cli_given(cli, OPTION_VERSION)) {
		help_version(cli);
		return EXIT_CODE_YES;
	}
	if (cli_given(cli, OPTION_HELP))
		return help_print(cli, cli->command ? cli->command->name : first, error);
	if (!first)
		return run_board(cli, board, error);
	if (!cli->command) {
		command_refuse(first, NULL, error);
		return -1;
	}
	return run_command(cli, error);
}

int cli_main(int argc, char **argv, cli_board *board)
{
	struct cli cli = {.out = stdout};
	g_autoptr(GError) error = NULL;
	int code;

	signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error, found at the end */
	arguments_init(&cli.arguments);
	code = run(&cli, argc, argv, board, &error);
	if (error)
		out_error(error);
	else if (cli.dry_run)
		out_remark(&cli, "dry run: nothing was changed");
	if (code < 0)
		code = error_exit_code(error);
	g_clear_error(&error);
	if (!out_finish(&cli, &error)) {
		out_error(error);
		code = EXIT_CODE_FAILED;
	}
	app_close(cli.app);
	arguments_clear(&cli.arguments);
	return code;
}
