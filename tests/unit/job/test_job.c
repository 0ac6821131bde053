/* SPDX-License-Identifier: MIT */
/* Background jobs: results come back on the owner's thread, cancelled ones end, nothing leaks. */
#include <glib.h>
#include <poll.h>

#include "base/error.h"
#include "job/job.h"

/* A gate that holds a job until the test opens it. */
struct hold {
	GMutex lock;
	GCond cond;
	bool running, open;
};

static void hold_init(struct hold *hold)
{
	g_mutex_init(&hold->lock);
	g_cond_init(&hold->cond);
	hold->running = hold->open = false;
}

static void hold_clear(struct hold *hold)
{
	g_mutex_clear(&hold->lock);
	g_cond_clear(&hold->cond);
}

static void hold_wait_running(struct hold *hold)
{
	g_mutex_lock(&hold->lock);
	while (!hold->running)
		g_cond_wait(&hold->cond, &hold->lock);
	g_mutex_unlock(&hold->lock);
}

static void hold_open(struct hold *hold)
{
	g_mutex_lock(&hold->lock);
	hold->open = true;
	g_cond_broadcast(&hold->cond);
	g_mutex_unlock(&hold->lock);
}

static void *work_held(void *arg, struct progress *progress, GError **error)
{
	struct hold *hold = arg;

	g_mutex_lock(&hold->lock);
	hold->running = true;
	g_cond_broadcast(&hold->cond);
	while (!hold->open)
		g_cond_wait(&hold->cond, &hold->lock);
	g_mutex_unlock(&hold->lock);
	progress_set_total(progress, 10);
	progress_add(progress, 7);
	if (progress_cancelled(progress)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED, "stopped at 7 of 10");
		return NULL;
	}
	return g_strdup("held");
}

static void *work_echo(void *arg, struct progress *progress, GError **error)
{
	(void)progress;
	(void)error;
	return g_strdup(arg);
}

static void *work_fail(void *arg, struct progress *progress, GError **error)
{
	(void)progress;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s: no such file", (const char *)arg);
	return NULL;
}

struct seen {
	GThread *thread;
	GString *text;
};

static void seen_init(struct seen *seen)
{
	*seen = (struct seen){NULL, g_string_new(NULL)};
}

static void note(void *ctx, void *result, const GError *error)
{
	struct seen *seen = ctx;

	seen->thread = g_thread_self();
	g_string_append_printf(seen->text, "[%s]", error ? error->message : (const char *)result);
	g_free(result);
}

/* Waits on the descriptor, as a screen's loop does, until nothing is left. */
static void settle(struct job_queue *queue)
{
	struct pollfd fd = {job_queue_fd(queue), POLLIN, 0};

	while (job_busy(queue) > 0 || poll(&fd, 1, 0) == 1) {
		g_assert_cmpint(poll(&fd, 1, 10000), ==, 1);
		job_dispatch(queue);
	}
}

static void assert_line(struct job_queue *queue, unsigned id, enum job_state state,
			const char *message)
{
	g_autoptr(GPtrArray) lines = job_list(queue);
	const struct job_line *line = lines->pdata[lines->len - id];

	g_assert_cmpuint(line->id, ==, id);
	g_assert_cmpstr(job_state_name(line->state), ==, job_state_name(state));
	g_assert_cmpstr(line->message, ==, message);
}

static void test_results(void)
{
	struct job_queue *queue = job_queue_new(2);
	struct seen seen;
	struct pollfd fd = {job_queue_fd(queue), POLLIN, 0};

	seen_init(&seen);
	g_assert_cmpint(poll(&fd, 1, 0), ==, 0);
	g_assert_cmpuint(job_dispatch(queue), ==, 0);
	job_start(queue, &(struct job_spec){.title = "echo",
					    .work = work_echo,
					    .arg = g_strdup("one"),
					    .free_arg = g_free,
					    .done = note,
					    .ctx = &seen,
					    .free_result = g_free});
	settle(queue);
	job_start(queue, &(struct job_spec){.title = "fail",
					    .work = work_fail,
					    .arg = g_strdup("x"),
					    .free_arg = g_free,
					    .done = note,
					    .ctx = &seen,
					    .free_result = g_free});
	settle(queue);
	/* Nobody asks for this one's result. */
	job_start(queue, &(struct job_spec){.title = "silent",
					    .work = work_echo,
					    .arg = g_strdup("two"),
					    .free_arg = g_free,
					    .free_result = g_free});
	settle(queue);
	g_assert_cmpstr(seen.text->str, ==, "[one][x: no such file]");
	g_assert_true(seen.thread == g_thread_self());
	assert_line(queue, 1, JOB_STATE_DONE, NULL);
	assert_line(queue, 2, JOB_STATE_FAILED, "x: no such file");
	assert_line(queue, 3, JOB_STATE_DONE, NULL);
	job_queue_free(queue);
	g_string_free(seen.text, TRUE);
}

