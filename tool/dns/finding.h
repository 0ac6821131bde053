/* SPDX-License-Identifier: MIT */
/*
 * Everything that `check` can find wrong, or worth knowing: code, level, what it means for mail and
 * what to do, in one table (finding.c). Codes are part of the command contract.
 */
#ifndef DNS_FINDING_H
#define DNS_FINDING_H

#include <glib.h>
#include <stdbool.h>

enum check_code {
	CHECK_DOMAIN_MISSING,
	CHECK_ZONE_UNKNOWN,
	CHECK_SERVER_FAILS,
	CHECK_SERVER_UNREACHABLE,
	CHECK_SERVERS_DIFFER,
	CHECK_SERVER_LACKS_RECORD,
	CHECK_SERIALS_DIFFER,
	CHECK_RESOLVER_DIFFERS,
	CHECK_RESOLVER_FAILS,
	CHECK_DNSSEC_BOGUS,
	CHECK_DMARC_MISSING,
	CHECK_DMARC_GONE_ONCE,
	CHECK_DMARC_INHERITED,
	CHECK_DMARC_SEVERAL,
	CHECK_DMARC_UNKNOWN,
	CHECK_DMARC_WRONG_PLACE,
	CHECK_DMARC_CNAME,
	CHECK_DMARC_CNAME_BROKEN,
	CHECK_DMARC_TTL,
	CHECK_DMARC_WILDCARD,
	CHECK_DMARC_WILDCARD_BELOW,
	CHECK_WILDCARD,
	CHECK_GENERATIONS_DIFFER,
	CHECK_SUFFIX_PUBLISHES,
	CHECK_SPF_MISSING,
	CHECK_SPF_SEVERAL,
	CHECK_SPF_SYNTAX,
	CHECK_SPF_LOOKUPS,
	CHECK_SPF_LOOKUPS_NEAR,
	CHECK_SPF_VOID,
	CHECK_SPF_LOOP,
	CHECK_SPF_INCLUDE_EMPTY,
	CHECK_SPF_UNKNOWN,
	CHECK_SPF_MX_MANY,
	CHECK_SPF_MACROS,
	CHECK_SPF_PTR,
	CHECK_SPF_PASS_ALL,
	CHECK_SPF_NEUTRAL_ALL,
	CHECK_SPF_NO_ALL,
	CHECK_SPF_AFTER_ALL,
	CHECK_SPF_FAIL_ALL,
	CHECK_SPF_SOURCE_UNCOVERED,
	CHECK_SPF_NOT_COMPARED,
	CHECK_SPF_HELO_MISSING,
	CHECK_SPF_INCLUDE_UNUSED,
	CHECK_DKIM_MISSING,
	CHECK_DKIM_REVOKED,
	CHECK_DKIM_INVALID,
	CHECK_DKIM_WEAK,
	CHECK_DKIM_SHORT,
	CHECK_DKIM_SEVERAL,
	CHECK_DKIM_TEST,
	CHECK_DKIM_ED25519_ALONE,
	CHECK_DKIM_CNAME,
	CHECK_DKIM_UNKNOWN,
	CHECK_REPORTS_UNAUTHORISED,
	CHECK_FAILURES_UNAUTHORISED,
	CHECK_REPORTS_NAME_TOO_LONG,
	CHECK_REPORTS_UNKNOWN,
	CHECK_REPORTS_REDIRECTED,
	CHECK_REPORTS_UNDELIVERABLE,
	CHECK_MX_MISSING,
	CHECK_MX_NULL,
	CHECK_MX_NULL_NOT_ALONE,
	CHECK_MX_NO_ADDRESS,
	CHECK_MX_CNAME,
	CHECK_MX_ADDRESS,
	CHECK_PARKED_DMARC,
	CHECK_PARKED_SPF,
	CHECK_PARKED_DKIM,
	CHECK_PARKED_MX,
	CHECK_BIMI_NOT_READY,
	CHECK_MTA_STS_UNREAD,
	CHECK_BLOCKLISTED,
	CHECK_BLOCKLIST_UNKNOWN,
	CHECK_DRIFT,
	CHECK_COUNT,
};

/*
 * Adds a finding to an array made by findings_new(): what was seen, as a printf format without a
 * final full stop; its meaning and remedy come from the table. Foreign text: "%." SEEN "s".
 */
void check_say(GPtrArray *findings, enum check_code code, const char *seen, ...)
	G_GNUC_PRINTF(3, 4);
#define SEEN "120"

/* Takes a finding of that code out again. */
void check_unsay(GPtrArray *findings, enum check_code code);
/* Does the array hold a finding of that code? */
bool check_said(const GPtrArray *findings, enum check_code code);
/* Makes warnings of the errors of that code, which say when to look again. */
void check_doubt(GPtrArray *findings, enum check_code code, const char *again);

#endif
