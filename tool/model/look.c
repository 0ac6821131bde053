/* SPDX-License-Identifier: MIT */
#include "model/look.h"

static const char *const statuses[] = {
	[LOOK_STATUS_OK] = "ok",	   [LOOK_STATUS_NXDOMAIN] = "nxdomain",
	[LOOK_STATUS_NODATA] = "nodata",   [LOOK_STATUS_SERVFAIL] = "servfail",
	[LOOK_STATUS_REFUSED] = "refused", [LOOK_STATUS_TIMEOUT] = "timeout",
	[LOOK_STATUS_BOGUS] = "bogus",	   [LOOK_STATUS_MALFORMED] = "malformed",
};

const char *look_status_name(enum look_status status)
{
	return statuses[status];
}

void look_server_free(struct look_server *server)
{
	if (!server)
		return;
	g_free(server->server);
	g_free(server->address);
	g_clear_pointer(&server->txt, g_ptr_array_unref);
	g_clear_pointer(&server->cname, g_ptr_array_unref);
	g_free(server);
}

void look_key_free(struct look_key *key)
{
	if (!key)
		return;
	g_free(key->domain);
	g_free(key->selector);
	g_free(key->status);
	g_free(key);
}

void look_authorisation_free(struct look_authorisation *authorisation)
{
	if (!authorisation)
		return;
	g_free(authorisation->host);
	g_free(authorisation->name);
	g_free(authorisation);
}

void look_free(struct look *look)
{
	if (!look)
		return;
	g_free(look->domain);
	g_free(look->name);
	g_free(look->zone);
	g_clear_pointer(&look->published, g_ptr_array_unref);
	g_clear_pointer(&look->servers, g_ptr_array_unref);
	g_clear_pointer(&look->resolvers, g_ptr_array_unref);
	for (unsigned i = 0; i < GENERATION_COUNT; i++)
		g_free(look->found_at[i]);
	g_free(look->spf_record);
	g_free(look->spf_result);
	g_clear_pointer(&look->dkim, g_ptr_array_unref);
	g_clear_pointer(&look->authorisations, g_ptr_array_unref);
	g_clear_pointer(&look->absent, g_ptr_array_unref);
	g_clear_pointer(&look->findings, g_ptr_array_unref);
	g_free(look);
}
