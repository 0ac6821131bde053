/* SPDX-License-Identifier: MIT */
/* What is shown of a flow: its signature and its judgement in words. */
#ifndef ANALYSE_DESCRIBE_H
#define ANALYSE_DESCRIBE_H

#include "analyse/inner.h"

/* Everything but the figures of a window. */
struct flow *describe_strand(const struct analysis *a, const struct strand *strand);
/* Which evidence gave the party its name, newly allocated. */
char *describe_naming(const struct party *party);
/* What would make the flow compliant, newly allocated; NULL: there is nothing to fix. */
char *describe_fix(const struct analysis *a, const struct strand *strand);

#endif
