/* SPDX-License-Identifier: MIT */
#include "model/traffic.h"

static void traffic_policy_free(void *data)
{
	struct traffic_policy *policy = data;

	if (!policy)
		return;
	g_free(policy->seen.fo);
	g_free(policy);
}

struct traffic *traffic_new(void)
{
	struct traffic *traffic = g_new0(struct traffic, 1);

	traffic->signatures = g_ptr_array_new_with_free_func((GDestroyNotify)signature_free);
	traffic->policies = g_ptr_array_new_with_free_func(traffic_policy_free);
	traffic->cells = g_array_new(FALSE, FALSE, sizeof(struct traffic_cell));
	traffic->reporters = g_ptr_array_new_with_free_func(g_free);
	return traffic;
}

void traffic_free(struct traffic *traffic)
{
	if (!traffic)
		return;
	g_ptr_array_unref(traffic->signatures);
	g_ptr_array_unref(traffic->policies);
	g_array_unref(traffic->cells);
	g_ptr_array_unref(traffic->reporters);
	g_free(traffic);
}

void existence_free(struct existence *existence)
{
	if (!existence)
		return;
	g_free(existence->name);
	g_free(existence);
}

void host_free(struct host *host)
{
	if (!host)
		return;
	g_free(host->ptr);
	g_free(host);
}
