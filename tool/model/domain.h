/* SPDX-License-Identifier: MIT */
/* A domain under management: its place on the ladder and the answers that no report can give. */
#ifndef MODEL_DOMAIN_H
#define MODEL_DOMAIN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum domain_kind {
	DOMAIN_KIND_MAILING,
	DOMAIN_KIND_RECEIVE_ONLY,
	DOMAIN_KIND_PARKED,
};

enum answer {
	ANSWER_UNKNOWN,
	ANSWER_YES,
	ANSWER_NO,
};

enum goal {
	GOAL_REJECT,
	GOAL_QUARANTINE,
};

const char *domain_kind_name(enum domain_kind kind); /* "mailing", "receive-only", "parked" */
bool domain_kind_from_name(const char *name, enum domain_kind *kind);
const char *answer_name(enum answer answer); /* "unknown", "yes", "no" */
bool answer_from_name(const char *name, enum answer *answer);
const char *goal_name(enum goal goal); /* "reject", "quarantine" */
bool goal_from_name(const char *name, enum goal *goal);

struct domain {
	int64_t id;
	char *name;	     /* A-label, lower case */
	int64_t customer_id; /* 0: not managed */
	char *customer;	     /* slug, or NULL */
	enum domain_kind kind;
	char *playbook;
	enum answer lists;   /* do its users post to mailing lists? */
	bool low_risk;	     /* --risk low */
	enum answer monthly; /* does it have senders that send once a month? */
	enum goal goal;
	char *goal_reason;   /* or NULL */
	int64_t parent_id;   /* of a split's subdomain; 0: none */
	char *parent;	     /* its name, or NULL */
	char *split_stream;  /* the stream it was made for, or NULL */
	char *split_source;  /* key of the source that sends this stream; NULL: not known */
	char *stage;	     /* name of a stage of the playbook */
	int32_t since;	     /* day its record was verified; DAY_NONE: not yet */
	int64_t verified_at; /* the same as an instant; TIME_NONE: not yet */
	char *held;	     /* reason of a hold, or NULL */
	bool finished;	     /* at its goal, said by `finish` */
	int64_t added_at;
};

void domain_clear(struct domain *domain);
void domain_free(struct domain *domain);

/* A step of a domain on its ladder; append-only. */
struct stage_move {
	int64_t at; /* when it became known */
	char *stage;
	int32_t since; /* day from which it holds; DAY_NONE: until verified */
	char *who, *reason;
	char *ticket; /* id, or NULL */
};

void stage_move_free(struct stage_move *move);

/* An exception: a condition, or one non-compliant source, accepted until a day. */
struct waiver {
	int64_t id, domain_id;
	char *condition;
	char *source;  /* or NULL */
	int32_t until; /* the last day on which it holds */
	char *by;      /* who accepted it */
	char *reason;
	int64_t at;
};

void waiver_free(struct waiver *waiver);

/* Lost mail that somebody reported. */
struct complaint {
	int64_t id, domain_id;
	int64_t at, closed_at; /* TIME_NONE: open */
	char *reason, *who;
};

void complaint_free(struct complaint *complaint);

#endif
