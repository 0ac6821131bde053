/* SPDX-License-Identifier: MIT */
/*
 * What the files of an analysis share. It is made in this order, each step by the file of its name:
 * fold (roll-ups to kinds, addresses, sums and runs), identity (parties), strand (strands and
 * their evidence), ledger (where selectors are at home), judge (rules, scores, marks) and stream.
 * A party becomes a struct source, a strand a struct flow, a current (stream.h) a struct stream.
 * Texts are interned: equal ones are the same pointer.
 */
#ifndef ANALYSE_INNER_H
#define ANALYSE_INNER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "analyse/analyse.h"
#include "analyse/pair.h"
#include "dmarc/consistency.h"

#define DAYS_MAX 64 /* days of evidence that fit a set of bits; older ones are left out */

/* A DKIM selector of the customer's, with the places where it is at home (4.3). */
struct selector {
	const char *domain, *name;
	GArray *strands;	 /* uint32_t: those that carry it */
	GArray *homes;		 /* struct home */
	uint64_t passes;	 /* messages that it passed on, anywhere */
	uint64_t home_passes;	 /* ... at home */
	uint64_t home_days;	 /* bit i: day i of the evidence */
	uint64_t *per_day;	 /* messages passed at home, as series.h has them; NULL: no home */
	struct current *current; /* the stream it belongs to, or NULL */
};

struct kind_dkim {
	const char *domain;
	struct selector *selector; /* NULL: foreign, or left out by the reporter */
	const char *name;	   /* of the selector, or NULL */
	enum auth_result result;
	bool own; /* aligned with From, relaxed, for either generation */
};

/* What the rows of a flow have in common, whoever sent them. */
struct kind {
	const char *header_from;
	const char *envelope; /* or NULL */
	enum auth_result spf;
	bool envelope_ours;	  /* the customer's domain, or one beneath */
	bool dkim_pass, spf_pass; /* as evaluated: aligned */
	unsigned n_dkim, n_own;
	struct kind_dkim *dkim; /* those that matter, own ones first */
	const char *text;	/* canonical: equal kinds have equal texts */
	uint64_t scatter;	/* days on which many networks sent a little of it each */
	uint32_t crowd;		/* addresses that sent a little of it on some day */
};

/* What a row says beside its kind. */
enum trait {
	TRAIT_OVERRIDDEN = 1 << 0, /* the receiver had a reason of its own to let it pass */
	TRAIT_FORWARDED = 1 << 1,  /* ... forwarded, trusted_forwarder, mailing_list */
	TRAIT_LISTED = 1 << 2,	   /* ... mailing_list */
	TRAIT_ARC = 1 << 3,	   /* ... an ARC chain that it trusted */
	TRAIT_PASS_WITHOUT_RAW = 1 << 4,
	TRAIT_RAW_WITHOUT_PASS = 1 << 5,
};

/* Messages of one address, kind and day that were treated alike. */
struct sum {
	uint32_t address, kind;
	int32_t day;
	uint16_t policy;
	uint8_t disposition, traits;
	uint64_t messages, reporters;
};

/* The sums of one address and kind. */
struct run {
	uint32_t address, kind, party;
	uint32_t first, n; /* in sums, in order of days */
};

struct address {
	struct ip ip;
	const struct host *host; /* or NULL: never looked up */
	uint32_t party;
};

enum naming {
	NAMING_ENTRY_PTR, /* catalogue, by confirmed PTR */
	NAMING_ENTRY_SPF, /* catalogue, by the SPF pass of a return path */
	NAMING_PTR,
	NAMING_ENTRY_ASN,
	NAMING_ASN,
	NAMING_ADDRESS,
};

/* Who made the connections: what becomes a source. */
struct party {
	const char *key, *name;
	enum naming naming;
	const char *told_by;	     /* the PTR name or return path that gave the name, or NULL */
	const struct sender *sender; /* or NULL */
	bool approved;		     /* marked legitimate as a whole */
	uint32_t first, n;	     /* in strands */
};

