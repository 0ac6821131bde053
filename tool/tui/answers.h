/* SPDX-License-Identifier: MIT */
/* What no report can say of a domain: the specialist's answers, and conditions that are accepted.
 */
#ifndef TUI_ANSWERS_H
#define TUI_ANSWERS_H

#include "model/domain.h"
#include "tui/screen.h"

/* Asks which answer, then for its value; args: both of them ("lists yes"), or NULL. */
void answer_ask(struct page *page, const struct domain *domain, const char *args);
/* Asks until when, by whom and why a condition of the gate is accepted; again: it is already. */
void waive_ask(struct page *page, const char *condition, bool again);

#endif
