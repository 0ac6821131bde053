/* SPDX-License-Identifier: MIT */
#include "model/found.h"

void found_domain_free(struct found_domain *found)
{
	if (!found)
		return;
	g_free(found->name);
	g_free(found->below);
	g_free(found->customer);
	g_free(found);
}
