/* SPDX-License-Identifier: MIT */
/* Long work in the foreground: a progress line on a terminal, and SIGINT or SIGTERM as "stop". */
#ifndef CLI_TASK_H
#define CLI_TASK_H

#include "base/progress.h"
#include "cli/command.h"

struct task;

/* What its progress counts. */
enum task_unit {
	TASK_UNIT_THINGS,
	TASK_UNIT_OCTETS,
};

/*
 * verb: "importing". From now on the first SIGINT or SIGTERM cancels the progress, the second ends
 * the program. The line appears on standard error after a second, unless --quiet or --json.
 */
struct task *task_begin(const struct cli *cli, const char *verb, enum task_unit unit);
struct progress *task_progress(struct task *task);
/* Clears the line, gives the signals back, and frees. */
void task_end(struct task *task);

/*
 * "importing 42 %, 31.4 MB/s, 0:12 left": what the line says of so much done (total 0: of nobody
 * knows how much) after so many seconds; newly allocated.
 */
char *task_line(const char *verb, enum task_unit unit, uint64_t done, uint64_t total,
		double seconds);

#endif
