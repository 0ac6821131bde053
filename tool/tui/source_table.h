/* SPDX-License-Identifier: MIT */
/* Sources as rows of a list, and as a few sentences: for Domain, Sources and Source. */
#ifndef TUI_SOURCE_TABLE_H
#define TUI_SOURCE_TABLE_H

#include "model/flow.h"
#include "tui/canvas.h"
#include "tui/list.h"

/* Of struct source_row (source_row.h). */
extern const struct column source_columns[];
char *source_row_key(const void *data);

/* '+' legitimate, '~' forwarder, '!' threat, '?' unknown: the verdict without its colour. */
char verdict_sign(enum verdict verdict);
enum role verdict_role(enum verdict verdict);

/* Why its verdict, what would fix it, who answers for it. */
void source_describe(const struct source *source, struct canvas *canvas, const struct area *area);

#endif
