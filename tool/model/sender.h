/* SPDX-License-Identifier: MIT */
/* An entry of the sender catalogue, shipped or the specialist's own. */
#ifndef MODEL_SENDER_H
#define MODEL_SENDER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/domain.h"

enum sender_kind {
	SENDER_KIND_ESP,
	SENDER_KIND_SAAS,
	SENDER_KIND_MAILBOX,
	SENDER_KIND_FORWARDER,
	SENDER_KIND_GATEWAY,
	SENDER_KIND_LIST,
	SENDER_KIND_OWN,
};

const char *sender_kind_name(enum sender_kind kind); /* "esp", … */
bool sender_kind_from_name(const char *name, enum sender_kind *kind);

struct sender {
	char *slug, *name;
	int kind;	     /* enum sender_kind */
	GPtrArray *ptr;	     /* char *: suffixes of confirmed PTR names */
	GPtrArray *spf;	     /* char *: include and return-path domains */
	GPtrArray *dkim;     /* char *: "domain" or "domain/selector-pattern" (* and ? match) */
	GArray *asn;	     /* int64_t */
	int can_sign;	     /* enum answer: with the customer's domain */
	int can_return_path; /* enum answer: of the customer's domain */
	GPtrArray *fix;	     /* char *: steps, with the DNS names to create */
	char *proof;	     /* what shows it in the reports */
	char *source;	     /* where the facts are published */
	int32_t checked;
	/* Not from the file: */
	bool confirmed; /* for the customer at hand: by `sender add` */
	char *customer; /* slug: only for this customer; NULL: for all */
};

void sender_free(struct sender *sender);

#endif
