/* SPDX-License-Identifier: MIT */
/* Reports in, and their raw figures out. */
#ifndef APP_REPORTS_H
#define APP_REPORTS_H

#include "app/app.h"
#include "base/progress.h"
#include "model/flagged.h"
#include "model/found.h"
#include "model/reject.h"

/* A rejected or skipped item, or a report that was stored with flags. */
struct import_item {
	char *input, *member; /* member may be NULL */
	char *reason;	      /* of a rejected one; of a skipped one its kind */
	unsigned flags;	      /* enum report_flag, of a flagged one */
};

/* What `import` prints. */
struct import_result {
	uint64_t inputs, reports_new, reports_duplicate, reports_rejected;
	uint64_t reports_flagged;	   /* of those that were stored */
	uint64_t rows, bad_rows, messages; /* of new reports */
	uint64_t skipped_failure, skipped_tls;
	GHashTable *unmanaged; /* char * -> uint64_t *: messages */
	GHashTable *managed;   /* char *: the managed domains that got new reports */
	GPtrArray *rejected, *flagged,
		*skipped; /* struct import_item *; the first IMPORT_ITEMS_KEPT */
	double seconds;
};

#define IMPORT_ITEMS_KEPT 1000

void import_result_free(struct import_result *result);

/*
 * A bad item is listed and the batch goes on. Committed as it goes: cancelled, killed or failed,
 * whole reports stay. A result comes back also with *error CANCELLED, and IO for a path that cannot
 * be read: what the others hold is stored.
 */
struct import_result *app_import(struct app *app, char *const *paths, size_t n,
				 struct progress *progress, GError **error);
/* From the config's mailboxes (names NULL: all of them). */
struct import_result *app_fetch(struct app *app, char *const *names, size_t n,
				struct progress *progress, GError **error);

/* GPtrArray of struct reject *, newest first. */
GPtrArray *app_rejects(struct app *app, GError **error);
struct reject *app_reject(struct app *app, int64_t id, GError **error);
/* The octets that were refused; NOT_FOUND when they are not kept. */
GBytes *app_reject_bytes(struct app *app, const struct reject *reject, GError **error);
/*
 * Stored reports with flags, of a managed domain or of all there are (NULL), the newest first:
 * GPtrArray of struct flagged_report *.
 */
GPtrArray *app_flagged(struct app *app, const char *domain, GError **error);
/*
 * Reads the refused inputs again: those that are still there, and what was kept of the others.
 * What is not refused again leaves the list.
 */
struct import_result *app_rejects_retry(struct app *app, struct progress *progress, GError **error);

/*
 * Domains with reports that nobody manages, and subdomains of managed ones (of one, or of all:
 * NULL) that messages of a window come from: GPtrArray of struct found_domain *, the most messages
 * first. reports counts in the former alone.
 */
GPtrArray *app_unassigned(struct app *app, GError **error);
GPtrArray *app_offered(struct app *app, const char *below, const struct window *window,
		       GError **error);

enum export_kind { EXPORT_KIND_ROWS, EXPORT_KIND_SOURCES, EXPORT_KIND_DAILY };
/* format: "csv" or "jsonl". Text goes to put in pieces; it returns false, with errno, to end it. */
bool app_export(struct app *app, enum export_kind kind, const char *domain,
		const struct window *window, const char *format,
		bool (*put)(void *ctx, const char *text, size_t len), void *ctx, GError **error);

#endif
