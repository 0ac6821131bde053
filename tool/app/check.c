/* SPDX-License-Identifier: MIT */
/* Looks at DNS: taken, judged against what was approved, and kept. */
#include "app/check.h"

#include <stdatomic.h>

#include "app/names.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "store/project.h"
#include "store/workflow.h"

#define ASKERS_MAX 8 /* domains that are looked at side by side */

/* One domain on its way. */
struct visit {
	const struct domain *domain;
	struct dns_subject subject;
	struct look *look;
};

/* What the askers share. */
struct round {
	struct visit *visits;
	unsigned n;
	atomic_uint next;
	int64_t now;
	struct progress *progress;
};

struct worker {
	struct round *round;
	struct dns *dns;
	GThread *thread;
};

static void *work(void *arg)
{
	struct worker *worker = arg;
	struct round *round = worker->round;
	unsigned i;

	while ((i = atomic_fetch_add(&round->next, 1)) < round->n &&
	       !progress_cancelled(round->progress)) {
		struct visit *visit = &round->visits[i];

		visit->look = dns_check(worker->dns, &visit->subject, round->now, round->progress);
	}
	return NULL;
}

/* Fills the look of each visit. */
static bool ask_all(struct app *app, struct round *round, GError **error)
{
	struct worker workers[ASKERS_MAX];
	unsigned n = MIN(round->n, ASKERS_MAX);
	struct dns *dns = dns_new(&app->dns, error);

	if (!dns)
		return false;
	for (unsigned i = 0; i < n; i++) {
		workers[i] = (struct worker){round, dns_beside(dns), NULL};
		workers[i].thread = g_thread_new("check", work, &workers[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		g_thread_join(workers[i].thread);
		dns_free(workers[i].dns);
	}
	dns_free(dns);
	if (progress_cancelled(round->progress)) {
		g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
				    "stopped while DNS was asked; nothing of it is kept");
		return false;
	}
	return true;
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

/* Live looks at these domains, in their order. */
static GPtrArray *look_at(struct app *app, const struct domain *const *domains, unsigned n,
			  struct progress *progress, GError **error)
{
	GPtrArray *looks = g_ptr_array_new_with_free_func((GDestroyNotify)look_free);
	struct round round = {
		.visits = g_new0(struct visit, n),
		.n = n,
		.now = clock_now(&app->clock),
		.progress = progress,
	};
	bool done = true;

	for (unsigned i = 0; i < n && done; i++) {
		round.visits[i].domain = domains[i];
		done = subject_init(app, domains[i], &round.visits[i].subject, error);
	}
	done = done && ask_all(app, &round, error);
	for (unsigned i = 0; i < n; i++) {
		struct visit *visit = &round.visits[i];

		done = done && look_set_standing(app, visit->domain, visit->look, error) &&
		       keep_look(app, visit->domain, visit->look, error) &&
		       restore_approved(app, visit->domain, visit->look, error);
		if (visit->look)
			g_ptr_array_add(looks, visit->look);
		subject_clear(&visit->subject);
	}
	g_free(round.visits);
	if (!done)
		g_clear_pointer(&looks, g_ptr_array_unref);
	return looks;
}

static GPtrArray *domains_named(struct app *app, char *const *names, GError **error)
{
	g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func((GDestroyNotify)domain_free);

	for (; *names; names++) {
		struct domain *domain = app_domain(app, *names, error);

		if (!domain)
			return NULL;
		g_ptr_array_add(domains, domain);
	}
	return g_steal_pointer(&domains);
}

/* Takes the domains over; NULL: NULL. */
static GPtrArray *look_at_all(struct app *app, GPtrArray *domains, struct progress *progress,
			      GError **error)
{
	GPtrArray *looks = NULL;

	if (!domains)
		return NULL;
	looks = look_at(app, (const struct domain *const *)domains->pdata, domains->len, progress,
			error);
	g_ptr_array_unref(domains);
	return looks;
}

GPtrArray *app_check_domains(struct app *app, char *const *names, struct progress *progress,
			     GError **error)
{
	return look_at_all(app, domains_named(app, names, error), progress, error);
}

GPtrArray *app_check_all(struct app *app, const char *name, bool *of_customer,
			 struct progress *progress, GError **error)
{
	g_autofree char *own = g_strdup(name);
	GError *fault = NULL;
	struct customer *customer = store_customer(app->store, name, &fault);
	GPtrArray *domains = NULL;

	*of_customer = customer != NULL;
	if (fault)
		g_propagate_error(error, fault);
	else if (customer)
		domains = store_domains(app->store, customer->id, error);
	else
		domains = domains_named(app, (char *[]){own, NULL}, error);
	g_clear_pointer(&customer, customer_free);
	return look_at_all(app, domains, progress, error);
}

struct look *app_check(struct app *app, const char *name, struct progress *progress, GError **error)
{
	g_autofree char *own = g_strdup(name);
	g_autoptr(GPtrArray) looks = app_check_domains(app, (char *[]){own, NULL}, progress, error);

	return looks ? g_ptr_array_steal_index(looks, 0) : NULL;
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
	fresh = look_is_current(look, domain) && look->at + DAY_SECONDS > clock_now(&app->clock) &&
		(domain->kind != DOMAIN_KIND_PARKED || look->rrsets->len > 0);
	g_clear_pointer(&look, look_free);
	if (!fresh && !fault) {
		GPtrArray *looks = look_at(app, &domain, 1, NULL, &fault);

		g_clear_pointer(&looks, g_ptr_array_unref);
	}
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

struct look *look_now(struct app *app, const struct domain *domain, struct progress *progress,
		      GError **error)
{
	struct dns_subject subject = {.domain = domain->name, .kind = domain->kind};
	struct dns *dns = dns_new(&app->dns, error);
	struct look *look = dns ? dns_check(dns, &subject, clock_now(&app->clock), progress) : NULL;

	dns_free(dns);
	if (look && progress_cancelled(progress)) {
		g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
				    "stopped while DNS was asked");
		g_clear_pointer(&look, look_free);
	}
	if (look && look->status > LOOK_STATUS_NODATA)
		g_clear_pointer(&look, look_free);
	return look;
}

struct look *app_last_look(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct look *look = domain ? store_look(app->store, domain->id, TIME_NONE, error) : NULL;

	g_clear_pointer(&domain, domain_free);
	return look;
}
