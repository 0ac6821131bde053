/* SPDX-License-Identifier: MIT */
#include "dmarc/report_elements.h"

#include <string.h>

struct child {
	const char *name; /* NULL ends a list */
	enum element element;
};

/* The commonest first: every start tag of a report is looked up here. */
static const struct child *const children[ELEMENT_COUNT_OF] = {
	[ELEMENT_DOCUMENT] =
		(const struct child[]){
			{"feedback", ELEMENT_FEEDBACK},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_FEEDBACK] =
		(const struct child[]){
			{"record", ELEMENT_RECORD},
			{"version", ELEMENT_VERSION},
			{"report_metadata", ELEMENT_METADATA},
			{"policy_published", ELEMENT_POLICY},
			{"extension", ELEMENT_UNKNOWN},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_METADATA] =
		(const struct child[]){
			{"org_name", ELEMENT_ORG_NAME},
			{"email", ELEMENT_EMAIL},
			{"extra_contact_info", ELEMENT_CONTACT},
			{"report_id", ELEMENT_REPORT_ID},
			{"date_range", ELEMENT_DATE_RANGE},
			{"generator", ELEMENT_GENERATOR},
			{"error", ELEMENT_ERROR},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_DATE_RANGE] =
		(const struct child[]){
			{"begin", ELEMENT_BEGIN},
			{"end", ELEMENT_END},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_POLICY] =
		(const struct child[]){
			{"domain", ELEMENT_DOMAIN},
			{"adkim", ELEMENT_ADKIM},
			{"aspf", ELEMENT_ASPF},
			{"p", ELEMENT_P},
			{"sp", ELEMENT_SP},
			{"np", ELEMENT_NP},
			{"pct", ELEMENT_PCT},
			{"fo", ELEMENT_FO},
			{"testing", ELEMENT_TESTING},
			{"t", ELEMENT_TESTING},
			{"discovery_method", ELEMENT_DISCOVERY},
			{"psd", ELEMENT_PSD},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_RECORD] =
		(const struct child[]){
			{"row", ELEMENT_ROW},
			{"identifiers", ELEMENT_IDENTIFIERS},
			{"auth_results", ELEMENT_AUTH_RESULTS},
			{"identities", ELEMENT_IDENTIFIERS},
			{"extensions", ELEMENT_UNKNOWN},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_ROW] =
		(const struct child[]){
			{"source_ip", ELEMENT_SOURCE_IP},
			{"count", ELEMENT_COUNT},
			{"policy_evaluated", ELEMENT_EVALUATED},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_EVALUATED] =
		(const struct child[]){
			{"disposition", ELEMENT_DISPOSITION},
			{"dkim", ELEMENT_EVALUATED_DKIM},
			{"spf", ELEMENT_EVALUATED_SPF},
			{"reason", ELEMENT_REASON},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_REASON] =
		(const struct child[]){
			{"type", ELEMENT_REASON_TYPE},
			{"comment", ELEMENT_REASON_COMMENT},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_IDENTIFIERS] =
		(const struct child[]){
			{"header_from", ELEMENT_HEADER_FROM},
			{"envelope_from", ELEMENT_ENVELOPE_FROM},
			{"envelope_to", ELEMENT_ENVELOPE_TO},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_AUTH_RESULTS] =
		(const struct child[]){
			{"dkim", ELEMENT_DKIM},
			{"spf", ELEMENT_SPF},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_DKIM] =
		(const struct child[]){
			{"domain", ELEMENT_DKIM_DOMAIN},
			{"selector", ELEMENT_DKIM_SELECTOR},
			{"result", ELEMENT_DKIM_RESULT},
			{"human_result", ELEMENT_DKIM_HUMAN},
			{NULL, ELEMENT_UNKNOWN},
		},
	[ELEMENT_SPF] =
		(const struct child[]){
			{"domain", ELEMENT_SPF_DOMAIN},
			{"scope", ELEMENT_SPF_SCOPE},
			{"result", ELEMENT_SPF_RESULT},
			{"human_result", ELEMENT_SPF_HUMAN},
			{NULL, ELEMENT_UNKNOWN},
		},
};

enum element element_child(enum element parent, const char *name)
{
	const struct child *child = children[parent];

	while (child && child->name &&
	       (child->name[0] != name[0] || strcmp(child->name, name) != 0))
		child++;
	return child && child->name ? child->element : ELEMENT_UNKNOWN;
}

bool element_is_leaf(enum element element)
{
	return !children[element];
}

bool element_name_is_known(const char *name)
{
	for (int parent = 0; parent < ELEMENT_COUNT_OF; parent++) {
		for (const struct child *child = children[parent]; child && child->name; child++) {
			if (strcmp(child->name, name) == 0)
				return true;
		}
	}
	return false;
}
