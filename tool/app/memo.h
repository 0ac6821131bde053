/* SPDX-License-Identifier: MIT */
/* Board lines, kept until something they rest on changes. A memo is a help: no failure shows. */
#ifndef APP_MEMO_H
#define APP_MEMO_H

#include <glib.h>
#include <stdint.h>

#include "app/app.h"
#include "model/domain.h"
#include "model/status.h"

/* What a line rests on, as one word; allocated. */
char *memo_version(struct app *app, const struct domain *domain, int32_t target, GError **error);
/* The kept line of that version, or NULL. With old, also one of before: then *old is set. */
struct status_line *memo_get(struct app *app, int64_t domain_id, const char *version, bool *old);
/* Keeps freshly made lines with their versions (same order), in one transaction. */
void memo_keep(struct app *app, const GPtrArray *lines, const GPtrArray *versions);

#endif