/* The flow of a party and a kind. */
struct strand {
	uint32_t party, kind;
	uint32_t first, n; /* in sums */
	uint32_t first_run, n_runs;
	const struct host *host; /* of the address with most of its messages, or NULL */
	/* In the evidence: */
	uint64_t messages;
	uint64_t excused;	    /* let pass by the receiver for a reason of its own */
	uint64_t days, reporters;   /* as bits */
	uint64_t forward_reporters; /* gave a reason of forwarding */
	uint64_t small_days;	    /* bits of days with at most SCATTER_MESSAGES */
	unsigned traits;
	int32_t first_day, last_day; /* of all traffic */
	/* The judgement: */
	enum flow_class class, ruled; /* with, and without, the specialist's word */
	enum decided_by by, ruled_by;
	const struct rule *rule; /* NULL: by score */
	uint32_t hits;		 /* bits of the evidence that holds */
	int score[4];		 /* by enum evidence_side */
	const struct mark *mark; /* that holds, or NULL */
	struct current *current; /* its stream, or NULL */
	bool by_selector;	 /* ... told by its selector */
	bool home;
};

struct analysis {
	struct analysis_input in;
	const GPtrArray *marks;
	GStringChunk *texts;
	struct published *no_records; /* stands in for in.published */
	const char *organisation;     /* of the domain */
	struct kind *kinds;
	struct address *addresses;
	struct sum *sums; /* by party, kind and address, then day */
	struct run *runs;
	struct party *parties;
	struct strand *strands; /* by party and kind */
	uint32_t n_kinds, n_addresses, n_sums, n_runs, n_parties, n_strands;
	GHashTable *by_ip;    /* struct ip * -> index of its address + 1 */
	GHashTable *by_key;   /* char * -> index of its party + 1 */
	uint64_t days;	      /* bits: days of the evidence with messages */
	GPtrArray *selectors; /* struct selector * */
	GPtrArray *at_home;   /* struct selector *: those that have a home */
	GHashTable *pools;    /* struct pair * -> struct pool * */
	GHashTable *keys;     /* struct pair * (d=, selector) -> struct key_fact * */
	GPtrArray *currents;  /* struct current *: the streams */
	GHashTable *currents_by_name;
};

static inline const char *intern(const struct analysis *a, const char *text)
{
	return text ? g_string_chunk_insert_const(a->texts, text) : NULL;
}

static inline const struct kind *kind_of(const struct analysis *a, const struct strand *strand)
{
	return &a->kinds[strand->kind];
}

static inline struct party *party_of(const struct analysis *a, const struct strand *strand)
{
	return &a->parties[strand->party];
}

/* The first of the strand's sums. */
static inline const struct sum *sums_of(const struct analysis *a, const struct strand *strand)
{
	return &a->sums[strand->first];
}

static inline enum mismatch sum_mismatch(const struct sum *sum)
{
	if (sum->traits & TRAIT_PASS_WITHOUT_RAW)
		return MISMATCH_PASS_WITHOUT_RAW;
	return sum->traits & TRAIT_RAW_WITHOUT_PASS ? MISMATCH_RAW_WITHOUT_PASS : MISMATCH_NONE;
}

static inline bool kind_compliant(const struct kind *kind)
{
	return kind->dkim_pass || kind->spf_pass;
}

/* The bit of a day in sets of days; 0 outside the evidence. */
static inline uint64_t day_bit(const struct analysis *a, int32_t day)
{
	int64_t back = (int64_t)a->in.evidence_until - day;

	return day >= a->in.evidence_from && back >= 0 && back < DAYS_MAX ? UINT64_C(1) << back : 0;
}

static inline unsigned bits(uint64_t set)
{
	return (unsigned)__builtin_popcountll(set);
}

/* What a look at DNS said of the selector's key, or NULL: nobody looked. */
static inline const struct key_fact *key_of(const struct analysis *a,
					    const struct selector *selector)
{
	struct pair key = {selector->domain, selector->name};

	return g_hash_table_lookup(a->keys, &key);
}

/* Is name one of the customer's domains, or beneath one? */
bool is_ours(const struct analysis *a, const char *name);
/* When DNS said that the From domain does not exist; NULL: it never did. */
const int64_t *absent_at(const struct analysis *a, const char *header_from);

void analysis_fold(struct analysis *a);
void analysis_identify(struct analysis *a);
void analysis_weave(struct analysis *a);
void analysis_judge(struct analysis *a);
/* Again after other marks: only what they reach. */
void analysis_judge_marks(struct analysis *a);

#endif
