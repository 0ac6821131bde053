/* SPDX-License-Identifier: MIT */
/* Published, approved and target record side by side, and what changed since the look before. */
#include <string.h>

#include "app/check.h"
#include "base/clock.h"
#include "dns/finding.h"
#include "store/workflow.h"

#define LOOKS_MAX 16 /* that are gone through for the first of them */

/* Does DNS serve exactly what the change asks for? */
static bool serves(const struct look *look, const struct ticket_change *change)
{
	if (change->new->len == 0)
		return look->published->len == 0;
	return look->published->len == 1 &&
	       strcmp(look->published->pdata[0], change->new->pdata[0]) == 0;
}

/*
 * Sets approved, to what the last verified ticket asked for. *drifted: DNS serves neither that nor
 * what a ticket that is approved or published asks for.
 */
static bool compare_tickets(struct app *app, const struct domain *domain, struct look *look,
			    bool *drifted, GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(app->store, 0, domain->id, error);
	bool verified = false, served = false, expected = false;

	for (guint i = 0; tickets && i < tickets->len && !verified; i++) {
		const struct ticket *ticket = tickets->pdata[i];
		const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);

		verified = change && (ticket->state == TICKET_STATE_VERIFIED ||
				      ticket->state == TICKET_STATE_CONFIRMED);
		if (!change || (!verified && ticket->state != TICKET_STATE_APPROVED &&
				ticket->state != TICKET_STATE_PUBLISHED))
			continue;
		expected = true;
		served = served || serves(look, change);
		if (verified && change->new->len > 0)
			look->approved = g_strdup(change->new->pdata[0]);
	}
	*drifted = expected && !served && look->status <= LOOK_STATUS_NODATA;
	return tickets != NULL;
}

static bool set_target(struct app *app, const struct domain *domain, struct look *look,
		       GError **error)
{
	const struct playbook *playbook = playbook_of(app, domain, error);
	const char *served = look->published->len == 1 ? look->published->pdata[0] : NULL;
	const struct stage *next = playbook ? stage_wanted(domain, playbook, NULL, error) : NULL;

	if (next)
		look->target = record_of_stage(app, next, served, NULL);
	return next != NULL;
}

/*
 * Since when have all looks seen no record, this one included? Those that nobody answered say
 * nothing. *seen: one before them saw a record.
 */
static bool absent_since(struct app *app, const struct domain *domain, const struct look *look,
			 int64_t *since, bool *seen, GError **error)
{
	GError *fault = NULL;
	int64_t before = look->at;

	*since = look->at;
	*seen = false;
	for (unsigned i = 0; i < LOOKS_MAX && !*seen && !fault; i++) {
		struct look *older = store_look(app->store, domain->id, before, &fault);

		if (!older)
			break;
		*seen = older->published->len > 0;
		if (!*seen && older->status <= LOOK_STATUS_NODATA)
			*since = older->at;
		before = older->at;
		look_free(older);
	}
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

/* One look that sees nothing where a record was, or should be, is no proof that it is gone. */
static void doubt(struct look *look, int64_t since)
{
	static const enum check_code certain[] = {CHECK_DMARC_MISSING, CHECK_DMARC_CNAME_BROKEN,
						  CHECK_DOMAIN_MISSING};
	g_autofree char *again = time_format(since + LOOK_AGAIN);

	for (size_t i = 0; i < G_N_ELEMENTS(certain); i++)
		check_unsay(look->findings, certain[i]);
	check_say(look->findings, CHECK_DMARC_GONE_ONCE,
		  "No record stands at %s (%s): seen once, look again after %s", look->name,
		  look_status_name(look->status), again);
}

/* Since when have all looks said so, this one included, as far as LOOK_AGAIN and LOOKS_MAX reach?
 */
static bool said_since(struct app *app, const struct domain *domain, const struct look *look,
		       enum check_code code, int64_t *since, GError **error)
{
	GError *fault = NULL;

	*since = look->at;
	for (unsigned i = 0; i < LOOKS_MAX && look->at - *since < LOOK_AGAIN; i++) {
		struct look *older = store_look(app->store, domain->id, *since, &fault);
		bool said = older && check_said(older->findings, code);

		*since = said ? older->at : *since;
		look_free(older);
		if (!said)
			break;
	}
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

/* What a server that fails for a moment, or a record that comes a little later, looks like too. */
static const enum check_code passing[] = {
	CHECK_ZONE_UNKNOWN,	 CHECK_DMARC_UNKNOWN, CHECK_DNSSEC_BOGUS,
	CHECK_SPF_INCLUDE_EMPTY, CHECK_SPF_VOID,      CHECK_DRIFT,
};

/*
 * An error at once all the same: all servers tell of another record than the approved one, or
 * nobody answers for the domain's own.
 */
static bool is_certain(const struct look *look, enum check_code code)
{
	return (code == CHECK_DRIFT && look->agree) ||
	       (code == CHECK_DMARC_UNKNOWN && look->status > LOOK_STATUS_NODATA);
}

/* Makes warnings of the errors that may pass, until they last. */
static bool doubt_passing(struct app *app, const struct domain *domain, struct look *look,
			  GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(passing); i++) {
		g_autofree char *again = NULL;
		int64_t since;

		if (!check_said(look->findings, passing[i]) || is_certain(look, passing[i]))
			continue;
		if (!said_since(app, domain, look, passing[i], &since, error))
			return false;
		again = time_format(since + LOOK_AGAIN);
		if (look->at - since < LOOK_AGAIN)
			check_doubt(look->findings, passing[i], again);
	}
	return true;
}

static void tell_drift(struct look *look)
{
	const char *served = look->published->len > 0 ? look->published->pdata[0] : "no record";

	look->drift = true;
	check_say(look->findings, CHECK_DRIFT, "DNS serves %." SEEN "s%s; %." SEEN "s was approved",
		  served, look->published->len > 1 ? " and others" : "",
		  look->approved ? look->approved : "another record");
}

static bool judge_drift(struct app *app, const struct domain *domain, struct look *look,
			GError **error)
{
	bool absent = look->status <= LOOK_STATUS_NODATA && look->published->len == 0;
	bool drifted, seen = false;
	int64_t since = look->at;

	if (!compare_tickets(app, domain, look, &drifted, error) ||
	    (absent && !absent_since(app, domain, look, &since, &seen, error)))
		return false;
	if (absent && (drifted || seen) && look->at - since < LOOK_AGAIN)
		doubt(look, since);
	else if (drifted)
		tell_drift(look);
	return true;
}

static bool set_changes(struct app *app, const struct domain *domain, struct look *look,
			GError **error)
{
	GError *fault = NULL;
	struct look *older = store_look(app->store, domain->id, TIME_NONE, &fault);

	if (older)
		dns_compare(older, look);
	g_clear_pointer(&older, look_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

/* The worst first; within a level as they were found. */
static gint by_level(gconstpointer a, gconstpointer b)
{
	const struct finding *x = *(struct finding *const *)a;
	const struct finding *y = *(struct finding *const *)b;

	return (gint)x->level - (gint)y->level;
}

bool look_set_standing(struct app *app, const struct domain *domain, struct look *look,
		       GError **error)
{
	if (!judge_drift(app, domain, look, error) || !set_target(app, domain, look, error) ||
	    (!app->dns.offline &&
	     (!doubt_passing(app, domain, look, error) || !set_changes(app, domain, look, error))))
		return false;
	g_ptr_array_sort(look->findings, by_level);
	return true;
}
