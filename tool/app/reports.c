/* SPDX-License-Identifier: MIT */
#include "app/reports.h"

#include <string.h>

#include "app/context.h"
#include "app/watch.h"
#include "base/error.h"
#include "intake/imap.h"
#include "intake/intake.h"
#include "render/render.h"
#include "store/import.h"
#include "store/project.h"

/* A transaction ends after so many rows: a kill costs at most that much work. */
#define COMMIT_ROWS 200000u

struct importer {
	struct app *app;
	struct store_import *store;
	struct import_result *result;
	const char *action, *from; /* for the journal: "import" and what, "fetch" and the mailbox */
	GHashTable *managed;	   /* char *: the managed domains that got reports */
	uint64_t reports, messages, duplicates; /* since the last commit */
};

void import_result_free(struct import_result *result)
{
	if (!result)
		return;
	g_hash_table_unref(result->unmanaged);
	g_ptr_array_unref(result->rejected);
	g_free(result);
}

static void import_reject_free(gpointer data)
{
	struct import_reject *reject = data;

	g_free(reject->input);
	g_free(reject->member);
	g_free(reject->reason);
	g_free(reject);
}

static struct import_result *import_result_new(void)
{
	struct import_result *result = g_new0(struct import_result, 1);

	result->unmanaged = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	result->rejected = g_ptr_array_new_with_free_func(import_reject_free);
	return result;
}

static GHashTable *names_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static bool commit(struct importer *importer, GError **error)
{
	struct journal_entry *entry;
	bool done;

	if (importer->app->dry_run)
		return true;
	entry = g_new0(struct journal_entry, 1);
	entry->who = g_strdup(importer->app->who);
	entry->action = g_strdup(importer->action);
	entry->subject = g_strdup(importer->from);
	entry->text = g_strdup_printf("%" G_GUINT64_FORMAT " new reports with %" G_GUINT64_FORMAT
				      " messages, %" G_GUINT64_FORMAT " already known",
				      importer->reports, importer->messages, importer->duplicates);
	done = store_import_commit(importer->store, entry, error);
	journal_entry_free(entry);
	importer->reports = importer->messages = importer->duplicates = 0;
	return done;
}

