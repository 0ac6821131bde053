/* SPDX-License-Identifier: MIT */
#include "cli/complete.h"

#include <string.h>

#include "app/project.h"
#include "app/ticket.h"
#include "cli/open.h"
#include "cli/out.h"
#include "model/verdict.h"

/* The line as far as it is typed. */
struct typed {
	const struct command *command; /* or NULL */
	const char *group;	/* first word of commands with two, while the second is missing */
	unsigned words;		/* of the command, before the last */
	enum option_id pending; /* the option that the last word is a value of, or OPTION_END */
};

static void offer(struct cli *cli, const char *candidate)
{
	const char *prefix = cli_word(cli, cli->arguments.words->len - 1);

	if (g_str_has_prefix(candidate, prefix))
		out_line(cli, "%s", candidate);
}

static void take_word(struct typed *typed, const char *word)
{
	const struct command *two = typed->group ? command_find(typed->group, word) : NULL;

	if (two) {
		typed->command = two;
	} else if (!typed->command && !typed->group) {
		typed->command = command_find(word, NULL);
		typed->group = command_is_group(word) ? word : NULL;
		return;
	} else {
		typed->words++;
	}
	typed->group = NULL;
}

static void read_line(struct cli *cli, struct typed *typed)
{
	for (unsigned i = 0; i + 1 < cli->arguments.words->len; i++) {
		const char *word = cli_word(cli, i);

		if (typed->pending != OPTION_END) {
			typed->pending = OPTION_END;
		} else if (g_str_has_prefix(word, "--")) {
			enum option_id id = option_find(
				word + 2, typed->command ? typed->command->options : NULL);

			typed->pending =
				option_specs[id].type == OPTION_TYPE_FLAG ? OPTION_END : id;
		} else if (word[0] != '-') {
			take_word(typed, word);
		}
	}
}

static void offer_commands(struct cli *cli, const char *group)
{
	g_autoptr(GPtrArray) words = command_words(group);

	for (unsigned i = 0; words->pdata[i]; i++)
		offer(cli, words->pdata[i]);
}

static void offer_options(struct cli *cli, const struct command *command)
{
	for (int id = OPTION_END + 1; id <= OPTION_LAST_GLOBAL; id++) {
		g_autofree char *name = g_strconcat("--", option_specs[id].name, NULL);

		if (option_specs[id].text)
			offer(cli, name);
	}
	for (const enum option_id *id = command ? command->options : NULL; id && *id != OPTION_END;
	     id++) {
		g_autofree char *name = g_strconcat("--", option_specs[*id].name, NULL);

		offer(cli, name);
	}
}

static void offer_customers(struct cli *cli, struct app *app)
{
	g_autoptr(GPtrArray) customers = app_customers(app, NULL);

	for (unsigned i = 0; customers && i < customers->len; i++)
		offer(cli, ((struct customer *)customers->pdata[i])->slug);
}

static void offer_domains(struct cli *cli, struct app *app)
{
	g_autoptr(GPtrArray) domains = app_domains(app, NULL, NULL);

	for (unsigned i = 0; domains && i < domains->len; i++)
		offer(cli, ((struct domain *)domains->pdata[i])->name);
}

static void offer_tickets(struct cli *cli, struct app *app)
{
	g_autoptr(GPtrArray) tickets = app_tickets(app, NULL, NULL, NULL);

	for (unsigned i = 0; tickets && i < tickets->len; i++)
		offer(cli, ((struct ticket *)tickets->pdata[i])->id);
}

static void offer_playbooks(struct cli *cli, struct app *app)
{
	g_autoptr(GPtrArray) names = app_playbook_names(app, NULL);

	for (unsigned i = 0; names && i < names->len; i++)
		offer(cli, names->pdata[i]);
}

/* What the state knows under a placeholder. */
static const struct {
	const char *placeholder;
	void (*offer)(struct cli *cli, struct app *app);
} known[] = {
	{"CUSTOMER", offer_customers},
	{"DOMAIN", offer_domains},
	{"ID", offer_tickets},
	{"PLAYBOOK", offer_playbooks},
};

/* placeholder: "DOMAIN", "[CUSTOMER|DOMAIN…]", "yes|no". */
static void offer_values(struct cli *cli, const char *placeholder)
{
	struct app *app = open_app(cli, false, NULL);
	g_auto(GStrv) parts = g_strsplit_set(placeholder, "[]|", -1);

	for (unsigned i = 0; parts[i]; i++) {
		if (g_ascii_islower(parts[i][0]))
			offer(cli, parts[i]);
		for (unsigned k = 0; app && k < G_N_ELEMENTS(known); k++)
			if (g_str_has_prefix(parts[i], known[k].placeholder))
				known[k].offer(cli, app);
		for (int v = 0; v < VERDICT_COUNT && g_str_equal(parts[i], "VERDICT"); v++)
			offer(cli, verdict_name((enum verdict)v));
	}
	app_close(app);
}

static void offer_arguments(struct cli *cli, const struct typed *typed)
{
	g_auto(GStrv) args = g_strsplit(typed->command->args ? typed->command->args : "", " ", -1);
	unsigned n = g_strv_length(args);

	if (n > 0 && (typed->words < n || strstr(args[n - 1], "…")))
		offer_values(cli, args[MIN(typed->words, n - 1)]);
}

int complete_run(struct cli *cli, GError **error)
{
	struct typed typed = {0};
	const char *prefix;

	(void)error;
	if (cli->arguments.words->len == 0)
		return EXIT_CODE_YES;
	prefix = cli_word(cli, cli->arguments.words->len - 1);
	read_line(cli, &typed);
	if (typed.pending != OPTION_END) {
		offer_values(cli, option_specs[typed.pending].value);
	} else if (prefix[0] == '-') {
		offer_options(cli, typed.command);
	} else {
		if (!typed.command || typed.group)
			offer_commands(cli, typed.group);
		if (typed.command)
			offer_arguments(cli, &typed);
	}
	return EXIT_CODE_YES;
}
