/* SPDX-License-Identifier: MIT */
/* A record asked on its own: what does it do to its domain, and to the names below it? */
#ifndef ROLLOUT_PROBE_H
#define ROLLOUT_PROBE_H

#include "dmarc/policy.h"

enum probe {
	PROBE_DOMAIN,
	PROBE_SUBDOMAIN, /* one that exists, without a record of its own */
	PROBE_NOWHERE,	 /* a subdomain that does not exist */
	PROBE_COUNT,
};

/* record NULL: none is published. The result is cleared with effective_clear(). */
void probe_record(const char *record, enum generation generation, enum probe probe,
		  struct effective *out);

#endif
