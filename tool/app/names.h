/* SPDX-License-Identifier: MIT */
/* Who the addresses belong to: names looked up in DNS and kept, never in the way of an import. */
#ifndef APP_NAMES_H
#define APP_NAMES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "app/app.h"
#include "base/progress.h"

/*
 * Looks up PTR names, with forward confirmation, of the addresses that sent in the name of these
 * domains (NULL: all managed ones) and were never looked up or are due again; then whether the From
 * domains below each exist. Committed as it goes.
 * Names move figures between sources; they never change totals. NETWORK: no resolver answers; the
 * rest is left for another time. *looked (may be NULL) counts the addresses that were answered for.
 */
bool app_lookup_names(struct app *app, char *const *domains, struct progress *progress,
		      uint64_t *looked, GError **error);

/* Is it sensible to look up names unasked? Only with resolvers that somebody chose. */
bool app_lookup_wanted(const struct app *app);

#endif
