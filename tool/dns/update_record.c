/* SPDX-License-Identifier: MIT */
#include "dns/update_wire.h"

#include <stdlib.h>
#include <string.h>

#include "dns/wire.h"

#define STRING_MAX 255 /* octets of one string of a TXT record */

static const struct {
	const char *name;
	ldns_rr_type type;
} types[] = {
	{"TXT", LDNS_RR_TYPE_TXT},
	{"MX", LDNS_RR_TYPE_MX},
	{"CNAME", LDNS_RR_TYPE_CNAME},
};

ldns_rr_type update_type(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	return (ldns_rr_type)0;
}

ldns_rr *update_rr_bare(const char *name, ldns_rr_type type, ldns_rr_class class, uint32_t ttl)
{
	ldns_rr *rr = ldns_rr_new();

	ldns_rr_set_owner(rr, ldns_dname_new_frm_str(name));
	ldns_rr_set_type(rr, type);
	ldns_rr_set_class(rr, class);
	ldns_rr_set_ttl(rr, ttl);
	return rr;
}

/* Strings of at most 255 octets; c0 80 stands for a NUL. */
static void push_strings(ldns_rr *rr, const char *text)
{
	g_autoptr(GByteArray) octets = g_byte_array_new();
	guint at = 0;

	for (const char *c = text; *c; c++) {
		bool nul = g_str_has_prefix(c, "\xc0\x80") != FALSE;

		g_byte_array_append(octets, nul ? (const uint8_t *)"" : (const uint8_t *)c, 1);
		c += nul;
	}
	do {
		uint8_t string[1 + STRING_MAX];

		string[0] = (uint8_t)MIN(octets->len - at, STRING_MAX);
		if (string[0] > 0)
			memcpy(string + 1, octets->data + at, string[0]);
		at += string[0];
		ldns_rr_push_rdf(rr,
				 ldns_rdf_new_frm_data(LDNS_RDF_TYPE_STR, string[0] + 1u, string));
	} while (at < octets->len);
}

/* False when the text is no name. */
static bool push_name(ldns_rr *rr, const char *text)
{
	ldns_rdf *name = ldns_dname_new_frm_str(text);

	return name && ldns_rr_push_rdf(rr, name);
}

/* "10 mx.shop.example" */
static bool push_mx(ldns_rr *rr, const char *text)
{
	char *host = NULL;
	guint64 preference = g_ascii_strtoull(text, &host, 10);

	if (host == text || *host != ' ' || preference > UINT16_MAX)
		return false;
	ldns_rr_push_rdf(rr, ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16, (uint16_t)preference));
	return push_name(rr, host + 1);
}

ldns_rr *update_rr_new(const char *name, ldns_rr_type type, uint32_t ttl, const char *value)
{
	ldns_rr *rr = update_rr_bare(name, type, LDNS_RR_CLASS_IN, ttl);
	bool whole = ldns_rr_owner(rr) != NULL;

	if (type == LDNS_RR_TYPE_TXT)
		push_strings(rr, value);
	else
		whole = whole &&
			(type == LDNS_RR_TYPE_MX ? push_mx(rr, value) : push_name(rr, value));
	if (whole)
		return rr;
	ldns_rr_free(rr);
	return NULL;
}

/* A name of the data, as dns.h has names. */
static char *rdf_name(const ldns_rdf *rdf)
{
	char *raw = ldns_rdf2str(rdf), *name = wire_canonical(raw);

	free(raw);
	return name;
}

char *update_rr_value(const ldns_rr *rr)
{
	GString *text;

	if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_CNAME)
		return rdf_name(ldns_rr_rdf(rr, 0));
	if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_MX) {
		g_autofree char *host = rdf_name(ldns_rr_rdf(rr, 1));

		return g_strdup_printf("%u %s", ldns_rdf2native_int16(ldns_rr_rdf(rr, 0)), host);
	}
	text = g_string_new(NULL);
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const uint8_t *string = ldns_rdf_data(ldns_rr_rdf(rr, i));

		for (unsigned k = 1; k <= string[0]; k++)
			g_string_append_len(text, string[k] ? (const char *)&string[k] : "\xc0\x80",
					    string[k] ? 1 : 2);
	}
	return g_string_free(text, FALSE);
}
