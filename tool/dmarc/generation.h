/* SPDX-License-Identifier: MIT */
/* The two generations of receivers (product.md): those that follow RFC 7489, and RFC 9989. */
#ifndef DMARC_GENERATION_H
#define DMARC_GENERATION_H

enum generation {
	GENERATION_RFC7489,
	GENERATION_RFC9989,
	GENERATION_COUNT,
};

/* "rfc7489", "rfc9989": the JSON keys. */
const char *generation_name(enum generation generation);

#endif
