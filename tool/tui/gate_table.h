/* SPDX-License-Identifier: MIT */
/* The conditions of a gate as rows of a list. */
#ifndef TUI_GATE_TABLE_H
#define TUI_GATE_TABLE_H

#include "model/gate.h"
#include "tui/list.h"

/* Of struct gate_condition. */
extern const struct column gate_columns[];
char *gate_row_key(const void *row);
/* The conditions, what is not met first; newly allocated, points into the gate. */
GPtrArray *gate_rows(const struct gate *gate);
/* "gate to quarantine-0: open", "gate to reject: closed, 3 of 14 met, earliest 2026-12-01";
 * allocated. */
char *gate_sentence(const struct gate *gate);

#endif
