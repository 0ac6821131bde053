/* SPDX-License-Identifier: MIT */
#include "cli/task.h"

#include <signal.h>
#include <unistd.h>

#define SHOW_AFTER_US G_USEC_PER_SEC
#define REDRAW_US     (G_USEC_PER_SEC / 4)

struct task {
	struct progress progress;
	const char *verb;
	struct sigaction old_int, old_term;
	GThread *painter; /* NULL: no line is shown */
	GMutex lock;
	GCond ended;
	bool over;
};

/* What a signal cancels; the handler may touch nothing else. */
static struct progress *_Atomic running;

static void on_signal(int signal)
{
	struct progress *progress = atomic_load(&running);

	(void)signal;
	if (progress)
		progress_cancel(progress);
}

static void catch_signals(struct task *task)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	atomic_store(&running, &task->progress);
	sigaction(SIGINT, &action, &task->old_int);
	sigaction(SIGTERM, &action, &task->old_term);
}

static void paint(const struct task *task)
{
	uint64_t done = atomic_load(&task->progress.done),
		 total = atomic_load(&task->progress.total);

	if (progress_cancelled(&task->progress))
		fprintf(stderr, "\r\033[K%s: stopping …", task->verb);
	else if (total > 0)
		fprintf(stderr, "\r\033[K%s %3u %%", task->verb,
			(unsigned)(100 * ((double)MIN(done, total) / (double)total)));
	else
		fprintf(stderr, "\r\033[K%s %" G_GUINT64_FORMAT, task->verb, done);
	fflush(stderr);
}

static gpointer paint_until_over(gpointer data)
{
	struct task *task = data;
	gint64 next = g_get_monotonic_time() + SHOW_AFTER_US;
	bool shown = false;

	g_mutex_lock(&task->lock);
	while (!task->over) {
		if (g_cond_wait_until(&task->ended, &task->lock, next))
			continue;
		paint(task);
		shown = true;
		next = g_get_monotonic_time() + REDRAW_US;
	}
	g_mutex_unlock(&task->lock);
	if (shown)
		fputs("\r\033[K", stderr);
	return NULL;
}

struct task *task_begin(const struct cli *cli, const char *verb)
{
	struct task *task = g_new0(struct task, 1);

	task->verb = verb;
	g_mutex_init(&task->lock);
	g_cond_init(&task->ended);
	catch_signals(task);
	if (!cli->quiet && !cli->json && isatty(STDERR_FILENO))
		task->painter = g_thread_new("progress", paint_until_over, task);
	return task;
}

struct progress *task_progress(struct task *task)
{
	return &task->progress;
}

void task_end(struct task *task)
{
	if (task->painter) {
		g_mutex_lock(&task->lock);
		task->over = true;
		g_cond_signal(&task->ended);
		g_mutex_unlock(&task->lock);
		g_thread_join(task->painter);
	}
	sigaction(SIGINT, &task->old_int, NULL);
	sigaction(SIGTERM, &task->old_term, NULL);
	atomic_store(&running, NULL);
	g_mutex_clear(&task->lock);
	g_cond_clear(&task->ended);
	g_free(task);
}
