/* SPDX-License-Identifier: MIT */
#include "app/rollout.h"

#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "dmarc/policy.h"
#include "render/render.h"
#include "rollout/playbook.h"
#include "rollout/ticket.h"
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

/* A domain that came in mid-rollout and whose stage nobody has set yet: its ladder begins below it.
 */
static void warn_of_weakness(const struct record_proposal *proposal, const char *in_force)
{
	if (app_record_weaker(proposal->value, in_force))
		finding_add(
			proposal->warnings, FINDING_WARNING, "weaker", NULL,
			"set the domain to the stage of the published record: rampart domain set "
			"DOMAIN --stage STAGE --since DAY",
			"it is weaker than the record in force, %s: receivers would let more "
			"forged mail pass",
			in_force);
}

struct record_proposal *record_propose(struct app *app, const struct domain *domain,
				       const char *stage_name, const struct look *look,
				       GError **error)
{
	const struct playbook *playbook = playbook_of(app, domain, error);
	const struct stage *stage =
		playbook ? stage_wanted(domain, playbook, stage_name, error) : NULL;
	struct record_proposal *proposal;
	g_autofree char *in_force = NULL;
	GError *fault = NULL;

	if (!stage)
		return NULL;
	proposal = g_new0(struct record_proposal, 1);
	proposal->current = record_current(app, domain, look, &fault);
	proposal->name = g_strdup_printf("_dmarc.%s", domain->name);
	proposal->type = g_strdup("TXT");
	proposal->zone =
		g_strdup(look && look->zone ? look->zone : registrable_domain(domain->name));
	proposal->ttl = (uint32_t)playbook->ttl;
	proposal->stage = g_strdup(stage->name);
	proposal->warnings = findings_new();
	proposal->value = record_of_stage(app, stage, proposal->current, proposal->warnings);
	record_warn_length(proposal->name, proposal->value, proposal->warnings);
	in_force = record_in_force(app, domain, playbook, proposal->current);
	warn_of_weakness(proposal, in_force);
	if (!fault)
		return proposal;
	g_propagate_error(error, fault);
	record_proposal_free(proposal);
	return NULL;
}

struct record_proposal *app_record(struct app *app, const char *name, const char *stage,
				   GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct record_proposal *proposal = NULL;
	GError *fault = NULL;
	struct look *look;

	if (!domain)
		return NULL;
	look = store_look(app->store, domain->id, TIME_NONE, &fault);
	if (!fault)
		proposal = record_propose(app, domain, stage, look, &fault);
	g_clear_pointer(&look, look_free);
	domain_free(domain);
	if (fault)
		g_propagate_error(error, fault);
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
