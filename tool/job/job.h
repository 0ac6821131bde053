/* SPDX-License-Identifier: MIT */
/*
 * Background work: a queue, threads, progress, cancel. A job runs on a worker thread and shares
 * nothing; its result comes back as a message to the thread that owns the queue. The queue knows
 * nothing of what the work is. An idle queue uses no CPU.
 */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/progress.h"
#include "model/job.h"

struct job_queue;

/* Runs on a worker thread. Returns the result (owned by whoever takes it), or NULL with *error. */
typedef void *job_work(void *arg, struct progress *progress, GError **error);
/* Runs on the owner's thread, from job_dispatch(); takes the result over; error is NULL or the
 * queue's. */
typedef void job_done(void *ctx, void *result, const GError *error);

struct job_spec {
	const char *title; /* copied */
	bool quiet;	   /* of the screens' own: see struct job_line */
	job_work *work;
	void *arg;
	GDestroyNotify free_arg;
	job_done *done; /* may be NULL */
	void *ctx;
	GDestroyNotify free_result; /* used when there is no done, or the queue is freed first */
};

struct job_queue *job_queue_new(unsigned threads);
/* Cancels everything, waits for the running jobs, and frees. */
void job_queue_free(struct job_queue *queue);
unsigned job_start(struct job_queue *queue, const struct job_spec *spec);
void job_cancel(struct job_queue *queue, unsigned id);
/* Becomes readable when job_dispatch() has something to do. */
int job_queue_fd(const struct job_queue *queue);
/* Calls done of every finished job; returns how many. Owner's thread. */
unsigned job_dispatch(struct job_queue *queue);
/* Jobs waiting or running: zero, with nothing to dispatch, means settled. */
unsigned job_busy(struct job_queue *queue);
/* All jobs of this session, newest first: GPtrArray of struct job_line *. */
GPtrArray *job_list(struct job_queue *queue);
#endif
