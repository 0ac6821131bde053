/* SPDX-License-Identifier: MIT */
#include "dns/finding.h"

#include <stdarg.h>
#include <string.h>

#include "dmarc/record.h"

static const struct {
	const char *code;
	enum finding_level level;
	const char *meaning; /* for mail */
	const char *fix;
} table[CHECK_COUNT] = {
	[CHECK_DOMAIN_MISSING] =
		{"domain-missing", FINDING_ERROR,
		 "receivers refuse mail from a domain that does not exist, and nobody can answer "
		 "it",
		 "Register the domain, or repair its delegation, before anything else"},

	[CHECK_ZONE_UNKNOWN] =
		{"zone-unknown", FINDING_ERROR, "what its name servers publish is not known",
		 "Check again; if it lasts, look at the delegation and at the resolver"},

	[CHECK_SERVER_FAILS] =
		{"server-fails", FINDING_WARNING,
		 "receivers that ask this server see a temporary error, and some of them no policy",
		 "Repair the server, or take it, or that address of it, out of the delegation"},

	[CHECK_SERVER_UNREACHABLE] =
		{"server-unreachable", FINDING_INFO,
		 "what receivers are told there is not known; it says nothing of the servers",
		 "Check from a host that has a way there, such as one with IPv6"},

	[CHECK_SERVERS_DIFFER] = {"servers-differ", FINDING_ERROR,
				  "which policy a receiver applies depends on the server it asks",
				  "Publish the same record at every server: wait for the transfer, "
				  "or raise the serial and reload"},

	[CHECK_SERVER_LACKS_RECORD] =
		{"server-lacks-record", FINDING_ERROR,
		 "receivers that ask this server apply no policy of this name",
		 "Publish the record at every server: wait for the transfer, or raise the serial "
		 "and reload"},

	[CHECK_SERIALS_DIFFER] = {"serials-differ", FINDING_INFO,
				  "a change is on its way, or one server no longer follows",
				  "Check again after the zone's refresh time"},

	[CHECK_RESOLVER_DIFFERS] = {"resolver-differs", FINDING_INFO,
				    "receivers behind such resolvers still see the older record",
				    "Nothing; it ends with the old TTL"},

	[CHECK_RESOLVER_FAILS] = {"resolver-fails", FINDING_INFO,
				  "that resolver cannot tell what receivers see",
				  "Ask other resolvers, or check again"},

	[CHECK_DNSSEC_BOGUS] =
		{"dnssec-bogus", FINDING_ERROR,
		 "receivers that validate DNSSEC get no answer at all for this domain",
		 "Repair the signatures or the DS record at the parent zone"},

	[CHECK_DMARC_MISSING] =
		{"dmarc-missing", FINDING_ERROR,
		 "receivers apply no DMARC and send no reports: anyone can use the domain",
		 "Publish the record of the first stage"},

	[CHECK_DMARC_GONE_ONCE] =
		{"dmarc-gone-once", FINDING_WARNING,
		 "a record counts as gone only when a second look at another time does not see it",
		 "Check again then; if it is gone, find out who removed it"},

	[CHECK_DMARC_INHERITED] =
		{"dmarc-inherited", FINDING_INFO, "that record's policy for subdomains applies",
		 "Publish a record here only if this domain needs a policy of its own"},

	[CHECK_DMARC_SEVERAL] = {"dmarc-several", FINDING_ERROR,
				 "receivers discard all of them: no policy of this name is applied "
				 "and no reports come",
				 "Leave exactly one record that begins with v=DMARC1"},

	[CHECK_DMARC_UNKNOWN] = {"dmarc-unknown", FINDING_ERROR,
				 "whether a policy applies is not known",
				 "Check again; if it lasts, look at the name servers"},

	[CHECK_DMARC_WRONG_PLACE] =
		{"dmarc-wrong-place", FINDING_WARNING,
		 "receivers ask at the name _dmarc alone and never see this record",
		 "Move it to the name _dmarc below the domain"},

	[CHECK_DMARC_CNAME] =
		{"dmarc-cname", FINDING_INFO, "the record belongs to the owner of that name",
		 "Send changes to the owner of the target; no TXT can stand beside a CNAME"},

	[CHECK_DMARC_CNAME_BROKEN] = {"dmarc-cname-broken", FINDING_ERROR,
				      "receivers find no record behind it",
				      "Repair the target, or replace the CNAME with a TXT record"},

	[CHECK_DMARC_TTL] = {"dmarc-ttl", FINDING_INFO,
			     "receivers keep the old record that long after a change",
			     "Lower the TTL to 300 at least that long before the next change"},

	[CHECK_DMARC_WILDCARD] =
		{"dmarc-wildcard", FINDING_WARNING,
		 "every subdomain has a record of its own, so that sp and np of this domain never "
		 "apply",
		 "Remove the wildcard TXT record, or limit it to the names that need it"},

	[CHECK_DMARC_WILDCARD_BELOW] =
		{"dmarc-wildcard-below", FINDING_INFO,
		 "no policy is looked for there, but by it any domain may direct its reports to "
		 "this one",
		 "Remove it, or limit it to *._report._dmarc if reports of others are wanted"},

	[CHECK_WILDCARD] = {"wildcard", FINDING_INFO,
			    "every subdomain exists for receivers: np never applies to it, sp does",
			    "Keep sp as strict as np"},

	[CHECK_GENERATIONS_DIFFER] =
		{"generations-differ", FINDING_WARNING,
		 "the two generations of receivers judge the same mail differently",
		 "Publish a record at the organisational domain, and psd=n only where a subdomain "
		 "is to stand alone"},

	[CHECK_SUFFIX_PUBLISHES] =
		{"suffix-publishes", FINDING_WARNING,
		 "receivers that follow RFC 9989 take the names below it for one organisation",
		 "Add psd=n to this domain's record"},

	[CHECK_SPF_MISSING] =
		{"spf-missing", FINDING_WARNING,
		 "no mail of the domain can pass SPF; it passes DMARC by DKIM alone",
		 "Publish v=spf1 with the domain's senders, or v=spf1 -all where it sends none"},

	[CHECK_SPF_SEVERAL] = {"spf-several", FINDING_ERROR,
			       "receivers see a permanent error: SPF passes for nobody",
			       "Merge them into one record"},

	[CHECK_SPF_SYNTAX] = {"spf-syntax", FINDING_ERROR,
			      "receivers see a permanent error: SPF passes for nobody",
			      "Correct the term"},

	[CHECK_SPF_LOOKUPS] =
		{"spf-lookups", FINDING_ERROR,
		 "receivers stop at the limit with a permanent error: SPF passes for nobody",
		 "Remove includes of services no longer used, or write their networks as ip4 and "
		 "ip6"},

	[CHECK_SPF_LOOKUPS_NEAR] = {"spf-lookups-near", FINDING_INFO,
				    "one more include, also one that a provider adds, breaks it",
				    "Remove includes of services no longer used"},

	[CHECK_SPF_VOID] = {"spf-void", FINDING_ERROR,
			    "more than two void lookups are a permanent error at most receivers",
			    "Remove the terms whose names do not exist"},

	[CHECK_SPF_LOOP] = {"spf-loop", FINDING_ERROR,
			    "receivers see a permanent error: SPF passes for nobody",
			    "Remove the include or redirect that leads back"},

	[CHECK_SPF_INCLUDE_EMPTY] = {"spf-include-empty", FINDING_ERROR,
				     "an include or redirect without a record behind it is a "
				     "permanent error: SPF passes for nobody",
				     "Remove the term, or correct its name"},

	[CHECK_SPF_UNKNOWN] =
		{"spf-unknown", FINDING_WARNING,
		 "receivers that cannot ask either defer the mail or see no SPF result",
		 "Check again; if it lasts, look at that domain's name servers"},

	[CHECK_SPF_MX_MANY] =
		{"spf-mx-many", FINDING_ERROR,
		 "more than ten mail servers behind one mx term are a permanent error",
		 "Write the servers as ip4 and ip6"},

	[CHECK_SPF_MACROS] = {"spf-macros", FINDING_INFO,
			      "what they lead to depends on the message: it is neither followed "
			      "nor counted beyond the term itself",
			      "Nothing while their mail passes SPF; else ask the service that they "
			      "lead to"},

	[CHECK_SPF_PTR] = {"spf-ptr", FINDING_WARNING,
			   "ptr is slow, not to be used, and skipped by some receivers",
			   "Write the servers as ip4, ip6 or a"},

	[CHECK_SPF_PASS_ALL] =
		{"spf-pass-all", FINDING_ERROR,
		 "every host of the world passes SPF for the domain, and DMARC with it",
		 "End the record with -all or ~all"},

	[CHECK_SPF_NEUTRAL_ALL] = {"spf-neutral-all", FINDING_WARNING,
				   "mail of unlisted hosts is neither passed nor failed",
				   "End the record with ~all or -all"},

	[CHECK_SPF_NO_ALL] = {"spf-no-all", FINDING_WARNING,
			      "mail of unlisted hosts is neither passed nor failed",
			      "End the record with ~all or -all"},

	[CHECK_SPF_AFTER_ALL] = {"spf-after-all", FINDING_WARNING,
				 "what follows `all` is never looked at",
				 "Move `all` to the end, and drop redirect"},

	[CHECK_SPF_FAIL_ALL] = {"spf-fail-all", FINDING_INFO,
				"some receivers refuse mail of unlisted hosts at once: forwarded "
				"mail is lost before DKIM is looked at, and no report shows it",
				"Prefer ~all where the domain's mail is forwarded"},

	[CHECK_SPF_SOURCE_UNCOVERED] =
		{"spf-source-uncovered", FINDING_INFO,
		 "mail from the rest passes DMARC by DKIM alone, or not at all",
		 "If it uses the domain as return path, add its addresses or its include; else "
		 "give it a return path below the domain, or leave it to DKIM"},

	[CHECK_SPF_NOT_COMPARED] = {"spf-not-compared", FINDING_INFO,
				    "whether their mail passes SPF by the record is not known",
				    "Put right what is said of the SPF record, then check again"},

	[CHECK_SPF_HELO_MISSING] = {"spf-helo-missing", FINDING_INFO,
				    "its bounces have no other name that SPF could pass by",
				    "Publish \"v=spf1 a -all\" as TXT at the host's name"},

	[CHECK_SPF_INCLUDE_UNUSED] =
		{"spf-include-unused", FINDING_INFO,
		 "it costs lookups, and lets all its users pass SPF in the domain's name",
		 "Ask the customer whether the service still sends; if not, remove the include"},

	[CHECK_DKIM_MISSING] = {"dkim-missing", FINDING_WARNING,
				"signatures that name this key fail",
				"Publish the key again if it still signs; else nothing"},

	[CHECK_DKIM_REVOKED] = {"dkim-revoked", FINDING_WARNING,
				"signatures that name this key fail",
				"Publish a key if the selector still signs; else nothing"},

	[CHECK_DKIM_INVALID] = {"dkim-invalid", FINDING_ERROR,
				"verifiers cannot use it: its signatures fail",
				"Publish the key as the sending service gives it, in one piece"},

	[CHECK_DKIM_WEAK] = {"dkim-weak", FINDING_ERROR,
			     "verifiers refuse RSA keys below 1024 bits: its signatures fail",
			     "Replace it with a key of 2048 bits"},

	[CHECK_DKIM_SHORT] = {"dkim-short", FINDING_WARNING,
			      "RSA keys below 2048 bits are no longer advised",
			      "Replace it with a key of 2048 bits"},

	[CHECK_DKIM_SEVERAL] =
		{"dkim-several", FINDING_ERROR,
		 "which of them a verifier takes is undefined: signatures fail at random",
		 "Leave exactly one key at the name"},

	[CHECK_DKIM_TEST] = {"dkim-test", FINDING_INFO,
			     "t=y says that the domain tests DKIM; some verifiers then treat its "
			     "signatures as absent",
			     "Remove t=y once signatures pass"},

	[CHECK_DKIM_ED25519_ALONE] =
		{"dkim-ed25519-alone", FINDING_WARNING,
		 "many verifiers know RSA alone: for them the mail is not signed",
		 "Sign with an RSA key as well"},

	[CHECK_DKIM_CNAME] = {"dkim-cname", FINDING_INFO, "the owner of that name rotates the key",
			      "Nothing; a change of the key is asked of that owner"},

	[CHECK_DKIM_UNKNOWN] =
		{"dkim-unknown", FINDING_WARNING,
		 "verifiers that cannot ask either defer the mail or see a failed signature",
		 "Check again; if it lasts, look at that domain's name servers"},

	[CHECK_REPORTS_UNAUTHORISED] = {"reports-unauthorised", FINDING_ERROR,
					"reporters send it nothing: the domain's reports are lost",
					"Publish \"v=DMARC1;\" as TXT at the name given"},

	[CHECK_FAILURES_UNAUTHORISED] =
		{"failure-reports-unauthorised", FINDING_WARNING,
		 "the few reporters that send failure reports send it none",
		 "Publish \"v=DMARC1;\" as TXT at the name given, or take it out of ruf"},

	[CHECK_REPORTS_NAME_TOO_LONG] =
		{"reports-name-too-long", FINDING_ERROR,
		 "DNS cannot carry it, so that the host can never be authorised: reporters send it "
		 "nothing",
		 "Name a report address at a shorter host"},

	[CHECK_REPORTS_UNKNOWN] = {"reports-unknown", FINDING_WARNING,
				   "reporters that cannot ask either send it nothing for now",
				   "Check again; if it lasts, look at that domain's name servers"},

	[CHECK_REPORTS_REDIRECTED] = {"reports-redirected", FINDING_ERROR,
				      "reporters then send nothing at all",
				      "Take the rua out of the authorisation record"},

	[CHECK_REPORTS_UNDELIVERABLE] = {"reports-undeliverable", FINDING_WARNING,
					 "no mail server takes the reports: they are lost",
					 "Publish an MX for the host, or name another address"},

	[CHECK_MX_MISSING] = {"mx-missing", FINDING_INFO,
			      "mail for the domain goes to its own address, if it has one",
			      "Publish an MX, or the null MX `0 .` where the domain takes no mail"},

	[CHECK_MX_NULL] = {"mx-null", FINDING_INFO,
			   "the domain takes no mail: bounces and replies cannot arrive",
			   "Nothing where it is to take none; else publish its servers instead"},

	[CHECK_MX_NULL_NOT_ALONE] =
		{"mx-null-not-alone", FINDING_ERROR,
		 "senders do not agree on what that means; some deliver nothing",
		 "Leave either the null MX or the servers"},

	[CHECK_MX_NO_ADDRESS] = {"mx-no-address", FINDING_WARNING,
				 "mail is not delivered through it",
				 "Give the server an address, or take it out"},

	[CHECK_MX_CNAME] = {"mx-cname", FINDING_WARNING,
			    "an MX may not name an alias; some senders refuse to deliver",
			    "Name the server itself"},

	[CHECK_MX_ADDRESS] = {"mx-address", FINDING_ERROR,
			      "an MX names a host; mail is not delivered to an address",
			      "Name the server instead of its address"},

	[CHECK_PARKED_DMARC] = {"parked-dmarc", FINDING_WARNING,
				"the domain sends no mail, and forged mail of it is delivered",
				"Publish \"v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s\", with "
				"the rua, at the name _dmarc below the domain"},

	[CHECK_PARKED_SPF] = {"parked-spf", FINDING_WARNING,
			      "a domain that sends no mail is to say that no host may",
			      "Publish \"v=spf1 -all\" as the only SPF record of the domain"},

	[CHECK_PARKED_DKIM] = {"parked-dkim", FINDING_WARNING,
			       "an old or planted key could still sign in the name of a domain "
			       "that sends no mail",
			       "Publish \"v=DKIM1; p=\" as TXT at *._domainkey below the domain"},

	[CHECK_PARKED_MX] = {"parked-mx", FINDING_WARNING,
			     "senders try to deliver to a domain that takes no mail",
			     "Publish \"0 .\" as the only MX of the domain"},

	[CHECK_BIMI_NOT_READY] =
		{"bimi-not-ready", FINDING_INFO,
		 "mailbox providers show the logo only under quarantine or reject for all mail",
		 "Wait for the end of the ladder: p=quarantine or reject without pct and t, and no "
		 "sp=none, here and at the organisational domain"},

	[CHECK_MTA_STS_UNREAD] =
		{"mta-sts-unread", FINDING_INFO,
		 "whether senders must use TLS to its mail servers stands there, not in DNS",
		 "Look at it by hand after a change of mail servers"},

	[CHECK_DRIFT] = {"drift", FINDING_ERROR, "receivers apply a policy that nobody decided on",
			 "Find out who changed it; then draft a ticket for the record that is "
			 "wanted"},

	[CHECK_BLOCKLISTED] = {"blocklisted", FINDING_WARNING,
			       "receivers that use the list refuse such mail or take it for spam",
			       "Find the cause, end it, then ask the list to remove the entry"},

	[CHECK_BLOCKLIST_UNKNOWN] = {"blocklist-unknown", FINDING_INFO,
				     "whether anything is listed there is not known",
				     "Ask it by a resolver of your own; many lists refuse public "
				     "ones"},
};

