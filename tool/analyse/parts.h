/* SPDX-License-Identifier: MIT */
/* A source's mail taken apart: direct and passed on, by From domain, by day, by consistency. */
#ifndef ANALYSE_PARTS_H
#define ANALYSE_PARTS_H

#include "analyse/inner.h"

/* Newly allocated; the roll-ups do not tell reporters apart, so that list is empty. */
struct source_parts *parts_of_party(const struct analysis *a, const struct party *party,
				    int32_t from, int32_t until);

#endif
