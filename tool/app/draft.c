/* SPDX-License-Identifier: MIT */
/* A DNS change put into words: what it changes, what it rests on. */
#include <string.h>

#include "app/context.h"
#include "app/json.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "base/name.h"
#include "rollout/playbook.h"
#include "rollout/ticket.h"
#include "rollout/watch.h"
#include "store/workflow.h"

struct ticket *ticket_blocking(struct app *app, int64_t domain_id, bool open_only, GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(app->store, 0, domain_id, error);

	for (guint i = 0; tickets && i < tickets->len; i++) {
		const struct ticket *ticket = tickets->pdata[i];

		if (open_only ? ticket_is_open(ticket->state) : ticket_blocks(ticket->state))
			return store_ticket(app->store, ticket->id, error);
	}
	return NULL;
}

static bool may_draft(struct app *app, const struct domain *domain, GError **error)
{
	GError *fault = NULL;
	struct ticket *other = ticket_blocking(app, domain->id, false, &fault);

	if (other)
		g_set_error(&fault, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "ticket %s for %s is %s; verify or withdraw it first", other->id,
			    domain->name, ticket_state_name(other->state));
	g_clear_pointer(&other, ticket_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

bool look_serves(const struct look *look, const struct ticket_change *change, GPtrArray *values)
{
	if (strcmp(change->type, "TXT") != 0)
		return false;
	if (strcmp(change->name, look->name) == 0) {
		for (guint i = 0; i < look->published->len; i++)
			g_ptr_array_add(values, g_strdup(look->published->pdata[i]));
		return look->status <= LOOK_STATUS_NODATA;
	}
	if (strcmp(change->name, look->domain) == 0 && look->spf_record)
		g_ptr_array_add(values, g_strdup(look->spf_record));
	return strcmp(change->name, look->domain) == 0 &&
	       (look->spf_record || g_strcmp0(look->spf_result, "none") == 0);
}

static void take_old(const struct facts *facts, struct ticket_change *change)
{
	const struct judgement *j = facts->judgement;

	if (j->look)
		change->old_known = look_serves(j->look, change, change->old);
	if (change->old_known || !j->current || strcmp(change->type, "TXT") != 0 ||
	    !g_str_has_prefix(change->name, "_dmarc."))
		return;
	/* What the servers answered when the last ticket was verified. */
	g_ptr_array_set_size(change->old, 0);
	g_ptr_array_add(change->old, g_strdup(j->current));
	change->old_known = true;
}

/* The record's RRset, and for a parked domain the whole set around it. */
static GPtrArray *changes_of(const struct facts *facts, const char *value)
{
	const struct domain *domain = facts->gate.domain;
	const struct look *look = facts->judgement->look;
	uint32_t ttl = (uint32_t)facts->gate.playbook->ttl;
	g_autofree char *name = g_strdup_printf("_dmarc.%s", domain->name);
	GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	struct ticket_change *change = change_new(name, "TXT", ttl, NULL, value);

	take_old(facts, change);
	if (look)
		change->old_ttl = change->old->len ? look->ttl : look->negative_ttl;
	g_ptr_array_add(changes, change);
	if (domain->kind == DOMAIN_KIND_PARKED) {
		g_autoptr(GPtrArray) set = parked_records(domain->name, value, ttl);

		for (guint i = 0; i < set->len; i++) {
			const struct rr *rr = set->pdata[i];

			if (strcmp(rr->name, name) == 0)
				continue;
			change = change_new(rr->name, rr->type, rr->ttl, NULL, rr->value);
			take_old(facts, change);
			g_ptr_array_add(changes, change);
		}
	}
	return changes;
}

char *ticket_evidence(const struct facts *facts, const char *value)
{
	const struct judgement *j = facts->judgement;
	struct simulation *simulation =
		analysis_simulate(j->analysis, j->from, j->until, value, NULL, NULL);
	json_t *object, *regressions = json_array();
	char *dump, *text;

	if (!simulation)
		return NULL;
	object = simulation_json(simulation);
	simulation_free(simulation);
	for (guint i = 0; i < facts->regressions->len; i++) {
		const struct regression *regression = facts->regressions->pdata[i];

		json_array_append_new(regressions, json_string(regression->subject));
	}
	json_object_set_new(object, "regressions", regressions);
	dump = json_dumps(object, JSON_COMPACT);
	text = g_strdup(dump);
	free(dump);
	json_decref(object);
	return text;
}

struct ticket_event *ticket_event_new(const struct app *app, enum ticket_state state,
				      const char *note)
{
	struct ticket_event *event = g_new0(struct ticket_event, 1);

	event->at = clock_now(&app->clock);
	event->who = g_strdup(app->who);
	event->note = g_strdup(note);
	event->state = state;
	return event;
}

struct ticket *ticket_draft(struct app *app, const struct draft *draft, GError **error)
{
	const struct domain *domain = draft->domain;
	const struct look *look = draft->look;
	struct ticket *ticket = g_new0(struct ticket, 1);

	ticket->state = TICKET_STATE_DRAFTED;
	ticket->customer_id = domain->customer_id;
	ticket->customer = g_strdup(domain->customer);
	ticket->domain_id = domain->id;
	ticket->domain = g_strdup(domain->name);
	ticket->stage = g_strdup(draft->stage);
	ticket->rollback_of_stage = draft->rollback;
	ticket->zone = g_strdup(look && look->zone ? look->zone : registrable_domain(domain->name));
	ticket->servers = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; look && i < look->servers->len; i++)
		g_ptr_array_add(ticket->servers,
				g_strdup(((struct look_server *)look->servers->pdata[i])->server));
	ticket->changes = draft->changes;
	ticket->evidence = draft->evidence;
	ticket->validation = g_ptr_array_new_with_free_func(g_free);
	ticket->history = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_event_free);
	ticket->effect_earliest = ticket->effect_latest = TIME_NONE;
	ticket->drafted_at = clock_now(&app->clock);
	if (draft->rollback)
		ticket->justification = g_strdup_printf(
			"Restores the record that %s had before: %s", domain->name, draft->reason);
	else
		ticket->justification = g_strdup(draft->justification);
	ticket_describe(ticket);
	ticket->fingerprint = ticket_fingerprint(ticket, draft->playbook->fingerprint);
	g_ptr_array_add(ticket->history,
			ticket_event_new(app, TICKET_STATE_DRAFTED, draft->reason));
	if (may_draft(app, domain, error) && store_ticket_add(app->store, ticket, error))
		return ticket;
	ticket_free(ticket);
	return NULL;
}

