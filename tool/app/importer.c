/* SPDX-License-Identifier: MIT */
#include "app/importer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/figure.h"

/* A transaction ends after so many rows: a kill costs at most that much work. */
#define COMMIT_ROWS 200000u

void import_result_free(struct import_result *result)
{
	if (!result)
		return;
	g_hash_table_unref(result->unmanaged);
	g_hash_table_unref(result->managed);
	g_ptr_array_unref(result->rejected);
	g_ptr_array_unref(result->skipped);
	g_ptr_array_unref(result->flagged);
	g_free(result);
}

static void import_item_free(gpointer data)
{
	struct import_item *item = data;

	g_free(item->input);
	g_free(item->member);
	g_free(item->reason);
	g_free(item);
}

struct import_result *import_result_new(void)
{
	struct import_result *result = g_new0(struct import_result, 1);

	result->unmanaged = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	result->managed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	result->rejected = g_ptr_array_new_with_free_func(import_item_free);
	result->skipped = g_ptr_array_new_with_free_func(import_item_free);
	result->flagged = g_ptr_array_new_with_free_func(import_item_free);
	return result;
}

struct import_result *import_result_end(struct import_result *result, int64_t began, GError *fault,
					GError **error)
{
	result->seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
	if (fault && !g_error_matches(fault, RAMPART_ERROR, RAMPART_ERROR_CANCELLED))
		g_clear_pointer(&result, import_result_free);
	if (fault)
		g_propagate_error(error, fault);
	return result;
}

static void list_item(GPtrArray *items, const struct intake_origin *origin, const char *reason,
		      unsigned flags)
{
	struct import_item *item;

	if (items->len >= IMPORT_ITEMS_KEPT)
		return;
	item = g_new(struct import_item, 1);
	*item = (struct import_item){g_strdup(origin->input), g_strdup(origin->member),
				     g_strdup(reason), flags};
	g_ptr_array_add(items, item);
}

/* A path that is not there is refused like a bad item, but nothing of it is kept. */
static bool can_read(struct import_result *result, char *path, GError **error)
{
	const struct intake_origin origin = {.input = path};
	const char *why;

	if (strcmp(path, "-") == 0 || g_access(path, R_OK) == 0)
		return true;
	why = g_strerror(errno);
	result->inputs++;
	result->reports_rejected++;
	list_item(result->rejected, &origin, why, 0);
	if (!*error)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s cannot be read: %s", path,
			    why);
	return false;
}

GPtrArray *import_readable(struct import_result *result, char *const *paths, size_t n,
			   GError **error)
{
	GPtrArray *readable = g_ptr_array_new();

	for (size_t i = 0; i < n; i++)
		if (can_read(result, paths[i], error))
			g_ptr_array_add(readable, paths[i]);
	return readable;
}

void importer_begin(struct importer *importer, struct app *app, struct import_result *result,
		    const char *action, const char *from)
{
	*importer = (struct importer){
		.app = app,
		.store = store_import_new(app->store),
		.result = result,
		.action = action,
		.from = from,
	};
}

bool importer_commit(struct importer *importer, GError **error)
{
	g_autofree char *reports = figure_counted(importer->reports, "new report", "new reports"),
			*messages = figure_counted(importer->messages, "message", "messages"),
			*known = figure_count(importer->duplicates);
	struct journal_entry *entry;
	bool done;

	if (importer->app->dry_run)
		return true;
	entry = g_new0(struct journal_entry, 1);
	entry->who = g_strdup(importer->app->who);
	entry->action = g_strdup(importer->action);
	entry->subject = g_strdup(importer->from);
	entry->text = g_strdup_printf("%s with %s, %s already known", reports, messages, known);
	done = store_import_commit(importer->store, entry, error);
	journal_entry_free(entry);
	importer->reports = importer->messages = importer->duplicates = 0;
	return done;
}

bool importer_end(struct importer *importer, bool done, GError **error)
{
	bool committed = importer_commit(importer, done ? error : NULL);

	store_import_free(importer->store);
	return done && committed;
}

