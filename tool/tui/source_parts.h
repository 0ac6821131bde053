/* SPDX-License-Identifier: MIT */
/* A source's mail taken apart, as a text: by path, reporter, From domain, consistency and day. */
#ifndef TUI_SOURCE_PARTS_H
#define TUI_SOURCE_PARTS_H

#include "model/flow.h"
#include "tui/text.h"

void source_parts_show(struct text *text, const struct source_parts *parts);

#endif
