/* SPDX-License-Identifier: MIT */
/*
 * An aggregate report (RFC 7489 appendix C, RFC 9990) as values. What rows have in common is kept
 * once, as a signature: large reports repeat a few signatures a million times.
 */
#ifndef DMARC_REPORT_H
#define DMARC_REPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ip.h"
#include "dmarc/generation.h"
#include "dmarc/record.h"

enum auth_result {
	AUTH_RESULT_UNKNOWN, /* missing or not understood */
	AUTH_RESULT_NONE,
	AUTH_RESULT_PASS,
	AUTH_RESULT_FAIL,
	AUTH_RESULT_SOFTFAIL,
	AUTH_RESULT_NEUTRAL,
	AUTH_RESULT_POLICY,
	AUTH_RESULT_TEMPERROR,
	AUTH_RESULT_PERMERROR,
};

enum spf_scope {
	SPF_SCOPE_UNKNOWN, /* not reported: counts as MAIL FROM */
	SPF_SCOPE_MFROM,
	SPF_SCOPE_HELO, /* never counts for alignment (Q29) */
};

enum disposition {
	DISPOSITION_NONE,
	DISPOSITION_QUARANTINE,
	DISPOSITION_REJECT,
	DISPOSITION_UNKNOWN,
	DISPOSITION_COUNT,
};

enum override_type {
	OVERRIDE_FORWARDED,
	OVERRIDE_SAMPLED_OUT,
	OVERRIDE_TRUSTED_FORWARDER,
	OVERRIDE_MAILING_LIST,
	OVERRIDE_LOCAL_POLICY,
	OVERRIDE_POLICY_TEST_MODE,
	OVERRIDE_OTHER,
};

const char *auth_result_name(enum auth_result result); /* "pass"; "unknown" */
const char *disposition_name(enum disposition disposition);
const char *override_type_name(enum override_type type);

struct dkim_result {
	char *domain;	/* lower case; "" when the reporter left it empty */
	char *selector; /* NULL: not reported */
	enum auth_result result;
	char *human; /* human_result, or NULL */
};

struct spf_result {
	char *domain;
	enum spf_scope scope;
	enum auth_result result;
	char *human;
};

struct override {
	enum override_type type;
	char *comment; /* or NULL */
};

/*
 * All that rows say beside address, count and disposition. Two equal ones have equal keys. A
 * signature is one block of memory, as signature_from_key() makes it: no member is freed apart.
 */
struct signature {
	char *header_from;   /* lower case, final dot dropped; policy domain where it was empty */
	char *envelope_from; /* domain; "" the null path; NULL not reported */
	char *envelope_to;   /* domain; NULL not reported */
	enum auth_result evaluated_dkim, evaluated_spf; /* PASS, FAIL or UNKNOWN */
	unsigned n_dkim, n_spf, n_overrides;
	struct dkim_result *dkim;
	struct spf_result *spf;
	struct override *overrides;
	/*
	 * What was written where its meaning was changed or lost, lines of "what=text", or NULL:
	 * disposition, dkim and spf (as evaluated; empty: recomputed from the raw results), and,
	 * for the i-th of its kind, dkim/result[i], spf/result[i], spf/scope[i], reason/type[i]; of
	 * a bad row also source_ip and count.
	 */
	char *said;
};

void signature_free(struct signature *signature);
/*
 * A canonical serialisation that holds every member: equal signatures give equal bytes, in every
 * process and on every machine; newly allocated.
 */
GBytes *signature_key(const struct signature *signature);
/* The inverse of signature_key(); NULL when the bytes are no such key. */
struct signature *signature_from_key(const void *data, size_t len);
/* The SPF result that counts: MAIL FROM before unknown scope; NULL when there is none. */
const struct spf_result *signature_mfrom(const struct signature *signature);
/* Compliant: the receiver evaluated an aligned pass of SPF or DKIM. */
bool signature_compliant(const struct signature *signature);

