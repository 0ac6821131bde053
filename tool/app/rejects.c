/* SPDX-License-Identifier: MIT */
/* What was refused: listed, shown, and read again. */
#include <glib/gstdio.h>
#include <unistd.h>

#include "app/importer.h"
#include "app/project.h"
#include "app/reports.h"
#include "app/watch.h"
#include "base/error.h"
#include "store/flagged.h"

GPtrArray *app_rejects(struct app *app, GError **error)
{
	return store_rejects(app->store, error);
}

struct reject *app_reject(struct app *app, int64_t id, GError **error)
{
	return store_reject(app->store, id, error);
}

GBytes *app_reject_bytes(struct app *app, const struct reject *reject, GError **error)
{
	if (reject->kept)
		return store_reject_bytes(app->store, reject, error);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "reject %" G_GINT64_FORMAT
		    ": its octets are not kept (up to 1 MiB each are, the newest 64 MiB); look for "
		    "%s where it came from",
		    reject->id, reject->input);
	return NULL;
}

GPtrArray *app_flagged(struct app *app, const char *domain, GError **error)
{
	struct domain *managed = domain ? app_domain(app, domain, error) : NULL;
	GPtrArray *reports;

	if (domain && !managed)
		return NULL;
	reports = store_flagged(app->store, managed ? managed->id : 0, error);
	domain_free(managed);
	return reports;
}

/* Those that are read again: files that can still be read, and the others as they were kept. */
struct retry {
	GPtrArray *rejects; /* struct reject *; not owned */
	GPtrArray *paths;   /* char *; not owned, each once */
	GPtrArray *kept;    /* struct reject *; not owned, each content once */
};

static struct retry retry_of(const GPtrArray *rejects)
{
	struct retry retry = {g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new()};
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < rejects->len; i++) {
		struct reject *reject = rejects->pdata[i];
		bool there = g_access(reject->input, R_OK) == 0;
		const char *of = there || !reject->of ? "" : reject->of;

		if (!there && !reject->kept)
			continue;
		g_ptr_array_add(retry.rejects, reject);
		if (!g_hash_table_add(seen, g_strconcat(reject->input, "\n", of, NULL)))
			continue;
		if (there)
			g_ptr_array_add(retry.paths, reject->input);
		else
			g_ptr_array_add(retry.kept, reject);
	}
	return retry;
}

static void retry_clear(struct retry *retry)
{
	g_ptr_array_unref(retry->rejects);
	g_ptr_array_unref(retry->paths);
	g_ptr_array_unref(retry->kept);
}

static bool read_kept(struct app *app, const GPtrArray *kept, const struct intake_sink *sink,
		      struct progress *progress, GError **error)
{
	for (guint i = 0; i < kept->len; i++) {
		const struct reject *reject = kept->pdata[i];
		const struct intake_origin origin = {reject->input, reject->of};
		g_autoptr(GBytes) bytes = store_reject_bytes(app->store, reject, error);

		if (!bytes || !intake_memory(&origin, bytes, sink, error))
			return false;
		if (progress_cancelled(progress)) {
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
				    "stopped after %s; what was read whole until then is kept",
				    reject->input);
			return false;
		}
	}
	return true;
}

static bool read_again(struct app *app, const struct retry *retry, struct import_result *result,
		       struct progress *progress, GError **error)
{
	struct intake_totals totals = {0};
	struct importer importer;
	struct intake_sink sink;
	bool done;

	importer_begin(&importer, app, result, "rejects retry", NULL);
	sink = importer_sink(&importer);
	done = read_kept(app, retry->kept, &sink, progress, error) &&
	       intake_paths((char *const *)retry->paths->pdata, retry->paths->len, 0, &sink,
			    progress, &totals, error);
	result->inputs = totals.inputs + retry->kept->len;
	return importer_end(&importer, done, error);
}

static char *seen_key(const struct reject *reject)
{
	return g_strdup_printf("%" G_GINT64_FORMAT " %u", reject->id, reject->seen);
}

/* The inputs that were refused as a whole since: what they held was not looked at again. */
static GHashTable *refused_whole(const GPtrArray *before, const GPtrArray *after)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTable *inputs = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < before->len; i++)
		g_hash_table_add(seen, seen_key(before->pdata[i]));
	for (guint i = 0; i < after->len; i++) {
		const struct reject *reject = after->pdata[i];
		g_autofree char *key = seen_key(reject);

		if (!reject->member && !g_hash_table_contains(seen, key))
			g_hash_table_add(inputs, reject->input);
	}
	return inputs;
}

/* Those that were read and not refused again leave; the others stay. */
static bool remove_read(struct app *app, const struct retry *retry, const GPtrArray *before,
			GError **error)
{
	g_autoptr(GPtrArray) after = store_rejects(app->store, error);
	g_autoptr(GHashTable) unread = after ? refused_whole(before, after) : NULL;

	if (!after || !write_begin(app, error))
		return false;
	for (guint i = 0; i < retry->rejects->len; i++) {
		const struct reject *reject = retry->rejects->pdata[i];

		if (!g_hash_table_contains(unread, reject->input) &&
		    !store_reject_remove(app->store, reject, error))
			return write_fail(app);
	}
	return write_end(app, NULL, NULL, "rejects retry", NULL, NULL, error,
			 "%u refused items were read again", retry->rejects->len);
}

struct import_result *app_rejects_retry(struct app *app, struct progress *progress, GError **error)
{
	g_autoptr(GPtrArray) rejects = store_rejects(app->store, error);
	struct import_result *result;
	struct retry retry;
	int64_t began = g_get_monotonic_time();
	GError *fault = NULL;

	if (!rejects)
		return NULL;
	retry = retry_of(rejects);
	result = import_result_new();
	if (read_again(app, &retry, result, progress, &fault) &&
	    (app->dry_run || remove_read(app, &retry, rejects, &fault)))
		watch_domains(app, result->managed, progress, &fault);
	retry_clear(&retry);
	return import_result_end(result, began, fault, error);
}
