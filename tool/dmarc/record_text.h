/* SPDX-License-Identifier: MIT */
/* How the text of a DMARC record comes apart: shared by reading and lint, of no use elsewhere. */
#ifndef DMARC_RECORD_TEXT_H
#define DMARC_RECORD_TEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "dmarc/record.h"

/* A piece of a text that ends elsewhere. */
struct span {
	const char *at;
	size_t len;
};

/* Splits off what stands before the next separator, spaces and tabs trimmed; false at the end. */
bool span_next(struct span *rest, char separator, struct span *piece);
/* Splits "name=value" at its first '='; false when there is none, or no name before it. */
bool span_pair(struct span element, struct span *name, struct span *value);

enum uri_fault {
	URI_FAULT_NONE,
	URI_FAULT_EMPTY,
	URI_FAULT_SCHEME, /* there is none */
	URI_FAULT_SYNTAX, /* RFC 3986, or a mailto: that holds no address */
	URI_FAULT_LIMIT,  /* what follows the '!' is no size */
};

/* Reads one URI of rua or ruf with its !size; *out is filled (and owned) only without a fault. */
enum uri_fault record_uri_read(struct span text, struct record_uri *out);

/* Has the tag a meaning in either generation? Case is ignored. */
bool record_tag_known(const char *name);
/* May this known tag have this value, as RFC 7489 or RFC 9989 sees it? For lists: any part of it.
 */
bool record_tag_valid(const char *name, const char *value);

/*
 * Adds what lint has to say of a text, and of the tags that were read from it even if the whole was
 * refused then.
 */
void record_lint_read(const char *txt, size_t len, const struct record *record,
		      GPtrArray *findings);
/* Adds the finding of a code in the words of record_advice.c, after "subject: " unless it is NULL.
 */
void record_advise(GPtrArray *findings, const char *code, const char *tag, const char *subject);

#endif
