/* SPDX-License-Identifier: MIT */
/* How fast servers may be asked; shared by askers, each in a thread of its own. */
#ifndef DNS_PACE_H
#define DNS_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace;

/* Counted: the last one to let go frees it, and the turns with it. */
struct pace *pace_new(void);
struct pace *pace_ref(struct pace *pace);
void pace_unref(struct pace *pace);

/* When one server may be asked. */
struct turn;

/* The turn of the server with that key, the same for all who share the pace; borrowed. */
struct turn *pace_turn(struct pace *pace, const char *key);
/*
 * Takes the right to ask one question now, with gap between two after a first burst. Times are
 * microseconds of the monotonic clock. False: not before turn_next().
 */
bool turn_take(struct turn *turn, int64_t now, int64_t gap);
int64_t turn_next(struct turn *turn);

#endif
