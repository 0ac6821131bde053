/* SPDX-License-Identifier: MIT */
#ifndef ANALYSE_JUDGE_H
#define ANALYSE_JUDGE_H

#include "analyse/inner.h"

/* Without the specialist's word, is its verdict unknown, or decided by score? Then a mark on the
 * whole source decides it. */
bool strand_unsettled(const struct strand *strand);

#endif
