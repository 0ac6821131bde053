/* SPDX-License-Identifier: MIT */
#include "app/reports.h"

#include <string.h>

#include "app/importer.h"
#include "app/watch.h"
#include "base/error.h"
#include "intake/imap.h"

struct import_result *app_import(struct app *app, char *const *paths, size_t n,
				 struct progress *progress, GError **error)
{
	g_autofree char *from = n == 1 ? g_strdup(paths[0]) : g_strdup_printf("%zu paths", n);
	struct import_result *result = import_result_new();
	int64_t began = g_get_monotonic_time();
	struct intake_totals totals = {0};
	struct importer importer;
	struct intake_sink sink;
	g_autoptr(GPtrArray) readable = NULL;
	GError *fault = NULL, *unread = NULL;
	bool done;

	readable = import_readable(result, paths, n, &unread);
	importer_begin(&importer, app, result, "import", from);
	sink = importer_sink(&importer);
	done = intake_paths((char *const *)readable->pdata, readable->len, 0, &sink, progress,
			    &totals, &fault);
	if (importer_end(&importer, done, &fault))
		watch_domains(app, result->managed, progress, &fault);
	result->inputs += totals.inputs;
	result = import_result_end(result, began, fault, error);
	if (fault)
		g_clear_error(&unread);
	else if (unread)
		g_propagate_error(error, unread);
	return result;
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
	return ++fetcher->messages % COMMIT_MESSAGES != 0 ||
	       importer_commit(fetcher->importer, error);
}

static bool fetch_one(struct importer *importer, const struct mailbox *box,
		      struct progress *progress, uint64_t *inputs, GError **error)
{
	struct fetcher fetcher = {.importer = importer, .mailbox = box->name};
	struct intake_sink sink = importer_sink(importer);
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
	done = imap_fetch(&mailbox, &sink, on_checkpoint, &fetcher, progress, &totals, error);
	if (!done)
		g_prefix_error(error, "mailbox %s: ", box->name);
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
			  struct progress *progress, GError **error)
{
	struct importer importer;
	bool done;

	importer_begin(&importer, app, result, "fetch", box->name);
	done = fetch_one(&importer, box, progress, &result->inputs, error);
	return importer_end(&importer, done, error);
}

struct import_result *app_fetch(struct app *app, char *const *names, size_t n,
				struct progress *progress, GError **error)
{
	struct import_result *result;
	g_autoptr(GPtrArray) boxes = g_ptr_array_new();
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

		if (!fetch_mailbox(app, boxes->pdata[i], result, progress, &fault) && !first)
			first = fault;
		else
			g_clear_error(&fault);
	}
	if (first)
		watch_domains(app, result->managed, progress, NULL);
	else
		watch_domains(app, result->managed, progress, &first);
	return import_result_end(result, began, first, error);
}
