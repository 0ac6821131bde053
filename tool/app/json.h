/* SPDX-License-Identifier: MIT */
/* The JSON of cli.md that more than one place needs. */
#ifndef APP_JSON_H
#define APP_JSON_H

#include <jansson.h>

#include "model/simulation.h"

/* The object of `simulate --json`; a new reference. */
json_t *simulation_json(const struct simulation *simulation);

#endif
