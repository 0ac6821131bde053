/* SPDX-License-Identifier: MIT */
/* What people accept, report and forbid: exceptions, complaints, freezes. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "base/error.h"
#include "store/project.h"

/* Begins a write on a domain; NULL, with nothing begun, when that fails. */
static struct domain *begin_on(struct app *app, const char *name, GError **error)
{
	struct domain *domain;

	if (!write_begin(app, error))
		return NULL;
	domain = app_domain(app, name, error);
	if (!domain)
		write_fail(app);
	return domain;
}

bool app_waive(struct app *app, const char *name, const char *condition, const char *source,
	       int32_t until, const char *by, const char *reason, GError **error)
{
	struct waiver *waiver;
	struct domain *domain;
	g_autofree char *day = day_format(until);
	const char *why_not;
	bool done;

	if (!need_reason(reason, "waive", error))
		return false;
	if (!gate_waivable(condition, &why_not)) {
		g_set_error(error, RAMPART_ERROR,
			    why_not ? RAMPART_ERROR_REFUSED : RAMPART_ERROR_NOT_FOUND,
			    "%s cannot be waived: %s", condition,
			    why_not ? why_not : "no condition has this name; see `rampart gate`");
		return false;
	}
	if (!by || !*by || until == DAY_NONE) {
		g_set_error(
			error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			"waive needs the day it ends and who accepted it: --until DAY --by NAME");
		return false;
	}
	if (until < clock_today(&app->clock)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--until %s lies in the past", day);
		return false;
	}
	domain = begin_on(app, name, error);
	if (!domain)
		return false;
	waiver = g_new0(struct waiver, 1);
	waiver->domain_id = domain->id;
	waiver->condition = g_strdup(condition);
	waiver->source = g_strdup(source);
	waiver->until = until;
	waiver->by = g_strdup(by);
	waiver->reason = g_strdup(reason);
	waiver->at = clock_now(&app->clock);
	done = store_waiver_add(app->store, waiver, error)
		       ? write_end(app, domain, NULL, "waive", condition, reason, error,
				   "%s%s%s accepted by %s until %s", condition,
				   source ? " of " : "", source ? source : "", by, day)
		       : write_fail(app);
	waiver_free(waiver);
	domain_free(domain);
	return done;
}

bool app_unwaive(struct app *app, const char *name, const char *condition, const char *source,
		 GError **error)
{
	struct domain *domain = begin_on(app, name, error);
	g_autoptr(GPtrArray) waivers = NULL;
	unsigned ended = 0;
	bool done = false;

	if (!domain)
		return false;
	waivers = store_waivers(app->store, domain->id, error);
	for (guint i = 0; waivers && i < waivers->len; i++) {
		const struct waiver *waiver = waivers->pdata[i];

		if (strcmp(waiver->condition, condition) != 0 ||
		    g_strcmp0(waiver->source, source) != 0)
			continue;
		if (!store_waiver_end(app->store, waiver->id, error))
			goto fail;
		ended++;
	}
	if (waivers && !ended)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "%s has no exception for %s", domain->name, condition);
	if (!ended)
		goto fail;
	done = write_end(app, domain, NULL, "unwaive", condition, NULL, error,
			 "%s%s%s counts again", condition, source ? " of " : "",
			 source ? source : "");
	domain_free(domain);
	return done;
fail:
	domain_free(domain);
	return write_fail(app);
}

GPtrArray *app_waivers(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	GPtrArray *waivers = domain ? store_waivers(app->store, domain->id, error) : NULL;

	g_clear_pointer(&domain, domain_free);
	return waivers;
}

bool app_complaint_add(struct app *app, const char *name, const char *reason, GError **error)
{
	struct complaint *complaint;
	struct domain *domain;
	bool done;

	if (!need_reason(reason, "complaint add", error))
		return false;
	domain = begin_on(app, name, error);
	if (!domain)
		return false;
	complaint = g_new0(struct complaint, 1);
	complaint->domain_id = domain->id;
	complaint->at = clock_now(&app->clock);
	complaint->closed_at = TIME_NONE;
	complaint->reason = g_strdup(reason);
	complaint->who = g_strdup(app->who);
	done = store_complaint_add(app->store, complaint, error)
		       ? write_end(app, domain, NULL, "complaint add", NULL, reason, error,
				   "lost mail reported for %s", domain->name)
		       : write_fail(app);
	complaint_free(complaint);
	domain_free(domain);
	return done;
}

bool app_complaint_close(struct app *app, const char *name, const char *reason, GError **error)
{
	struct domain *domain;
	bool done;

	if (!need_reason(reason, "complaint close", error))
		return false;
	domain = begin_on(app, name, error);
	if (!domain)
		return false;
	done = store_complaint_close(app->store, domain->id, error)
		       ? write_end(app, domain, NULL, "complaint close", NULL, reason, error,
				   "complaints about %s closed", domain->name)
		       : write_fail(app);
	domain_free(domain);
	return done;
}

bool app_freeze(struct app *app, const char *slug, int32_t from, int32_t until, const char *reason,
		GError **error)
{
	struct freeze *freeze;
	struct customer *customer;
	g_autofree char *first = day_format(from), *last = day_format(until);
	bool done;

	if (!need_reason(reason, "freeze", error))
		return false;
	if (from == DAY_NONE || until == DAY_NONE || from > until) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "freeze needs its first and its last day: --from DAY --until DAY");
		return false;
	}
	if (!write_begin(app, error))
		return false;
	customer = app_customer(app, slug, error);
	if (!customer)
		return write_fail(app);
	freeze = g_new0(struct freeze, 1);
	freeze->customer_id = customer->id;
	freeze->from = from;
	freeze->until = until;
	freeze->reason = g_strdup(reason);
	freeze->who = g_strdup(app->who);
	done = store_freeze_add(app->store, freeze, error)
		       ? write_end(app, NULL, customer, "freeze", NULL, reason, error,
				   "%s: no changes from %s to %s", slug, first, last)
		       : write_fail(app);
	freeze_free(freeze);
	customer_free(customer);
	return done;
}

bool app_unfreeze(struct app *app, const char *slug, GError **error)
{
	struct customer *customer;
	bool done;

	if (!write_begin(app, error))
		return false;
	customer = app_customer(app, slug, error);
	if (!customer)
		return write_fail(app);
	done = store_freeze_end(app->store, customer->id, error)
		       ? write_end(app, NULL, customer, "unfreeze", NULL, NULL, error,
				   "%s: changes are allowed again", slug)
		       : write_fail(app);
	customer_free(customer);
	return done;
}
