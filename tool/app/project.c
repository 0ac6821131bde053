/* SPDX-License-Identifier: MIT */
#include "app/project.h"

#include <string.h>

#include "app/context.h"
#include "base/error.h"
#include "base/name.h"
#include "rollout/playbook.h"
#include "store/project.h"
#include "store/workflow.h"

#define SLUG_MAX 64

static bool slug_ok(const char *slug, GError **error)
{
	size_t len = strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (len && !slug[len] && len <= SLUG_MAX)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "customer slug \"%s\": use up to %d of a-z, 0-9 and -", slug, SLUG_MAX);
	return false;
}

struct customer *app_customer(struct app *app, const char *slug, GError **error)
{
	GError *fault = NULL;
	struct customer *customer = store_customer(app->store, slug, &fault);

	if (!customer && !fault)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "no customer \"%s\"; see `rampart customer list`", slug);
	if (fault)
		g_propagate_error(error, fault);
	return customer;
}

GPtrArray *app_customers(struct app *app, GError **error)
{
	return store_customers(app->store, error);
}

struct customer *app_customer_add(struct app *app, const char *slug, const char *name,
				  int32_t target, const char *contact, bool *added, GError **error)
{
	GError *fault = NULL;
	struct customer *customer;

	if (!slug_ok(slug, error) || !write_begin(app, error))
		return NULL;
	customer = store_customer(app->store, slug, &fault);
	if (added)
		*added = !customer && !fault;
	if (fault || customer) {
		write_fail(app);
		if (fault)
			g_propagate_error(error, fault);
		return customer;
	}
	customer = g_new0(struct customer, 1);
	customer->slug = g_strdup(slug);
	customer->name = g_strdup(name && *name ? name : slug);
	customer->contact = g_strdup(contact);
	customer->started = clock_today(&app->clock);
	customer->target = target;
	if (!store_customer_put(app->store, customer, error)) {
		write_fail(app);
	} else if (write_end(app, NULL, customer, "customer add", slug, NULL, error,
			     "customer %s added: %s", slug, customer->name)) {
		return customer;
	}
	customer_free(customer);
	return NULL;
}

struct domain *app_domain(struct app *app, const char *name, GError **error)
{
	GError *fault = NULL;
	g_autofree char *ascii = name_from_user(name, error);
	struct domain *domain;

	if (!ascii)
		return NULL;
	domain = store_domain(app->store, ascii, &fault);
	if (!domain && !fault) {
		bool fixed = app->clock.fixed != TIME_NONE;
		g_autofree char *day = day_format(clock_today(&app->clock));

		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "%s is not managed%s%s; add it with `rampart domain add CUSTOMER %s`",
			    ascii, fixed ? " where the clock stands, on " : "", fixed ? day : "",
			    ascii);
	}
	if (fault)
		g_propagate_error(error, fault);
	return domain;
}

GPtrArray *app_domains(struct app *app, const char *slug, GError **error)
{
	struct customer *customer;
	GPtrArray *domains;

	if (!slug)
		return store_domains(app->store, 0, error);
	customer = app_customer(app, slug, error);
	if (!customer)
		return NULL;
	domains = store_domains(app->store, customer->id, error);
	customer_free(customer);
	return domains;
}

