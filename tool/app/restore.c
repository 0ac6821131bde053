/* SPDX-License-Identifier: MIT */
/* DNS that left the approved record behind: the ticket that restores it (domain.md 5.3). */
#include <string.h>

#include "app/check.h"
#include "base/error.h"
#include "base/utext.h"
#include "rollout/ticket.h"
#include "store/workflow.h"

#define LOOKS_MAX 16  /* that are gone through for the first wrong one */
#define SHOWN	  200 /* cells of a served record */

/* An authoritative server that answers, and with another record than the approved one, or NULL. */
static const struct look_server *wrong_server(const struct look *look, const char *approved)
{
	for (guint i = 0; i < look->servers->len; i++) {
		const struct look_server *server = look->servers->pdata[i];
		guint records = 0, right = 0;

		for (guint k = 0; k < server->txt->len; k++) {
			const char *text = server->txt->pdata[k];

			records += g_str_has_prefix(text, "v=DMARC1") != 0;
			right += strcmp(text, approved) == 0;
		}
		if (server->status <= LOOK_STATUS_NODATA && (records != 1 || right != 1))
			return server;
	}
	return NULL;
}

/*
 * Is this the look by which it is sure? The first one that is at least LOOK_AGAIN after the first
 * wrong one since DNS was right; earlier ones may have met a change on its way, for later ones the
 * ticket was drafted.
 */
static bool is_now_sure(struct app *app, const struct domain *domain, const struct look *look,
			bool *sure, GError **error)
{
	GError *fault = NULL;
	int64_t first = look->at, before = look->at, newest = TIME_NONE;

	for (unsigned i = 0; i < LOOKS_MAX && !fault; i++) {
		struct look *older = store_look(app->store, domain->id, before, &fault);
		bool wrong = older && older->at >= domain->verified_at &&
			     wrong_server(older, look->approved);

		if (wrong) {
			first = older->at;
			newest = newest == TIME_NONE ? first : newest;
			before = older->at;
		}
		look_free(older);
		if (!wrong)
			break;
	}
	*sure = newest != TIME_NONE && look->at - first >= LOOK_AGAIN &&
		newest - first < LOOK_AGAIN;
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

static char *describe(const struct look *look, const struct look_server *server)
{
	g_autofree char *served =
		server->txt->len ? utext_term(server->txt->pdata[0], SHOWN) : g_strdup("no record");

	return g_strdup_printf("%s (%s) serves %s at %s, and not the approved record",
			       server->server, server->address, served, look->name);
}

/*
 * Inside a begun write; with a ticket open or published nothing is drafted, nor where the others
 * serve the approved record: what lacks at this server no change of the zone brings there.
 */
static bool draft(struct app *app, const struct facts *facts, const char *approved,
		  const char *reason, GError **error)
{
	const struct domain *domain = facts->gate.domain;
	struct proposal proposal = {facts, domain->stage, approved};
	struct draft_reason why = {.reason = reason, .rollback = true};
	struct note note = {.domain = domain, .action = "restore"};
	GError *fault = NULL;
	struct ticket *ticket = ticket_blocking(app, domain->id, false, &fault);
	bool blocked = ticket != NULL;

	if (!blocked && !fault)
		ticket = ticket_propose(app, &proposal, 1, &why, false, &fault);
	if (g_error_matches(fault, RAMPART_ERROR, RAMPART_ERROR_REFUSED)) {
		g_clear_error(&fault);
		write_note(app, &note, &fault, "%s; the zone has it: it has to get there", reason);
	}
	if (!blocked && ticket) {
		note.subject = ticket->id;
		write_note(app, &note, &fault, "%s; %s drafted: the approved record again", reason,
			   ticket->id);
	}
	g_clear_pointer(&ticket, ticket_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

bool restore_approved(struct app *app, const struct domain *domain, const struct look *look,
		      GError **error)
{
	const struct look_server *server =
		look->approved ? wrong_server(look, look->approved) : NULL;
	g_autofree char *reason = NULL;
	struct facts *facts;
	bool sure = false, done;

	if (!server || app->dry_run || app->dns.offline)
		return true;
	if (!is_now_sure(app, domain, look, &sure, error))
		return false;
	if (!sure)
		return true;
	reason = describe(look, server);
	if (!write_begin(app, error))
		return false;
	facts = facts_new(app, domain, error);
	done = facts && draft(app, facts, look->approved, reason, error) ? write_commit(app, error)
									 : write_fail(app);
	facts_free(facts);
	return done;
}
