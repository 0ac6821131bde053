/* SPDX-License-Identifier: MIT */
/* Backup and self-check. */
#ifndef APP_UPKEEP_H
#define APP_UPKEEP_H

#include "app/app.h"

bool app_backup(struct app *app, const char *path, GError **error);

/*
 * What to say of files with passwords or keys that others than their owner may read or write: they
 * are used all the same. GPtrArray of char *.
 */
GPtrArray *app_open_secrets(const struct app *app);

struct doctor_line {
	bool ok;
	char *area; /* "state", "journal", "reports", "config", "secrets", "resolver", "mailbox
		       NAME", "playbooks" */
	char *text;
};
void doctor_line_free(struct doctor_line *line);
/*
 * GPtrArray of struct doctor_line *; with the effective config, without secrets. heads: char *, as
 * they stand on reviews and tickets, or NULL; each must be the hash of an entry of the journal.
 */
GPtrArray *app_doctor(struct app *app, const GPtrArray *heads, GError **error);

#endif
