/* SPDX-License-Identifier: MIT */
/* What the files of app/ share and nobody else sees. */
#ifndef APP_CONTEXT_H
#define APP_CONTEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "analyse/analyse.h"
#include "app/app.h"
#include "app/rollout.h"
#include "job/job.h"
#include "model/customer.h"
#include "model/domain.h"
#include "model/journal.h"
#include "model/look.h"
#include "model/playbook.h"
#include "model/ticket.h"
#include "model/traffic.h"
#include "rollout/gate.h"
#include "rollout/ticket.h"
#include "store/store.h"
#include "store/traffic.h"

struct app {
	struct clock clock;
	struct config config;
	struct dns_options dns;
	char *who, *state_dir, *config_file, *playbooks_dir;
	bool dry_run;
	struct store *store;
	struct job_queue *jobs; /* made at the first background() */
	GHashTable
		*playbooks;   /* name -> struct playbook *, NULL: no such file; each is read once */
	GPtrArray *catalogue; /* struct sender *: the shipped entries, read once */
	char *catalogue_print; /* of their file, or NULL: not read yet */
	struct roster *roster; /* the senders that were read last, or NULL */
	struct family *family; /* the customer's domains that were read last, or NULL */
	struct shelf *shelf;   /* of judgements; shared with forks */
};

/* The effective config: defaults, file, environment (config.c). */
bool config_load(const char *path, bool required, struct config *config, GError **error);
/* The first line of a file, or of what a command prints: a secret; cleared by the caller. */
char *secret_read(const struct mailbox *mailbox, bool *is_token, GError **error);
/* The same of a key's file. */
char *update_secret_read(const struct update_key *key, GError **error);

/*
 * A write of the product: begin, change the store, then end with its journal line, which commits
 * (or rolls back on a dry run). fail rolls back and returns false.
 */
bool write_begin(struct app *app, GError **error);
bool write_end(struct app *app, const struct domain *domain, const struct customer *customer,
	       const char *action, const char *subject, const char *reason, GError **error,
	       const char *format, ...) G_GNUC_PRINTF(8, 9);
bool write_fail(struct app *app);
/* Ends a write that turned out to change nothing; one that is ended already stays as it is. */
void write_leave(struct app *app);

/* Begins a write on a domain, read inside it; NULL: nothing is begun. */
struct domain *domain_begin(struct app *app, const char *name, GError **error);

