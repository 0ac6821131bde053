/* SPDX-License-Identifier: MIT */
/* Long work beside the screen: on a thread with an app of its own, with progress and cancel. */
#ifndef APP_BACKGROUND_H
#define APP_BACKGROUND_H

#include <glib.h>
#include <stdbool.h>

#include "app/app.h"
#include "base/progress.h"
#include "model/job.h"

/* Runs on a worker thread, with its own app. The result is handed to done. */
typedef void *app_work(struct app *app, void *arg, struct progress *progress, GError **error);
/* Runs on the caller's thread from app_dispatch(); takes the result over (NULL when error is set).
 */
typedef void app_done(void *ctx, void *result, const GError *error);

struct background {
	const char *title; /* copied; shown on the Jobs screen, */
	bool quiet;	   /* where it is left out unless it fails */
	app_work *work;
	void *arg;
	GDestroyNotify free_arg;
	app_done *done; /* may be NULL */
	void *ctx;
	GDestroyNotify free_result; /* when done is NULL or never called */
};

unsigned app_background(struct app *app, const struct background *background);
void app_background_cancel(struct app *app, unsigned id);
/* Readable when app_dispatch() has something to do; for poll(). */
int app_background_fd(struct app *app);
unsigned app_dispatch(struct app *app);
/* Jobs that wait or run; 0 with nothing left to dispatch: settled. */
unsigned app_background_busy(struct app *app);
/* GPtrArray of struct job_line *, newest first. */
GPtrArray *app_background_list(struct app *app);

#endif
