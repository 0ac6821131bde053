/* SPDX-License-Identifier: MIT */
#include "dmarc/report_uri.h"

#include <string.h>

#include "base/name.h"

#define SCHEME	   "mailto:"
#define SCHEME_LEN strlen(SCHEME)

char *report_uri_from_address(const char *address)
{
	g_autofree char *escaped = NULL;

	if (g_ascii_strncasecmp(address, SCHEME, SCHEME_LEN) == 0)
		return g_strdup(address);
	escaped = g_uri_escape_string(address, "@+=&'*$/", FALSE);
	return g_strconcat(SCHEME, escaped, NULL);
}

char *report_uri_host(const char *uri)
{
	g_autofree char *address = NULL;
	const char *at;

	if (g_ascii_strncasecmp(uri, SCHEME, SCHEME_LEN) != 0)
		return NULL;
	uri += SCHEME_LEN;
	address = g_uri_unescape_segment(uri, uri + strcspn(uri, "?"), NULL);
	at = address ? strrchr(address, '@') : NULL;
	return at && at[1] ? name_from_report(at + 1, strlen(at + 1)) : NULL;
}

char *report_uris_with(const struct record *record, const char *address)
{
	g_autofree char *uri = report_uri_from_address(address);
	const char *present = record_get(record, "rua");

	for (unsigned i = 0; i < record->rua->len; i++) {
		const struct record_uri *known = record->rua->pdata[i];

		if (g_ascii_strcasecmp(known->uri, uri) == 0)
			return g_strdup(present);
	}
	return present && *present ? g_strconcat(present, ",", uri, NULL) : g_steal_pointer(&uri);
}
