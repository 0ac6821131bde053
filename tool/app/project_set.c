/* SPDX-License-Identifier: MIT */
/* What is said of a customer and of a domain, changed: only what differs is written. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "base/error.h"
#include "rollout/playbook.h"
#include "store/project.h"
#include "store/workflow.h"

/* Takes a new text over; false: none is given, or it is the old one. */
static bool replace(char **text, const char *with)
{
	if (!with || g_strcmp0(*text, with) == 0)
		return false;
	g_free(*text);
	*text = g_strdup(with);
	return true;
}

static bool customer_apply(struct customer *customer, const char *name, int32_t target,
			   const char *contact)
{
	bool changed = replace(&customer->name, name);

	changed |= replace(&customer->contact, contact);
	if (target == DAY_NONE || target == customer->target)
		return changed;
	customer->target = target;
	return true;
}

/* Stores what changed; ends the begun write. */
static bool customer_put(struct app *app, struct customer *customer, GError **error)
{
	g_autofree char *day = day_format(customer->target);

	return store_customer_put(app->store, customer, error) &&
	       write_end(app, NULL, customer, "customer set", customer->slug, NULL, error,
			 "customer %s is now %s, target %s, contact %s", customer->slug,
			 customer->name, *day ? day : "none",
			 customer->contact ? customer->contact : "none");
}

struct customer *app_customer_set(struct app *app, const char *slug, const char *name,
				  int32_t target, const char *contact, bool *changed,
				  GError **error)
{
	struct customer *customer;
	bool differs;

	if (!write_begin(app, error))
		return NULL;
	customer = app_customer(app, slug, error);
	differs = customer && customer_apply(customer, name, target, contact);
	if (changed)
		*changed = differs;
	if (!differs) {
		write_fail(app); /* nothing to write */
	} else if (!customer_put(app, customer, error)) {
		write_fail(app);
		g_clear_pointer(&customer, customer_free);
	}
	return customer;
}

static bool bad_word(const char *option, const char *word, const char *allowed, GError **error)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "%s %s: use %s", option, word,
		    allowed);
	return false;
}

/* Appends what an option changes, unless it is so already. */
static bool tell(GString *told, const char *what, const char *word, const char *before)
{
	if (!word || strcmp(word, before) == 0)
		return false;
	g_string_append_printf(told, ", %s %s", what, word);
	return true;
}

/* The answers that leave the ladder as it is. */
static bool answers_apply(struct domain *domain, const struct domain_change *change, GString *told,
			  GError **error)
{
	tell(told, "lists", change->lists, answer_name(domain->lists));
	if (change->lists && !answer_from_name(change->lists, &domain->lists))
		return bad_word("--lists", change->lists, "yes or no", error);
	tell(told, "monthly", change->monthly, answer_name(domain->monthly));
	if (change->monthly && !answer_from_name(change->monthly, &domain->monthly))
		return bad_word("--monthly", change->monthly, "yes or no", error);
	tell(told, "risk", change->risk, domain->low_risk ? "low" : "normal");
	if (change->risk && strcmp(change->risk, "low") != 0 && strcmp(change->risk, "normal") != 0)
		return bad_word("--risk", change->risk, "low or normal", error);
	if (change->risk)
		domain->low_risk = strcmp(change->risk, "low") == 0;
	return true;
}

/* A goal of another kind needs a reason of its own. */
static bool goal_apply(struct domain *domain, const struct domain_change *change, GString *told,
		       GError **error)
{
	bool other = tell(told, "goal", change->goal, goal_name(domain->goal));

	if (!change->goal)
		return true;
	if (!goal_from_name(change->goal, &domain->goal))
		return bad_word("--goal", change->goal, "reject or quarantine", error);
	if (!other && !change->reason)
		return true;
	if (replace(&domain->goal_reason, change->reason)) {
		if (!other)
			g_string_append_printf(told, ", goal %s", change->goal);
	} else if (!change->reason) {
		g_clear_pointer(&domain->goal_reason, g_free);
	}
	return true;
}

/* Another kind brings its playbook, unless the domain follows a chosen one. */
static bool kind_apply(struct domain *domain, const struct domain_change *change, GString *told,
		       GError **error)
{
	const char *usual = playbook_of_kind(domain->kind), *wanted = change->playbook;

	tell(told, "kind", change->kind, domain_kind_name(domain->kind));
	if (change->kind && !domain_kind_from_name(change->kind, &domain->kind))
		return bad_word("--kind", change->kind, "mailing, receive-only or parked", error);
	if (!wanted && strcmp(domain->playbook, usual) == 0)
		wanted = playbook_of_kind(domain->kind);
	tell(told, "playbook", wanted, domain->playbook);
	replace(&domain->playbook, wanted);
	return true;
}

/* Where the ladder ends: a domain that was finished is under way again. */
static bool ladder_apply(struct domain *domain, const struct domain_change *change, GString *told,
			 GError **error)
{
	size_t before = told->len;

	if (!goal_apply(domain, change, told, error) || !kind_apply(domain, change, told, error))
		return false;
	domain->finished = domain->finished && told->len == before;
	return true;
}

/* A domain that arrives in mid-rollout is set to its stage. */
static bool domain_place(struct app *app, const struct domain *domain,
			 const struct domain_change *change, GString *told, GError **error)
{
	const struct playbook *playbook = playbook_of(app, domain, error);
	int32_t today = clock_today(&app->clock);
	int32_t since = change->since != DAY_NONE ? change->since : today;
	g_autofree char *day = day_format(since);

	if (!playbook)
		return false;
	if (playbook_stage(playbook, change->stage) < 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "playbook %s has no stage \"%s\"; see `rampart playbook show %s`",
			    playbook->name, change->stage, playbook->name);
		return false;
	}
	if (since > today) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--since %s lies after today", day);
		return false;
	}
	if (strcmp(domain->stage, change->stage) == 0 && domain->since != DAY_NONE &&
	    (change->since == DAY_NONE || change->since == domain->since))
		return true; /* it is there already */
	g_string_append_printf(told, ", stage %s since %s", change->stage, day);
	return move_to(app, domain->id, change->stage, since, change->reason, NULL, error);
}

/* Inside a begun write; what changed is appended to told. */
static bool domain_apply(struct app *app, struct domain *domain, const struct domain_change *change,
			 GString *told, GError **error)
{
	const struct playbook *playbook;

	if (!answers_apply(domain, change, told, error) ||
	    !ladder_apply(domain, change, told, error))
		return false;
	playbook = playbook_of(app, domain, error);
	return playbook && store_domain_put(app->store, domain, error) &&
	       ladder_begin(app, domain, playbook, error) &&
	       (!change->stage || domain_place(app, domain, change, told, error));
}

struct domain *app_domain_set(struct app *app, const char *name, const struct domain_change *change,
			      bool *changed, GError **error)
{
	g_autoptr(GString) told = g_string_new(NULL);
	struct domain *domain, *after = NULL;

	if (!write_begin(app, error))
		return NULL;
	domain = app_domain(app, name, error);
	if (domain && domain_apply(app, domain, change, told, error))
		after = store_domain(app->store, domain->name, error);
	if (changed)
		*changed = told->len > 0;
	if (!after || told->len == 0)
		write_fail(app);
	else if (!write_end(app, domain, NULL, "domain set", domain->name, change->reason, error,
			    "%s: %s", domain->name, told->str + 2))
		g_clear_pointer(&after, domain_free);
	g_clear_pointer(&domain, domain_free);
	return after;
}
