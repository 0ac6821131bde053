/* SPDX-License-Identifier: MIT */
/* The parts of a check around the asking: what is known before, and what the answers mean. */
#ifndef APP_CHECK_H
#define APP_CHECK_H

#include <glib.h>
#include <stdbool.h>

#include "app/context.h"
#include "dns/dns.h"

/* What reports, catalogue and config tell of a domain (check_subject.c); to be cleared. */
bool subject_init(struct app *app, const struct domain *domain, struct dns_subject *subject,
		  GError **error);
void subject_clear(struct dns_subject *subject);

/*
 * Sets a look that is not stored yet beside what was approved, what the playbook wants and what the
 * looks before saw: approved, target, drift, changed, and their findings (check_standing.c).
 */
bool look_set_standing(struct app *app, const struct domain *domain, struct look *look,
		       GError **error);

/* What DNS serves of a domain now, kept nowhere; NULL: *error (CANCELLED), or nobody tells. */
struct look *look_now(struct app *app, const struct domain *domain, struct progress *progress,
		      GError **error);

#define LOOK_AGAIN 600 /* seconds between two looks that agree on something being wrong */

/*
 * After a look is stored: where an authoritative server does not serve the approved record, and an
 * earlier look agrees, drafts the ticket that restores it, once (restore.c). A ticket that is open
 * or published leaves it to the board.
 */
bool restore_approved(struct app *app, const struct domain *domain, const struct look *look,
		      GError **error);

#endif
