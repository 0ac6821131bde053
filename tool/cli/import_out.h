/* SPDX-License-Identifier: MIT */
/* Whatever reads reports runs as one task, and tells of it in one form. */
#ifndef CLI_IMPORT_OUT_H
#define CLI_IMPORT_OUT_H

#include "app/reports.h"
#include "cli/command.h"
#include "cli/task.h"

/* import, fetch and retry differ in where reports come from. */
typedef struct import_result *import_read(struct app *app, char *const *names, size_t n,
					  struct progress *progress, GError **error);

/* Reads with the words of the command, looks names up, and prints the result; an exit code. */
int import_out_run(struct cli *cli, import_read *from, const char *verb, enum task_unit unit,
		   GError **error);
/* "rejected: mail/7.eml a.zip/b.xml: why" */
void import_out_item(const struct cli *cli, const char *what, const char *input, const char *member,
		     const char *text);

#endif
