/* SPDX-License-Identifier: MIT */
/* What is shown of a background job. */
#ifndef MODEL_JOB_H
#define MODEL_JOB_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum job_state {
	JOB_STATE_WAITING,
	JOB_STATE_RUNNING,
	JOB_STATE_DONE,
	JOB_STATE_FAILED,
	JOB_STATE_CANCELLED,
};

const char *job_state_name(enum job_state state);

struct job_line {
	unsigned id;
	char *title;
	bool quiet; /* nobody started it by hand: only its failure is of interest */
	enum job_state state;
	uint64_t done, total;	      /* total 0: not known */
	int64_t started_us, ended_us; /* monotonic microseconds; 0: not yet */
	char *message;		      /* the error, or NULL */
};

void job_line_free(struct job_line *line);

#endif
