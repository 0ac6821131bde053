/* SPDX-License-Identifier: MIT */
/* The life of a DNS change, and the looks at DNS around it. */
#ifndef APP_TICKET_H
#define APP_TICKET_H

#include "app/app.h"
#include "base/progress.h"
#include "model/look.h"
#include "model/ticket.h"

/* Both NULL: all. GPtrArray of struct ticket *, newest first. */
GPtrArray *app_tickets(struct app *app, const char *customer, const char *domain, GError **error);
struct ticket *app_ticket(struct app *app, const char *id, GError **error);
/* What a ticket is drafted for. */
struct ticket_order {
	const char *stage;  /* NULL: the record's, else as app_record() */
	const char *record; /* one of the specialist's own; NULL: the stage's */
	bool force;
	const char *reason; /* or NULL */
};
/*
 * Drafts the change to a record of one domain, or of several of a customer (NULL-terminated). A
 * record of one's own stands for the stage that is named, else for the one whose record it is, else
 * for no stage: once verified it leaves the domain at its stage. INVALID: it is not publishable.
 * REFUSED: another ticket for one of the records is open, or a record is weaker than the published
 * one and force and reason are not both given.
 */
struct ticket *app_ticket_new(struct app *app, char *const *domains,
			      const struct ticket_order *order, GError **error);
/* A record that is to go: what it is taken out for. */
struct ticket_removal {
	const char *what;  /* "NAME/TYPE" of TXT, CNAME or MX; "NAME": TXT */
	const char *value; /* of several at the name; NULL: the only one */
	bool force;
	const char *reason;
};
/*
 * Drafts the ticket that takes a record out, as every authoritative server serves it now; others at
 * the name stay. REFUSED: nothing of its own is there (a wildcard may answer for it), the servers
 * do not agree, or it is not clear which one is meant; and, without force, a policy, an SPF record,
 * an MX, or a key that mail of a domain of the same organisation was signed with in the last
 * SPLIT_DRAINED_DAYS of reports. LIMIT: longer than LOOK_TEXT_MAX. NETWORK: nobody answers.
 */
struct ticket *app_ticket_remove(struct app *app, const char *domain,
				 const struct ticket_removal *removal, struct progress *progress,
				 GError **error);
/* Is a record weaker than the published one (NULL: none), so that a ticket for it needs force? */
bool app_record_weaker(const char *record, const char *published);
/*
 * The document of a ticket: "md", "text" or "json"; or its changes alone in another record format
 * of cli.md. Owned by the caller.
 */
char *app_ticket_text(struct app *app, const struct ticket *ticket, const char *format,
		      GError **error);

/* Why a ticket in this state does not take an action ("send", "approve", …): static text, or NULL.
 */
const char *app_ticket_why_not(enum ticket_state state, const char *action);

/*
 * What a ticket rests on and what moved since it was drafted, in words: GPtrArray of char *, empty
 * when it still holds, or is published and beyond. An approval is bound to
 *  - the old values: the newest look serves neither these nor the new ones. One that had not been
 *    looked up holds if DNS turns out to serve nothing;
 *  - the new values, which only `edit` changes, before the ticket is sent;
 *  - the playbook, by the bytes of its file;
 *  - the evidence, by what the decision rests on (evidence_moved()): not the message counts, which
 *    every import changes.
 * A rollback is bound to the old values alone: nothing else may hold up the way back.
 */
GPtrArray *app_ticket_moved(struct app *app, const struct ticket *ticket, GError **error);

/*
 * Moves. REFUSED with the reason when the state does not allow it, STALE when somebody was faster:
 * seen is the length of the history that the one who decides has seen (0: does not say), and an
 * approval by another person is no repetition. What is done already is left, and marked repeated.
 * send, approve and publish first look at DNS (when resolvers are chosen, once a day), and are
 * REFUSED with the list of app_ticket_moved(), unless override, a reason, lets it go on: then it is
 * bound to what is so now, in the same write. Drafting anew does so, too.
 */
/*
 * Writes the document to path (NULL: STATE/tickets/ID.md) and marks it sent; *written gets the
 * path. REFUSED also while the customer froze changes, unless it is a rollback, and without a
 * report address in the config.
 */
struct ticket *app_ticket_send(struct app *app, const char *id, unsigned seen, const char *path,
			       const char *override, char **written, GError **error);
struct ticket *app_ticket_approve(struct app *app, const char *id, unsigned seen, const char *by,
				  const char *window, const char *note, const char *override,
				  GError **error);
struct ticket *app_ticket_publish(struct app *app, const char *id, unsigned seen, const char *note,
				  const char *override, GError **error);
