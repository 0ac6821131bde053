/* SPDX-License-Identifier: MIT */
/* How domains are printed that reports tell of and nobody manages. */
#ifndef CLI_FOUND_H
#define CLI_FOUND_H

#include <glib.h>
#include <jansson.h>

#include "cli/command.h"

/* Of a struct found_domain: one that has reports, one that messages come from. */
json_t *unassigned_json(const void *data);
json_t *offered_json(const void *data);
/* Tables of struct found_domain *, for people: the first ones, unless --verbose. */
void unassigned_print(const struct cli *cli, const GPtrArray *found);
void offered_print(const struct cli *cli, const GPtrArray *found);

#endif
