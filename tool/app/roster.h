/* SPDX-License-Identifier: MIT */
/* A customer's senders, read and indexed once for all domains that are judged by them. */
#ifndef APP_ROSTER_H
#define APP_ROSTER_H

#include <glib.h>
#include <stdint.h>

struct app;

/* Never changed once it is made, so that judgements on several threads share one. */
struct roster {
	char *customer;		   /* slug, or NULL */
	int64_t version, known_at; /* of store_version(), and the instant of the clock */
	GPtrArray *own;		   /* struct sender *: the specialist's, as far as they hold here */
	GPtrArray *shipped;	   /* struct sender *: the catalogue */
	struct sender_index
		*index; /* of both; an own entry goes before the shipped one of its slug */
};

/* version: store_version()'s of what concerns all domains. A reference, the caller's. */
struct roster *roster_of(struct app *app, const char *customer, int64_t version, GError **error);
void roster_unref(struct roster *roster);

#endif