/* A line of the journal; subject, reason and evidence (a JSON object) may be NULL. */
struct note {
	const struct domain *domain;	 /* or NULL */
	const struct customer *customer; /* NULL: the domain's */
	const char *action, *subject, *reason, *evidence;
};
/* For a write with several lines: each is added by itself, then the write is committed. */
bool write_note(struct app *app, const struct note *note, GError **error, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
bool write_commit(struct app *app, GError **error);

/* A reason is required for every decision. */
bool need_reason(const char *reason, const char *what, GError **error);

/* Inside a begun write (project.c): */
bool move_to(struct app *app, int64_t domain_id, const char *stage, int32_t since,
	     const char *reason, const char *ticket, GError **error);
/* A domain without a verified record begins a ladder that lacks its stage anew. */
bool ladder_begin(struct app *app, struct domain *domain, const struct playbook *playbook,
		  GError **error);
struct domain *domain_manage(struct app *app, const struct customer *customer, const char *name,
			     const struct playbook *playbook, enum domain_kind kind,
			     const char *stage, GError **error);

struct note_change;
/* Changes one domain's note on a source or stream; inside a begun write. */
bool note_apply(struct app *app, const struct domain *domain, const char *subject, bool stream,
		const struct note_change *change, GError **error);

/* A managed domain's playbook, its customer's own one if there is one; points into the app. */
const struct playbook *playbook_of(struct app *app, const struct domain *domain, GError **error);
/* The name of the playbook that domains of a kind follow unless another is chosen; static. */
const char *playbook_of_kind(enum domain_kind kind);
/* Is it its customer's own? */
bool playbook_is_own(struct app *app, const struct domain *domain);
/* The target date of a customer's project (struct customer *), or DAY_NONE. */
int32_t customer_target(const GPtrArray *customers, int64_t id);

/* The window's days for a domain: they end with its newest whole imported day. False: no reports.
 */
bool window_resolve(struct app *app, const struct domain *domain, const struct window *window,
		    int32_t *from, int32_t *until, GError **error);

struct dns;
/* Asks whether the From domains below a domain exist, where that is due (names_from.c). */
bool names_look_from(struct app *app, struct dns *dns, const struct domain *domain,
		     struct progress *progress, GError **error);

/* Gives a domain that is new with its customer the notes on the customer's sources (sources.c). */
bool notes_inherit(struct app *app, const struct domain *domain, GError **error);

/*
 * Everything known of a domain in a window, judged (judge.c). Owns what the analysis rests on.
 */
struct judgement {
	const struct domain *domain; /* the caller's */
	struct traffic_span span;
	int32_t from, until; /* the window; from > until: no reports at all */
	struct traffic *traffic;
	GPtrArray *hosts, *marks, *keys;
	GHashTable *moving; /* streams whose split was accepted -> key of their source, or NULL */
	struct roster *roster;
	GHashTable *visited;  /* NULL: no visit yet */
	GHashTable *absent;   /* char * -> int64_t *: From domains DNS did not know, and when */
	GHashTable *siblings; /* char *: the customer's domains */
	GHashTable *first_seen, *source_notes, *stream_notes;
	struct published *published;
	struct look *look; /* newest stored one, or NULL */
	char *current;	   /* the record published now as far as known, or NULL */
	struct analysis *analysis;
	/* What it was made from: */
	int64_t domain_id;
	char *name;	     /* the domain's, which outlives the caller's */
	int32_t first, last; /* days of the traffic */
	struct store_version version;
	char *print; /* the catalogue's */
	char *basis; /* what judges beside the traffic and the specialist's words, as one text */
	struct shelf *shelf; /* that it goes back to, or NULL */
};

/* also_from: the analysis must reach back to this day (DAY_NONE: the window is enough). */
struct judgement *judge(struct app *app, const struct domain *domain, const struct window *window,
			int32_t also_from, GError **error);
/* Puts it on the app's shelf, where the next judge() finds it; drop gives it back for good. */
void judgement_free(struct judgement *judgement);
void judgement_drop(struct judgement *judgement);
/* Tells one catalogue file from another; points into the app. */
const char *catalogue_print(struct app *app);
/* What judges beside the traffic (judge_inputs.c): the quickly read part, with its basis; and the
 * rest, as far as it is not there yet. */
bool inputs_gather(struct app *app, struct judgement *judgement, GError **error);
bool inputs_load(struct app *app, struct judgement *judgement, GError **error);
/*
 * With resolvers named on the command line, names that are due are looked up before anything is
 * judged, outside of writes. That nobody answers changes nothing: an address stays its own name.
 */
void names_freshly(struct app *app, const struct domain *domain);

/* A split of a domain; stream and subdomain: a full name that was chosen for a stream, or NULL. */
struct split_choice {
	const struct domain *domain;
	const char *stream, *subdomain;
	const struct look *there; /* at the subdomain; NULL: nobody was asked, or told */
};
/* look (may be NULL) gets the newest look at the domain, or NULL; the caller's (split.c). */
struct split_advice *split_advise(struct app *app, const struct split_choice *choice,
				  const struct window *window, struct look **look, GError **error);
/* Of the tickets of a split, one that went further than a draft, so that it is too late to take the
 * split back; or NULL (split_accept.c). */
const struct ticket *split_sent(const GPtrArray *tickets);
/* Is it where a stream of the parent moves to? */
bool split_is_of(const struct domain *domain, const struct domain *parent);

/* The record of a stage, made from the domain's present one (stage_record()). */
char *record_of_stage(const struct app *app, const struct stage *stage, const char *current,
		      GPtrArray *warnings);
/* The record in force as far as Rampart knows: the newest look's, else the newest verified
 * ticket's. */
char *record_current(struct app *app, const struct domain *domain, const struct look *look,
		     GError **error);
/* The stage a domain is at, and the next one (NULL at the end of the ladder). */
const struct stage *stage_now(const struct domain *domain, const struct playbook *playbook);
const struct stage *stage_next(const struct domain *domain, const struct playbook *playbook);
/* Is it verified at a stage of its playbook that no other follows? */
bool stage_is_final(const struct domain *domain, const struct playbook *playbook);
/*
 * What nothing may fall below: current (record_current()), or where that is not known the record of
 * the stage that the domain was set to. NULL: none. The caller's.
 */
char *record_in_force(const struct app *app, const struct domain *domain,
		      const struct playbook *playbook, const char *current);

/* A judgement's source of a key or an address, or NULL with NOT_FOUND (source_parts.c). */
struct source *source_of(const struct judgement *judgement, const char *key, const char *record,
			 GError **error);
/* The record of the next stage, or NULL at the end of the ladder (sources.c). */
char *record_next(const struct app *app, const struct domain *domain,
		  const struct playbook *playbook, const struct judgement *j);

/* The facts of a domain's gate, gathered (facts.c). Owns all of it. */
struct facts {
	struct judgement *judgement;
	struct gate_facts gate;
	struct source_table *table;
	GArray *days;
	GPtrArray *waivers, *complaints, *freezes, *reporters, *regressions;
	char *waits;
	char *before; /* what DNS served before the record in force, or NULL */
};

struct facts *facts_new(struct app *app, const struct domain *domain, GError **error);
/* DNS and names that are due are looked at before a write begins: nothing may wait inside. */
bool look_ahead(struct app *app, const char *name, GError **error);
/*
 * Looks ahead, then begins a write with the facts of a domain as they are inside it, so that nobody
 * else can be faster unseen. NULL: nothing is begun. *domain is the caller's, and outlives the
 * facts.
 */
struct facts *facts_begin(struct app *app, const char *name, struct domain **domain,
			  GError **error);
void facts_free(struct facts *facts);

/* The stage a record is made for: by name, else the next one, or the first one while it is
 * unverified. */
const struct stage *stage_wanted(const struct domain *domain, const struct playbook *playbook,
				 const char *name, GError **error);
struct ticket_change *change_new(const char *name, const char *type, uint32_t ttl, const char *old,
				 const char *new);

/* The record that a domain's stage (NULL: stage_wanted()) asks for, beside what a look saw (or
 * NULL).
 */
struct record_proposal *record_propose(struct app *app, const struct domain *domain,
				       const char *stage, const struct look *look, GError **error);

/* What a ticket is drafted from, of each of its domains; changes and evidence are taken over. */
struct draft {
	const struct domain *domain;
	const struct look *look; /* of the zone that is changed, or NULL */
	const struct playbook *playbook;
	const char *stage; /* or NULL: of no stage */
	GPtrArray *changes;
	char *evidence;
};
struct draft_reason {
	const char *reason;	   /* NULL: the gate says enough */
	const char *justification; /* NULL: made from the change */
	bool rollback;		   /* restores what was */
};

/* Inside a begun write: the ticket of n domains of one customer. REFUSED: another one blocks it. */
struct ticket *ticket_draft(struct app *app, const struct draft *drafts, size_t n,
			    const struct draft_reason *why, GError **error);

/* A record for a domain, at a stage. */
struct proposal {
	const struct facts *facts;
	const char *stage; /* that the domain is at once it is verified; NULL: where it is now */
	const char *value;
};
/*
 * Inside a begun write: drafts the ticket of n domains. REFUSED also when DNS serves all that is
 * wanted of a domain already, and when a record is weaker than the published one, unless it is a
 * rollback, or force with a reason.
 */
struct ticket *ticket_propose(struct app *app, const struct proposal *proposals, size_t n,
			      const struct draft_reason *why, bool force, GError **error);
/* The same with the action's lines in the journal; ends the write as write_end() does. */
struct ticket *ticket_propose_end(struct app *app, const struct proposal *proposals, size_t n,
				  const char *action, const char *reason, bool force,
				  GError **error);
/*
 * What speaks against taking a value out of the records of a type at a name (removal.c), for a
 * sentence; NULL: nothing. False: *error.
 */
bool removal_objection(struct app *app, const struct facts *facts, const char *name,
		       const char *value, const char *type, char **why, GError **error);
/* What a domain goes back to: the record that was verified there before, and its stage. */
struct rung {
	char *record, *stage; /* NULL: nothing lies below */
};
void rung_clear(struct rung *rung);
/*
 * The verified record before the present one, exactly, whether its ticket was for a stage or not,
 * leaving out what rollbacks undid; else what DNS served before the first ticket, else the record
 * that the stage below asks for; what a ticket took out last, as it was. weaker: the newest of
 * these that asks less than the present one.
 */
bool rung_below(struct app *app, const struct facts *facts, bool weaker, struct rung *rung,
		GError **error);
/* Inside a begun write. */
bool ticket_withdraw(struct app *app, const char *id, const char *reason, GError **error);
struct ticket_event *ticket_event_new(const struct app *app, enum ticket_state state,
				      const char *note);
/* What a move changes beside the state; may refuse. Runs inside the write. */
typedef bool ticket_change_fn(struct app *app, struct ticket *ticket, const void *arg,
			      GError **error);
/* What is done to which ticket. */
struct ticket_step {
	const char *id;
	unsigned seen; /* moves of its history that the one who decides has seen; 0: does not say */
	enum ticket_action action;
	const char *note;
	ticket_change_fn *change; /* or NULL */
	const void *arg;	  /* for change */
};
/* One move of a ticket's life, as a write of its own. STALE: there are moves that were not seen. */
struct ticket *ticket_move(struct app *app, const struct ticket_step *step, GError **error);
/*
 * Moves a ticket to verified (and its domain to its stage) or to confirmed, as it was looked at:
 * STALE when what it rests on has been changed since.
 */
struct ticket *ticket_settle(struct app *app, const struct ticket *seen, enum ticket_action action,
			     const char *note, GError **error);
/* What DNS served before the record in force, as the newest verified ticket knows it (not what a
 * rollback leads to: rung_below()); NULL: not known. */
char *record_before(struct app *app, const struct domain *domain, GError **error);
/*
 * A draft rests on what DNS serves today: looks at it when resolvers are chosen and the newest look
 * is older than a day. That nobody answers is no error: it stands in the look.
 */
bool look_freshly(struct app *app, const struct domain *domain, GError **error);
/* A look that is older than the verification of the record in force does not know that record. */
bool look_is_current(const struct look *look, const struct domain *domain);
/* Where the chain of aliases at a look's DMARC name ends; NULL: it is none. Points into it. */
const char *look_alias(const struct look *look);
/* The same values, in any order? */
bool values_are_same(const GPtrArray *a, GPtrArray *b);
/*
 * The changes that bring a record for a domain into DNS: its RRset, and for a parked domain the
 * set around it (domain.md 5.5), each from what DNS serves as far as the newest look knows. What
 * DNS serves already is left out. GPtrArray of struct ticket_change *.
 */
GPtrArray *ticket_changes(const struct facts *facts, const char *value);
/* Adds what a look saw at the name and type of a change; false: it did not look there, or was not
 * answered. */
bool look_serves(const struct look *look, const struct ticket_change *change, GPtrArray *values);
/*
 * Is that what the look saw at the name and type of a change? A look knows policies and SPF records
 * among the texts at a name; others of the values (char *) are left out of the comparison.
 */
bool look_saw(const struct look *look, const struct ticket_change *change, const GPtrArray *seen,
	      const GPtrArray *values);
/* The figures that a change to this value rests on: a JSON object, or NULL: no reports. */
char *ticket_evidence(const struct facts *facts, const char *value);
/* INVALID: some receiver would not apply the record. */
bool is_publishable(const char *value, GError **error);
/* Nothing goes down by itself: REFUSED when value is weaker than current (NULL: nothing there). */
bool not_weaker(const char *value, const char *current, GError **error);
/* Inside a begun write: binds a ticket to its edited values. REFUSED: weaker, unless force. */
bool ticket_bind_edited(struct app *app, struct ticket *ticket, bool force, GError **error);
/*
 * Inside a begun write, for a move of the ticket: REFUSED when something that it rests on moved
 * (app_ticket_moved()), unless override says why it goes on: then it is bound anew, and a line of
 * the journal says so.
 */
bool ticket_still_holds(struct app *app, struct ticket *ticket, const char *override,
			GError **error);
/* The ticket that blocks another one for the same domain, or NULL. */
struct ticket *ticket_blocking(struct app *app, int64_t domain_id, bool open_only, GError **error);

#endif