static unsigned start_held(struct job_queue *queue, struct hold *hold, struct seen *seen)
{
	return job_start(queue, &(struct job_spec){.title = "held",
						   .work = work_held,
						   .arg = hold,
						   .done = note,
						   .ctx = seen,
						   .free_result = g_free});
}

/* A waiting job ends at once, though the only thread is taken; a running one when it looks. */
static void test_cancel(void)
{
	struct job_queue *queue = job_queue_new(1);
	struct seen seen;
	struct hold hold;
	unsigned running, waiting;

	seen_init(&seen);
	hold_init(&hold);
	running = start_held(queue, &hold, &seen);
	hold_wait_running(&hold);
	waiting = job_start(queue, &(struct job_spec){.title = "echo",
						      .work = work_echo,
						      .arg = g_strdup("never"),
						      .free_arg = g_free,
						      .done = note,
						      .ctx = &seen,
						      .free_result = g_free});
	assert_line(queue, running, JOB_STATE_RUNNING, NULL);
	assert_line(queue, waiting, JOB_STATE_WAITING, NULL);
	g_assert_cmpuint(job_busy(queue), ==, 2);

	job_cancel(queue, waiting);
	g_assert_cmpuint(job_busy(queue), ==, 1);
	g_assert_cmpuint(job_dispatch(queue), ==, 1);
	g_assert_cmpstr(seen.text->str, ==, "[echo: cancelled]");
	assert_line(queue, waiting, JOB_STATE_CANCELLED, "echo: cancelled");

	job_cancel(queue, running);
	hold_open(&hold);
	settle(queue);
	g_assert_cmpstr(seen.text->str, ==, "[echo: cancelled][stopped at 7 of 10]");
	assert_line(queue, running, JOB_STATE_CANCELLED, "stopped at 7 of 10");
	job_cancel(queue, running); /* ended: nothing happens */
	g_assert_cmpuint(job_dispatch(queue), ==, 0);
	job_queue_free(queue);
	hold_clear(&hold);
	g_string_free(seen.text, TRUE);
}

static void test_progress(void)
{
	struct job_queue *queue = job_queue_new(1);
	struct seen seen;
	struct hold hold;
	g_autoptr(GPtrArray) lines = NULL;
	const struct job_line *line;

	seen_init(&seen);
	hold_init(&hold);
	start_held(queue, &hold, &seen);
	hold_open(&hold);
	settle(queue);
	lines = job_list(queue);
	g_assert_cmpuint(lines->len, ==, 1);
	line = lines->pdata[0];
	g_assert_cmpuint(line->done, ==, 7);
	g_assert_cmpuint(line->total, ==, 10);
	g_assert_cmpint(line->started_us, >, 0);
	g_assert_cmpint(line->ended_us, >=, line->started_us);
	job_queue_free(queue);
	hold_clear(&hold);
	g_string_free(seen.text, TRUE);
}

/* Freed with one job running, one waiting and one result that nobody took: leak checks look on. */
static void test_free_early(void)
{
	struct job_queue *queue = job_queue_new(1);
	struct pollfd fd = {job_queue_fd(queue), POLLIN, 0};
	struct job_spec echo = {.title = "echo",
				.work = work_echo,
				.free_arg = g_free,
				.done = note,
				.free_result = g_free};
	struct hold hold;

	hold_init(&hold);
	echo.arg = g_strdup("untaken");
	job_start(queue, &echo);
	g_assert_cmpint(poll(&fd, 1, 10000), ==, 1);
	start_held(queue, &hold, NULL);
	hold_wait_running(&hold);
	echo.arg = g_strdup("unstarted");
	job_start(queue, &echo);
	hold_open(&hold);
	job_queue_free(queue);
	hold_clear(&hold);
}

static void test_many(void)
{
	struct job_queue *queue = job_queue_new(4);
	struct seen seen;

	seen_init(&seen);
	for (unsigned i = 0; i < 500; i++)
		job_start(queue, &(struct job_spec){.title = "echo",
						    .work = work_echo,
						    .arg = g_strdup("x"),
						    .free_arg = g_free,
						    .done = note,
						    .ctx = &seen,
						    .free_result = g_free});
	settle(queue);
	g_assert_cmpuint(seen.text->len, ==, 500 * 3);
	job_queue_free(queue);
	g_string_free(seen.text, TRUE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/job/results", test_results);
	g_test_add_func("/job/cancel", test_cancel);
	g_test_add_func("/job/progress", test_progress);
	g_test_add_func("/job/free-early", test_free_early);
	g_test_add_func("/job/many", test_many);
	return g_test_run();
}
