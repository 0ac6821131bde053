/* SPDX-License-Identifier: MIT */
/* What DNS servers said, as JSON. */
#ifndef CLI_LOOK_JSON_H
#define CLI_LOOK_JSON_H

#include <jansson.h>

#include "model/look.h"

/* Of a struct look_server: an authoritative one, or a resolver. */
json_t *look_server_json(const void *server);
json_t *look_resolver_json(const void *server);
/* Of a struct look. */
json_t *look_json(const void *look);

#endif