static bool on_begin(void *ctx, const struct intake_origin *origin, const struct report *report,
		     GError **error)
{
	struct importer *importer = ctx;

	(void)report;
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

static bool on_end(void *ctx, const struct report *report, const uint8_t *sha256, GError **error)
{
	struct importer *importer = ctx;
	struct import_result *result = importer->result;
	enum import_outcome outcome;
	bool managed;

	if (!store_import_end(importer->store, report, sha256, &outcome, &managed, error))
		return false;
	if (outcome == IMPORT_OUTCOME_DUPLICATE || outcome == IMPORT_OUTCOME_INFERIOR) {
		result->reports_duplicate++;
		importer->duplicates++;
	} else {
		result->reports_new++;
		result->rows += report->rows;
		result->bad_rows += report->bad_rows;
		result->messages += report->messages;
		importer->reports++;
		importer->messages += report->messages;
		if (managed)
			g_hash_table_add(importer->managed, g_strdup(report->domain));
		else
			count_unmanaged(result, report);
	}
	return store_import_pending(importer->store) < COMMIT_ROWS || commit(importer, error);
}

static void on_drop(void *ctx)
{
	struct importer *importer = ctx;

	store_import_drop(importer->store);
}

static void on_rejected(void *ctx, const struct intake_origin *origin, const char *reason)
{
	struct importer *importer = ctx;
	struct import_reject *reject;

	importer->result->reports_rejected++;
	/* The list of the state is a help, not a condition: its fault shows at the next commit. */
	store_import_reject(importer->store, origin->input, origin->member, reason, NULL);
	if (importer->result->rejected->len >= IMPORT_REJECTS_KEPT)
		return;
	reject = g_new0(struct import_reject, 1);
	reject->input = g_strdup(origin->input);
	reject->member = g_strdup(origin->member);
	reject->reason = g_strdup(reason);
	g_ptr_array_add(importer->result->rejected, reject);
}

static void on_skipped(void *ctx, const struct intake_origin *origin, enum intake_skip kind)
{
	struct importer *importer = ctx;

	(void)origin;
	if (kind == INTAKE_SKIP_TLS)
		importer->result->skipped_tls++;
	else
		importer->result->skipped_failure++;
}

static const struct intake_sink sink_template = {
	.begin = on_begin,
	.batch = on_batch,
	.end = on_end,
	.drop = on_drop,
	.rejected = on_rejected,
	.skipped = on_skipped,
};

/* The rest is committed also when the intake was stopped: whole reports stay. */
static bool importer_finish(struct importer *importer, bool done, GError **error)
{
	GError *fault = NULL;

	if (!commit(importer, done ? error : &fault))
		done = false;
	if (fault)
		g_error_free(fault);
	store_import_free(importer->store);
	return done;
}

struct import_result *app_import(struct app *app, char *const *paths, size_t n,
				 struct progress *progress, GError **error)
{
	g_autofree char *from = n == 1 ? g_strdup(paths[0]) : g_strdup_printf("%zu paths", n);
	g_autoptr(GHashTable) managed = names_new();
	struct importer importer = {
		.app = app, .action = "import", .from = from, .managed = managed};
	struct intake_sink sink = sink_template;
	struct intake_totals totals = {0};
	int64_t began = g_get_monotonic_time();
	GError *fault = NULL;
	bool done;

	importer.result = import_result_new();
	importer.store = store_import_new(app->store);
	sink.ctx = &importer;
	done = intake_paths(paths, n, 0, &sink, progress, &totals, &fault);
	done = importer_finish(&importer, done, done ? &fault : NULL) && done &&
	       watch_domains(app, managed, progress, &fault);
	importer.result->inputs = totals.inputs;
	importer.result->seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
	if (fault && !g_error_matches(fault, RAMPART_ERROR, RAMPART_ERROR_CANCELLED))
		g_clear_pointer(&importer.result, import_result_free);
	if (fault)
		g_propagate_error(error, fault);
	return importer.result;
}

/* A fetch is committed after so many messages: it goes on from there after a kill. */
#define COMMIT_MESSAGES 50u

struct fetcher {
	struct importer *importer;
	const char *mailbox;
	unsigned messages;
};

static bool on_checkpoint(void *ctx, uint32_t uidvalidity, uint32_t uid, GError **error)
{
	struct fetcher *fetcher = ctx;

	if (!store_import_checkpoint(fetcher->importer->store, fetcher->mailbox, uidvalidity, uid,
				     error))
		return false;
	return ++fetcher->messages % COMMIT_MESSAGES != 0 || commit(fetcher->importer, error);
}

static bool fetch_one(struct importer *importer, const struct mailbox *box,
		      struct progress *progress, uint64_t *inputs, GError **error)
{
	struct fetcher fetcher = {.importer = importer, .mailbox = box->name};
	struct intake_sink sink = sink_template;
	struct intake_totals totals = {0};
	struct imap_mailbox mailbox = {0};
	g_autofree char *secret = NULL;
	bool is_token, done;

	secret = secret_read(box, &is_token, error);
	if (!secret)
		return false;
	mailbox.url = box->url;
	mailbox.user = box->user;
	mailbox.password = is_token ? NULL : secret;
	mailbox.token = is_token ? secret : NULL;
	mailbox.folder = box->folder;
	mailbox.ca_file = box->ca_file;
	mailbox.since = box->since == DAY_NONE ? TIME_NONE : day_begin(box->since);
	mailbox.max_batch = (unsigned)box->max_batch;
	if (!store_checkpoint_get(importer->app->store, box->name, &mailbox.uidvalidity,
				  &mailbox.after_uid, error))
		return false;
	sink.ctx = importer;
	done = imap_fetch(&mailbox, &sink, on_checkpoint, &fetcher, progress, &totals, error);
	*inputs += totals.inputs;
	memset(secret, 0, strlen(secret));
	return done;
}

static struct mailbox *mailbox_named(const struct config *config, const char *name, GError **error)
{
	for (guint i = 0; i < config->mailboxes->len; i++) {
		struct mailbox *box = config->mailboxes->pdata[i];

		if (strcmp(box->name, name) == 0)
			return box;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "the config has no mailbox \"%s\"", name);
	return NULL;
}

/* Each mailbox is committed by itself; one that fails does not stop the others. */
static bool fetch_mailbox(struct app *app, const struct mailbox *box, struct import_result *result,
			  GHashTable *managed, struct progress *progress, GError **error)
{
	struct importer importer = {.app = app,
				    .result = result,
				    .action = "fetch",
				    .from = box->name,
				    .managed = managed};
	bool done;

	importer.store = store_import_new(app->store);
	done = fetch_one(&importer, box, progress, &result->inputs, error);
	return importer_finish(&importer, done, done ? error : NULL) && done;
}

struct import_result *app_fetch(struct app *app, char *const *names, size_t n,
				struct progress *progress, GError **error)
{
	struct import_result *result;
	g_autoptr(GPtrArray) boxes = g_ptr_array_new();
	g_autoptr(GHashTable) managed = names_new();
	int64_t began = g_get_monotonic_time();
	GError *first = NULL;

	for (size_t i = 0; i < n; i++) {
		struct mailbox *box = mailbox_named(&app->config, names[i], error);

		if (!box)
			return NULL;
		g_ptr_array_add(boxes, box);
	}
	for (guint i = 0; n == 0 && i < app->config.mailboxes->len; i++)
		g_ptr_array_add(boxes, app->config.mailboxes->pdata[i]);
	if (!boxes->len) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "no mailbox is configured; add `mailboxes:` to %s", app->config_file);
		return NULL;
	}
	result = import_result_new();
	for (guint i = 0; i < boxes->len; i++) {
		GError *fault = NULL;

		if (!fetch_mailbox(app, boxes->pdata[i], result, managed, progress, &fault) &&
		    !first)
			first = fault;
		else
			g_clear_error(&fault);
	}
	if (first)
		watch_domains(app, managed, progress, NULL);
	else
		watch_domains(app, managed, progress, &first);
	result->seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
	if (first && !g_error_matches(first, RAMPART_ERROR, RAMPART_ERROR_CANCELLED))
		g_clear_pointer(&result, import_result_free);
	if (first)
		g_propagate_error(error, first);
	return result;
}

