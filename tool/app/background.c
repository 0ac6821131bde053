/* SPDX-License-Identifier: MIT */
#include "app/background.h"

#include "app/context.h"

#define BACKGROUND_THREADS 2

struct errand {
	const struct app *app; /* the screen's: only its options are read */
	app_work *work;
	void *arg;
	GDestroyNotify free_arg;
};

/* The worker opens the state anew, so that threads share nothing. */
static void *errand_run(void *arg, struct progress *progress, GError **error)
{
	struct errand *errand = arg;
	struct app *app = app_fork(errand->app, error);
	void *result;

	if (!app)
		return NULL;
	result = errand->work(app, errand->arg, progress, error);
	app_close(app);
	return result;
}

static void errand_free(void *arg)
{
	struct errand *errand = arg;

	if (errand->free_arg)
		errand->free_arg(errand->arg);
	g_free(errand);
}

static struct job_queue *queue_of(struct app *app)
{
	if (!app->jobs)
		app->jobs = job_queue_new(BACKGROUND_THREADS);
	return app->jobs;
}

unsigned app_background(struct app *app, const struct background *background)
{
	struct errand *errand = g_new0(struct errand, 1);
	struct job_spec spec = {
		.title = background->title,
		.quiet = background->quiet,
		.work = errand_run,
		.arg = errand,
		.free_arg = errand_free,
		.done = background->done,
		.ctx = background->ctx,
		.free_result = background->free_result,
	};

	errand->app = app;
	errand->work = background->work;
	errand->arg = background->arg;
	errand->free_arg = background->free_arg;
	return job_start(queue_of(app), &spec);
}

void app_background_cancel(struct app *app, unsigned id)
{
	job_cancel(queue_of(app), id);
}

int app_background_fd(struct app *app)
{
	return job_queue_fd(queue_of(app));
}

unsigned app_dispatch(struct app *app)
{
	return job_dispatch(queue_of(app));
}

unsigned app_background_busy(struct app *app)
{
	return job_busy(queue_of(app));
}

GPtrArray *app_background_list(struct app *app)
{
	return job_list(queue_of(app));
}
