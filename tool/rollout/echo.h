/* SPDX-License-Identifier: MIT */
/* Does what a report shows as published echo a record? Pure. */
#ifndef ROLLOUT_ECHO_H
#define ROLLOUT_ECHO_H

#include <stdbool.h>

#include "model/ticket.h"
#include "model/traffic.h"

/*
 * Could the reporter have written this policy under the record? Compared is what the schema of its
 * report can carry: no t and no np in those of RFC 7489, no pct in those of RFC 9990; and what a
 * reporter may leave out counts only where it is there.
 */
bool policy_echoes(const struct traffic_policy *seen, const char *record);
/* A policy reported since a change; old: what was published before, NULL: nothing. */
enum echo echo_of(const struct traffic_policy *seen, const char *old, const char *new);

#endif
