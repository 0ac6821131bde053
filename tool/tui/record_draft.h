/* SPDX-License-Identifier: MIT */
/* From a record on the screen to its ticket. */
#ifndef TUI_RECORD_DRAFT_H
#define TUI_RECORD_DRAFT_H

#include "tui/screen.h"

/*
 * Asks, then drafts the ticket of the page's domain for exactly this record; for a reason, too,
 * when it is weaker than the published one (NULL: none). stage: the one it stands for, or NULL: of
 * no stage. splits: streams are simulated as moved, which the ticket says nothing of.
 */
void record_draft_ask(struct page *page, const char *record, const char *stage,
		      const char *published, bool splits);

#endif
