/* SPDX-License-Identifier: MIT */
/* The DMARC record: parsing with findings, and editing (RFC 7489 6.3-6.4, RFC 9989 4.7-4.8). */
#ifndef DMARC_RECORD_H
#define DMARC_RECORD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dmarc/generation.h"

enum policy {
	POLICY_NONE,
	POLICY_QUARANTINE,
	POLICY_REJECT,
	POLICY_ABSENT,	/* the tag is not there */
	POLICY_INVALID, /* the tag is there and says nothing known */
};

enum psd {
	PSD_UNKNOWN,
	PSD_YES,
	PSD_NO,
};

/* "none", "quarantine", "reject"; NULL for the last two. */
const char *policy_name(enum policy policy);
/* POLICY_INVALID when it is none of the three words; case is ignored. */
enum policy policy_from_name(const char *word);

enum finding_level {
	FINDING_ERROR,
	FINDING_WARNING,
	FINDING_INFO,
};

const char *finding_level_name(enum finding_level level);

/* What is wrong or worth knowing, with its effect on mail and what to publish instead. */
struct finding {
	enum finding_level level;
	char *code; /* stable, kebab-case: "pct-historic" */
	char *tag;  /* the tag it is about, or NULL */
	char *text; /* what it is and what it does to mail at which generation */
	char *fix;  /* what to do or to publish instead, or NULL */
};

void finding_free(struct finding *finding);
/* Adds to an array made by findings_new(); the text is a printf format. */
void finding_add(GPtrArray *findings, enum finding_level level, const char *code, const char *tag,
		 const char *fix, const char *format, ...) G_GNUC_PRINTF(6, 7);
/* A GPtrArray of struct finding * that owns them. */
GPtrArray *findings_new(void);

struct record_tag {
	char *name;  /* as written, trimmed */
	char *value; /* as written, trimmed */
};

struct record_uri {
	char *uri;	/* without its !size */
	uint64_t limit; /* octets of !size (RFC 7489); 0: none */
};

struct record {
	GPtrArray *tags; /* struct record_tag *, in the order of the record, unknown ones too */
	enum policy p, sp, np;
	unsigned pct; /* 100 when absent or invalid */
	bool t;	      /* t=y */
	enum psd psd;
	bool adkim_strict, aspf_strict;
	GPtrArray *rua, *ruf; /* struct record_uri *, the valid ones */
	char *fo;	      /* valid for RFC 7489, or NULL */
	/* Would receivers of each generation apply it (1.4: a valid p, or a valid rua)? */
	bool usable[GENERATION_COUNT];
};

/*
 * Reads one joined TXT value. Returns false, and *out holds nothing, when it is no DMARC record at
 * all (v missing, not first, other value, duplicate tag): receivers discard it. findings may be
 * NULL; else everything lint has to say is added, also when the result is false.
 */
bool record_parse(const char *txt, size_t len, struct record *out, GPtrArray *findings);
void record_clear(struct record *record);
/* Value of a tag as written, or NULL; name in lower case. */
const char *record_get(const struct record *record, const char *name);
/* Sets a tag in its place, or adds it where it belongs; NULL removes it. p stays second. */
void record_set(struct record *record, const char *name, const char *value);
/* "v=DMARC1; p=none; rua=mailto:…": tag names lower case, "; " between, newly allocated. */
char *record_format(const struct record *record);
/*
 * The findings of `lint` alone; valid (may be NULL) as in cli.md: at least one generation would
 * apply it.
 */
GPtrArray *record_lint(const char *txt, size_t len, bool *valid);

#endif
