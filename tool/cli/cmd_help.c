/* SPDX-License-Identifier: MIT */
/* help, completion */
#include "base/error.h"
#include "cli/complete.h"
#include "cli/help.h"
#include "cli/man.h"
#include "cli/out.h"

static int run_help(struct cli *cli, GError **error)
{
	g_autofree char **words = cli_words(cli, 0);
	g_autofree char *name = g_strjoinv(" ", words);

	return help_print(cli, *name ? name : NULL, error);
}

static const struct {
	const char *shell, *script;
} scripts[] = {
	{"bash", "_rampart() {\n"
		 "	local IFS=$'\\n'\n"
		 "	COMPREPLY=($(rampart __complete -- \"${COMP_WORDS[@]:1:COMP_CWORD}\" "
		 "2>/dev/null))\n"
		 "}\n"
		 "complete -o default -F _rampart rampart\n"},
	{"zsh",
	 "#compdef rampart\n"
	 "_rampart() {\n"
	 "	local -a found\n"
	 "	found=(${(f)\"$(rampart __complete -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)\"})\n"
	 "	(( $#found )) && compadd -a found || _files\n"
	 "}\n"
	 "compdef _rampart rampart\n"},
	{"fish", "function __rampart_complete\n"
		 "	set -l words (commandline -opc) (commandline -ct)\n"
		 "	rampart __complete -- $words[2..-1] 2>/dev/null\n"
		 "end\n"
		 "complete -c rampart -a '(__rampart_complete)'\n"},
};

static int run_completion(struct cli *cli, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(scripts); i++)
		if (g_str_equal(scripts[i].shell, cli_word(cli, 0))) {
			fputs(scripts[i].script, cli->out);
			return EXIT_CODE_YES;
		}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "no completions for the shell \"%s\"; there are: bash, zsh, fish",
		    cli_word(cli, 0));
	return -1;
}

const struct command commands_help[] = {
	{"help", "[COMMAND…]", "says how a command is used", NULL, COMMAND_PURE, run_help,
	 "help ticket send"},
	{"completion", "bash|zsh|fish", "prints completions for a shell", NULL, COMMAND_PURE,
	 run_completion, "completion bash > ~/.local/share/bash-completion/completions/rampart"},
	{"__complete", "[WORD…]", NULL, NULL, COMMAND_PURE, complete_run, NULL},
	{"__man", NULL, NULL, NULL, COMMAND_PURE, man_run, NULL},
	{0},
};
