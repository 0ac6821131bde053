/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <string.h>

#include "base/error.h"
#include "base/utext.h"
#include "cli/out.h"

/* "  left      text" with the texts in one column. */
static void print_pair(const struct cli *cli, const char *left, size_t width, const char *text)
{
	size_t used = utext_cells(left);

	out_line(cli, "  %s%*s  %s", left, (int)(width > used ? width - used : 0), "", text);
}

static char *option_left(const struct option_spec *spec)
{
	char letter[5] = "    ";

	if (spec->letter) {
		letter[0] = '-';
		letter[1] = spec->letter;
		letter[2] = ',';
	}
	return g_strconcat(letter, "--", spec->name, spec->value ? " " : "", spec->value, NULL);
}

static void print_options(const struct cli *cli, const enum option_id *ids, unsigned n)
{
	size_t width = 0;

	for (unsigned i = 0; i < n; i++) {
		g_autofree char *left = option_left(&option_specs[ids[i]]);

		width = MIN(MAX(width, utext_cells(left)), 40);
	}
	for (unsigned i = 0; i < n; i++) {
		const struct option_spec *spec = &option_specs[ids[i]];
		g_autofree char *left = option_left(spec);

		if (spec->text)
			print_pair(cli, left, width, spec->text);
	}
}

static char *command_left(const struct command *command)
{
	return g_strconcat(command->name, command->args ? " " : "", command->args, NULL);
}

/* All commands, or those whose first word is group. */
static void print_commands(const struct cli *cli, const char *group)
{
	size_t len = group ? strlen(group) : 0, width = 0;

	for (int print = 0; print < 2; print++)
		for (unsigned i = 0; command_files[i]; i++)
			for (const struct command *c = command_files[i]; c->name; c++) {
				g_autofree char *left = command_left(c);

				if (!c->text || (group && (!g_str_has_prefix(c->name, group) ||
							   (c->name[len] && c->name[len] != ' '))))
					continue;
				if (print)
					print_pair(cli, left, width, c->text);
				else
					width = MIN(MAX(width, utext_cells(left)), 40);
			}
}

static void print_overview(const struct cli *cli)
{
	enum option_id global[OPTION_LAST_GLOBAL];

	for (int id = OPTION_END + 1; id <= OPTION_LAST_GLOBAL; id++)
		global[id - 1] = (enum option_id)id;
	out_line(cli, "rampart [GLOBAL OPTIONS] COMMAND [OPTIONS] [ARGS]");
	out_line(cli, "Takes mail domains to enforced DMARC, one safe stage at a time. Without a "
		      "command: the board.");
	out_line(cli, "%s", "");
	out_line(cli, "Commands (more with: rampart help COMMAND)");
	print_commands(cli, NULL);
	out_line(cli, "%s", "");
	out_line(cli, "Global options");
	print_options(cli, global, G_N_ELEMENTS(global));
	out_line(cli, "%s", "");
	out_line(cli, "It ends with 0: done, or yes; 1: done, and the answer is no; 2: usage; 3: "
		      "could not be done.");
}

static void print_command(const struct cli *cli, const struct command *command)
{
	g_autofree char *left = command_left(command);
	unsigned n = 0;

	while (command->options && command->options[n] != OPTION_END)
		n++;
	if (command->example)
		out_line(cli, "  rampart %s", command->example);
	out_line(cli, "rampart %s%s", left, n ? " [OPTIONS]" : "");
	out_line(cli, "It %s.", command->text);
	if (n)
		print_options(cli, command->options, n);
	out_line(cli, "Global options: see rampart help");
}

int help_print(const struct cli *cli, const char *name, GError **error)
{
	g_auto(GStrv) words = g_strsplit(name ? name : "", " ", 2);
	const struct command *command = name ? command_find(words[0], words[1]) : NULL;

	if (!name) {
		print_overview(cli);
	} else if (!words[1] && command_is_group(words[0])) {
		if (command)
			print_command(cli, command);
		print_commands(cli, words[0]);
	} else if (command && command->text) {
		print_command(cli, command);
	} else {
		command_refuse(words[0], words[1], error);
		return -1;
	}
	return EXIT_CODE_YES;
}

void help_version(const struct cli *cli)
{
	out_line(cli, "rampart " RAMPART_VERSION);
	out_line(cli, "built with " RAMPART_LIBRARIES);
}
