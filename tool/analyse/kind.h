/* SPDX-License-Identifier: MIT */
/* The kinds of an analysis' signatures: what tells one flow of a source from another (4.3). */
#ifndef ANALYSE_KIND_H
#define ANALYSE_KIND_H

#include "analyse/inner.h"

struct kind_set;

struct kind_set *kind_set_new(struct analysis *a);
/* Index of the signature's kind; a new one is added. */
uint32_t kind_add(struct kind_set *set, const struct signature *signature);
/*
 * Hands the kinds over to the analysis, in an order that their texts alone decide, and frees the
 * set. Returns the final index of each, newly allocated.
 */
uint32_t *kind_set_close(struct kind_set *set);

#endif
