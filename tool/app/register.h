/* SPDX-License-Identifier: MIT */
/*
 * The source register of a customer: who answers for each sender and stream, and what is asked of
 * them. A sender is one row for all of the customer's domains; each of them ticks off by its own
 * reports.
 */
#ifndef APP_REGISTER_H
#define APP_REGISTER_H

#include "app/app.h"
#include "model/flow.h"

#define REGISTER_TEXT_MAX (4u << 20) /* octets of a register that is read */
#define REGISTER_CELL_MAX 4096u

struct register_row {
	bool stream;	    /* else a source */
	char *subject;	    /* key of the source, or name of the stream */
	char *name;	    /* for people */
	GPtrArray *domains; /* char *: where it sends */
	GPtrArray *open;    /* char *: those of them where something is still to do */
	struct source_note note;
};

/*
 * Legitimate sources of the usual window and the streams sent from home, and whatever carries a
 * note: GPtrArray of struct register_row *, sources before streams, by subject.
 */
GPtrArray *app_register(struct app *app, const char *customer, GError **error);

/* The register as "csv", "md" or "json"; newly allocated. Cells of CSV are safe in spreadsheets. */
char *app_register_text(struct app *app, const char *customer, const char *format, GError **error);

/*
 * Reads a register that was written as CSV or JSON, told by its beginning, and stores what differs
 * in owner, account, task, due, vital and note: all of it, or with INVALID or NOT_FOUND nothing.
 * Columns that are left out stay; empty cells clear. *rows and *changed count.
 */
bool app_register_read(struct app *app, const char *customer, const char *text, size_t len,
		       unsigned *rows, unsigned *changed, GError **error);

#endif
