/* SPDX-License-Identifier: MIT */
/* A DNS change put into words: what it changes, what it rests on. */
#include <string.h>

#include "app/context.h"
#include "app/json.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/clock.h"
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

static struct ticket_domain *domain_new(const struct draft *draft)
{
	const struct look *look = draft->look;
	struct ticket_domain *domain = g_new0(struct ticket_domain, 1);
	const char *last = NULL;

	domain->id = draft->domain->id;
	domain->name = g_strdup(draft->domain->name);
	domain->stage = g_strdup(draft->stage);
	domain->zone = g_strdup(look && look->zone ? look->zone : registrable_domain(domain->name));
	domain->servers = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; look && i < look->servers->len;
	     i++) { /* an element an address, by name */
		const char *name = ((struct look_server *)look->servers->pdata[i])->server;

		if (g_strcmp0(name, last) != 0)
			g_ptr_array_add(domain->servers, g_strdup(name));
		last = name;
	}
	return domain;
}

/* Takes over what the drafts hold of each domain. */
static void take_domains(struct ticket *ticket, const struct draft *drafts, size_t n)
{
	g_autoptr(GPtrArray) evidences = g_ptr_array_new_with_free_func(g_free);
	const struct ticket_domain *first;

	ticket->domains = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_domain_free);
	ticket->changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	for (size_t i = 0; i < n; i++) {
		g_ptr_array_add(ticket->domains, domain_new(&drafts[i]));
		for (guint k = 0; k < drafts[i].changes->len; k++)
			((struct ticket_change *)drafts[i].changes->pdata[k])->domain = (unsigned)i;
		g_ptr_array_extend_and_steal(ticket->changes, drafts[i].changes);
		g_ptr_array_add(evidences, drafts[i].evidence);
	}
	ticket->evidence = evidence_join(evidences);
	first = ticket->domains->pdata[0];
	ticket->domain_id = first->id;
	ticket->domain = g_strdup(first->name);
	ticket->stage = g_strdup(first->stage);
	ticket->zone = g_strdup(first->zone);
	ticket->servers = g_ptr_array_ref(first->servers);
}

/* An alias at the DMARC name: the ticket goes to whom its target belongs to (domain.md 6.3). */
static void tell_aliases(struct ticket *ticket, const struct draft *drafts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *name = drafts[i].domain->name;
		const char *alias = drafts[i].look ? look_alias(drafts[i].look) : NULL;
		char *text = ticket->justification;

		if (!alias || !ticket_dmarc_change(ticket, name))
			continue;
		ticket->justification = g_strdup_printf(
			"%s. _dmarc.%s is an alias (CNAME) of %s, and no TXT can stand beside it: "
			"this change is for the owner of %s, who makes it there",
			text, name, alias, alias);
		g_free(text);
	}
}

static char *fingerprint_of(const struct ticket *ticket, const struct draft *drafts, size_t n)
{
	g_autoptr(GPtrArray) playbooks = g_ptr_array_new();

	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(playbooks, drafts[i].playbook->fingerprint);
	return ticket_fingerprint(ticket, playbooks);
}

struct ticket *ticket_draft(struct app *app, const struct draft *drafts, size_t n,
			    const struct draft_reason *why, GError **error)
{
	struct ticket *ticket = g_new0(struct ticket, 1);
	bool done = true;

	ticket->state = TICKET_STATE_DRAFTED;
	ticket->customer_id = drafts->domain->customer_id;
	ticket->customer = g_strdup(drafts->domain->customer);
	take_domains(ticket, drafts, n);
	ticket->rollback_of_stage = why->rollback;
	ticket->validation = g_ptr_array_new_with_free_func(g_free);
	ticket->history = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_event_free);
	ticket->effect_earliest = ticket->effect_latest = TIME_NONE;
	ticket->drafted_at = clock_now(&app->clock);
	if (why->rollback)
		ticket->justification = g_strdup_printf(
			"Restores the record that %s had before: %s", ticket->domain, why->reason);
	else
		ticket->justification = g_strdup(why->justification);
	ticket_describe(ticket);
	tell_aliases(ticket, drafts, n);
	ticket->fingerprint = fingerprint_of(ticket, drafts, n);
	g_ptr_array_add(ticket->history, ticket_event_new(app, TICKET_STATE_DRAFTED, why->reason));
	for (size_t i = 0; i < n && done; i++)
		done = may_draft(app, drafts[i].domain, error);
	if (done && store_ticket_add(app->store, ticket, error))
		return ticket;
	ticket_free(ticket);
	return NULL;
}

