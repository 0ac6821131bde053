/* SPDX-License-Identifier: MIT */
/* A domain that reports tell of and nobody manages. */
#ifndef MODEL_FOUND_H
#define MODEL_FOUND_H

#include <glib.h>
#include <stdint.h>

struct found_domain {
	char *name;
	char *below, *customer; /* the managed domain next above it, and whose that is; or NULL */
	uint64_t reports;	/* that are about it, as far as they were asked for */
	uint64_t messages, compliant;
	int32_t newest; /* day; DAY_NONE: no messages */
};

void found_domain_free(struct found_domain *found);

#endif
