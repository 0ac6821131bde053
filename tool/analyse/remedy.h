/* SPDX-License-Identifier: MIT */
/* What the catalogue knows of how a sender's mail becomes aligned. */
#ifndef ANALYSE_REMEDY_H
#define ANALYSE_REMEDY_H

struct sender;

/* Can its mail be aligned at all, and by what? A constant without a stop; NULL: nobody says. */
const char *remedy_reach(const struct sender *sender);

/*
 * Its steps and what proves them, with the From domain put in for DOMAIN; where neither its
 * signature nor its return path can become the customer's, that first. Newly allocated; NULL for an
 * entry without steps.
 */
char *remedy_steps(const struct sender *sender, const char *domain);

#endif
