/* SPDX-License-Identifier: MIT */
/* Board lines: kept ones, and those that have to be made. */
#include <string.h>

#include "app/context.h"
#include "app/memo.h"
#include "app/project.h"
#include "app/rollout.h"
#include "base/error.h"
#include "rollout/watch.h"
#include "store/project.h"
#include "store/workflow.h"

static enum trend trend_of(const GArray *compliance)
{
	double sum[2] = {0, 0};
	unsigned n[2] = {0, 0};

	for (guint i = 0; i < compliance->len; i++) {
		double share = g_array_index(compliance, double, i);
		int late = i + 7 >= compliance->len;

		if (share < 0)
			continue;
		sum[late] += share;
		n[late]++;
	}
	if (!n[0] || !n[1])
		return n[1] ? TREND_NEW : TREND_FLAT;
	if (sum[1] / n[1] > sum[0] / n[0] + 0.01)
		return TREND_UP;
	return sum[1] / n[1] < sum[0] / n[0] - 0.01 ? TREND_DOWN : TREND_FLAT;
}

static GArray *compliance_by_day(const struct facts *facts)
{
	const struct gate_facts *gate = &facts->gate;
	guint n = (guint)(gate->window_until - gate->window_from + 1);
	GArray *shares = g_array_sized_new(FALSE, FALSE, sizeof(double), n);
	double none = -1;

	for (guint i = 0; i < n; i++)
		g_array_append_val(shares, none);
	for (guint i = 0; i < facts->days->len; i++) {
		const struct traffic_day *day = &g_array_index(facts->days, struct traffic_day, i);

		if (day->messages)
			g_array_index(shares, double, day->day - gate->window_from) =
				(double)day->compliant / (double)day->messages;
	}
	return shares;
}

static struct status_line *line_figures(const struct facts *facts)
{
	const struct domain *domain = facts->gate.domain;
	const struct tally *tally = &facts->table->tally;
	struct status_line *line = g_new0(struct status_line, 1);
	const struct stage *stage = stage_now(domain, facts->gate.playbook);

	line->domain_id = domain->id;
	line->customer = g_strdup(domain->customer);
	line->domain = g_strdup(domain->name);
	line->stage = g_strdup(domain->stage);
	line->playbook = g_strdup(domain->playbook);
	line->since = domain->since;
	line->clock_start = facts->gate.clock_start;
	line->days = line->clock_start == DAY_NONE
			     ? 0
			     : MAX(day_of(facts->gate.now) - line->clock_start, 0);
	line->pct = (unsigned)stage->pct;
	line->messages = tally->messages;
	line->compliant = tally->compliant;
	line->has_data = facts->gate.newest != DAY_NONE;
	line->loss = tally->lost + tally->spam;
	line->compliance = compliance_by_day(facts);
	line->trend = trend_of(line->compliance);
	return line;
}

static struct status_line *status_of(struct app *app, const struct domain *domain, int32_t target,
				     GError **error)
{
	struct facts *facts = facts_new(app, domain, error);
	g_autoptr(GPtrArray) tickets =
		facts ? store_tickets(app->store, 0, domain->id, error) : NULL;
	struct status_line *line = NULL;
	struct gate *gate;

	if (tickets) {
		gate = gate_eval(&facts->gate);
		line = line_figures(facts);
		status_judge(line, &facts->gate, gate, tickets, target);
		gate_free(gate);
	}
	facts_free(facts);
	return line;
}

static gint by_board_order(gconstpointer a, gconstpointer b)
{
	return status_compare(*(struct status_line *const *)a, *(struct status_line *const *)b);
}

/* names: as names_resolve() gives them; none: all. */
static bool wanted(const struct domain *domain, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++)
		if (strcmp(names->pdata[i], domain->name) == 0 ||
		    g_strcmp0(names->pdata[i], domain->customer) == 0)
			return true;
	return names->len == 0;
}

/*
 * Slugs, and domains as they are stored, however they were written. A name that is neither is a
 * mistake, not an empty board: NULL.
 */
