/* SPDX-License-Identifier: MIT */
/*
 * The moves of domains on their ladder (advance, advance-anyway, rollback, hold, resume, finish,
 * park, draft, check), as bindings for the screens that show domains: on the board they take all
 * rows that are selected, elsewhere the domain of the page.
 */
#ifndef TUI_MOVES_H
#define TUI_MOVES_H

#include "tui/screen.h"

void move_run(struct page *page, enum action action, const char *args);
char *move_why_not(const struct page *page, enum action action);

#endif
