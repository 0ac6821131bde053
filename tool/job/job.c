/* SPDX-License-Identifier: MIT */
#include "job/job.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"

struct job {
	unsigned id;
	char *title;
	struct job_spec spec; /* arg is owned until the job ends */
	struct progress progress;
	/* Guarded by the queue's lock until the job has ended. */
	enum job_state state;
	int64_t started_us, ended_us;
	void *result; /* from the end to its dispatch */
	GError *error;
};

struct job_queue {
	GMutex lock;
	GThreadPool *pool;
	GPtrArray *jobs;    /* struct job *, id is index + 1; until the queue is freed */
	GAsyncQueue *ended; /* struct job *, until dispatched */
	unsigned busy;
	int wake; /* eventfd */
};

static enum job_state end_state(const GError *error)
{
	if (!error)
		return JOB_STATE_DONE;
	return g_error_matches(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED) ? JOB_STATE_CANCELLED
									      : JOB_STATE_FAILED;
}

/* Takes result and error over, and tells the owner. The lock is held. */
static void job_end(struct job_queue *queue, struct job *job, void *result, GError *error)
{
	job->result = result;
	job->error = error;
	job->state = end_state(error);
	job->ended_us = g_get_monotonic_time();
	queue->busy--;
	g_async_queue_push(queue->ended, job);
	eventfd_write(queue->wake, 1);
}

static void free_arg(struct job *job)
{
	if (job->spec.free_arg)
		job->spec.free_arg(job->spec.arg);
	job->spec.arg = NULL;
}

/* A worker's turn. A job cancelled while it waited has ended already. */
static void run(void *data, void *user)
{
	struct job_queue *queue = user;
	struct job *job = data;
	GError *error = NULL;
	void *result;
	bool waiting;

	g_mutex_lock(&queue->lock);
	waiting = job->state == JOB_STATE_WAITING;
	if (waiting) {
		job->state = JOB_STATE_RUNNING;
		job->started_us = g_get_monotonic_time();
	}
	g_mutex_unlock(&queue->lock);
	if (!waiting)
		return;

	result = job->spec.work(job->spec.arg, &job->progress, &error);
	free_arg(job);
	g_mutex_lock(&queue->lock);
	job_end(queue, job, result, error);
	g_mutex_unlock(&queue->lock);
}

struct job_queue *job_queue_new(unsigned threads)
{
	struct job_queue *queue = g_new0(struct job_queue, 1);

	g_mutex_init(&queue->lock);
	queue->jobs = g_ptr_array_new();
	queue->ended = g_async_queue_new();
	queue->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (queue->wake < 0)
		g_error("no event descriptor for background jobs: %s", g_strerror(errno));
	queue->pool = g_thread_pool_new(run, queue, (int)threads, FALSE, NULL);
	return queue;
}

unsigned job_start(struct job_queue *queue, const struct job_spec *spec)
{
	struct job *job = g_new0(struct job, 1);

	job->spec = *spec;
	job->title = g_strdup(spec->title);
	g_mutex_lock(&queue->lock);
	g_ptr_array_add(queue->jobs, job);
	job->id = queue->jobs->len;
	queue->busy++;
	g_mutex_unlock(&queue->lock);
	g_thread_pool_push(queue->pool, job, NULL);
	return job->id;
}

void job_cancel(struct job_queue *queue, unsigned id)
{
	struct job *job = queue->jobs->pdata[id - 1];

	g_mutex_lock(&queue->lock);
	progress_cancel(&job->progress);
	if (job->state == JOB_STATE_WAITING) {
		free_arg(job);
		job_end(queue, job, NULL,
			g_error_new(RAMPART_ERROR, RAMPART_ERROR_CANCELLED, "%s: cancelled",
				    job->title));
	}
	g_mutex_unlock(&queue->lock);
}

int job_queue_fd(const struct job_queue *queue)
{
	return queue->wake;
}

static void drop_result(struct job *job)
{
	if (job->result && job->spec.free_result)
		job->spec.free_result(job->result);
	job->result = NULL;
}

unsigned job_dispatch(struct job_queue *queue)
{
	unsigned n = 0;
	eventfd_t count;
	struct job *job;

	eventfd_read(queue->wake,
		     &count); /* before the queue is emptied, so that no end is missed */
	while ((job = g_async_queue_try_pop(queue->ended))) {
		if (job->spec.done)
			job->spec.done(job->spec.ctx, g_steal_pointer(&job->result), job->error);
		drop_result(job);
		n++;
	}
	return n;
}

unsigned job_busy(struct job_queue *queue)
{
	unsigned busy;

	g_mutex_lock(&queue->lock);
	busy = queue->busy;
	g_mutex_unlock(&queue->lock);
	return busy;
}

GPtrArray *job_list(struct job_queue *queue)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)job_line_free);

	g_mutex_lock(&queue->lock);
	for (unsigned i = queue->jobs->len; i-- > 0;) {
		const struct job *job = queue->jobs->pdata[i];
		struct job_line *line = g_new(struct job_line, 1);

		*line = (struct job_line){
			.id = job->id,
			.title = g_strdup(job->title),
			.quiet = job->spec.quiet,
			.state = job->state,
			.done = atomic_load(&job->progress.done),
			.total = atomic_load(&job->progress.total),
			.started_us = job->started_us,
			.ended_us = job->ended_us,
			.message = job->error ? g_strdup(job->error->message) : NULL,
		};
		g_ptr_array_add(lines, line);
	}
	g_mutex_unlock(&queue->lock);
	return lines;
}

static void job_free(struct job *job)
{
	drop_result(job);
	g_clear_error(&job->error);
	g_free(job->title);
	g_free(job);
}

void job_queue_free(struct job_queue *queue)
{
	if (!queue)
		return;
	for (unsigned i = 0; i < queue->jobs->len; i++)
		job_cancel(queue, i + 1);
	g_thread_pool_free(queue->pool, FALSE, TRUE);
	for (unsigned i = 0; i < queue->jobs->len; i++)
		job_free(queue->jobs->pdata[i]);
	g_ptr_array_unref(queue->jobs);
	g_async_queue_unref(queue->ended);
	close(queue->wake);
	g_mutex_clear(&queue->lock);
	g_free(queue);
}