void reject_line_free(struct reject_line *line)
{
	g_free(line->input);
	g_free(line->member);
	g_free(line->reason);
	g_free(line);
}

GPtrArray *app_rejects(struct app *app, GError **error)
{
	g_autoptr(GPtrArray) rejects = store_rejects(app->store, error);
	GPtrArray *lines;

	if (!rejects)
		return NULL;
	lines = g_ptr_array_new_with_free_func((GDestroyNotify)reject_line_free);
	for (guint i = 0; i < rejects->len; i++) {
		const struct reject *reject = rejects->pdata[i];
		struct reject_line *line = g_new0(struct reject_line, 1);

		line->id = reject->id;
		line->at = reject->at;
		line->input = g_strdup(reject->input);
		line->member = g_strdup(reject->member);
		line->reason = g_strdup(reject->reason);
		line->seen = reject->seen;
		g_ptr_array_add(lines, line);
	}
	return lines;
}

/* The refused files that are still there, each once; what is refused again is listed anew. */
struct import_result *app_rejects_retry(struct app *app, struct progress *progress, GError **error)
{
	g_autoptr(GPtrArray) rejects = store_rejects(app->store, error);
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	if (!rejects)
		return NULL;
	if (!app->dry_run && !write_begin(app, error))
		return NULL;
	for (guint i = 0; i < rejects->len; i++) {
		const struct reject *reject = rejects->pdata[i];

		if (!g_file_test(reject->input, G_FILE_TEST_EXISTS))
			continue;
		if (g_hash_table_add(seen, reject->input))
			g_ptr_array_add(paths, reject->input);
		if (!app->dry_run && !store_reject_remove(app->store, reject->id, error)) {
			write_fail(app);
			return NULL;
		}
	}
	if (!app->dry_run && !write_end(app, NULL, NULL, "rejects retry", NULL, NULL, error,
					"%u refused inputs are read again", paths->len))
		return NULL;
	return app_import(app, (char *const *)paths->pdata, paths->len, progress, error);
}
