/* SPDX-License-Identifier: MIT */
#include "model/job.h"

static const char *const states[] = {
	[JOB_STATE_WAITING] = "waiting",     [JOB_STATE_RUNNING] = "running",
	[JOB_STATE_DONE] = "done",	     [JOB_STATE_FAILED] = "failed",
	[JOB_STATE_CANCELLED] = "cancelled",
};

const char *job_state_name(enum job_state state)
{
	return states[state];
}

void job_line_free(struct job_line *line)
{
	if (!line)
		return;
	g_free(line->title);
	g_free(line->message);
	g_free(line);
}