/* Flags of a row; a row with one of the first two stays outside all sums. */
enum row_flag {
	ROW_BAD_ADDRESS = 1 << 0,
	ROW_BAD_COUNT = 1 << 1,
	ROW_NO_HEADER_FROM = 1 << 2,
};
#define ROW_BAD (ROW_BAD_ADDRESS | ROW_BAD_COUNT)

struct report_row {
	struct ip ip;
	uint32_t count;	    /* messages; 0 in a bad row */
	uint32_t signature; /* index into the batch's signatures */
	uint8_t disposition;
	uint8_t flags;
};

/* Some rows of one report, in its order, with the signatures that they use. */
struct report_batch {
	GPtrArray *signatures; /* struct signature *; owned */
	GPtrArray *keys;       /* GBytes *: signature_key() of each, made by the parser; owned */
	GArray *rows;	       /* struct report_row */
};

struct report_batch *report_batch_new(void);
void report_batch_free(struct report_batch *batch);

enum report_flag {
	REPORT_RECOVERED = 1 << 0, /* XML was repaired before it could be read (Q15, Q17, Q18) */
	REPORT_DATES_SWAPPED = 1 << 1,
	REPORT_DATES_ODD = 1 << 2,    /* decimals, milliseconds, text dates */
	REPORT_LONG_SPAN = 1 << 3,    /* over 32 days: counted on its first day */
	REPORT_TWO_POLICIES = 1 << 4, /* the first policy_published was taken */
	REPORT_NO_ORG = 1 << 5,	      /* org_name empty, told by the domain of its e-mail */
	REPORT_BAD_ROWS = 1 << 6,
	REPORT_CONFLICT = 1 << 7, /* another report has the same key and other content */
	REPORT_OVERLAP = 1 << 8,  /* another one of its reporter has the same rows and an
				     overlapping window; found when reports are listed */
	REPORT_FLAG_END = 1 << 9,
};
/* "recovered", "dates-swapped", … */
const char *report_flag_name(enum report_flag flag);
/* "recovered, bad-rows"; newly allocated. */
char *report_flags_text(unsigned flags);

/* policy_published: what the reporter saw in DNS. POLICY_ABSENT and -1 where it does not say. */
struct policy_seen {
	enum policy p, sp, np;
	int pct;     /* 0..100 */
	int testing; /* 0 n, 1 y */
	bool adkim_strict, aspf_strict;
	enum { DISCOVERY_UNKNOWN, DISCOVERY_PSL, DISCOVERY_TREEWALK } discovery;
	char *fo; /* or NULL */
};

struct report {
	char *org_name;	 /* as reported, trimmed */
	char *org_key;	 /* lower(org_name), else the domain of email: tells reporters apart */
	char *email;	 /* or NULL */
	char *report_id; /* trimmed, outer <> dropped */
	char *domain;	 /* the policy domain, lower case; one leading "_dmarc." dropped */
	char *contact, *generator; /* or NULL */
	int64_t begin, end;
	enum generation generation; /* RFC9989 for an RFC 9990 shaped report (3.1) */
	struct policy_seen policy;
	unsigned flags;	   /* enum report_flag */
	GPtrArray *errors; /* char *: the <error> texts */
	/* Totals, known at the end of the report. */
	uint64_t rows, bad_rows, messages;
};

void report_init(struct report *report);
void report_clear(struct report *report);

#define REPORT_SPAN_MAX (32 * 86400) /* seconds: a longer window is counted on its first day */

/*
 * The UTC days over which a report's figures are spread (3.2): its first day, and how many. One
 * day unless the window is longer than 26 hours; one day again when it is longer than 32 days.
 */
void report_days(const struct report *report, int32_t *first, unsigned *n);
/*
 * The messages of a count that fall on day i (0..n-1) of the n days: pro rata of the window's
 * seconds by largest remainder, so that the days add up to the count.
 */
uint32_t report_share(const struct report *report, uint32_t count, unsigned i);

#endif
