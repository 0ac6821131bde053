/* SPDX-License-Identifier: MIT */
#include "app/forecast.h"

#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/rollout.h"
#include "rollout/forecast.h"
#include "rollout/outlook.h"
#include "rollout/playbook.h"
#include "store/project.h"

void forecasts_free(struct forecasts *forecasts)
{
	if (!forecasts)
		return;
	g_clear_pointer(&forecasts->lines, g_ptr_array_unref);
	g_clear_pointer(&forecasts->customers, g_ptr_array_unref);
	g_clear_pointer(&forecasts->changes, g_ptr_array_unref);
	g_free(forecasts);
}

static void outlook_free(void *data)
{
	struct outlook *of = data;

	if (of->moves)
		g_ptr_array_unref((GPtrArray *)(uintptr_t)of->moves);
	g_free(of);
}

static void fill_place(const struct app *app, const struct gate_facts *facts, const char *current,
		       int32_t target, struct ladder_place *place)
{
	struct gate *gate = gate_eval(facts);
	int at = playbook_stage(facts->playbook, facts->domain->stage);

	place->stage = g_strdup(facts->domain->stage);
	if (at >= 0)
		place->record =
			record_of_stage(app, facts->playbook->stages->pdata[at], current, NULL);
	place->gate_open = gate->open;
	place->blocker = gate->blockers->len ? g_strdup(gate->blockers->pdata[0]) : NULL;
	place->steps = forecast_ladder(facts, gate);
	place->forecast = forecast_end(facts, place->steps);
	place->at_risk = place->steps->len && target != DAY_NONE &&
			 (place->forecast == DAY_NONE || place->forecast > target);
	gate_free(gate);
}

/* The clock of a stage that both ladders have goes on. */
static struct ladder_change *change_of(struct app *app, const struct domain *domain,
				       const struct playbook *playbook, int32_t target,
				       GError **error)
{
	struct facts *facts = facts_new(app, domain, error);
	struct ladder_change *change;
	const char *current;
	struct domain then;

	if (!facts)
		return NULL;
	change = g_new0(struct ladder_change, 1);
	change->customer = g_strdup(domain->customer);
	change->domain = g_strdup(domain->name);
	current = facts->judgement->current;
	fill_place(app, &facts->gate, current, target, &change->now);
	then = *domain;
	change->moved = playbook_stage(playbook, domain->stage) < 0;
	if (change->moved) {
		const struct stage *stage =
			playbook->stages->pdata[playbook_stage_of(playbook, current)];

		then.stage = stage->name;
	}
	facts->gate.domain = &then;
	facts->gate.playbook = playbook;
	fill_place(app, &facts->gate, current, target, &change->then);
	facts_free(facts);
	return change;
}

static bool add_changes(struct app *app, const GPtrArray *lines, const char *name,
			GPtrArray *changes, GError **error)
{
	struct playbook *playbook = playbook_find(app->playbooks_dir, name, error);
	bool good = playbook != NULL;

	for (guint i = 0; good && i < lines->len; i++) {
		const struct status_line *line = lines->pdata[i];
		struct domain *domain = store_domain(app->store, line->domain, error);
		struct ladder_change *change =
			domain ? change_of(app, domain, playbook, line->target, error) : NULL;

		good = change != NULL;
		if (change)
			g_ptr_array_add(changes, change);
		g_clear_pointer(&domain, domain_free);
	}
	playbook_free(playbook);
	return good;
}

