/* SPDX-License-Identifier: MIT */
/* The shipped catalogue of senders, forwarders, gateways, mailbox providers and lists. */
#ifndef ANALYSE_CATALOGUE_H
#define ANALYSE_CATALOGUE_H

#include <glib.h>

/* Describes every field: for the loader, its messages and the man page. */
extern const struct table catalogue_table;

/* GPtrArray of struct sender *, in the order of the file. Errors name file, line, key and range. */
GPtrArray *catalogue_load(const char *path, GError **error);

#endif
