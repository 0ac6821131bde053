/* SPDX-License-Identifier: MIT */
/* Reports in, and their raw figures out. */
#ifndef APP_REPORTS_H
#define APP_REPORTS_H

#include "app/app.h"
#include "base/progress.h"

struct import_reject {
	char *input, *member, *reason; /* member may be NULL */
};

/* What `import` prints. */
struct import_result {
	uint64_t inputs, reports_new, reports_duplicate, reports_rejected;
	uint64_t rows, bad_rows, messages; /* of new reports */
	uint64_t skipped_failure, skipped_tls;
	GHashTable *unmanaged; /* char * -> uint64_t *: messages */
	GPtrArray *rejected;   /* struct import_reject *; the first IMPORT_REJECTS_KEPT */
	double seconds;
};

#define IMPORT_REJECTS_KEPT 1000

void import_result_free(struct import_result *result);

/*
 * A bad item is listed and the batch goes on. Committed as it goes: cancelled, killed or failed,
 * whole reports stay. A result comes back also with *error CANCELLED.
 */
struct import_result *app_import(struct app *app, char *const *paths, size_t n,
				 struct progress *progress, GError **error);
/* From the config's mailboxes (names NULL: all of them). */
struct import_result *app_fetch(struct app *app, char *const *names, size_t n,
				struct progress *progress, GError **error);

/* GPtrArray of struct reject_line *. */
struct reject_line {
	int64_t id, at;
	char *input, *member, *reason;
	unsigned seen;
};
void reject_line_free(struct reject_line *line);
GPtrArray *app_rejects(struct app *app, GError **error);
/* Reads the refused inputs again that are still there. */
struct import_result *app_rejects_retry(struct app *app, struct progress *progress, GError **error);

enum export_kind { EXPORT_KIND_ROWS, EXPORT_KIND_SOURCES, EXPORT_KIND_DAILY };
/* format: "csv" or "jsonl". Text goes to put in pieces. */
bool app_export(struct app *app, enum export_kind kind, const char *domain,
		const struct window *window, const char *format,
		bool (*put)(void *ctx, const char *text, size_t len), void *ctx, GError **error);

#endif
