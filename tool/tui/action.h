/* SPDX-License-Identifier: MIT */
/*
 * The one table of named actions. Keys, footer, help screen and the completion at `:` all come
 * from it, so that a letter means the same thing on every screen. What an action does, and why it
 * may not be possible, a screen says in its bindings (screen.h).
 */
#ifndef TUI_ACTION_H
#define TUI_ACTION_H

#include <stdbool.h>

enum action {
	/* Moving about */
	ACTION_DOWN,
	ACTION_UP,
	ACTION_PAGE_DOWN,
	ACTION_PAGE_UP,
	ACTION_HALF_DOWN,
	ACTION_HALF_UP,
	ACTION_FIRST,
	ACTION_LAST,
	ACTION_LEFT,
	ACTION_RIGHT,
	ACTION_NEXT_PANE,
	ACTION_PREVIOUS_PANE,
	ACTION_OPEN,
	ACTION_BACK,
	ACTION_QUIT,
	ACTION_QUIT_ALL,
	ACTION_HELP,
	ACTION_COMMAND,
	ACTION_CANCEL,
	ACTION_SUSPEND,
	ACTION_REDRAW,
	ACTION_REFRESH,
	ACTION_MESSAGES,
	ACTION_UNDO,
	ACTION_COPY,
	ACTION_WRITE,
	ACTION_MOUSE,
	/* Lists and texts */
	ACTION_FILTER,
	ACTION_NEXT_HIT,
	ACTION_PREVIOUS_HIT,
	ACTION_SORT,
	ACTION_INVERT,
	ACTION_GROUP,
	ACTION_SORT_LEFT,
	ACTION_SORT_RIGHT,
	ACTION_SELECT,
	ACTION_SELECT_RANGE,
	ACTION_SELECT_ALL,
	ACTION_SELECT_NONE,
	ACTION_STAGE_ON,
	ACTION_STAGE_BACK,
	/* Screens */
	ACTION_BOARD,
	ACTION_DOMAIN,
	ACTION_SOURCES,
	ACTION_SIMULATE,
	ACTION_SPLIT,
	ACTION_TICKETS,
	ACTION_DNS,
	ACTION_JOURNAL,
	ACTION_JOBS,
	ACTION_REJECTS,
	ACTION_PLAYBOOK,
	ACTION_BURN_DOWN,
	ACTION_REVIEW,
	/* Domains */
	ACTION_ADVANCE,
	ACTION_ADVANCE_ANYWAY,
	ACTION_ROLLBACK,
	ACTION_HOLD,
	ACTION_RESUME,
	ACTION_FINISH,
	ACTION_PARK,
	ACTION_DRAFT,
	ACTION_CHECK,
	ACTION_WAIVE,
	ACTION_ADD,
	ACTION_CUSTOMER,
	ACTION_IMPORT,
	ACTION_FETCH,
	/* Sources, tickets, jobs */
	ACTION_MARK,
	ACTION_UNMARK,
	ACTION_EDIT,
	ACTION_SEND,
	ACTION_APPROVE,
	ACTION_PUBLISH,
	ACTION_PUSH,
	ACTION_VERIFY,
	ACTION_CONFIRM,
	ACTION_WITHDRAW,
	ACTION_CANCEL_JOB,
	ACTION_RETRY,
	ACTION_COUNT,
};

struct action_info {
	const char *name;  /* at `:` and in scripts */
	const char *keys;  /* names of keys, separated by spaces, unless the config has others; ""
			      none */
	const char *label; /* in the footer; NULL: never there */
	const char *takes; /* what may follow the name at `:`; NULL nothing */
	const char *help;  /* one line */
};

const struct action_info *action_info(enum action action);
/* By its name, or by the start of only one name; else ACTION_COUNT. */
enum action action_of_name(const char *name);

#endif
