/* SPDX-License-Identifier: MIT */
/* The life of a ticket: one table of the moves that are allowed. Pure. */
#ifndef ROLLOUT_TICKET_H
#define ROLLOUT_TICKET_H

#include <glib.h>
#include <stdbool.h>

#include "model/ticket.h"

enum ticket_action {
	TICKET_ACTION_EDIT,
	TICKET_ACTION_SEND,
	TICKET_ACTION_APPROVE,
	TICKET_ACTION_PUBLISH,
	TICKET_ACTION_VERIFY,
	TICKET_ACTION_CONFIRM,
	TICKET_ACTION_WITHDRAW,
	TICKET_ACTION_FAIL,
	TICKET_ACTION_COUNT,
};

const char *ticket_action_name(enum ticket_action action); /* "send" */
const char *ticket_action_done(enum ticket_action action); /* "sent" */
/*
 * The state an action leads to; the same state when it is done already. What DNS serves may be
 * verified before anybody said that it is published. Withdrawing a published ticket fails it, since
 * DNS may have changed. False with the reason (static text, a whole sentence
 * part: "it is withdrawn; draft a new one") when the move is not allowed.
 */
bool ticket_next(enum ticket_state state, enum ticket_action action, enum ticket_state *next,
		 const char **why_not);
bool ticket_is_open(enum ticket_state state);
/* Published or open: nothing else may be drafted for the same record. */
bool ticket_blocks(enum ticket_state state);

/*
 * What an approval is bound to, with the fingerprints of its domains' playbooks (char *):
 * 64 hex digits, 16 of the SHA-256 of each of old values, new values, playbooks and evidence, so
 * that a comparison tells which of them moved.
 */
char *ticket_fingerprint(const struct ticket *ticket, const GPtrArray *playbooks);
/* What differs between two fingerprints, in words: GPtrArray of char *, empty when nothing
 * does. */
GPtrArray *ticket_moved(const char *then, const char *now);

/*
 * Did the figures that a decision rests on move? Both: objects of `simulate --json` for the new
 * record, then at drafting and now; NULL: no reports. Message counts grow with every import and
 * move nothing; these do:
 *  - the share of the legitimate and forwarded mail that is lost, at either generation, grew by
 *    more than EVIDENCE_STEP, and by more messages than chance brings;
 *  - a source with more than EVIDENCE_STEP of the mail went over between mail that must arrive
 *    (legitimate, forwarder) and mail that need not (threat, unknown);
 *  - something regressed ("regressions": [subject…]) that had not then.
 * What moved, in words: GPtrArray of char *, empty when nothing did.
 */
#define EVIDENCE_STEP 0.001
GPtrArray *evidence_moved(const char *then, const char *now);
/*
 * The evidence of a ticket of several domains: the sums of their figures, and "domains": the object
 * of each. Elements char *, NULL where nothing was reported. Of one domain it is the object itself,
 * or NULL.
 */
char *evidence_join(const GPtrArray *evidences);
/* The object of a domain in it, as a text; NULL: none. */
char *evidence_of_domain(const char *evidence, const char *domain);

/* The change of a domain's DMARC record, or NULL; points into the ticket. */
struct ticket_change *ticket_dmarc_change(const struct ticket *ticket, const char *domain);

/*
 * Fills kind, effect and validation of a ticket whose changes, servers and history are set, and
 * justification and risk where these are NULL. evidence: the object of `simulate --json` for the
 * new record; figures that are not in it are left out of the texts. old_ttl of an absent RRset: the
 * zone's negative TTL.
 */
void ticket_describe(struct ticket *ticket);

#endif
