/* SPDX-License-Identifier: MIT */
#include "cli/task.h"

#include <signal.h>
#include <unistd.h>

#define SHOW_AFTER_US G_USEC_PER_SEC
#define REDRAW_US     (G_USEC_PER_SEC / 4)

struct task {
	struct progress progress;
	const char *verb;
	enum task_unit unit;
	gint64 began;
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

/* "31.4 MB", "120" */
static void put_amount(GString *line, enum task_unit unit, double amount)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];
	bool octets = unit == TASK_UNIT_OCTETS, small = octets && amount < 1e8;

	g_string_append(line, g_ascii_formatd(digits, sizeof(digits), small ? "%.1f" : "%.0f",
					      octets ? amount / 1e6 : amount));
	g_string_append(line, octets ? " MB" : "");
}

char *task_line(const char *verb, enum task_unit unit, uint64_t done, uint64_t total,
		double seconds)
{
	GString *line = g_string_new(verb);
	double rate = seconds > 0 ? (double)done / seconds : 0;

	done = total > 0 ? MIN(done, total) : done;
	g_string_append_c(line, ' ');
	if (total > 0)
		g_string_append_printf(line, "%u %%",
				       (unsigned)(100 * ((double)done / (double)total)));
	else
		put_amount(line, unit, (double)done);
	if (rate > 0) {
		g_string_append(line, ", ");
		put_amount(line, unit, rate);
		g_string_append(line, "/s");
	}
	if (rate > 0 && total > done) {
		uint64_t left = (uint64_t)((double)(total - done) / rate) + 1;

		g_string_append_printf(line, ", %" G_GUINT64_FORMAT ":%02u left", left / 60,
				       (unsigned)(left % 60));
	}
	return g_string_free(line, FALSE);
}

static void paint(const struct task *task)
{
	g_autofree char *line =
		task_line(task->verb, task->unit, atomic_load(&task->progress.done),
			  atomic_load(&task->progress.total),
			  (double)(g_get_monotonic_time() - task->began) / G_USEC_PER_SEC);

	if (progress_cancelled(&task->progress))
		fprintf(stderr, "\r\033[K%s: stopping …", task->verb);
	else
		fprintf(stderr, "\r\033[K%s", line);
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

struct task *task_begin(const struct cli *cli, const char *verb, enum task_unit unit)
{
	struct task *task = g_new0(struct task, 1);

	task->verb = verb;
	task->unit = unit;
	task->began = g_get_monotonic_time();
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
