/* SPDX-License-Identifier: MIT */
/* The flows and the addresses of a source as rows of lists. */
#ifndef TUI_FLOW_TABLE_H
#define TUI_FLOW_TABLE_H

#include "tui/list.h"

/* Of struct flow. */
extern const struct column flow_columns[];
char *flow_row_key(const void *row);

/* Of struct source_ip. */
extern const struct column address_columns[];
char *address_row_key(const void *row);

#endif
