/* SPDX-License-Identifier: MIT */
/* How flagged reports are printed. */
#ifndef CLI_FLAGGED_H
#define CLI_FLAGGED_H

#include <glib.h>
#include <jansson.h>

#include "cli/command.h"

/* ["recovered", "bad-rows"] */
json_t *jflags(unsigned flags);

/* Of a struct flagged_report. */
json_t *flagged_json(const void *data);
/* A table of struct flagged_report *, for people: the first ones, unless --verbose. */
void flagged_print(const struct cli *cli, const GPtrArray *reports);

#endif
