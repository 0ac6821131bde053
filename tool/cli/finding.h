/* SPDX-License-Identifier: MIT */
/* Findings of lint, check and record, as table lines and JSON. */
#ifndef CLI_FINDING_H
#define CLI_FINDING_H

#include <jansson.h>
#include <stdbool.h>

#include "cli/command.h"

/* Of a struct finding. */
json_t *finding_json(const void *finding);
/* One line each, and what to do beneath it. */
void finding_lines(const struct cli *cli, const GPtrArray *findings);
/* The first of the highest level, or NULL. */
const struct finding *findings_worst(const GPtrArray *findings);
bool findings_have_error(const GPtrArray *findings);

#endif
