/* SPDX-License-Identifier: MIT */
/* Stored reports that people should look at, as rows of a list. */
#ifndef TUI_FLAGGED_TABLE_H
#define TUI_FLAGGED_TABLE_H

#include "model/flagged.h"
#include "tui/list.h"

/* Rows are struct flagged_report. */
extern const struct column flagged_columns[];
char *flagged_row_key(const void *row);
/* Its name, or what stands for one. */
const char *flagged_reporter(const struct flagged_report *report);

#endif
