/* SPDX-License-Identifier: MIT */
#include "dmarc/report_head.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/name.h"

#define ERRORS_MAX    64	   /* <error> texts kept of one report */
#define REPORT_ID_MAX 256	   /* octets kept of a report ID (domain.md Q33) */
#define SECONDS_MAX   100000000000 /* a larger number counts milliseconds (Q35) ... */
#define MILLI_DIGITS  14	   /* ... up to this length, ... */
#define MICRO_DIGITS  16	   /* ... one of this length microseconds */
#define DIGITS	      "0123456789"
#define POLICY_PREFIX "_dmarc."

static char *text_or_null(const char *text)
{
	return *text ? g_strdup(text) : NULL;
}

/* What stands between an outer pair of angle brackets. */
static char *without_brackets(const char *text)
{
	size_t len = strlen(text);

	if (len >= 2 && text[0] == '<' && text[len - 1] == '>')
		return g_strndup(text + 1, len - 2);
	return g_strdup(text);
}

/* At most REPORT_ID_MAX octets, whole characters. */
static char *report_id_from(const char *text)
{
	char *id = without_brackets(text);
	size_t len = strlen(id);

	if (len > REPORT_ID_MAX)
		*g_utf8_find_prev_char(id, id + REPORT_ID_MAX + 1) = '\0';
	return id;
}

/* RFC 3339, or as databases write it: no offset, which is UTC, " UTC", " +0200". */
static bool text_instant_from(const char *text, int64_t *at)
{
	size_t clock = MIN(strlen(text), strlen("2026-10-31T00:00:00"));
	g_autofree char *whole = NULL;
	const char *zone;

	if (text[clock] == '.')
		clock += 1 + strspn(text + clock + 1, DIGITS);
	zone = text + clock + strspn(text + clock, " ");
	if (!*zone || g_ascii_strcasecmp(zone, "UTC") == 0 || g_ascii_strcasecmp(zone, "GMT") == 0)
		whole = g_strdup_printf("%.*sZ", (int)clock, text);
	else if (strlen(zone) == strlen("+0200"))
		whole = g_strdup_printf("%.*s%.3s:%s", (int)clock, text, zone, zone + 3);
	else
		whole = g_strdup_printf("%.*s%s", (int)clock, text, zone);
	return time_parse(text, at) || time_parse(whole, at);
}

/* Seconds since 1970 with an optional sign and fraction, or a finer unit, or a text. */
static bool instant_from(const char *text, int64_t *at, bool *odd)
{
	size_t sign = text[0] == '-' || text[0] == '+', digits = strspn(text + sign, DIGITS);
	const char *rest = text + sign + digits;

	*odd = true;
	if (digits == 0 || (digits > MILLI_DIGITS && digits != MICRO_DIGITS) ||
	    (*rest && (*rest != '.' || strspn(rest + 1, DIGITS) != strlen(rest + 1))))
		return text_instant_from(text, at);
	*at = MAX(0, g_ascii_strtoll(text, NULL, 10));
	*odd = *rest || sign || *at > SECONDS_MAX;
	while (*at > SECONDS_MAX)
		*at /= 1000;
	return true;
}

static bool set_instant(struct report *report, int64_t *at, const char *name, const char *text,
			GError **error)
{
	bool odd;

	if (!*text)
		return true;
	if (!instant_from(text, at, &odd)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "report_metadata/date_range/%s is no time: '%s'", name, text);
		return false;
	}
	report->flags |= odd ? REPORT_DATES_ODD : 0;
	return true;
}

/* "y" or "n", as in the record; -1 otherwise. */
static int testing_from(const char *text)
{
	if (g_ascii_strcasecmp(text, "y") == 0)
		return 1;
	return g_ascii_strcasecmp(text, "n") == 0 ? 0 : -1;
}

static int pct_from(const char *text)
{
	guint64 pct;

	return g_ascii_string_to_unsigned(text, 10, 0, 100, &pct, NULL) ? (int)pct : -1;
}

static enum policy policy_from(const char *text)
{
	return *text ? policy_from_name(text) : POLICY_ABSENT;
}

static void replace(char **member, char *text)
{
	g_free(*member);
	*member = text;
}