void check_say(GPtrArray *findings, enum check_code code, const char *seen, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, seen);
	text = g_strdup_vprintf(seen, args);
	va_end(args);
	finding_add(findings, table[code].level, table[code].code, NULL, table[code].fix, "%s: %s",
		    text, table[code].meaning);
}

static bool find(const GPtrArray *findings, enum check_code code, guint *at)
{
	for (*at = 0; *at < findings->len; ++*at) {
		const struct finding *finding = findings->pdata[*at];

		if (strcmp(finding->code, table[code].code) == 0)
			return true;
	}
	return false;
}

void check_unsay(GPtrArray *findings, enum check_code code)
{
	guint at;

	while (find(findings, code, &at))
		g_ptr_array_remove_index(findings, at);
}

bool check_said(const GPtrArray *findings, enum check_code code)
{
	guint at;

	return find(findings, code, &at);
}

void check_doubt(GPtrArray *findings, enum check_code code, const char *again)
{
	for (guint i = 0; i < findings->len; i++) {
		struct finding *finding = findings->pdata[i];
		g_autofree char *text = NULL;

		if (strcmp(finding->code, table[code].code) != 0 || finding->level != FINDING_ERROR)
			continue;
		text = finding->text;
		finding->text =
			g_strdup_printf("%s; not certain yet, look again after %s: it is an error "
					"if it is seen then too",
					text, again);
		finding->level = FINDING_WARNING;
	}
}
