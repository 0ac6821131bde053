/* SPDX-License-Identifier: MIT */
/* What every import does with what the intake finds: it is stored, counted, and committed. */
#ifndef APP_IMPORTER_H
#define APP_IMPORTER_H

#include "app/context.h"
#include "app/reports.h"
#include "intake/intake.h"
#include "store/import.h"

struct importer {
	struct app *app;
	struct store_import *store;
	struct import_result *result; /* the caller's */
	const char *action, *from; /* for the journal: "import" and what, "fetch" and the mailbox */
	struct intake_origin origin;		/* of the report at hand */
	uint64_t reports, messages, duplicates; /* since the last commit */
};

struct import_result *import_result_new(void);
/*
 * Takes note of the time since began (monotonic), and takes the fault over: what is known so far
 * comes back also when the work was cancelled.
 */
struct import_result *import_result_end(struct import_result *result, int64_t began, GError *fault,
					GError **error);

/*
 * The paths that can be read (not owned); the others are refused in the result, and the first of
 * them is *error (IO).
 */
GPtrArray *import_readable(struct import_result *result, char *const *paths, size_t n,
			   GError **error);

void importer_begin(struct importer *importer, struct app *app, struct import_result *result,
		    const char *action, const char *from);
struct intake_sink importer_sink(struct importer *importer);
/* Between two reports. A dry run commits nothing. */
bool importer_commit(struct importer *importer, GError **error);
/*
 * Commits the rest, also when the intake was stopped (done is false, *error set): whole reports
 * stay. True if all went well.
 */
bool importer_end(struct importer *importer, bool done, GError **error);

#endif
