/* SPDX-License-Identifier: MIT */
#include "app/rollout.h"

#include <string.h>

#include "app/context.h"
#include "app/memo.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "dmarc/policy.h"
#include "render/render.h"
#include "rollout/forecast.h"
#include "rollout/playbook.h"
#include "rollout/ticket.h"
#include "rollout/watch.h"
#include "store/project.h"
#include "store/workflow.h"

struct gate *app_gate(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct facts *facts = domain ? facts_new(app, domain, error) : NULL;
	struct gate *gate = facts ? gate_eval(&facts->gate) : NULL;

	facts_free(facts);
	g_clear_pointer(&domain, domain_free);
	return gate;
}

GPtrArray *app_moves(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	GPtrArray *moves = domain ? store_moves(app->store, domain->id, error) : NULL;

	g_clear_pointer(&domain, domain_free);
	return moves;
}

void record_proposal_free(struct record_proposal *proposal)
{
	if (!proposal)
		return;
	g_free(proposal->name);
	g_free(proposal->type);
	g_free(proposal->zone);
	g_free(proposal->value);
	g_free(proposal->current);
	g_free(proposal->stage);
	g_ptr_array_unref(proposal->warnings);
	g_free(proposal);
}

/* NULL: the next stage; a domain whose first record is not verified yet asks for its own. */
const struct stage *stage_wanted(const struct domain *domain, const struct playbook *playbook,
				 const char *name, GError **error)
{
	const struct stage *stage;
	int at;

	if (name) {
		at = playbook_stage(playbook, name);
		if (at >= 0)
			return playbook->stages->pdata[at];
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "playbook %s has no stage \"%s\"; see `rampart playbook show %s`",
			    playbook->name, name, playbook->name);
		return NULL;
	}
	stage = domain->since == DAY_NONE ? stage_now(domain, playbook)
					  : stage_next(domain, playbook);
	return stage ? stage : stage_now(domain, playbook);
}

struct record_proposal *app_record(struct app *app, const char *name, const char *stage_name,
				   GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	const struct playbook *playbook = domain ? playbook_of(app, domain, error) : NULL;
	const struct stage *stage =
		playbook ? stage_wanted(domain, playbook, stage_name, error) : NULL;
	struct record_proposal *proposal = NULL;
	struct look *look;
	GError *fault = NULL;

	if (!stage)
		goto done;
	look = store_look(app->store, domain->id, TIME_NONE, &fault);
	if (!fault) {
		proposal = g_new0(struct record_proposal, 1);
		proposal->current = record_current(app, domain, look, &fault);
		proposal->name = g_strdup_printf("_dmarc.%s", domain->name);
		proposal->type = g_strdup("TXT");
		proposal->zone = g_strdup(look && look->zone ? look->zone
							     : registrable_domain(domain->name));
		proposal->ttl = (uint32_t)playbook->ttl;
		proposal->stage = g_strdup(stage->name);
		proposal->warnings = findings_new();
		proposal->value =
			record_of_stage(app, stage, proposal->current, proposal->warnings);
		record_warn_length(proposal->name, proposal->value, proposal->warnings);
	}
	g_clear_pointer(&look, look_free);
	if (fault) {
		g_clear_pointer(&proposal, record_proposal_free);
		g_propagate_error(error, fault);
	}
done:
	g_clear_pointer(&domain, domain_free);
	return proposal;
}

struct ticket_change *change_new(const char *name, const char *type, uint32_t ttl, const char *old,
				 const char *new)
{
	struct ticket_change *change = g_new0(struct ticket_change, 1);

	change->name = g_strdup(name);
	change->type = g_strdup(type);
	change->ttl = ttl;
	change->old = g_ptr_array_new_with_free_func(g_free);
	change->new = g_ptr_array_new_with_free_func(g_free);
	if (old)
		g_ptr_array_add(change->old, g_strdup(old));
	if (new)
		g_ptr_array_add(change->new, g_strdup(new));
	return change;
}

char *app_record_text(const struct record_proposal *proposal, const char *format, GError **error)
{
	g_autoptr(GPtrArray) changes =
		g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	enum record_format form;

	if (!record_format_from_name(format, &form)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--format %s: use text, zone, nsupdate, route53, cloudflare, azure, "
			    "google, terraform, octodns, dnscontrol or json",
			    format);
		return NULL;
	}
	g_ptr_array_add(changes, change_new(proposal->name, proposal->type, proposal->ttl,
					    proposal->current, proposal->value));
	return render_changes(form, changes, proposal->zone);
}

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
	line->stage = g_strdup(stage->name);
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

int32_t customer_target(const GPtrArray *customers, int64_t id)
{
	for (guint i = 0; i < customers->len; i++)
		if (((struct customer *)customers->pdata[i])->id == id)
			return ((struct customer *)customers->pdata[i])->target;
	return DAY_NONE;
}

/* Adds the domain's line to lines; when it had to be made, also to made, with its version. */
static bool add_line(struct app *app, const struct domain *domain, int32_t target, GPtrArray *lines,
		     GPtrArray *made, GPtrArray *versions, GError **error)
{
	g_autofree char *version = memo_version(app, domain, target, error);
	struct status_line *line;

	if (!version)
		return false;
	line = memo_get(app, domain->id, version);
	if (!line) {
		line = status_of(app, domain, target, error);
		if (!line)
			return false;
		g_ptr_array_add(made, line);
		g_ptr_array_add(versions, g_steal_pointer(&version));
	}
	line->goal = domain->goal;
	line->goal_reason = g_strdup(domain->goal_reason);
	g_ptr_array_add(lines, line);
	return true;
}

GPtrArray *app_status(struct app *app, char *const *names, GError **error)
{
	g_autoptr(GPtrArray) domains = NULL, customers = NULL, made = g_ptr_array_new();
	g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) known = names_resolve(app, names, error);
	GPtrArray *lines;

	if (!known)
		return NULL;
	domains = store_domains(app->store, 0, error);
	customers = domains ? store_customers(app->store, error) : NULL;
	if (!customers)
		return NULL;
	lines = g_ptr_array_new_with_free_func((GDestroyNotify)status_line_free);
	for (guint i = 0; i < domains->len; i++) {
		const struct domain *domain = domains->pdata[i];

		if (wanted(domain, known) &&
		    !add_line(app, domain, customer_target(customers, domain->customer_id), lines,
			      made, versions, error)) {
			g_ptr_array_unref(lines);
			return NULL;
		}
	}
	if (made->len)
		memo_keep(app, made, versions);
	g_ptr_array_sort(lines, by_board_order);
	return lines;
}