bool is_publishable(const char *value, GError **error)
{
	bool valid;
	g_autoptr(GPtrArray) findings = record_lint(value, strlen(value), &valid);

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (finding->level == FINDING_ERROR) {
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
				    "the new value is not publishable: %s", finding->text);
			return false;
		}
	}
	if (!valid) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "the new value is no DMARC record: %s", value);
		return false;
	}
	return true;
}

bool app_record_weaker(const char *record, const char *published)
{
	return published && record_compare_strength(record, published) < 0;
}

bool not_weaker(const char *value, const char *current, GError **error)
{
	if (!app_record_weaker(value, current))
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "the new record is weaker than the published one (%s); --force and --reason, "
		    "or `rampart rollback`",
		    current);
	return false;
}

static bool may_propose(const struct app *app, const struct proposal *proposal,
			const struct draft_reason *why, bool force, GError **error)
{
	const struct facts *facts = proposal->facts;
	g_autofree char *in_force = record_in_force(app, facts->gate.domain, facts->gate.playbook,
						    facts->judgement->current);

	return force || why->rollback || not_weaker(proposal->value, in_force, error);
}

/* What is there already is taken over, not changed. */
static bool changes_something(const struct app *app, const struct draft *draft, GError **error)
{
	g_autofree char *today = day_format(clock_today(&app->clock));

	if (draft->changes->len)
		return true;
	if (!draft->stage) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "DNS serves this record of %s already: there is nothing to change",
			    draft->domain->name);
		return false;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "DNS serves the record of %s for stage %s already: there is nothing to change; "
		    "`rampart domain set %s --stage %s --since %s` takes it over",
		    draft->domain->name, draft->stage, draft->domain->name, draft->stage, today);
	return false;
}

static void drafts_clear(struct draft *drafts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_ptr_array_unref(drafts[i].changes);
		g_free(drafts[i].evidence);
	}
}

struct ticket *ticket_propose(struct app *app, const struct proposal *proposals, size_t n,
			      const struct draft_reason *why, bool force, GError **error)
{
	g_autofree struct draft *drafts = g_new0(struct draft, n);

	if (force && !need_reason(why->reason, "--force", error))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!may_propose(app, &proposals[i], why, force, error))
			return NULL;
	for (size_t i = 0; i < n; i++) {
		const struct facts *facts = proposals[i].facts;

		drafts[i] = (struct draft){
			.domain = facts->gate.domain,
			.look = facts->judgement->look,
			.playbook = facts->gate.playbook,
			.stage = proposals[i].stage,
			.changes = ticket_changes(facts, proposals[i].value),
			.evidence = ticket_evidence(facts, proposals[i].value),
		};
		if (!changes_something(app, &drafts[i], error)) {
			drafts_clear(drafts, i + 1);
			return NULL;
		}
	}
	return ticket_draft(app, drafts, n, why, error);
}

/* A line for each domain, so that its own journal is whole. */
static bool note_drafted(struct app *app, const struct proposal *proposals, size_t n,
			 const struct ticket *ticket, const char *action, const char *reason,
			 GError **error)
{
	for (size_t i = 0; i < n; i++) {
		const struct domain *domain = proposals[i].facts->gate.domain;
		struct note note = {.domain = domain,
				    .action = action,
				    .subject = ticket->id,
				    .reason = reason};

		const char *stage = proposals[i].stage;

		if (!write_note(app, &note, error, "%s drafted: %s to %s%s", ticket->id,
				domain->name, stage ? "stage " : "a record of no stage",
				stage ? stage : ""))
			return false;
	}
	return true;
}

struct ticket *ticket_propose_end(struct app *app, const struct proposal *proposals, size_t n,
				  const char *action, const char *reason, bool force,
				  GError **error)
{
	struct draft_reason why = {.reason = reason};
	struct ticket *ticket = ticket_propose(app, proposals, n, &why, force, error);

	if (ticket && note_drafted(app, proposals, n, ticket, action, reason, error) &&
	    write_commit(app, error))
		return ticket;
	write_fail(app);
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}
