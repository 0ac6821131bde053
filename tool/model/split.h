/* SPDX-License-Identifier: MIT */
/* Which streams should move to a subdomain of their own, and what that saves. */
#ifndef MODEL_SPLIT_H
#define MODEL_SPLIT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* One record to publish. */
struct rr {
	char *name; /* full name without the final dot */
	char *type; /* "TXT", "MX", "CNAME" */
	uint32_t ttl;
	char *value; /* TXT: the joined text; else presentation form */
};

struct rr *rr_new(const char *name, const char *type, uint32_t ttl, const char *value);
void rr_free(struct rr *rr);

struct split_candidate {
	char *stream, *source, *subdomain;
	uint64_t messages; /* of the stream, at home and forwarded */
	uint64_t forwarded_broken;
	double loss_before, loss_after, spam_after; /* cli.md */
	char *reason;
	char *then;	     /* what its drafted record does to the broken mail, in words */
	GPtrArray *evidence; /* char * */
	GPtrArray *records;  /* struct rr * */
	GPtrArray *steps;    /* char *: in order, each begins with who does it */
};

void split_candidate_free(struct split_candidate *candidate);

/* So many days without a message at home: the stream has moved (domain.md 5.4). */
#define SPLIT_DRAINED_DAYS 14u

/* A stream on its way to an accepted subdomain. */
struct split_move {
	char *stream, *subdomain;
	int32_t since;	 /* day on which the split was accepted */
	GArray *per_day; /* uint64_t: messages at home under the old name, each day from then on */
	unsigned drained_days; /* the last ones without any, at most SPLIT_DRAINED_DAYS */
	char *drain;	       /* how far it has drained, in words */
	char *cleanup; /* the command that drafts the end of its old key; NULL: not yet, or it has
			* none
			*/
	char *sent;    /* why it cannot be taken back: "CHG-… is sent"; NULL: it can */
};

void split_move_free(struct split_move *move);

/* The stream has moved: the old key and SPF term can go. */
static inline bool split_move_is_done(const struct split_move *move)
{
	return move->drained_days >= SPLIT_DRAINED_DAYS;
}

/* What reject would still lose of good mail once every candidate has moved. */
struct split_rest {
	double own;	     /* failing at home: its fix is elsewhere */
	double listed;	     /* broken by mailing lists */
	double unattributed; /* broken on the way, of no stream that can be named */
	double scattered;    /* broken on the way, of streams too small to move */
};

struct split_advice {
	char *domain;
	GPtrArray *candidates; /* struct split_candidate *, largest loss first */
	GPtrArray *moves;      /* struct split_move *: accepted already, no candidates any more */
	char *interim_record, *interim_reason; /* NULL without candidates */
	uint64_t unattributed;		       /* broken forwards that name no stream */
	uint64_t listed;		       /* messages that mailing lists broke: see advice */
	struct split_rest rest;
	char *stay;	   /* why quarantine should be the goal, or NULL: not advised */
	GPtrArray *advice; /* char *: what else there is to say */
};

void split_advice_free(struct split_advice *advice);

#endif
