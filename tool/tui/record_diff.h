/* SPDX-License-Identifier: MIT */
/* Two records as a diff of their tags. */
#ifndef TUI_RECORD_DIFF_H
#define TUI_RECORD_DIFF_H

#include "tui/text.h"

/*
 * Adds three lines: what goes (-), what comes (+), what stays. now NULL: nothing is published;
 * next NULL or equal to now: nothing changes.
 */
void record_diff(struct text *text, const char *now, const char *next);

#endif
