/* SPDX-License-Identifier: MIT */
/* Long work in the foreground: a progress line on a terminal, and SIGINT or SIGTERM as "stop". */
#ifndef CLI_TASK_H
#define CLI_TASK_H

#include "base/progress.h"
#include "cli/command.h"

struct task;

/*
 * verb: "importing". From now on the first SIGINT or SIGTERM cancels the progress, the second ends
 * the program. The line appears on standard error after a second, unless --quiet or --json.
 */
struct task *task_begin(const struct cli *cli, const char *verb);
struct progress *task_progress(struct task *task);
/* Clears the line, gives the signals back, and frees. */
void task_end(struct task *task);

#endif
