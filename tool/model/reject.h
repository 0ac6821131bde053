/* SPDX-License-Identifier: MIT */
/* An input, or a part of one, that held no report that could be stored. */
#ifndef MODEL_REJECT_H
#define MODEL_REJECT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define REJECT_SHA256_OCTETS 32

struct reject {
	int64_t id, at;
	char *input, *member; /* member may be NULL */
	char *reason;	      /* one line */
	unsigned seen;	      /* how often, since it is listed */
	/* Of the octets that were refused: a member of the input, or (of NULL) the input itself. */
	char *of;
	uint8_t *sha256; /* NULL: they could not be read, or are too many */
	uint64_t octets;
	bool kept; /* they are in the state */
};

void reject_free(struct reject *reject);
/* The SHA-256 in hexadecimal digits, newly allocated; NULL: not known. */
char *reject_digest(const struct reject *reject);

#endif
