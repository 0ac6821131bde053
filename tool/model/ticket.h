/* SPDX-License-Identifier: MIT */
/* One DNS change request, from draft to confirmation. */
#ifndef MODEL_TICKET_H
#define MODEL_TICKET_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/look.h"

enum ticket_state {
	TICKET_STATE_DRAFTED,
	TICKET_STATE_SENT,
	TICKET_STATE_APPROVED, /* these three are open */
	TICKET_STATE_PUBLISHED,
	TICKET_STATE_VERIFIED,
	TICKET_STATE_CONFIRMED,
	TICKET_STATE_WITHDRAWN,
	TICKET_STATE_FAILED,
	TICKET_STATE_COUNT,
};

enum ticket_kind {
	TICKET_KIND_CREATE,
	TICKET_KIND_CHANGE,
	TICKET_KIND_DELETE,
};

const char *ticket_state_name(enum ticket_state state);
bool ticket_state_from_name(const char *name, enum ticket_state *state);
const char *ticket_kind_name(enum ticket_kind kind);

/* One RRset: everything of that type at that name, before and after. */
struct ticket_change {
	unsigned domain; /* whose it is: an index into the ticket's domains */
	char *name, *type;
	uint32_t ttl, old_ttl; /* old_ttl 0: not known */
	GPtrArray *old, *new;  /* char *: joined texts; empty: absent */
	bool old_known;	       /* old was looked up; else empty means that nobody looked */
};

void ticket_change_free(struct ticket_change *change);

/* A domain whose records a ticket changes; several of a customer may share one ticket. */
struct ticket_domain {
	int64_t id;
	char *name;
	char *stage; /* the stage it is at once the ticket is verified, or NULL */
	char *zone;
	GPtrArray *servers; /* char *: authoritative servers of the zone at drafting */
};

void ticket_domain_free(struct ticket_domain *domain);

struct ticket_event {
	int64_t at;
	char *who, *note;
	enum ticket_state state;
};

void ticket_event_free(struct ticket_event *event);

struct ticket {
	char *id; /* "CHG-2026-0001" */
	enum ticket_state state;
	enum ticket_kind kind;
	int64_t customer_id;
	char *customer;
	GPtrArray *domains; /* struct ticket_domain *: all of them, the first one too */
	int64_t domain_id;  /* of the first one, and so what follows */
	char *domain, *stage, *zone;
	GPtrArray *servers;
	bool rollback_of_stage; /* made by `rollback` */
	GPtrArray *changes;	/* struct ticket_change * */
	char *justification, *risk;
	char *evidence;	       /* JSON object: the figures it rests on, both generations' impact */
	GPtrArray *validation; /* char *: commands */
	char *approver, *window;		/* or NULL */
	int64_t effect_earliest, effect_latest; /* TIME_NONE until published */
	char *fingerprint;			/* of old value, new value, playbook and evidence */
	int64_t drafted_at;
	char *journal_head; /* hash of the journal's newest entry when it was sent, or NULL */
	GPtrArray *history; /* struct ticket_event *, oldest first */
	bool repeated;	    /* the move that gave it was made before (not stored) */
};

void ticket_free(struct ticket *ticket);

/* A server that does not serve a change of a ticket yet, as one look saw it. */
struct laggard {
	char *server;	   /* its name; NULL: a resolver */
	char *address;	   /* "": its name has none */
	char *name, *type; /* of the change */
	enum look_status status;
	char *value;	 /* what it serves instead; NULL: nothing */
	uint32_t serial; /* of the zone there; 0: not known */
	uint32_t newest; /* the newest that any of the zone's servers has */
	int64_t since;	 /* the first look that saw it behind */
	int64_t until;	 /* who asked it at the look keeps its answer until then; TIME_NONE: none */
};

void laggard_free(struct laggard *laggard);

/* What a reporter's newest report says of a ticket's new policy. */
enum echo {
	ECHO_SHOWS,	  /* the new policy */
	ECHO_CANNOT_SHOW, /* its kind of report looks the same before and after */
	ECHO_OTHER,	  /* another policy, though it reported since the change */
	ECHO_SILENT,	  /* it has not reported since the change */
};

const char *echo_name(enum echo echo);

struct ticket_echo {
	char *domain, *reporter;
	enum echo echo;
	int32_t since;	  /* its reports show what the newest one shows from this day on */
	int32_t last_day; /* of its newest report */
};

void ticket_echo_free(struct ticket_echo *echo);

#endif
