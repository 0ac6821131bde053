/* SPDX-License-Identifier: MIT */
/* A playbook for people and for programs, and what a changed one means for whom. */
#ifndef CLI_LADDER_OUT_H
#define CLI_LADDER_OUT_H

#include "cli/command.h"
#include "model/forecast.h"
#include "model/playbook.h"

#include <jansson.h>

json_t *ladder_json(const struct playbook *playbook);
void ladder_print(const struct cli *cli, const struct playbook *playbook);

/* Of struct ladder_change. */
json_t *ladder_change_json(const void *change);
void ladder_changes_print(const struct cli *cli, const GPtrArray *changes);

#endif
