/* SPDX-License-Identifier: MIT */
#include "model/look.h"

static const char *const statuses[] = {
	[LOOK_STATUS_OK] = "ok",
	[LOOK_STATUS_NXDOMAIN] = "nxdomain",
	[LOOK_STATUS_NODATA] = "nodata",
	[LOOK_STATUS_SERVFAIL] = "servfail",
	[LOOK_STATUS_REFUSED] = "refused",
	[LOOK_STATUS_TIMEOUT] = "timeout",
	[LOOK_STATUS_BOGUS] = "bogus",
	[LOOK_STATUS_UNREACHABLE] = "unreachable",
	[LOOK_STATUS_MALFORMED] = "malformed",
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
	g_free(key->type);
	g_free(key->target);
	g_free(key);
}

void look_term_free(struct look_term *term)
{
	if (!term)
		return;
	g_free(term->term);
	g_free(term->target);
	g_free(term->record);
	g_free(term->result);
	g_clear_pointer(&term->terms, g_ptr_array_unref);
	g_free(term);
}

void look_cover_free(struct look_cover *cover)
{
	if (!cover)
		return;
	g_free(cover->source);
	g_free(cover);
}

void look_authorisation_free(struct look_authorisation *authorisation)
{
	if (!authorisation)
		return;
	g_free(authorisation->host);
	g_free(authorisation->name);
	g_free(authorisation);
}

void look_rrset_free(struct look_rrset *rrset)
{
	if (!rrset)
		return;
	g_free(rrset->name);
	g_free(rrset->type);
	g_clear_pointer(&rrset->values, g_ptr_array_unref);
	g_free(rrset);
}

void look_change_free(struct look_change *change)
{
	if (!change)
		return;
	g_free(change->place);
	g_free(change->value);
	g_free(change);
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
	look_term_free(look->spf_tree);
	g_clear_pointer(&look->spf_sources, g_ptr_array_unref);
	g_clear_pointer(&look->dkim, g_ptr_array_unref);
	g_clear_pointer(&look->authorisations, g_ptr_array_unref);
	g_clear_pointer(&look->absent, g_ptr_array_unref);
	g_clear_pointer(&look->mx, g_ptr_array_unref);
	g_clear_pointer(&look->rrsets, g_ptr_array_unref);
	g_free(look->bimi);
	g_free(look->mta_sts);
	g_free(look->tls_rpt);
	g_clear_pointer(&look->findings, g_ptr_array_unref);
	g_free(look->approved);
	g_free(look->target);
	g_clear_pointer(&look->changed, g_ptr_array_unref);
	g_free(look);
}