/* What was finished was so at the stage it leaves. */
static bool unfinish(struct app *app, int64_t domain_id, GError **error)
{
	GError *fault = NULL;
	struct domain *domain = store_domain_by_id(app->store, domain_id, &fault);

	if (domain && domain->finished) {
		domain->finished = false;
		store_domain_put(app->store, domain, &fault);
	}
	g_clear_pointer(&domain, domain_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

/* Puts a domain on a stage; since DAY_NONE: from the day its record is verified. */
bool move_to(struct app *app, int64_t domain_id, const char *stage, int32_t since,
	     const char *reason, const char *ticket, GError **error)
{
	struct stage_move *move = g_new0(struct stage_move, 1);
	bool done;

	move->at = clock_now(&app->clock);
	move->stage = g_strdup(stage);
	move->since = since;
	move->who = g_strdup(app->who);
	move->reason = g_strdup(reason);
	move->ticket = g_strdup(ticket);
	done = unfinish(app, domain_id, error) &&
	       store_move_add(app->store, domain_id, move, error);
	stage_move_free(move);
	return done;
}

bool ladder_begin(struct app *app, struct domain *domain, const struct playbook *playbook,
		  GError **error)
{
	const struct stage *first = playbook->stages->pdata[0];

	if (domain->since != DAY_NONE || playbook_stage(playbook, domain->stage) >= 0)
		return true;
	g_free(domain->stage);
	domain->stage = g_strdup(first->name);
	return move_to(app, domain->id, first->name, DAY_NONE, NULL, NULL, error);
}

/* Rows may be there before the domain is managed: the customer is an attribute of it. */
struct domain *domain_manage(struct app *app, const struct customer *customer, const char *name,
			     const struct playbook *playbook, enum domain_kind kind,
			     const char *stage, GError **error)
{
	struct domain *domain = g_new0(struct domain, 1);
	bool done;

	domain->id = store_domain_id(app->store, name, error);
	domain->name = g_strdup(name);
	domain->customer_id = customer->id;
	domain->kind = kind;
	domain->playbook = g_strdup(playbook->name);
	domain->added_at = clock_now(&app->clock);
	done = domain->id >= 0 && store_domain_put(app->store, domain, error) &&
	       move_to(app, domain->id, stage, DAY_NONE, NULL, NULL, error) &&
	       notes_inherit(app, domain, error);
	domain_free(domain);
	return done ? store_domain(app->store, name, error) : NULL;
}

struct domain *app_domain_add(struct app *app, const char *slug, const char *name,
			      const char *playbook_name, enum domain_kind kind, bool *added,
			      GError **error)
{
	g_autofree char *ascii = name_from_user(name, error);
	struct customer *customer = NULL;
	struct domain *domain = NULL;
	struct playbook *playbook;
	GError *fault = NULL;

	if (!ascii)
		return NULL;
	if (!playbook_name)
		playbook_name = playbook_of_kind(kind);
	playbook = playbook_find(app->playbooks_dir, playbook_name, error);
	if (!playbook)
		return NULL;
	if (!write_begin(app, error))
		goto done;
	customer = app_customer(app, slug, error);
	if (!customer)
		goto fail;
	domain = store_domain(app->store, ascii, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		goto fail;
	}
	if (added)
		*added = !domain;
	if (domain && domain->customer_id != customer->id) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s already belongs to customer %s", ascii, domain->customer);
		g_clear_pointer(&domain, domain_free);
		goto fail;
	}
	if (domain)
		goto fail;
	domain = domain_manage(app, customer, ascii, playbook, kind,
			       ((const struct stage *)playbook->stages->pdata[0])->name, error);
	if (domain &&
	    write_end(app, domain, customer, "domain add", ascii, NULL, error,
		      "%s added to customer %s with playbook %s", ascii, slug, playbook->name))
		goto done;
	g_clear_pointer(&domain, domain_free);
fail:
	write_fail(app);
done:
	g_clear_pointer(&customer, customer_free);
	playbook_free(playbook);
	return domain;
}

GPtrArray *app_journal(struct app *app, const char *slug, const char *name, unsigned limit,
		       GError **error)
{
	struct customer *customer = NULL;
	struct domain *domain = NULL;
	GPtrArray *entries = NULL;

	if (slug && !(customer = app_customer(app, slug, error)))
		return NULL;
	if (!name || (domain = app_domain(app, name, error)))
		entries = store_journal(app->store, customer ? customer->id : 0,
					domain ? domain->id : 0, limit, error);
	g_clear_pointer(&customer, customer_free);
	g_clear_pointer(&domain, domain_free);
	return entries;
}
