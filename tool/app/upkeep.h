/* SPDX-License-Identifier: MIT */
/* Backup and self-check; writing a document whole or not at all. */
#ifndef APP_UPKEEP_H
#define APP_UPKEEP_H

#include "app/app.h"

bool app_backup(struct app *app, const char *path, GError **error);

struct doctor_line {
	bool ok;
	char *area; /* "state", "config", "resolver", "mailbox NAME", "playbooks" */
	char *text;
};
void doctor_line_free(struct doctor_line *line);
/* GPtrArray of struct doctor_line *; with the effective config, without secrets. */
GPtrArray *app_doctor(struct app *app, GError **error);

/* Temporary file in the same folder, mode 0600, fsync, rename. "-" is standard output. */
bool app_write_file(const char *path, const char *text, size_t len, GError **error);

#endif
