/* SPDX-License-Identifier: MIT */
/*
 * The sender catalogue, indexed by what gives a sender away. Names match on label boundaries, the
 * longest first; an entry that is confirmed for the customer goes before one that is not.
 */
#ifndef ANALYSE_SENDERS_H
#define ANALYSE_SENDERS_H

#include <glib.h>
#include <stdint.h>

#include "model/sender.h"

struct sender_index;

/* senders: struct sender *, which stay the caller's; NULL: none. */
struct sender_index *sender_index_new(const GPtrArray *senders);
void sender_index_free(struct sender_index *index);

/* Each returns NULL when no entry claims the name. */
const struct sender *sender_by_ptr(const struct sender_index *index, const char *name);
const struct sender *sender_by_spf(const struct sender_index *index, const char *envelope);
/* selector NULL: not reported; then only entries that claim every selector match. */
const struct sender *sender_by_dkim(const struct sender_index *index, const char *domain,
				    const char *selector);
const struct sender *sender_by_asn(const struct sender_index *index, int64_t asn);

/* May its mail be the customer's own? Kinds esp, saas and own. */
bool sender_sends_for_others(const struct sender *sender);

#endif
