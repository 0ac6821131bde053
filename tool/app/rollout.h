/* SPDX-License-Identifier: MIT */
/* Where each domain stands, and its moves on the ladder. */
#ifndef APP_ROLLOUT_H
#define APP_ROLLOUT_H

#include "app/app.h"
#include "base/progress.h"
#include "dmarc/record.h"
#include "model/gate.h"
#include "model/status.h"
#include "model/ticket.h"

/*
 * Board lines in board order: GPtrArray of struct status_line *. names: customers and domains,
 * NULL-terminated, or NULL: all. CANCELLED: what was worked out is kept for the next call.
 */
GPtrArray *app_status(struct app *app, char *const *names, struct progress *progress,
		      GError **error);
/*
 * All of them at once, as they were worked out last. *old: some are of before (another day, or
 * something was written since), or were never worked out and are left out.
 */
GPtrArray *app_status_glance(struct app *app, bool *old, GError **error);
struct gate *app_gate(struct app *app, const char *domain, GError **error);
/* The ladder's history: GPtrArray of struct stage_move *, oldest first. */
GPtrArray *app_moves(struct app *app, const char *domain, GError **error);

/* The record to publish. */
struct record_proposal {
	char *name, *type; /* "_dmarc.shop.example", "TXT" */
	char *zone;	   /* the zone that holds it, as far as that is known */
	uint32_t ttl;
	char *value;
	char *current; /* what DNS served at the last look, or NULL */
	char *stage;
	GPtrArray *warnings; /* struct finding * */
};
void record_proposal_free(struct record_proposal *proposal);
/* stage NULL: the next one; for a domain whose first record is not verified yet, its own stage. */
struct record_proposal *app_record(struct app *app, const char *domain, const char *stage,
				   GError **error);
/*
 * The same as DNS serves it now when resolvers are chosen, else as the last look knew; warns of
 * what stands in its way, and of each address of other organisations that takes no reports for the
 * domain. Blocks on DNS; CANCELLED: progress was.
 */
struct record_proposal *app_record_checked(struct app *app, const char *domain, const char *stage,
					   struct progress *progress, GError **error);
/* The same in a format of cli.md; owned by the caller. */
char *app_record_text(const struct record_proposal *proposal, const char *format, GError **error);

/*
 * Moves. Each drafts its ticket (returned); the stage changes when DNS is verified. advance is
 * REFUSED while the gate is closed, unless force; rollback withdraws the open ticket, unless that
 * one leads there: then it is the one returned, marked repeated. *changed (may be NULL) false: it
 * was so already, and the ticket is the one that was there.
 */
struct ticket *app_advance(struct app *app, const char *domain, const char *reason, bool force,
			   GError **error);
struct ticket *app_rollback(struct app *app, const char *domain, const char *reason,
			    GError **error);
struct ticket *app_park(struct app *app, const char *domain, const char *reason, bool force,
			bool *changed, GError **error);
/* No ticket. A finished domain is not held, a held one, or one with a ticket under way, not
 * finished. */
bool app_hold(struct app *app, const char *domain, const char *reason, bool *changed,
	      GError **error);
bool app_resume(struct app *app, const char *domain, const char *reason, bool *changed,
		GError **error);
bool app_finish(struct app *app, const char *domain, const char *reason, bool *changed,
		GError **error);

#endif