bool not_weaker(const char *value, const char *current, GError **error)
{
	if (!current || record_compare_strength(value, current) >= 0)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "the new record is weaker than the published one (%s); --force and --reason, "
		    "or `rampart rollback`",
		    current);
	return false;
}

struct ticket *ticket_propose(struct app *app, const struct proposal *proposal, GError **error)
{
	const struct facts *facts = proposal->facts;
	struct draft draft = {
		.domain = facts->gate.domain,
		.look = facts->judgement->look,
		.playbook = facts->gate.playbook,
		.stage = proposal->stage,
		.reason = proposal->reason,
		.rollback = proposal->rollback,
	};

	if (proposal->force && !need_reason(proposal->reason, "--force", error))
		return NULL;
	if (!proposal->force && !proposal->rollback &&
	    !not_weaker(proposal->value, facts->judgement->current, error))
		return NULL;
	draft.changes = changes_of(facts, proposal->value);
	draft.evidence = ticket_evidence(facts, proposal->value);
	return ticket_draft(app, &draft, error);
}

struct ticket *ticket_propose_alone(struct app *app, const struct proposal *proposal,
				    const char *action, GError **error)
{
	const struct domain *domain = proposal->facts->gate.domain;
	struct ticket *ticket;

	if (!write_begin(app, error))
		return NULL;
	ticket = ticket_propose(app, proposal, error);
	if (ticket &&
	    write_end(app, domain, NULL, action, ticket->id, proposal->reason, error,
		      "%s drafted: %s to stage %s", ticket->id, domain->name, proposal->stage))
		return ticket;
	write_fail(app);
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}

struct ticket *app_ticket_new(struct app *app, const char *name, const char *stage_name, bool force,
			      const char *reason, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct facts *facts =
		domain && look_freshly(app, domain, error) ? facts_new(app, domain, error) : NULL;
	const struct stage *stage =
		facts ? stage_wanted(domain, facts->gate.playbook, stage_name, error) : NULL;
	struct proposal proposal = {.facts = facts, .reason = reason, .force = force};
	g_autofree char *value = NULL;
	struct ticket *ticket = NULL;

	if (stage) {
		value = record_of_stage(app, stage, facts->judgement->current, NULL);
		proposal.stage = stage->name;
		proposal.value = value;
		ticket = ticket_propose_alone(app, &proposal, "ticket new", error);
	}
	facts_free(facts);
	g_clear_pointer(&domain, domain_free);
	return ticket;
}