static void set_policy(struct report *report, enum element element, const char *text)
{
	struct policy_seen *policy = &report->policy;

	switch ((int)element) {
	case ELEMENT_P:
		policy->p = policy_from(text);
		break;
	case ELEMENT_SP:
		policy->sp = policy_from(text);
		break;
	case ELEMENT_NP:
		policy->np = policy_from(text);
		break;
	case ELEMENT_PCT:
		policy->pct = pct_from(text);
		break;
	case ELEMENT_ADKIM:
		policy->adkim_strict = g_ascii_strcasecmp(text, "s") == 0;
		break;
	case ELEMENT_ASPF:
		policy->aspf_strict = g_ascii_strcasecmp(text, "s") == 0;
		break;
	case ELEMENT_FO:
		replace(&policy->fo, text_or_null(text));
		break;
	case ELEMENT_TESTING:
		policy->testing = testing_from(text);
		break;
	case ELEMENT_DISCOVERY:
		policy->discovery = g_ascii_strcasecmp(text, "psl") == 0	? DISCOVERY_PSL
				    : g_ascii_strcasecmp(text, "treewalk") == 0 ? DISCOVERY_TREEWALK
										: DISCOVERY_UNKNOWN;
		break;
	default:
		break;
	}
}

/* Elements that only RFC 9990 has, or that stand for one of them (3.1, Q28). */
static bool is_new(enum element element)
{
	return element == ELEMENT_NP || element == ELEMENT_TESTING ||
	       element == ELEMENT_DISCOVERY || element == ELEMENT_PSD ||
	       element == ELEMENT_GENERATOR;
}

bool report_head_set(struct report *report, enum element element, const char *text, size_t len,
		     GError **error)
{
	if (is_new(element))
		report->generation = GENERATION_RFC9989;
	switch ((int)element) {
	case ELEMENT_ORG_NAME:
		replace(&report->org_name, g_strdup(text));
		break;
	case ELEMENT_EMAIL:
		replace(&report->email, text_or_null(text));
		break;
	case ELEMENT_CONTACT:
		replace(&report->contact, text_or_null(text));
		break;
	case ELEMENT_GENERATOR:
		replace(&report->generator, text_or_null(text));
		break;
	case ELEMENT_REPORT_ID:
		replace(&report->report_id, report_id_from(text));
		break;
	case ELEMENT_ERROR:
		if (len > 0 && report->errors->len < ERRORS_MAX)
			g_ptr_array_add(report->errors, g_strdup(text));
		break;
	case ELEMENT_BEGIN:
		return set_instant(report, &report->begin, "begin", text, error);
	case ELEMENT_END:
		return set_instant(report, &report->end, "end", text, error);
	case ELEMENT_DOMAIN:
		replace(&report->domain, name_from_report(text, len));
		break;
	default:
		set_policy(report, element, text);
		break;
	}
	return true;
}

bool report_head_metadata(struct report *report, GError **error)
{
	if (report->begin == TIME_NONE || report->end == TIME_NONE) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "no report_metadata/date_range/%s",
			    report->begin == TIME_NONE ? "begin" : "end");
		return false;
	}
	if (report->begin > report->end) {
		int64_t begin = report->end;

		report->end = report->begin;
		report->begin = begin;
		report->flags |= REPORT_DATES_SWAPPED;
	}
	if (report->end - report->begin > REPORT_SPAN_MAX)
		report->flags |= REPORT_LONG_SPAN;
	if (!report->org_name)
		report->org_name = g_strdup("");
	if (!report->report_id)
		report->report_id = g_strdup("");
	if (*report->org_name) {
		replace(&report->org_key, g_ascii_strdown(report->org_name, -1));
	} else {
		const char *email = report->email ? report->email : "";

		replace(&report->org_key, name_from_report(email, strlen(email)));
		report->flags |= REPORT_NO_ORG;
	}
	return true;
}

bool report_head_policy(struct report *report, GError **error)
{
	if (report->domain && g_str_has_prefix(report->domain, POLICY_PREFIX))
		replace(&report->domain, g_strdup(report->domain + strlen(POLICY_PREFIX)));
	if (report->domain && *report->domain)
		return true;
	g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "no policy_published/domain");
	return false;
}
