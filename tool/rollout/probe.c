/* SPDX-License-Identifier: MIT */
#include "rollout/probe.h"

void probe_record(const char *record, enum generation generation, enum probe probe,
		  struct effective *out)
{
	struct published *published = published_new();

	if (record)
		published_add(published, "domain.example", record);
	policy_discover(generation, published,
			probe == PROBE_DOMAIN ? "domain.example" : "below.domain.example",
			probe != PROBE_NOWHERE, out);
	published_free(published);
}
