/* SPDX-License-Identifier: MIT */
/* Looks at DNS: taken, judged against what was approved, and kept. */
#include <string.h>

#include "app/context.h"
#include "app/names.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "dns/dns.h"
#include "store/project.h"
#include "store/workflow.h"

/* Drift: what is served differs from the last verified value and from every approved or published
 * one. */
static bool is_drift(struct app *app, const struct domain *domain, const struct look *look,
		     GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(app->store, 0, domain->id, error);
	const char *served = look->published->len == 1 ? look->published->pdata[0] : NULL;
	bool expected = false;

	if (look->status > LOOK_STATUS_NODATA)
		return false;
	for (guint i = 0; tickets && i < tickets->len; i++) {
		const struct ticket *ticket = tickets->pdata[i];
		const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);
		bool verified = ticket->state == TICKET_STATE_VERIFIED ||
				ticket->state == TICKET_STATE_CONFIRMED;

		if (!change || (!verified && ticket->state != TICKET_STATE_APPROVED &&
				ticket->state != TICKET_STATE_PUBLISHED))
			continue;
		expected = true;
		if (served && change->new->len &&strcmp(served, change->new->pdata[0]) == 0)
			return false;
		if (verified)
			break;
	}
	return expected;
}

/* A look that was not taken (--offline) is shown and not kept. */
static bool keep_look(struct app *app, const struct domain *domain, const struct look *look,
		      GError **error)
{
	if (app->dns.offline)
		return true;
	if (write_begin(app, error) && store_look_add(app->store, domain->id, look, error) &&
	    write_end(app, domain, NULL, "check", domain->name, NULL, error,
		      "DNS looked at: %s, %u findings", look_status_name(look->status),
		      look->findings->len))
		return true;
	return write_fail(app);
}

struct look *app_check(struct app *app, const char *name, struct progress *progress, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct subjects subjects = {0};
	bool found = domain && subjects_find(app, domain, &subjects, error);
	struct dns *dns = found ? dns_new(&app->dns, error) : NULL;
	struct look *look = NULL;

	if (!dns)
		goto done;
	look = dns_check(dns, domain->name, g_steal_pointer(&subjects.keys), clock_now(&app->clock),
			 progress);
	g_ptr_array_extend_and_steal(look->absent, dns_absent(dns, subjects.froms, progress));
	look->drift = is_drift(app, domain, look, NULL);
	if (look->drift)
		finding_add(look->findings, FINDING_ERROR, "drift", NULL,
			    "find out who changed it; then draft a ticket for the record that is "
			    "wanted",
			    "DNS serves neither the last verified record nor that of an approved "
			    "ticket");
	if (!keep_look(app, domain, look, error))
		g_clear_pointer(&look, look_free);
done:
	if (dns)
		dns_free(dns);
	subjects_clear(&subjects);
	g_clear_pointer(&domain, domain_free);
	return look;
}

bool look_is_current(const struct look *look, const struct domain *domain)
{
	return look && look->at >= domain->verified_at;
}

bool look_freshly(struct app *app, const struct domain *domain, GError **error)
{
	GError *fault = NULL;
	struct look *look;
	bool fresh;

	if (app->dry_run || !app_lookup_wanted(app))
		return true;
	look = store_look(app->store, domain->id, TIME_NONE, &fault);
	fresh = look_is_current(look, domain) && look->at + DAY_SECONDS > clock_now(&app->clock);
	g_clear_pointer(&look, look_free);
	if (!fresh && !fault) {
		look = app_check(app, domain->name, NULL, &fault);
		g_clear_pointer(&look, look_free);
	}
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

struct look *app_last_look(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct look *look = domain ? store_look(app->store, domain->id, TIME_NONE, error) : NULL;

	g_clear_pointer(&domain, domain_free);
	return look;
}
