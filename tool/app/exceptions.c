/* SPDX-License-Identifier: MIT */
/* What people report and forbid: complaints, freezes. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "base/error.h"
#include "store/project.h"

/* The open ones that say this; reason NULL: all. -1: *error. */
static int count_open(struct app *app, const struct domain *domain, const char *reason,
		      GError **error)
{
	g_autoptr(GPtrArray) complaints = store_complaints(app->store, domain->id, error);
	int open = 0;

	if (!complaints)
		return -1;
	for (guint i = 0; i < complaints->len; i++) {
		const struct complaint *complaint = complaints->pdata[i];

		open += complaint->closed_at == TIME_NONE &&
			(!reason || strcmp(complaint->reason, reason) == 0);
	}
	return open;
}

/* Inside a begun write, which it ends. */
static bool complain(struct app *app, const struct domain *domain, const char *reason,
		     GError **error)
{
	g_autofree char *why = g_strdup(reason);
	struct complaint complaint = {.domain_id = domain->id, .reason = why, .who = app->who};

	return store_complaint_add(app->store, &complaint, error) &&
	       write_end(app, domain, NULL, "complaint add", NULL, reason, error,
			 "lost mail reported for %s", domain->name);
}

bool app_complaint_add(struct app *app, const char *name, const char *reason, bool *changed,
		       GError **error)
{
	struct domain *domain;
	bool done;
	int same;

	if (!need_reason(reason, "complaint add", error))
		return false;
	domain = domain_begin(app, name, error);
	if (!domain)
		return false;
	same = count_open(app, domain, reason, error);
	if (changed)
		*changed = same == 0;
	done = same > 0 || (same == 0 && complain(app, domain, reason, error));
	write_leave(app);
	domain_free(domain);
	return done;
}

/* Inside a begun write, which it ends. */
static bool settle(struct app *app, const struct domain *domain, const char *reason, GError **error)
{
	return store_complaint_close(app->store, domain->id, error) &&
	       write_end(app, domain, NULL, "complaint close", NULL, reason, error,
			 "complaints about %s closed", domain->name);
}

bool app_complaint_close(struct app *app, const char *name, const char *reason, bool *changed,
			 GError **error)
{
	struct domain *domain;
	bool done;
	int open;

	if (!need_reason(reason, "complaint close", error))
		return false;
	domain = domain_begin(app, name, error);
	if (!domain)
		return false;
	open = count_open(app, domain, NULL, error);
	if (changed)
		*changed = open > 0;
	done = open == 0 || (open > 0 && settle(app, domain, reason, error));
	write_leave(app);
	domain_free(domain);
	return done;
}

static bool is_whole(const struct freeze *freeze, int32_t today, GError **error)
{
	if (freeze->from == DAY_NONE || freeze->until == DAY_NONE || freeze->from > freeze->until)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "freeze needs its first and its last day: --from DAY --until DAY");
	else if (freeze->until < today)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "the freeze would be over already: --until lies in the past");
	else
		return true;
	return false;
}

/* Begins a write on a customer, read inside it; NULL: nothing is begun. */
static struct customer *customer_begin(struct app *app, const char *slug, GError **error)
{
	struct customer *customer;

	if (!write_begin(app, error))
		return NULL;
	customer = app_customer(app, slug, error);
	if (!customer)
		write_fail(app);
	return customer;
}

static bool is_listed(const GPtrArray *freezes, const struct freeze *wanted)
{
	for (guint i = 0; i < freezes->len; i++) {
		const struct freeze *freeze = freezes->pdata[i];

		if (freeze->from == wanted->from && freeze->until == wanted->until &&
		    strcmp(freeze->reason, wanted->reason) == 0)
			return true;
	}
	return false;
}

/* Inside a begun write, which it ends unless nothing changes. */
static bool freeze_add(struct app *app, const struct customer *customer, struct freeze *freeze,
		       bool *changed, GError **error)
{
	g_autoptr(GPtrArray) freezes = store_freezes(app->store, customer->id, error);
	g_autofree char *first = day_format(freeze->from), *last = day_format(freeze->until);

	if (!freezes)
		return false;
	*changed = !is_listed(freezes, freeze);
	freeze->customer_id = customer->id;
	return !*changed ||
	       (store_freeze_add(app->store, freeze, error) &&
		write_end(app, NULL, customer, "freeze", NULL, freeze->reason, error,
			  "%s: no changes from %s to %s", customer->slug, first, last));
}

bool app_freeze(struct app *app, const char *slug, int32_t from, int32_t until, const char *reason,
		bool *changed, GError **error)
{
	g_autofree char *why = g_strdup(reason);
	struct freeze freeze = {.from = from, .until = until, .reason = why, .who = app->who};
	struct customer *customer;
	bool done, did;

	if (!need_reason(reason, "freeze", error) ||
	    !is_whole(&freeze, clock_today(&app->clock), error))
		return false;
	customer = customer_begin(app, slug, error);
	if (!customer)
		return false;
	done = freeze_add(app, customer, &freeze, changed ? changed : &did, error);
	write_leave(app);
	customer_free(customer);
	return done;
}

/* Inside a begun write, which it ends unless none is left. */
static bool freezes_end(struct app *app, const struct customer *customer, bool *changed,
			GError **error)
{
	g_autoptr(GPtrArray) freezes = store_freezes(app->store, customer->id, error);
	int32_t today = clock_today(&app->clock);

	if (!freezes)
		return false;
	*changed = false;
	for (guint i = 0; i < freezes->len; i++)
		*changed |= ((struct freeze *)freezes->pdata[i])->until >= today;
	return !*changed || (store_freeze_end(app->store, customer->id, error) &&
			     write_end(app, NULL, customer, "unfreeze", NULL, NULL, error,
				       "%s: changes are allowed again", customer->slug));
}

bool app_unfreeze(struct app *app, const char *slug, bool *changed, GError **error)
{
	struct customer *customer = customer_begin(app, slug, error);
	bool done, did;

	if (!customer)
		return false;
	done = freezes_end(app, customer, changed ? changed : &did, error);
	write_leave(app);
	customer_free(customer);
	return done;
}
