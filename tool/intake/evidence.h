/* SPDX-License-Identifier: MIT */
/* What was refused, so that it can be kept: its digest, and its octets if they are few. */
#ifndef INTAKE_EVIDENCE_H
#define INTAKE_EVIDENCE_H

#include "intake/intake.h"
#include "intake/octets.h"

/* Of one thing with a name of its own. All members but the first three begin as zero. */
struct evidence {
	struct octets *octets;	/* the reader's */
	const char *member;	/* as in struct intake_origin */
	struct evidence *outer; /* of what it is packed in, or NULL */
	bool taken, readable;
	uint8_t sha256[INTAKE_SHA256_OCTETS];
	uint64_t len;
	GBytes *bytes; /* NULL: more than INTAKE_KEPT_MAX */
};

/*
 * Fills in what was refused with the reason: the thing itself or, where it cannot be read to its
 * end, what it is packed in. Read anew at the first call; its octets are not to be read any more.
 * evidence may be NULL. The reject points into it.
 */
void evidence_take(struct evidence *evidence, struct intake_reject *reject);
void evidence_clear(struct evidence *evidence);

#endif
