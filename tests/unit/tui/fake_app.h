/* SPDX-License-Identifier: MIT */
/*
 * An app that answers from tables, so that screens are tested without a state: its functions, here
 * and in the headers beside this one, take the place of the real ones. Writes are only noted down.
 */
#ifndef TESTS_TUI_FAKE_APP_H
#define TESTS_TUI_FAKE_APP_H

#include <string.h>

#include "app/background.h"
#include "base/clock.h"
#include "base/error.h"
#include "model/ticket.h"

#define FAKE_NOW 1793491200 /* 2026-11-01T00:00:00Z */
#define FAKE_DAY 20758	    /* 2026-11-01 */

#define RECORD_NOW  "v=DMARC1; p=none; rua=mailto:dmarc@service.example"
#define RECORD_NEXT "v=DMARC1; p=quarantine; pct=0; t=y; rua=mailto:dmarc@service.example"

struct app {
	struct clock clock;
	struct config config;
	GString *deeds;		/* one line a write */
	GQueue *waiting;	/* struct background *: run by app_dispatch() */
	unsigned jobs, written; /* numbers of the last one, and of the last write */
	unsigned domains;	/* of the board; 0: the three of the table */
	unsigned customers;	/* that own them in turn; 0: acme owns all */
	bool new_day;		/* what is known of them is of the day before */
	bool forgotten;		/* ... or nothing is known yet */
	const char *failure;	/* every load fails with it; NULL: none */
	enum ticket_state ticket;
	unsigned visits;    /* of Sources */
	unsigned addresses; /* more sources like the first one */
	char *source_name;  /* of the second source; NULL: an honest one */
};

static struct app *fake_new(void)
{
	struct app *app = g_new0(struct app, 1);

	app->clock.fixed = FAKE_NOW;
	app->deeds = g_string_new(NULL);
	app->waiting = g_queue_new();
	app->config.keys = g_ptr_array_new();
	return app;
}

static void fake_free(struct app *app)
{
	g_assert_cmpuint(g_queue_get_length(app->waiting), ==, 0);
	g_queue_free(app->waiting);
	g_string_free(app->deeds, TRUE);
	g_ptr_array_unref(app->config.keys);
	g_free(app->source_name);
	g_free(app);
}

static void deed(struct app *app, const char *what, const char *on, const char *why)
{
	g_string_append_printf(app->deeds, "%s %s: %s\n", what, on, why ? why : "-");
}

static bool fails(const struct app *app, GError **error)
{
	if (app->failure)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE, "%s", app->failure);
	return app->failure;
}

const struct clock *app_clock(const struct app *app)
{
	return &app->clock;
}

const struct config *app_config(const struct app *app)
{
	return &app->config;
}

const char *app_state_dir(const struct app *app)
{
	(void)app;
	return ".";
}

unsigned app_background(struct app *app, const struct background *background)
{
	g_queue_push_tail(app->waiting, g_memdup2(background, sizeof(*background)));
	app->jobs++;
	if (!background->quiet)
		app->written = app->jobs;
	return app->jobs;
}

/* The oldest job, or all of it cancelled: what is waiting is never run then. */
static void run_job(struct app *app, bool cancelled)
{
	struct background *job = g_queue_pop_head(app->waiting);
	g_autoptr(GError) error = NULL;
	void *result = NULL;

	if (cancelled)
		g_set_error(&error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED, "it was stopped");
	else
		result = job->work(app, job->arg, NULL, &error);
	if (job->free_arg)
		job->free_arg(job->arg);
	job->done(job->ctx, result, error);
	g_free(job);
}

void app_background_cancel(struct app *app, unsigned id)
{
	(void)id;
	if (!g_queue_is_empty(app->waiting))
		run_job(app, true);
}

int app_background_fd(struct app *app)
{
	(void)app;
	return -1;
}

unsigned app_dispatch(struct app *app)
{
	unsigned n = g_queue_get_length(app->waiting);

	for (unsigned i = 0; i < n; i++)
		run_job(app, false);
	return n;
}

unsigned app_background_busy(struct app *app)
{
	return g_queue_get_length(app->waiting);
}

GPtrArray *app_background_list(struct app *app)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)job_line_free);
	struct job_line *line = g_new0(struct job_line, 1);

	line->id = app->written;
	line->title = g_strdup("import mail/");
	line->state = JOB_STATE_RUNNING;
	line->done = 41;
	line->total = 100;
	g_ptr_array_add(lines, line);
	return lines;
}

#endif
