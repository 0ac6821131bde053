/* SPDX-License-Identifier: MIT */
/*
 * Who sends in a domain's name, and what a record would do to it. Pure: figures in, judgement with
 * its evidence out. An analysis names the source of each address, groups the roll-ups into flows,
 * gives each flow its class (domain.md 4.3-4.8), and answers for any window inside its traffic.
 */
#ifndef ANALYSE_ANALYSE_H
#define ANALYSE_ANALYSE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "analyse/senders.h"
#include "dmarc/policy.h"
#include "model/flow.h"
#include "model/playbook.h"
#include "model/sender.h"
#include "model/simulation.h"
#include "model/split.h"
#include "model/traffic.h"

#define EVIDENCE_DAYS 60 /* that end with the domain's newest imported day */

/* A DKIM key that was looked for in DNS. */
struct key_fact {
	char *domain, *selector;
	bool exists;
	int64_t looked_at;
};

/* All members stay the caller's and must outlive the analysis. Arrays may be NULL: nothing known.
 */
struct analysis_input {
	const char *domain;
	const struct traffic *traffic; /* covers the evidence and every window that is asked for */
	int32_t evidence_from, evidence_until;
	const GPtrArray *hosts;		    /* struct host * */
	const struct sender_index *senders; /* as they hold for this customer; never NULL */
	const GPtrArray *marks;		    /* struct mark *: oldest first, the last one holds */
	const GPtrArray *keys;		    /* struct key_fact * */
	GHashTable *first_seen;		    /* struct ip * -> GINT_TO_POINTER(day), over all time */
	GHashTable *visited; /* struct ip *: seen at the last visit; NULL: no visit yet */
	GHashTable *source_notes, *stream_notes; /* char * -> struct source_note * */
	GHashTable *customer_domains;		 /* char *: all of the customer's managed domains */
	GHashTable *absent; /* char * -> int64_t *: From domains DNS did not know, and when */
	const struct published *published; /* DMARC records of the domain and its neighbours */
};

struct analysis;

struct analysis *analysis_new(const struct analysis_input *input);
void analysis_free(struct analysis *analysis);
/* Judges the same figures again under other marks, which must outlive the analysis, too. */
void analysis_mark(struct analysis *analysis, const GPtrArray *marks);
/* The same for what judges nothing: notes, and what was there at the last visit. */
void analysis_note(struct analysis *analysis, GHashTable *source_notes, GHashTable *stream_notes,
		   GHashTable *visited);

/*
 * Sources, flows and streams with the figures of a window. record: the next stage's, for lost and
 * spam of each flow; NULL, or no DMARC record: those stay 0. The sums over sources, over flows and
 * over classes each equal the domain's messages.
 */
struct source_table *analysis_sources(const struct analysis *analysis, int32_t from, int32_t until,
				      const char *record);

/*
 * The one source of a key, or of an address, with its parts but for the reporters. NULL: it sent
 * nothing in the window.
 */
struct source *analysis_source(const struct analysis *analysis, const char *key, int32_t from,
			       int32_t until, const char *record);

/*
 * Replays a window against a record, for header_from and its subdomains, at both generations, with
 * pct and t (domain.md 1.5-1.7). The receiver's evaluation stands unless adkim or aspf of the
 * record differ from those published then. splits: struct simulated_split *, or NULL. NULL and
 * *error when the record is no DMARC record (INVALID) or a stream is not known (NOT_FOUND).
 */
struct simulation *analysis_simulate(const struct analysis *analysis, int32_t from, int32_t until,
				     const char *record, const GPtrArray *splits, GError **error);

/*
 * The window folded up, for one record after the other: the analysis must outlive it, and not be
 * judged anew meanwhile.
 */
struct folded;
struct folded *folded_new(const struct analysis *analysis, int32_t from, int32_t until);
void folded_free(struct folded *folded);
struct simulation *folded_simulate(const struct folded *folded, const char *record,
				   const GPtrArray *splits, GError **error);

struct split_input {
	const struct split_rule *rule;
	const char *record;	    /* published now, or NULL */
	const char *report_address; /* of the service, or NULL */
	uint32_t ttl;
	const GPtrArray *taken; /* char *: names that have a DMARC record of their own */
	/* Plans this stream for that full name, whatever would be proposed; NULL: as proposed. */
	const char *stream, *subdomain;
};

/*
 * Streams whose broken forwards justify a subdomain of their own (4.6), the records and steps of
 * 5.4, and the interim advice. Judged over the days from..until.
 */
struct split_advice *analysis_split(const struct analysis *analysis, int32_t from, int32_t until,
				    const struct split_input *input);

/*
 * What a mark on a flow binds to: the flow's signature without results. Newly allocated; stable
 * across processes. A selector that the reporter left out matches any.
 */
char *flow_mark_key(const struct flow *flow);

#endif
