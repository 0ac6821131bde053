/* SPDX-License-Identifier: MIT */
/* The append-only log of every decision. */
#ifndef MODEL_JOURNAL_H
#define MODEL_JOURNAL_H

#include <glib.h>
#include <stdint.h>

struct journal_entry {
	int64_t id, at;
	char *who, *action;		/* "source mark", "advance", … */
	int64_t customer_id, domain_id; /* 0: none */
	char *customer, *domain;	/* or NULL */
	char *subject;			/* source, ticket id, stage, …; or NULL */
	char *text;			/* what was done, one sentence */
	char *reason;			/* or NULL */
	char *evidence;			/* JSON object, or NULL */
	char *hash;			/* hex: chains a customer's entries */
};

void journal_entry_free(struct journal_entry *entry);

#endif
