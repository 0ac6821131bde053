/* SPDX-License-Identifier: MIT */
/*
 * The words of lint: what each finding does to mail, at receivers of which generation, and what to
 * publish instead (domain.md 1.2-1.6). Codes are stable: scripts read them.
 */
#include "dmarc/record_text.h"

#include <string.h>

#define P_FIX "Publish p=none, p=quarantine or p=reject"
#define V_FIX "Begin the record with v=DMARC1; exactly so, with nothing before it"
#define RUA_FIX                                                                                    \
	"Write mailto:user@host, with a comma before the next one; a comma, semicolon or "         \
	"exclamation mark in an address as %2C, %3B, %21"

static const struct advice {
	const char *code;
	enum finding_level level;
	const char *text; /* follows "tag=value: " where the tag is there */
	const char *fix;  /* or NULL */
} table[] = {
	/* The version. */
	{"v-missing", FINDING_ERROR,
	 "without v no receiver of either generation sees a record here", V_FIX},
	{"v-invalid", FINDING_ERROR,
	 "not DMARC1 in capitals with a semicolon behind it; no receiver of either generation "
	 "sees a record here",
	 V_FIX},
	{"v-not-first", FINDING_ERROR,
	 "something stands before it; no receiver of either generation sees a record here", V_FIX},
	{"leading-space", FINDING_ERROR,
	 "a space stands before it; no receiver of either generation sees a record here", V_FIX},
	{"no-separator", FINDING_INFO,
	 "RFC 7489 wants a semicolon after the version, RFC 9989 does not", "Write v=DMARC1;"},

	/* The form. */
	{"empty-element", FINDING_WARNING,
	 "two semicolons with nothing between are a syntax error at both generations, which most "
	 "receivers tolerate",
	 "Leave one semicolon between two tags"},
	{"not-a-tag", FINDING_ERROR, "no name=value; receivers of both generations ignore it",
	 "Write name=value, or take it out"},
	{"not-ascii", FINDING_ERROR,
	 "the record holds characters that are no printable ASCII; at both generations the tags "
	 "in which they stand are invalid",
	 "Type the record anew in ASCII and on one line: word processors put in typographic quotes "
	 "and spaces, copying brings line ends along"},
	{"zone-quotes", FINDING_WARNING,
	 "quotation marks stand in the text; a zone file has them around each string, where they "
	 "are no part of it; published, they spoil what they touch at both generations",
	 "Publish what stands between them, the strings joined with nothing between"},
	{"zone-escape", FINDING_WARNING,
	 "a backslash stands in the text; zone files and shells want it before a semicolon, where "
	 "it is no part of it; published, it spoils the value before it at both generations",
	 "Take the backslash out"},
	{"too-long", FINDING_WARNING,
	 "over 450 octets; no RFC limits a record, but checkers do, and a large answer may not "
	 "fit into one UDP packet",
	 "Take out the tags that only repeat a default"},
	{"unknown-tag", FINDING_INFO, "neither generation knows this tag; all receivers ignore it",
	 "Take it out if it is a misspelling"},
	{"empty-value", FINDING_ERROR, "no value; at both generations as if the tag were absent",
	 "Give it a value, or take it out"},
	{"upper-case", FINDING_WARNING,
	 "capitals; the RFCs contradict each other on them, and a receiver that tells case apart "
	 "ignores the tag",
	 "Write tag and value in lower case"},
	{"missing-separator", FINDING_ERROR,
	 "the value swallows the tag behind it, so both are lost to receivers of both generations",
	 "Put a semicolon before the next tag"},
	{"duplicate-tag", FINDING_ERROR,
	 "stands there more than once; by the rule for tag lists the whole record is invalid at "
	 "both generations, though some receivers take the last one",
	 "Publish the tag once"},

	/* The policies. */
	{"p-missing", FINDING_ERROR,
	 "without p receivers of both generations act as if p=none where rua is valid, else they "
	 "apply no DMARC at all",
	 P_FIX},
	{"p-invalid", FINDING_ERROR,
	 "no policy; receivers of both generations act as if p=none where rua is valid, else they "
	 "apply no DMARC at all",
	 P_FIX},
	{"sp-invalid", FINDING_ERROR,
	 "no policy, and it takes p down with it: receivers of both generations act as if p=none "
	 "where rua is valid, else they apply no DMARC at all",
	 "Publish sp=none, sp=quarantine or sp=reject, or leave sp out"},
	{"np-invalid", FINDING_ERROR,
	 "no policy, and it takes p down with it: RFC 9989 receivers act as if p=none where rua "
	 "is valid, else they apply no DMARC at all; RFC 7489 receivers ignore np",
	 "Publish np=none, np=quarantine or np=reject, or leave np out"},
	{"p-not-second", FINDING_WARNING,
	 "not the second tag, where RFC 7489 wants it: a strict receiver of that generation may "
	 "ignore the record; RFC 9989 allows any order",
	 "Move p right behind v=DMARC1"},
	{"sp-scope", FINDING_INFO,
	 "speaks for subdomains that have no record of their own; in a subdomain's own record it "
	 "does nothing, except beside psd=n at RFC 9989 receivers",
	 NULL},
	{"sp-weaker", FINDING_WARNING,
	 "weaker than p; at both generations any subdomain is easier to spoof than the domain",
	 "Take sp out once no subdomain sends mail that fails"},
	{"np-weaker", FINDING_WARNING,
	 "weaker than the policy of subdomains that exist; at RFC 9989 receivers a name that does "
	 "not exist is easier to spoof than one that does; RFC 7489 receivers ignore np",
	 "Publish np=reject, or leave np out"},
	{"psd-invalid", FINDING_ERROR,
	 "RFC 9989 receivers take the default u; RFC 7489 receivers ignore psd",
	 "Publish psd=n, or leave psd out"},
	{"psd-yes", FINDING_WARNING,
	 "says that this name is a public suffix: RFC 9989 receivers take each name below it as "
	 "an organisation of its own, not aligned with this one; RFC 7489 receivers ignore psd",
	 "Leave psd out unless you run a registry"},
	{"psd-no", FINDING_INFO,
	 "makes this name an organisation of its own: at RFC 9989 receivers it is not aligned "
	 "with the names above it; RFC 7489 receivers ignore psd",
	 "Leave psd out of a subdomain's record unless its mail is signed with its own d="},

	/* What softens a policy. */
	{"pct-invalid", FINDING_ERROR,
	 "no whole number from 0 to 100; RFC 7489 receivers take 100, and some (OpenDMARC) drop "
	 "the record; RFC 9989 receivers ignore pct",
	 "Publish a whole number from 0 to 100, or leave pct out"},
	{"pct-historic", FINDING_INFO,
	 "historic; RFC 9989 receivers ignore it, RFC 7489 receivers still sample by it",
	 "Leave pct out where it is 100"},
	{"pct-without-t", FINDING_WARNING,
	 "without t=y RFC 9989 receivers apply the policy to all mail that fails, RFC 7489 "
	 "receivers to this share of it",
	 "Publish t=y as long as pct is below 100"},
	{"pct-on-reject", FINDING_INFO,
	 "RFC 7489 receivers quarantine the mail that is not selected for reject, except "
	 "OpenDMARC, which delivers it",
	 NULL},
	{"t-invalid", FINDING_ERROR,
	 "RFC 9989 receivers apply the full policy, as with t=n; RFC 7489 receivers ignore t",
	 "Publish t=y, or leave t out"},
	{"t-without-pct", FINDING_WARNING,
	 "RFC 9989 receivers apply one level less than the policy, RFC 7489 receivers the full "
	 "policy to all mail that fails",
	 "Publish pct=0 as long as t=y stands there"},
	{"t-on-none", FINDING_INFO, "does nothing where every policy is none", "Leave t out"},

	/* Alignment. */
	{"adkim-invalid", FINDING_ERROR,
	 "receivers of both generations take the default r, and some (OpenDMARC) drop the record",
	 "Publish adkim=r or adkim=s, or leave adkim out"},
	{"aspf-invalid", FINDING_ERROR,
	 "receivers of both generations take the default r, and some (OpenDMARC) drop the record",
	 "Publish aspf=r or aspf=s, or leave aspf out"},

	/* Reports. */
	{"no-rua", FINDING_WARNING,
	 "without rua no receiver of either generation sends aggregate reports; what the policy "
	 "does to mail stays unseen",
	 "Publish rua=mailto: with an address for reports"},
	{"uri-empty", FINDING_WARNING, "an empty place in the list, which receivers pass over",
	 "Leave one comma between two addresses"},
	{"uri-no-scheme", FINDING_ERROR,
	 "has no scheme; receivers of both generations send nothing there",
	 "Write mailto: before the address"},
	{"uri-invalid", FINDING_ERROR,
	 "no valid URI; receivers of both generations send nothing there", RUA_FIX},
	{"uri-size-invalid", FINDING_ERROR,
	 "what follows the exclamation mark is no size; receivers of both generations may send "
	 "nothing there",
	 "Take out the exclamation mark and what follows it"},
	{"uri-size", FINDING_WARNING,
	 "RFC 7489 receivers send no report larger than that; RFC 9989 receivers ignore the size",
	 "Take out the exclamation mark and the size"},
	{"uri-scheme", FINDING_WARNING,
	 "no mailto: address, and receivers of both generations need to support no other",
	 "Name a mailto: address, too"},
	{"uri-address", FINDING_WARNING,
	 "the address in it is none that mail can reach; receivers of both generations will find "
	 "no place for their reports",
	 "Write mailto:user@host, the host with all its labels"},
	{"uri-count", FINDING_WARNING,
	 "more than two addresses; an RFC 7489 receiver need not serve the rest, an RFC 9989 "
	 "receiver has a limit of its own",
	 "Name one or two, and distribute from there"},
	{"fo-invalid", FINDING_ERROR,
	 "receivers of both generations take the default 0, and some (OpenDMARC) drop the record",
	 "Publish 0, 1, d or s, or several of them with colons between"},
	{"fo-without-ruf", FINDING_INFO, "does nothing without ruf, at either generation",
	 "Leave fo out"},
	{"fo-exclusive", FINDING_WARNING,
	 "names both 0 and 1; RFC 9989 receivers find that invalid and take 0, RFC 7489 receivers "
	 "take 1",
	 "Publish fo=1"},
	{"fo-repeated", FINDING_WARNING,
	 "names an option twice; RFC 9989 receivers find that invalid and take 0",
	 "Name each option once"},
	{"rf-invalid", FINDING_ERROR,
	 "RFC 7489 receivers take the default afrf; RFC 9989 receivers ignore rf", "Leave rf out"},
	{"rf-historic", FINDING_INFO,
	 "historic; RFC 9989 receivers ignore it, the rest knows one value", "Leave rf out"},
	{"ri-invalid", FINDING_ERROR,
	 "RFC 7489 receivers take the default 86400; RFC 9989 receivers ignore ri", "Leave ri out"},
	{"ri-historic", FINDING_INFO,
	 "historic; RFC 9989 receivers ignore it, RFC 7489 receivers send daily reports anyway",
	 "Leave ri out"},
};

void record_advise(GPtrArray *findings, const char *code, const char *tag, const char *subject)
{
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		const struct advice *advice = &table[i];

		if (strcmp(advice->code, code) == 0) {
			finding_add(findings, advice->level, code, tag, advice->fix, "%s%s%s",
				    subject ? subject : "", subject && *subject ? ": " : "",
				    advice->text);
			return;
		}
	}
	g_assert_not_reached();
}