static GPtrArray *names_resolve(struct app *app, char *const *names, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);

	for (char *const *name = names; name && *name; name++) {
		GError *fault = NULL;
		struct customer *customer = store_customer(app->store, *name, &fault);
		struct domain *domain = customer || fault ? NULL : app_domain(app, *name, &fault);

		g_ptr_array_add(known, g_strdup(domain ? domain->name : *name));
		g_clear_pointer(&customer, customer_free);
		g_clear_pointer(&domain, domain_free);
		if (fault) {
			g_propagate_error(error, fault);
			return NULL;
		}
	}
	return g_steal_pointer(&known);
}

static const struct customer *customer_of(const GPtrArray *customers, int64_t id)
{
	for (guint i = 0; i < customers->len; i++)
		if (((struct customer *)customers->pdata[i])->id == id)
			return customers->pdata[i];
	return NULL;
}

int32_t customer_target(const GPtrArray *customers, int64_t id)
{
	const struct customer *customer = customer_of(customers, id);

	return customer ? customer->target : DAY_NONE;
}

/* Board lines as they are gathered. */
struct gathering {
	struct app *app;
	GPtrArray *lines;
	GPtrArray *made, *versions; /* those of them that were not kept yet */
	bool glance, old;	    /* takes what was known before: it did */
};

static struct status_line *make_line(struct gathering *gathering, const struct domain *domain,
				     int32_t target, char **version, GError **error)
{
	struct status_line *line = status_of(gathering->app, domain, target, error);

	if (!line)
		return NULL;
	g_ptr_array_add(gathering->made, line);
	g_ptr_array_add(gathering->versions, g_steal_pointer(version));
	return line;
}

static bool add_line(struct gathering *gathering, const struct domain *domain,
		     const struct customer *customer, GError **error)
{
	int32_t target = customer ? customer->target : DAY_NONE;
	g_autofree char *version = memo_version(gathering->app, domain, target, error);
	struct status_line *line;

	if (!version)
		return false;
	line = memo_get(gathering->app, domain->id, version,
			gathering->glance ? &gathering->old : NULL);
	if (!line && gathering->glance) {
		gathering->old = true;
		return true;
	}
	if (!line)
		line = make_line(gathering, domain, target, &version, error);
	if (!line)
		return false;
	line->customer_name = g_strdup(customer ? customer->name : domain->customer);
	line->goal = domain->goal;
	line->goal_reason = g_strdup(domain->goal_reason);
	g_ptr_array_add(gathering->lines, line);
	return true;
}

static bool cancelled(const struct progress *progress, GError **error)
{
	if (progress_cancelled(progress))
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
			    "cancelled: not all domains are worked out; those that are stay so");
	return progress_cancelled(progress);
}

static bool add_lines(struct gathering *gathering, const GPtrArray *names,
		      struct progress *progress, GError **error)
{
	g_autoptr(GPtrArray) domains = store_domains(gathering->app->store, 0, error);
	g_autoptr(GPtrArray) customers =
		domains ? store_customers(gathering->app->store, error) : NULL;

	if (!customers)
		return false;
	progress_set_total(progress, domains->len);
	for (guint i = 0; i < domains->len; i++) {
		const struct domain *domain = domains->pdata[i];

		if (cancelled(progress, error) ||
		    (wanted(domain, names) &&
		     !add_line(gathering, domain, customer_of(customers, domain->customer_id),
			       error)))
			return false;
		progress_add(progress, 1);
	}
	return true;
}

/* What was made is kept also when not all could be. */
static GPtrArray *gather(struct gathering *gathering, const GPtrArray *names,
			 struct progress *progress, GError **error)
{
	g_autoptr(GPtrArray) made = g_ptr_array_new();
	g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)status_line_free);
	bool done;

	gathering->lines = lines;
	gathering->made = made;
	gathering->versions = versions;
	done = add_lines(gathering, names, progress, error);
	if (made->len)
		memo_keep(gathering->app, made, versions);
	g_ptr_array_sort(lines, by_board_order);
	return done ? g_steal_pointer(&lines) : NULL;
}

GPtrArray *app_status(struct app *app, char *const *names, struct progress *progress,
		      GError **error)
{
	struct gathering gathering = {.app = app};
	g_autoptr(GPtrArray) known = names_resolve(app, names, error);

	return known ? gather(&gathering, known, progress, error) : NULL;
}

GPtrArray *app_status_glance(struct app *app, bool *old, GError **error)
{
	struct gathering gathering = {.app = app, .glance = true};
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	GPtrArray *lines = gather(&gathering, all, NULL, error);

	*old = gathering.old;
	return lines;
}
