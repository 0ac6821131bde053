/* SPDX-License-Identifier: MIT */
/* A customer's domains, read once for all that are judged one after the other. */
#ifndef APP_FAMILY_H
#define APP_FAMILY_H

#include <glib.h>
#include <stdint.h>

struct app;

struct family {
	int64_t customer_id;
	int64_t version, known_at; /* of store_version(), and the instant of the clock */
	GPtrArray *domains;	   /* struct domain *, by name; they may have moved on since */
	GHashTable *names; /* char *: theirs, its own; never changed, so shared by reference */
};

/*
 * The managed domains of a customer; version is store_version()'s of families. Valid until the
 * next call; the app's. NULL: *error.
 */
const struct family *family_of(struct app *app, int64_t customer_id, int64_t version,
			       GError **error);
void family_free(struct family *family);

#endif
