/* SPDX-License-Identifier: MIT */
/* The specialist's marks: what they bind to, and what they make of a flow. */
#ifndef ANALYSE_MARK_H
#define ANALYSE_MARK_H

#include "analyse/inner.h"

/* Tells which parties are marked legitimate as a whole; true: other ones than before. */
bool marks_approve(struct analysis *a);
/* Lets the last mark that binds to each flow decide it, else what is ruled. */
void marks_apply(struct analysis *a);
/* What rules or score say against the mark on a flow, newly allocated; NULL: nothing. */
char *mark_contradiction(const struct analysis *a, const struct strand *strand);

#endif
