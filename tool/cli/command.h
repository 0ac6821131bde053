/* SPDX-License-Identifier: MIT */
/* What a command is, and what it is given. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "app/app.h"
#include "cli/options.h"

/* The exit codes of cli.md. */
enum exit_code {
	EXIT_CODE_YES, /* done, or the answer is yes */
	EXIT_CODE_NO,  /* done, and the answer is no */
	EXIT_CODE_USAGE,
	EXIT_CODE_FAILED, /* could not be done */
};

enum command_needs {
	COMMAND_PURE,	/* nothing: no state is opened */
	COMMAND_READS,	/* the state */
	COMMAND_WRITES, /* the state, which is made if it is missing; takes --dry-run */
};

struct command;

/* One run of a command. */
struct cli {
	const struct command *command;
	struct app *app; /* open, unless the command is pure */
	struct arguments arguments;
	bool json, quiet, dry_run;
	FILE *out; /* takes the result */
};

/* Returns an exit code, or -1 with *error, whose code then decides. */
typedef int command_run(struct cli *cli, GError **error);

struct command {
	const char *name; /* "gate", or "ticket send" */
	const char
		*args; /* "DOMAIN", "[CUSTOMER|DOMAIN…]"; NULL: none. Says how many there may be */
	const char *text;	       /* what it does, without a full stop; NULL: hidden */
	const enum option_id *options; /* ends with OPTION_END; NULL: none but the global ones */
	enum command_needs needs;
	command_run *run;
	const char *example; /* without "rampart "; or NULL */
};

/* The options of a command, in place. */
#define OPTIONS(...) ((const enum option_id[]){__VA_ARGS__, OPTION_END})

/* A file of commands: ends with name NULL. */
extern const struct command commands_customer[], commands_domain[], commands_exception[];
extern const struct command commands_import[], commands_rejects[], commands_status[],
	commands_forecast[], commands_source[];
extern const struct command commands_sender[], commands_simulate[], commands_split[];
extern const struct command commands_record[], commands_policy[], commands_check[],
	commands_stage[];
extern const struct command commands_ticket[], commands_playbook[], commands_review[],
	commands_register[];
extern const struct command commands_upkeep[], commands_help[];

/* In the order of the help, ends with NULL. */
extern const struct command *const command_files[];

/* The command of one or two words (second may be NULL), or NULL. */
const struct command *command_find(const char *first, const char *second);
/* Are there commands of two words that begin with this one? */
bool command_is_group(const char *first);
/* The second words of a group, or (first NULL) all first words: char *, and NULL at the end. */
GPtrArray *command_words(const char *first);
/* Why there is no such command: what it may have been meant to be. */
void command_refuse(const char *first, const char *second, GError **error);
/* How many words it takes, from its args; *most UINT_MAX: any number. */
void command_arity(const struct command *command, unsigned *least, unsigned *most);
/* USAGE, with what is missing or too much. */
bool command_check_words(const struct command *command, const GPtrArray *words, GError **error);
/* Makes A-labels of the words that stand for a DOMAIN. USAGE where one is no name. */
bool command_read_domains(const struct command *command, GPtrArray *words, GError **error);

/* The i-th word of the command, or NULL. */
const char *cli_word(const struct cli *cli, unsigned i);
/* All words from the i-th on, NULL-terminated; to be freed with g_free(). */
char **cli_words(const struct cli *cli, unsigned i);
bool cli_given(const struct cli *cli, enum option_id id);
/* The text of an option, or NULL. */
const char *cli_text(const struct cli *cli, enum option_id id);
/* The day of an option, or DAY_NONE. */
int32_t cli_day(const struct cli *cli, enum option_id id);
/* USAGE when the option is not given. */
bool cli_require(const struct cli *cli, enum option_id id, GError **error);
/*
 * --reason, newly allocated; asked for on the terminal when it is missing and there is one. NULL
 * with USAGE.
 */
char *cli_reason(const struct cli *cli, GError **error);
struct window cli_window(const struct cli *cli);

#endif