/* What is known of the domains that a customer's lines are about; lines in any order. */
static GPtrArray *outlooks_of(struct app *app, const struct customer *customer,
			      const GPtrArray *lines, bool with_moves, GError **error)
{
	g_autoptr(GPtrArray) domains = store_domains(app->store, customer->id, error);
	g_autoptr(GPtrArray) outlooks = g_ptr_array_new_with_free_func(outlook_free);
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < lines->len; i++) {
		struct status_line *line = lines->pdata[i];

		g_hash_table_insert(by_id, &line->domain_id, line);
	}
	for (guint i = 0; domains && i < domains->len; i++) {
		const struct domain *domain = domains->pdata[i];
		const struct status_line *line = g_hash_table_lookup(by_id, &domain->id);
		struct outlook *of;

		if (!line) /* it was added while the lines were made */
			continue;
		of = g_new0(struct outlook, 1);
		g_ptr_array_add(outlooks, of);
		of->line = line;
		of->playbook = playbook_of(app, domain, error);
		of->added = day_of(domain->added_at);
		if (with_moves && of->playbook)
			of->moves = store_moves(app->store, domain->id, error);
		if (!of->playbook || (with_moves && !of->moves))
			return NULL;
	}
	return domains ? g_steal_pointer(&outlooks) : NULL;
}

static bool add_customer(struct app *app, const struct customer *customer, const GPtrArray *lines,
			 GPtrArray *forecasts, GError **error)
{
	g_autoptr(GPtrArray) outlooks = outlooks_of(app, customer, lines, false, error);

	if (outlooks && outlooks->len)
		g_ptr_array_add(forecasts, outlook_forecast(outlooks));
	return outlooks != NULL;
}

static bool add_customers(struct app *app, char *const *names, const GPtrArray *lines,
			  GPtrArray *forecasts, GError **error)
{
	g_autoptr(GPtrArray) customers = store_customers(app->store, error);
	bool good = customers != NULL;

	for (guint i = 0; good && i < customers->len; i++) {
		const struct customer *customer = customers->pdata[i];

		if (!names || !*names ||
		    g_strv_contains((const char *const *)names, customer->slug))
			good = add_customer(app, customer, lines, forecasts, error);
	}
	return good;
}

struct forecasts *app_forecast(struct app *app, char *const *names, const char *playbook,
			       GError **error)
{
	struct forecasts *forecasts = g_new0(struct forecasts, 1);

	forecasts->customers =
		g_ptr_array_new_with_free_func((GDestroyNotify)customer_forecast_free);
	if (playbook)
		forecasts->changes =
			g_ptr_array_new_with_free_func((GDestroyNotify)ladder_change_free);
	forecasts->lines = app_status(app, names, NULL, error);
	if (forecasts->lines &&
	    add_customers(app, names, forecasts->lines, forecasts->customers, error) &&
	    (!playbook || add_changes(app, forecasts->lines, playbook, forecasts->changes, error)))
		return forecasts;
	forecasts_free(forecasts);
	return NULL;
}

struct burn_down *app_burn_down(struct app *app, const char *slug, GError **error)
{
	struct customer *customer = app_customer(app, slug, error);
	char *names[] = {(char *)(uintptr_t)slug, NULL};
	g_autoptr(GPtrArray) lines = customer ? app_status(app, names, NULL, error) : NULL;
	g_autoptr(GPtrArray) outlooks =
		lines ? outlooks_of(app, customer, lines, true, error) : NULL;
	struct burn_down *burn =
		outlooks ? outlook_burn_down(outlooks, clock_today(&app->clock)) : NULL;

	g_clear_pointer(&customer, customer_free);
	return burn;
}

GPtrArray *app_playbook_changes(struct app *app, const struct playbook *playbook,
				const char *customer, GError **error)
{
	g_autoptr(GPtrArray) changes =
		g_ptr_array_new_with_free_func((GDestroyNotify)ladder_change_free);
	g_autoptr(GPtrArray) domains = store_domains(app->store, 0, error);
	g_autoptr(GPtrArray) customers = domains ? store_customers(app->store, error) : NULL;

	for (guint i = 0; customers && i < domains->len; i++) {
		const struct domain *domain = domains->pdata[i];
		struct ladder_change *change;

		if (strcmp(domain->playbook, playbook->name) != 0 ||
		    (customer ? g_strcmp0(domain->customer, customer) != 0
			      : playbook_is_own(app, domain)))
			continue;
		change = change_of(app, domain, playbook,
				   customer_target(customers, domain->customer_id), error);
		if (!change)
			return NULL;
		g_ptr_array_add(changes, change);
	}
	return customers ? g_steal_pointer(&changes) : NULL;
}
