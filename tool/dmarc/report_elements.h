/* SPDX-License-Identifier: MIT */
/* The elements of an aggregate report that are read, each told by its place in the tree. */
#ifndef DMARC_REPORT_ELEMENTS_H
#define DMARC_REPORT_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>

enum element {
	ELEMENT_UNKNOWN, /* skipped with all that it holds */
	ELEMENT_DOCUMENT,
	ELEMENT_FEEDBACK,
	ELEMENT_VERSION,

	ELEMENT_METADATA,
	ELEMENT_ORG_NAME,
	ELEMENT_EMAIL,
	ELEMENT_CONTACT,
	ELEMENT_REPORT_ID,
	ELEMENT_GENERATOR,
	ELEMENT_ERROR,
	ELEMENT_DATE_RANGE,
	ELEMENT_BEGIN,
	ELEMENT_END,

	ELEMENT_POLICY,
	ELEMENT_DOMAIN,
	ELEMENT_P,
	ELEMENT_SP,
	ELEMENT_NP,
	ELEMENT_PCT,
	ELEMENT_ADKIM,
	ELEMENT_ASPF,
	ELEMENT_FO,
	ELEMENT_TESTING,
	ELEMENT_DISCOVERY,
	ELEMENT_PSD,

	ELEMENT_RECORD, /* this one and those below it go to report_rows.h */
	ELEMENT_ROW,
	ELEMENT_SOURCE_IP,
	ELEMENT_COUNT,
	ELEMENT_EVALUATED,
	ELEMENT_DISPOSITION,
	ELEMENT_EVALUATED_DKIM,
	ELEMENT_EVALUATED_SPF,
	ELEMENT_REASON,
	ELEMENT_REASON_TYPE,
	ELEMENT_REASON_COMMENT,
	ELEMENT_IDENTIFIERS,
	ELEMENT_HEADER_FROM,
	ELEMENT_ENVELOPE_FROM,
	ELEMENT_ENVELOPE_TO,
	ELEMENT_AUTH_RESULTS,
	ELEMENT_DKIM,
	ELEMENT_DKIM_DOMAIN,
	ELEMENT_DKIM_SELECTOR,
	ELEMENT_DKIM_RESULT,
	ELEMENT_DKIM_HUMAN,
	ELEMENT_SPF,
	ELEMENT_SPF_DOMAIN,
	ELEMENT_SPF_SCOPE,
	ELEMENT_SPF_RESULT,
	ELEMENT_SPF_HUMAN,
	ELEMENT_COUNT_OF,
};

/* The element that a name (without its namespace) means within parent. */
enum element element_child(enum element parent, const char *name);
/* Does it hold text, not elements? */
bool element_is_leaf(enum element element);
/* Does the name occur anywhere in a report? */
bool element_name_is_known(const char *name);

#endif
