/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/name.h"
#include "cli/suggest.h"

const struct command *const command_files[] = {
	commands_customer,  commands_domain,
	commands_import,    commands_rejects,
	commands_status,    commands_forecast,
	commands_source,    commands_register,
	commands_sender,    commands_simulate,
	commands_split,	    commands_record,
	commands_policy,    commands_check,
	commands_stage,	    commands_ticket,
	commands_exception, commands_playbook,
	commands_review,    commands_upkeep,
	commands_help,	    NULL,
};

static bool is_named(const struct command *command, const char *first, const char *second)
{
	size_t len = strlen(first);

	if (!second)
		return g_str_equal(command->name, first);
	return g_str_has_prefix(command->name, first) && command->name[len] == ' ' &&
	       g_str_equal(command->name + len + 1, second);
}

const struct command *command_find(const char *first, const char *second)
{
	for (unsigned i = 0; command_files[i]; i++)
		for (const struct command *c = command_files[i]; c->name; c++)
			if (is_named(c, first, second))
				return c;
	return NULL;
}

bool command_is_group(const char *first)
{
	size_t len = strlen(first);

	for (unsigned i = 0; command_files[i]; i++)
		for (const struct command *c = command_files[i]; c->name; c++)
			if (g_str_has_prefix(c->name, first) && c->name[len] == ' ')
				return true;
	return false;
}

static void add_once(GPtrArray *words, char *word)
{
	if (*word && !(words->len && g_str_equal(words->pdata[words->len - 1], word)))
		g_ptr_array_add(words, word);
	else
		g_free(word);
}

GPtrArray *command_words(const char *first)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *start = first ? g_strconcat(first, " ", NULL) : g_strdup("");
	size_t len = strlen(start);

	for (unsigned i = 0; command_files[i]; i++)
		for (const struct command *c = command_files[i]; c->name; c++)
			if (c->text && g_str_has_prefix(c->name, start))
				add_once(words,
					 g_strndup(c->name + len, strcspn(c->name + len, " ")));
	g_ptr_array_add(words, NULL);
	return words;
}

void command_refuse(const char *first, const char *second, GError **error)
{
	bool in_group = command_is_group(first);
	g_autoptr(GPtrArray) words = command_words(in_group ? first : NULL);
	const char *const *list = (const char *const *)words->pdata;
	const char *word = in_group ? second : first;
	const char *meant = word ? suggest(word, list) : NULL;
	g_autofree char *all = g_strjoinv(", ", (char **)words->pdata);

	if (in_group && !second)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "%s wants one of: %s", first,
			    all);
	else if (meant)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "no command \"%s%s%s\"; did you mean \"%s%s%s\"?",
			    in_group ? first : "", in_group ? " " : "", word, in_group ? first : "",
			    in_group ? " " : "", meant);
	else if (in_group)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "no command \"%s %s\"; there are: %s", first, second, all);
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "no command \"%s\"; see: rampart help", first);
}

void command_arity(const struct command *command, unsigned *least, unsigned *most)
{
	g_auto(GStrv) args = g_strsplit(command->args ? command->args : "", " ", -1);

	*least = *most = 0;
	for (unsigned i = 0; args[i]; i++) {
		if (args[i][0] != '[')
			(*least)++;
		if (strstr(args[i], "…"))
			*most = G_MAXUINT;
		else if (*most < G_MAXUINT)
			(*most)++;
	}
}

bool command_check_words(const struct command *command, const GPtrArray *words, GError **error)
{
	g_auto(GStrv) args = g_strsplit(command->args ? command->args : "", " ", -1);
	unsigned least, most;

	command_arity(command, &least, &most);
	if (words->len < least) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "%s: %s is missing; see: rampart help %s", command->name,
			    args[words->len], command->name);
		return false;
	}
	if (words->len > most) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "%s: \"%s\" is one word too many; see: rampart help %s", command->name,
			    (const char *)words->pdata[most], command->name);
		return false;
	}
	return true;
}

bool command_read_domains(const struct command *command, GPtrArray *words, GError **error)
{
	g_auto(GStrv) args = g_strsplit(command->args ? command->args : "", " ", -1);

	for (unsigned i = 0; args[i] && i < words->len; i++) {
		char *name;

		if (!g_str_equal(args[i], "DOMAIN"))
			continue;
		name = name_from_user(words->pdata[i], error);
		if (!name)
			return false;
		g_free(words->pdata[i]);
		words->pdata[i] = name;
	}
	return true;
}

const char *cli_word(const struct cli *cli, unsigned i)
{
	return i < cli->arguments.words->len ? cli->arguments.words->pdata[i] : NULL;
}

char **cli_words(const struct cli *cli, unsigned i)
{
	const GPtrArray *words = cli->arguments.words;
	char **list = g_new0(char *, words->len + 1);

	for (unsigned n = 0; i < words->len; i++, n++)
		list[n] = words->pdata[i];
	return list;
}

bool cli_given(const struct cli *cli, enum option_id id)
{
	return cli->arguments.option[id].given;
}

const char *cli_text(const struct cli *cli, enum option_id id)
{
	return cli->arguments.option[id].text;
}

int32_t cli_day(const struct cli *cli, enum option_id id)
{
	return (int32_t)cli->arguments.option[id].number;
}

bool cli_require(const struct cli *cli, enum option_id id, GError **error)
{
	if (cli_given(cli, id))
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "%s: --%s %s is missing; see: rampart help %s", cli->command->name,
		    option_specs[id].name, option_specs[id].value, cli->command->name);
	return false;
}

char *cli_reason(const struct cli *cli, GError **error)
{
	char line[1024];

	if (!cli_given(cli, OPTION_REASON) && isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
		fputs("Reason, for the journal: ", stderr);
		if (fgets(line, sizeof(line), stdin) && *g_strstrip(line))
			return g_strdup(line);
	}
	return cli_require(cli, OPTION_REASON, error) ? g_strdup(cli_text(cli, OPTION_REASON))
						      : NULL;
}

struct window cli_window(const struct cli *cli)
{
	return (struct window){
		.since = cli_day(cli, OPTION_SINCE),
		.until = cli_day(cli, OPTION_UNTIL),
		.days = (unsigned)cli->arguments.option[OPTION_DAYS].number,
		.last_month = cli_given(cli, OPTION_LAST_MONTH),
	};
}