static bool commit_when_due(struct importer *importer, GError **error)
{
	return store_import_pending(importer->store) < COMMIT_ROWS ||
	       importer_commit(importer, error);
}

static bool on_begin(void *ctx, const struct intake_origin *origin, const struct report *report,
		     GError **error)
{
	struct importer *importer = ctx;

	(void)report;
	importer->origin = *origin;
	return store_import_begin(importer->store, origin->input, origin->member, error);
}

static bool on_batch(void *ctx, const struct report *report, const struct report_batch *batch,
		     GError **error)
{
	struct importer *importer = ctx;

	return store_import_batch(importer->store, report, batch, error);
}

static void count_unmanaged(struct import_result *result, const struct report *report)
{
	uint64_t *messages = g_hash_table_lookup(result->unmanaged, report->domain);

	if (!messages) {
		messages = g_new0(uint64_t, 1);
		g_hash_table_insert(result->unmanaged, g_strdup(report->domain), messages);
	}
	*messages += report->messages;
}

static void count_new(struct importer *importer, const struct report *report, bool managed)
{
	struct import_result *result = importer->result;

	result->reports_new++;
	result->rows += report->rows;
	result->bad_rows += report->bad_rows;
	result->messages += report->messages;
	importer->reports++;
	importer->messages += report->messages;
	if (managed)
		g_hash_table_add(result->managed, g_strdup(report->domain));
	else
		count_unmanaged(result, report);
}

static bool on_end(void *ctx, const struct report *report, const uint8_t *sha256, GError **error)
{
	struct importer *importer = ctx;
	struct import_result *result = importer->result;
	enum import_outcome outcome;
	unsigned flags = report->flags;
	bool managed;

	if (!store_import_end(importer->store, report, sha256, &outcome, &managed, error))
		return false;
	if (outcome == IMPORT_OUTCOME_DUPLICATE || outcome == IMPORT_OUTCOME_INFERIOR) {
		result->reports_duplicate++;
		importer->duplicates++;
	} else {
		count_new(importer, report, managed);
	}
	if (outcome == IMPORT_OUTCOME_INFERIOR || outcome == IMPORT_OUTCOME_REPLACED)
		flags |= REPORT_CONFLICT;
	if (flags && outcome != IMPORT_OUTCOME_DUPLICATE) {
		result->reports_flagged++;
		list_item(result->flagged, &importer->origin, NULL, flags);
	}
	return commit_when_due(importer, error);
}

static void on_drop(void *ctx)
{
	struct importer *importer = ctx;

	store_import_drop(importer->store);
}

static bool on_rejected(void *ctx, const struct intake_origin *origin,
			const struct intake_reject *refused, GError **error)
{
	struct importer *importer = ctx;
	const struct reject reject = {
		.input = (char *)(uintptr_t)origin->input,
		.member = (char *)(uintptr_t)origin->member,
		.reason = (char *)(uintptr_t)refused->reason,
		.of = (char *)(uintptr_t)refused->of,
		.sha256 = (uint8_t *)(uintptr_t)refused->sha256,
		.octets = refused->octets,
	};

	importer->result->reports_rejected++;
	list_item(importer->result->rejected, origin, refused->reason, 0);
	return store_import_reject(importer->store, &reject, refused->bytes, error) &&
	       commit_when_due(importer, error);
}

static const char *const skip_names[INTAKE_SKIP_COUNT] = {
	[INTAKE_SKIP_FAILURE] = "failure report",
	[INTAKE_SKIP_TLS] = "TLS report",
};

static void on_skipped(void *ctx, const struct intake_origin *origin, enum intake_skip kind)
{
	struct importer *importer = ctx;

	if (kind == INTAKE_SKIP_TLS)
		importer->result->skipped_tls++;
	else
		importer->result->skipped_failure++;
	list_item(importer->result->skipped, origin, skip_names[kind], 0);
}

struct intake_sink importer_sink(struct importer *importer)
{
	return (struct intake_sink){
		.ctx = importer,
		.begin = on_begin,
		.batch = on_batch,
		.end = on_end,
		.drop = on_drop,
		.rejected = on_rejected,
		.skipped = on_skipped,
	};
}