/* What went to the zone's primary, or would go there. */
struct ticket_push {
	struct ticket *ticket;
	char *zone, *server, *key; /* who is told, and with whose signature */
	char *script; /* for nsupdate, without the secret; NULL: nothing was left to do */
	bool sent;    /* else nothing was done, and the ticket is as it was */
};
void ticket_push_free(struct ticket_push *push);
/*
 * Makes the DNS update of an approved ticket, with a key of the config, against what the zone's
 * primary serves now. With send (and not on a dry run) it is sent, and the ticket moves to
 * published. REFUSED: app_ticket_publish() would be, or no key may change the zone. STALE: DNS does
 * not serve the old value, before or at the update. NETWORK: no server, or it said no. State and
 * zone are then as they were, unless the message says that it is not known.
 */
struct ticket_push *app_ticket_push(struct app *app, const char *id, bool send, const char *note,
				    const char *override, struct progress *progress,
				    GError **error);
struct ticket *app_ticket_withdraw(struct app *app, const char *id, unsigned seen,
				   const char *reason, GError **error);
/*
 * What a ticket asks for as lines to edit, NAME TTL TYPE VALUE, with remarks; or the sheet that was
 * kept when an edit of it was refused. Owned by the caller.
 */
char *app_ticket_sheet(const struct app *app, const struct ticket *ticket);
/* Keeps an edited sheet until an edit is taken or called off; false: it cannot be written. */
bool app_ticket_keep_sheet(const struct app *app, const char *id, const char *sheet);
/*
 * What the ticket asks for, changed by hand: the sheet as it was edited, or the one value of its
 * first change. Evidence and fingerprint are made anew. INVALID when it is not publishable or
 * speaks of other names than the ticket, REFUSED when a record is weaker than the published one,
 * unless force and a note, CANCELLED when the sheet asks for nothing new. A sheet that is not taken
 * is kept for the next try, and the message says so.
 */
struct ticket *app_ticket_edit_sheet(struct app *app, const char *id, unsigned seen,
				     const char *sheet, bool force, const char *note,
				     GError **error);
struct ticket *app_ticket_edit(struct app *app, const char *id, unsigned seen, const char *value,
			       bool force, const char *note, GError **error);

/* What verification saw; the ticket has moved to verified when `matches` (and so has the stage). */
struct ticket_verification {
	struct ticket *ticket;
	bool matches;
	GPtrArray *servers;  /* struct look_server *: authoritative first, then resolvers */
	GPtrArray *laggards; /* struct laggard *: who does not serve a change yet */
	GPtrArray *behind;   /* char *: what does not match yet, one sentence each */
	int64_t old_until;   /* somebody may be given the old value until then; TIME_NONE: not known
			      */
};
void ticket_verification_free(struct ticket_verification *verification);
/* Who was behind at the last look at a ticket, one sentence each: GPtrArray of char *. */
GPtrArray *app_ticket_behind(struct app *app, const struct ticket *ticket, GError **error);
/*
 * Asks every authoritative server of each change, then the resolvers; values are compared byte for
 * byte. Who is behind, and since when, is kept; resolvers may be behind a ticket that is verified.
 * STALE when the ticket was changed meanwhile.
 */
struct ticket_verification *app_ticket_verify(struct app *app, const char *id,
					      struct progress *progress, GError **error);

/*
 * Reporter by reporter of each of its domains, what their reports say of the new policy: GPtrArray
 * of struct ticket_echo *, empty before DNS was verified.
 */
GPtrArray *app_ticket_echoes(struct app *app, const struct ticket *ticket, GError **error);
/* The same in words, domain by domain: GPtrArray of char *. */
GPtrArray *ticket_echo_lines(const struct ticket *ticket, const GPtrArray *echoes);

/* Do the reports show the new policy? Moves to confirmed when enough reporters do. */
struct ticket_confirmation {
	struct ticket *ticket;
	bool confirmed;
	GPtrArray *echoes; /* struct ticket_echo * */
	GPtrArray *lines;  /* char *: the same in words */
};
void ticket_confirmation_free(struct ticket_confirmation *confirmation);
struct ticket_confirmation *app_ticket_confirm(struct app *app, const char *id, GError **error);

/* Live look, stored. CANCELLED: nothing is kept. */
struct look *app_check(struct app *app, const char *domain, struct progress *progress,
		       GError **error);
/* The same of several domains (NULL-terminated), side by side: struct look *, in their order. */
GPtrArray *app_check_domains(struct app *app, char *const *names, struct progress *progress,
			     GError **error);
/* The same of a domain, or of every domain of a customer. */
GPtrArray *app_check_all(struct app *app, const char *name, bool *of_customer,
			 struct progress *progress, GError **error);
/* The newest stored look; NULL without *error: none. */
struct look *app_last_look(struct app *app, const char *domain, GError **error);

#endif
