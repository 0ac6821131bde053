/* SPDX-License-Identifier: MIT */
/* The specialist's word on sources and flows: verdicts and notes. */
#ifndef TUI_MARKS_H
#define TUI_MARKS_H

#include "app/sources.h"
#include "tui/screen.h"

/* What is marked: flow NULL stands for the source's unsettled flows. */
struct mark_target {
	char *source, *flow;
	bool marked; /* before, by the specialist */
};

/* An array for mark_run() that owns its targets. */
GPtrArray *mark_targets_new(void);
void mark_targets_add(GPtrArray *targets, const char *source, const char *flow, bool marked);

/*
 * ACTION_MARK asks for verdict and reason ("VERDICT REASON" in args, or each by a question) and
 * marks; ACTION_UNMARK takes the verdict back. Takes the targets over.
 */
void mark_run(struct page *page, enum action action, const char *args, GPtrArray *targets);

/* Asks which of owner, account, task, due day or note, then for its text. */
void note_ask(struct page *page, const struct source *source);

#endif
