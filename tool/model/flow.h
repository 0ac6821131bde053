/* SPDX-License-Identifier: MIT */
/* Sources and flows of a domain with their judgement and its evidence. */
#ifndef MODEL_FLOW_H
#define MODEL_FLOW_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ip.h"
#include "dmarc/consistency.h"
#include "dmarc/report.h"
#include "model/verdict.h"

/* The score an evidence speaks for (domain.md 4.5); a rule has none. */
enum evidence_side {
	EVIDENCE_RULE,
	EVIDENCE_FORWARD,
	EVIDENCE_SPOOF,
	EVIDENCE_LEGITIMATE,
};

struct evidence {
	enum evidence_side side;
	int points;
	char *text;
};

void evidence_free(struct evidence *evidence);

/* Figures of a set of messages; what flows, sources and domains add up. */
struct tally {
	uint64_t messages, compliant;
	uint64_t dkim_aligned, spf_aligned; /* as evaluated by the receivers */
	uint64_t dispositions[DISPOSITION_COUNT];
	double lost,
		spam; /* of the next stage, expected over both generations; loss is their sum */
};

void tally_add(struct tally *to, const struct tally *from);

/* d= and s= of a signature that matters (aligned, or foreign and passing), with its result. */
struct flow_dkim {
	char *domain;
	char *selector; /* NULL: left out by the reporter */
	enum auth_result result;
};

struct flow {
	char key[9]; /* 8 hex digits over source and signature */
	char *header_from;
	char *envelope;	 /* the domain SPF was checked for, or NULL */
	GPtrArray *dkim; /* struct flow_dkim * */
	enum auth_result spf;
	bool evaluated_dkim, evaluated_spf;

	enum flow_class class;
	enum verdict verdict;
	enum decided_by decided_by;
	bool unsettled;	     /* a mark on its whole source decides it */
	char *reason;	     /* one sentence */
	char *lookup;	     /* the looks at DNS that may still settle it, in words, or NULL */
	char *contradiction; /* what newer evidence says against the specialist's verdict, or NULL
			      */
	char *probably;	     /* name of the sender it probably is, or NULL (unknown, M wins) */
	GPtrArray *evidence; /* struct evidence * */
	char *stream; /* the customer's stream it belongs to or is a copy of; NULL: not known */
	bool home;    /* it is a home flow of its stream */

	struct tally tally;	     /* of the window */
	unsigned days;		     /* with messages, in the evidence */
	unsigned reporters;	     /* distinct, in the evidence */
	int32_t first_day, last_day; /* in the evidence and the window */
	unsigned mismatches;	     /* bit of enum mismatch: seen among its rows */
};

void flow_free(struct flow *flow);

struct source_ip {
	struct ip ip;
	uint64_t messages, compliant;
	char *ptr;   /* confirmed name, or NULL */
	int64_t asn; /* 0: not known */
};

enum trend {
	TREND_FLAT,
	TREND_UP,
	TREND_DOWN,
	TREND_NEW,
};

const char *trend_name(enum trend trend);

/* A part of a source's mail: what one reporter saw, one From domain's, one day's. */
struct source_part {
	char *name; /* reporter or From domain; NULL: a day */
	int32_t day;
	struct tally tally; /* lost and spam stay 0 */
};

/* A source's mail in a window, taken apart; each list adds up to the source's messages. */
struct source_parts {
	int32_t from, until;		    /* the window */
	struct tally direct, forwarded;	    /* forwarded: of flows with verdict forwarder */
	GPtrArray *reporters, *header_from; /* struct source_part *, most messages first */
	GPtrArray *days; /* struct source_part *, each day of the window in order */
	uint64_t mismatches[MISMATCH_COUNT]; /* messages; those of MISMATCH_NONE are consistent */
};

/* Empty lists, which own their parts. */
struct source_parts *source_parts_new(int32_t from, int32_t until);
void source_parts_free(struct source_parts *parts);
/* The list's part of that name, added when it is not there yet; index: its names -> parts. */
struct source_part *source_part_named(GPtrArray *list, GHashTable *index, const char *name);
/* Most messages first, equal ones by name. */
void source_parts_sort(GPtrArray *list);

/* What the specialist noted of a source or stream (`source set`). */
struct source_note {
	char *owner, *account, *task, *note; /* or NULL */
	int32_t due;			     /* DAY_NONE: none */
	bool vital;
};

void source_note_clear(struct source_note *note);

struct source {
	char *key;	/* catalogue slug, PTR organisation, as64500, or IP */
	char *name;	/* for screens */
	char *group;	/* what it is grouped under on screen: the domain that passes SPF there, or
			   NULL */
	char *named_by; /* which evidence gave the name, in words */
	GPtrArray *flows; /* struct flow *, most messages first */
	GPtrArray *ips;	  /* struct source_ip *, most messages first */
	uint64_t classes[FLOW_CLASS_COUNT];
	struct tally tally;
	uint64_t forwarded;		      /* messages of flows with verdict forwarder */
	uint64_t via_messages, via_compliant; /* what others passed on of its streams */
	int32_t first_seen, last_seen;
	enum trend trend;
	GArray *days; /* uint64_t: messages of each day of the window */
	char *fix;    /* what would make it compliant, or NULL */
	struct source_note note;
	bool is_new; /* it was not there when the domain's sources were last visited */
	struct source_parts *parts; /* of app_source() alone; else NULL */
};

void source_free(struct source *source);

/* The main flow gives a source its verdict and class. */
static inline const struct flow *source_main(const struct source *source)
{
	return source->flows->pdata[0];
}

/* Everything that is known of who sends in a domain's name in a window. */
struct source_table {
	char *domain;
	int32_t from, until; /* the window */
	struct tally tally;
	uint64_t classes[FLOW_CLASS_COUNT];
	GHashTable *header_from; /* char * -> uint64_t *: messages */
	GPtrArray *sources;	 /* struct source *, most messages first */
	GPtrArray *streams;	 /* struct stream *, most messages first */
	uint64_t rfc9989;	 /* messages in reports of RFC 9989 receivers */
	uint64_t failing_enforced,
		overridden; /* failing under a policy in force; of these let pass with a reason */
};

void source_table_free(struct source_table *table);

/* Mail that one of the customer's systems sends, told by selector or envelope (product.md). */
struct stream {
	char *name;			    /* SELECTOR@d=, else the envelope domain */
	char *domain, *selector, *envelope; /* selector or envelope may be NULL */
	char *source;			    /* key of its home source; NULL: none found */
	uint64_t home;			    /* messages at home, in the evidence */
	uint64_t
		broken; /* failing messages of forward-broken flows with its selector or envelope */
	uint64_t by_selector, by_envelope; /* how the broken ones were attributed */
	uint64_t listed;		   /* messages that mailing lists broke */
	uint64_t forwarded_ok;
	unsigned days, reporters; /* of the broken ones */
	bool overridden;	  /* a reporter gave a reason for some of the broken ones */
	bool vital;
	GArray *per_day; /* uint64_t: home messages of each day of the window */
};

void stream_free(struct stream *stream);

/* The specialist's verdict on a source's unsettled flows, or on one flow. */
struct mark {
	int64_t id, domain_id;
	char *source; /* key at that time */
	char *flow;   /* its signature without results (flow_mark_key()), or NULL: all unsettled */
	enum verdict verdict;
	char *reason, *who;
	int64_t at;
	GPtrArray *ips; /* char *: addresses it was made on */
};

void mark_free(struct mark *mark);

#endif
