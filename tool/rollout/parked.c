/* SPDX-License-Identifier: MIT */
#include "model/split.h"
#include "rollout/playbook.h"

GPtrArray *parked_records(const char *domain, const char *dmarc, uint32_t ttl)
{
	GPtrArray *records = g_ptr_array_new_with_free_func((GDestroyNotify)rr_free);
	g_autofree char *dmarc_name = g_strconcat("_dmarc.", domain, NULL);
	g_autofree char *keys = g_strconcat("*._domainkey.", domain, NULL);

	g_ptr_array_add(records, rr_new(dmarc_name, "TXT", ttl, dmarc));
	g_ptr_array_add(records, rr_new(domain, "TXT", ttl, "v=spf1 -all"));
	/* Not "*": a wildcard above it would answer for _dmarc too, and let every name exist. */
	g_ptr_array_add(records, rr_new(keys, "TXT", ttl, "v=DKIM1; p="));
	g_ptr_array_add(records, rr_new(domain, "MX", ttl, "0 ."));
	return records;
}
