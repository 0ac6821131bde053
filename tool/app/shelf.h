/* SPDX-License-Identifier: MIT */
/*
 * Judgements that are not in use, kept for the next who asks. Who takes one owns it alone until it
 * is put back, so that threads share nothing but the shelf.
 */
#ifndef APP_SHELF_H
#define APP_SHELF_H

#include <stdint.h>

struct judgement;
struct shelf;

struct shelf *shelf_new(void);
struct shelf *shelf_ref(struct shelf *shelf);
void shelf_unref(struct shelf *shelf);

/* The kept judgement of a domain over these days, no longer on the shelf; NULL: there is none. */
struct judgement *shelf_take(struct shelf *shelf, int64_t domain_id, int32_t first, int32_t last);
/* Takes it over; the one that waits longest makes room. */
void shelf_put(struct shelf *shelf, struct judgement *judgement);

#endif
