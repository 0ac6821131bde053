/* SPDX-License-Identifier: MIT */
/*
 * The selector ledger (4.3): where each of the customer's selectors is at home, which is where
 * the customer's own system sends from. Everything else that shows it was passed on.
 */
#ifndef ANALYSE_LEDGER_H
#define ANALYSE_LEDGER_H

#include "analyse/inner.h"

#define HOME_MESSAGES_MIN 20 /* passes that make a source, or a signature, known */

enum home_scope {
	HOME_SCOPE_PARTY,    /* this party */
	HOME_SCOPE_NAMELESS, /* lone addresses that pass SPF with the envelope domain */
	HOME_SCOPE_ANY,	     /* whoever passes SPF with the envelope domain */
};

struct home {
	enum home_scope scope;
	const struct party *party; /* HOME_SCOPE_PARTY */
	const char *envelope;
	bool organisation; /* the envelope is a registrable domain: names beneath count */
	uint64_t messages;
};

/* Finds the homes of every selector; again after marks changed. */
void ledger_find_homes(struct analysis *a);
/*
 * Does a selector of the flow live at its source, with the envelope domain that its home flows
 * use there? Where the reporter left the selector out, the envelope domain decides alone.
 */
bool ledger_at_home(const struct analysis *a, const struct strand *strand);
/* The same for one selector. */
bool selector_lives(const struct analysis *a, const struct selector *selector,
		    const struct strand *strand);
/* Has any selector with this d= a home? */
bool ledger_knows(const struct analysis *a, const char *domain);

#endif
