/* SPDX-License-Identifier: MIT */
/* What regressed since the last import is said at once, and the way back is drafted. */
#ifndef APP_WATCH_H
#define APP_WATCH_H

#include <glib.h>
#include <stdbool.h>

#include "app/app.h"
#include "base/progress.h"

/*
 * After the last commit of an import: judges the domains that got reports (names of managed ones).
 * Where something regressed (watch_regressions()), the ticket that restores the record before is
 * drafted, in one write with its line in the journal; with a ticket open or published, or nothing
 * to go back to, the line alone. A regression of the same subject is noted once, and drafted for
 * once, in 28 days: by then what was usual holds what regressed. Board lines that are made on the
 * way are kept. Stops when cancelled: the next import of a domain watches it again. A dry run
 * imported nothing, and watches nothing.
 */
bool watch_domains(struct app *app, GHashTable *names, struct progress *progress, GError **error);

#endif
