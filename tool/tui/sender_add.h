/* SPDX-License-Identifier: MIT */
/* Questions that make a catalogue entry of a source: its name, its kind, how it is recognised. */
#ifndef TUI_SENDER_ADD_H
#define TUI_SENDER_ADD_H

#include "model/flow.h"
#include "tui/screen.h"

/*
 * What the evidence knows stands there to be changed. The entry counts as confirmed for the
 * customer of the page's domain. name: what was typed at `:`, or NULL.
 */
void sender_ask(struct page *page, const struct source *source, const char *name);

#endif
