/* SPDX-License-Identifier: MIT */
/*
 * What the flows beside a flow show: those of its source with the same envelope domain or selector
 * (4.3), and those that pass SPF with the same envelope domain anywhere. On a shared operator
 * another tenant's mail says nothing.
 */
#ifndef ANALYSE_POOL_H
#define ANALYSE_POOL_H

#include "analyse/inner.h"

struct pool {
	uint64_t days, reporters;
	uint64_t forward_reporters;    /* gave failing mail a reason of forwarding */
	bool aligned, dkim;	       /* aligned passes: of any kind, of DKIM */
	bool spf;		       /* SPF passes, whatever for */
	bool arc, listed;	       /* reasons given for failing mail */
	const struct selector *broken; /* of the customer's, that fails there */
	bool several_broken;
};

/* Adds a strand's evidence to its pools. */
void pool_add(struct analysis *a, const struct strand *strand);
/* Everything beside the strand, itself included. */
void pool_gather(const struct analysis *a, const struct strand *strand, struct pool *out);
/* Has SPF passed with this envelope domain at the party? */
bool pool_passes(const struct analysis *a, const struct party *party, const char *envelope);

#endif
