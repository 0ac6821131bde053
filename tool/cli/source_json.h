/* SPDX-License-Identifier: MIT */
/* Sources and flows as JSON. */
#ifndef CLI_SOURCE_JSON_H
#define CLI_SOURCE_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "model/flow.h"

/* The members of a source go into an object that may hold others. */
void source_put(json_t *object, const struct source *source, bool ips, bool flows);
/* How its mail is made up: paths, reporters, From domains, days, consistency. */
void source_parts_put(json_t *object, const struct source_parts *parts);
json_t *source_table_json(const struct source_table *table, bool ips, bool flows);

#endif
