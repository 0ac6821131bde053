/* SPDX-License-Identifier: MIT */
#include "dns/update_wire.h"

#include <stdlib.h>

#include "dns/endpoint.h"

static void append_name(GString *out, const ldns_rr *rr)
{
	char *name = ldns_rdf2str(ldns_rr_owner(rr));

	g_string_append(out, name);
	free(name);
}

/* Type and data, and the end of the line. */
static void append_data(GString *out, const ldns_rr *rr)
{
	char *type = ldns_rr_type2str(ldns_rr_get_type(rr));

	g_string_append_printf(out, " %s", type);
	free(type);
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		char *word = ldns_rdf2str(ldns_rr_rdf(rr, i));

		g_string_append_printf(out, " %s", word);
		free(word);
	}
	g_string_append_c(out, '\n');
}

static void append_prerequisite(GString *out, const ldns_rr *rr)
{
	bool absent = ldns_rr_get_class(rr) == LDNS_RR_CLASS_NONE;

	if (absent && ldns_rr_get_type(rr) == LDNS_RR_TYPE_ANY) {
		g_string_append(out, "prereq nxdomain ");
		append_name(out, rr);
		g_string_append_c(out, '\n');
		return;
	}
	g_string_append(out, absent ? "prereq nxrrset " : "prereq yxrrset ");
	append_name(out, rr);
	append_data(out, rr);
}

static void append_change(GString *out, const ldns_rr *rr)
{
	bool removal = ldns_rr_get_class(rr) == LDNS_RR_CLASS_NONE;

	g_string_append(out, removal ? "update delete " : "update add ");
	append_name(out, rr);
	if (!removal)
		g_string_append_printf(out, " %u", ldns_rr_ttl(rr));
	append_data(out, rr);
}

char *update_text(const struct update *update, const struct update_signer *signer)
{
	GString *out = g_string_new(NULL);
	char address[IP_TEXT_MAX];
	uint16_t port;

	endpoint_text(&update->endpoint, address, &port);
	g_string_append_printf(out, "server %s %u\nzone %s.\n; signed with the %s key %s\n",
			       address, port, update->zone, signer->algorithm, signer->name);
	for (size_t i = 0; i < ldns_rr_list_rr_count(update->prerequisites); i++)
		append_prerequisite(out, ldns_rr_list_rr(update->prerequisites, i));
	for (size_t i = 0; i < ldns_rr_list_rr_count(update->changes); i++)
		append_change(out, ldns_rr_list_rr(update->changes, i));
	g_string_append(out, "send\n");
	return g_string_free(out, FALSE);
}
