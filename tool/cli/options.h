/* SPDX-License-Identifier: MIT */
/*
 * Every option of the command line, once: name, type, placeholder and text. A command lists those
 * that it takes; parsing, checks, help and completion come from the same table.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum option_type {
	OPTION_TYPE_FLAG,
	OPTION_TYPE_TEXT,
	OPTION_TYPE_TEXTS,   /* may be repeated */
	OPTION_TYPE_WORD,    /* one of the words of its placeholder: "yes|no" */
	OPTION_TYPE_DAY,     /* YYYY-MM-DD */
	OPTION_TYPE_TIME,    /* RFC 3339 */
	OPTION_TYPE_NUMBER,  /* 0..2^31-1 */
	OPTION_TYPE_SECONDS, /* with a fraction */
};

enum option_id {
	OPTION_END, /* ends a command's list */
	/* Global: */
	OPTION_STATE,
	OPTION_CONFIG,
	OPTION_PLAYBOOKS,
	OPTION_JSON,
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_NO_COLOR,
	OPTION_AS,
	OPTION_NOW,
	OPTION_RESOLVER,
	OPTION_DNS_PORT,
	OPTION_DNS_TIMEOUT,
	OPTION_DNS_RETRIES,
	OPTION_OFFLINE,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_SCRIPT, /* hidden */
	OPTION_SIZE,   /* hidden */
	OPTION_LAST_GLOBAL = OPTION_SIZE,
	/* Of commands: */
	OPTION_DRY_RUN,
	OPTION_OUTPUT,
	OPTION_SINCE,
	OPTION_UNTIL,
	OPTION_DAYS,
	OPTION_LAST_MONTH,
	OPTION_NAME,
	OPTION_TARGET,
	OPTION_CONTACT,
	OPTION_CUSTOMER,
	OPTION_PLAYBOOK,
	OPTION_KIND,
	OPTION_FROM_FILE,
	OPTION_LISTS,
	OPTION_RISK,
	OPTION_MONTHLY,
	OPTION_GOAL,
	OPTION_STAGE,
	OPTION_REASON,
	OPTION_PUSH,
	OPTION_YES,
	OPTION_FORCE,
	OPTION_CHECK,
	OPTION_DIFF,
	OPTION_IPS,
	OPTION_FLOWS,
	OPTION_OWNER,
	OPTION_ACCOUNT,
	OPTION_TASK,
	OPTION_DUE,
	OPTION_VITAL,
	OPTION_NO_VITAL,
	OPTION_NOTE,
	OPTION_SENDER_KIND,
	OPTION_PTR,
	OPTION_SPF,
	OPTION_DKIM,
	OPTION_ASN,
	OPTION_RECORD,
	OPTION_DELETE,
	OPTION_SPLIT,
	OPTION_RECORD_FORMAT,
	OPTION_TICKET_FORMAT,
	OPTION_REVIEW_FORMAT,
	OPTION_EXPORT_FORMAT,
	OPTION_REGISTER_FORMAT,
	OPTION_READ,
	OPTION_FILTER,
	OPTION_FROM_DOMAIN,
	OPTION_NONEXISTENT,
	OPTION_AT,
	OPTION_AUTH,
	OPTION_BATCH,
	OPTION_SOURCE,
	OPTION_BY,
	OPTION_WINDOW,
	OPTION_FROM_DAY,
	OPTION_VALUE,
	OPTION_LIMIT,
	OPTION_FLAGGED,
	OPTION_UNASSIGNED,
	OPTION_OFFERED,
	OPTION_BURN_DOWN,
	OPTION_HEAD,
	OPTION_COUNT,
};

/* What looks at reports takes these. */
#define OPTIONS_WINDOW OPTION_SINCE, OPTION_UNTIL, OPTION_DAYS, OPTION_LAST_MONTH

struct option_spec {
	const char *name;
	char letter; /* or 0 */
	enum option_type type;
	const char *value; /* placeholder; NULL of a flag */
	const char *text;  /* one sentence part for the help; NULL: hidden */
};

extern const struct option_spec option_specs[OPTION_COUNT];

struct option_value {
	bool given;
	const char *text; /* as given, the last one; NULL: not given */
	GPtrArray *texts; /* TEXTS: char *, as given; NULL: not given */
	int64_t number;	  /* NUMBER, or 0; DAY, or DAY_NONE; TIME, or TIME_NONE */
	double seconds;	  /* SECONDS, or 0 */
};

/* Texts of options point into argv. */
struct arguments {
	struct option_value option[OPTION_COUNT];
	GPtrArray *words; /* char *: what is no option */
};

void arguments_init(struct arguments *arguments);
void arguments_clear(struct arguments *arguments);

/*
 * Reads options from argv[1] on: the global ones, and those of own (ends with OPTION_END; may be
 * NULL). Up to the first word: stops there. Else words and options may come in any order, "--" ends
 * the options, and words are collected. Returns the index of the first element that was not read,
 * or -1 with RAMPART_ERROR_USAGE.
 */
int options_parse(int argc, char **argv, const enum option_id *own, bool up_to_word,
		  struct arguments *arguments, GError **error);

/* The option of that name among the global ones and own, or OPTION_END. */
enum option_id option_find(const char *name, const enum option_id *own);

#endif
