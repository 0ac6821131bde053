/* SPDX-License-Identifier: MIT */
#include "app/ticket.h"

#include <errno.h>
#include <string.h>

#include "app/context.h"
#include "app/file.h"
#include "app/project.h"
#include "app/sources.h"
#include "base/error.h"
#include "dmarc/record.h"
#include "render/render.h"
#include "rollout/playbook.h"
#include "rollout/ticket.h"
#include "store/project.h"
#include "store/workflow.h"

GPtrArray *app_tickets(struct app *app, const char *slug, const char *name, GError **error)
{
	struct customer *customer = NULL;
	struct domain *domain = NULL;
	GPtrArray *tickets = NULL;

	if (slug && !(customer = app_customer(app, slug, error)))
		return NULL;
	if (!name || (domain = app_domain(app, name, error)))
		tickets = store_tickets(app->store, customer ? customer->id : 0,
					domain ? domain->id : 0, error);
	g_clear_pointer(&customer, customer_free);
	g_clear_pointer(&domain, domain_free);
	return tickets;
}

struct ticket *app_ticket(struct app *app, const char *id, GError **error)
{
	GError *fault = NULL;
	struct ticket *ticket = store_ticket(app->store, id, &fault);

	if (!ticket && !fault)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "no ticket \"%s\"; see `rampart ticket list`", id);
	if (fault)
		g_propagate_error(error, fault);
	return ticket;
}

/* Where the customer's journal ends today; NULL without *error: it has no entry. */
static char *journal_end(struct app *app, int64_t customer_id, GError **error)
{
	g_autoptr(GPtrArray) newest = store_journal(app->store, customer_id, 0, 1, error);

	return newest && newest->len ? g_strdup(((struct journal_entry *)newest->pdata[0])->hash)
				     : NULL;
}

char *app_ticket_text(struct app *app, const struct ticket *ticket, const char *format,
		      GError **error)
{
	enum document_format form;
	enum record_format pasted;
	g_autofree char *dir = g_build_filename(app->playbooks_dir, "tickets", NULL);
	g_autofree char *head = g_strdup(ticket->journal_head);
	struct customer *customer;
	GError *fault = NULL;
	char *text;

	if (!document_format_from_name(format, &form)) {
		if (record_format_from_name(format, &pasted))
			return render_ticket_changes(pasted, ticket);
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--format %s: use text, md, json, or a format of `rampart record`",
			    format);
		return NULL;
	}
	if (!head)
		head = journal_end(app, ticket->customer_id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return NULL;
	}
	customer = app_customer(app, ticket->customer, error);
	if (!customer)
		return NULL;
	text = render_ticket(form, ticket, dir, customer->name, &app->config.branding, head, error);
	customer_free(customer);
	return text;
}

/* The lines of a move in the journal, one for each domain. */
static bool note_move(struct app *app, const struct ticket *ticket, enum ticket_action action,
		      const char *note, GError **error)
{
	g_autofree char *name = g_strdup_printf("ticket %s", ticket_action_name(action));

	for (guint i = 0; i < ticket->domains->len; i++) {
		const struct ticket_domain *one = ticket->domains->pdata[i];
		struct domain domain = {.id = one->id,
					.name = one->name,
					.customer_id = ticket->customer_id,
					.customer = ticket->customer};
		struct note line = {
			.domain = &domain, .action = name, .subject = ticket->id, .reason = note};

		if (!write_note(app, &line, error, "%s is %s", ticket->id,
				ticket_state_name(ticket->state)))
			return false;
	}
	return true;
}

/* Who decides on what was on the screen, or in the editor, is told what happened since. */
static bool is_as_seen(const struct ticket *ticket, const struct ticket_step *step, GError **error)
{
	const struct ticket_event *last = ticket->history->pdata[ticket->history->len - 1];

	if (step->seen == 0 || step->seen == ticket->history->len)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE,
		    "%s has moved on: it is %s now, by %s; look at it again", ticket->id,
		    ticket_state_name(ticket->state), last->who);
	return false;
}

/*
 * One move inside a begun write: the ticket is read there, so that nobody else can be faster
 * unseen. What is done already is left as it is.
 */
static struct ticket *take_step(struct app *app, const struct ticket_step *step, GError **error)
{
	struct ticket *ticket = app_ticket(app, step->id, error);
	struct ticket_event *event;
	enum ticket_state next, was;
	const char *why = NULL;

	if (!ticket)
		return NULL;
	was = ticket->state;
	if (!is_as_seen(ticket, step, error))
		goto fail;
	if (!ticket_next(was, step->action, &next, &why)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED, "%s cannot be %s: %s",
			    step->id, ticket_action_done(step->action), why);
		goto fail;
	}
	ticket->repeated = next == was && step->action != TICKET_ACTION_EDIT;
	if (ticket->repeated)
		return ticket;
	ticket->state = next;
	if (step->change && !step->change(app, ticket, step->arg, error))
		goto fail;
	event = ticket_event_new(app, next, step->note);
	g_ptr_array_add(ticket->history, event);
	if (store_ticket_move(app->store, ticket, was, event, error) &&
	    note_move(app, ticket, step->action, step->note, error))
		return ticket;
fail:
	ticket_free(ticket);
	return NULL;
}

struct ticket *ticket_move(struct app *app, const struct ticket_step *step, GError **error)
{
	struct ticket *ticket;

	if (!write_begin(app, error))
		return NULL;
	ticket = take_step(app, step, error);
	if (ticket && write_commit(app, error))
		return ticket;
	write_fail(app);
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}

/* What it rests on is looked at before the write begins: nothing waits for DNS inside. */
static bool look_first(struct app *app, const char *id, GError **error)
{
	struct ticket *ticket = app_ticket(app, id, error);
	bool done = ticket != NULL;

	for (guint i = 0; done && ticket_is_open(ticket->state) && i < ticket->domains->len; i++) {
		const struct ticket_domain *one = ticket->domains->pdata[i];
		struct domain *domain = app_domain(app, one->name, error);

		done = domain && look_freshly(app, domain, error);
		g_clear_pointer(&domain, domain_free);
	}
	ticket_free(ticket);
	return done;
}

/* The customer's freeze holds what asks for a change, but not the way back. */
static bool not_frozen(struct app *app, const struct ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) freezes = store_freezes(app->store, ticket->customer_id, error);
	int32_t today = clock_today(&app->clock);

	for (guint i = 0; freezes && i < freezes->len && !ticket->rollback_of_stage; i++) {
		const struct freeze *freeze = freezes->pdata[i];
		g_autofree char *until = day_format(freeze->until);

		if (freeze->from > today || freeze->until < today)
			continue;
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s: the customer froze changes until %s: %s; send it after that, or "
			    "`rampart unfreeze %s`",
			    ticket->id, until, freeze->reason, ticket->customer);
		return false;
	}
	return freezes != NULL;
}

/* A record without rua would leave the domain blind; the way back may end at one all the same. */
static bool asks_for_reports(const struct ticket *ticket, GError **error)
{
	const struct ticket_change *change = ticket->changes->pdata[0];
	const char *value = change->new->len ? change->new->pdata[0] : NULL;
	struct record record;
	bool asks;

	if (!value || ticket->rollback_of_stage ||
	    !record_parse(value, strlen(value), &record, NULL))
		return true;
	asks = record_get(&record, "rua") != NULL;
	record_clear(&record);
	if (!asks)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s: its record has no rua and would ask for no reports; withdraw it "
			    "and draft a new one",
			    ticket->id);
	return asks;
}

/* The head of the journal goes with the ticket: what stood there before can be held against it. */
static bool send(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	GError *fault = NULL;

	if (!not_frozen(app, ticket, error) || !asks_for_reports(ticket, error) ||
	    !ticket_still_holds(app, ticket, arg, error))
		return false;
	g_free(ticket->journal_head);
	ticket->journal_head = journal_end(app, ticket->customer_id, &fault);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

static char *ticket_path(const struct app *app, const char *id)
{
	g_autofree char *file = g_strconcat(id, ".md", NULL);

	return g_build_filename(app->state_dir, "tickets", file, NULL);
}

const char *app_ticket_why_not(enum ticket_state state, const char *action)
{
	enum ticket_state next;
	const char *why = NULL;

	for (int i = 0; i < TICKET_ACTION_COUNT; i++)
		if (strcmp(ticket_action_name((enum ticket_action)i), action) == 0)
			ticket_next(state, (enum ticket_action)i, &next, &why);
	return why;
}

/* The document is written before the move is committed: nothing counts as sent that is not there.
 */
static bool write_document(struct app *app, const struct ticket *ticket, const char *path,
			   GError **error)
{
	g_autofree char *text = app_ticket_text(app, ticket, "md", error);
	g_autofree char *dir = g_path_get_dirname(path);

	if (!text || app->dry_run)
		return text != NULL;
	if (g_mkdir_with_parents(dir, 0700) == 0)
		return app_write_file(path, text, strlen(text), error);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s: the folder cannot be made: %s",
		    dir, g_strerror(errno));
	return false;
}

struct ticket *app_ticket_send(struct app *app, const char *id, unsigned seen, const char *path,
			       const char *override, char **written, GError **error)
{
	g_autofree char *target = path ? g_strdup(path) : ticket_path(app, id);
	/* The customer reads it in reviews, where our folders say nothing. */
	g_autofree char *file = g_path_get_basename(target);
	g_autofree char *note = g_strdup_printf("written to %s", file);
	struct ticket_step step = {id, seen, TICKET_ACTION_SEND, note, send, override};
	struct ticket *ticket;

	if (!app->config.report_address) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "without report-address in %s the record would ask for no reports; set "
			    "it and draft anew",
			    app->config_file);
		return NULL;
	}
	if (!look_first(app, id, error) || !write_begin(app, error))
		return NULL;
	ticket = take_step(app, &step, error);
	if (ticket && write_document(app, ticket, target, error) && write_commit(app, error)) {
		if (written)
			*written = g_steal_pointer(&target);
		return ticket;
	}
	write_fail(app);
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}

struct approval {
	const char *by, *window, *override;
};

static bool approve(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	const struct approval *approval = arg;

	ticket->approver = g_strdup(approval->by);
	ticket->window = g_strdup(approval->window);
	return ticket_still_holds(app, ticket, approval->override, error);
}

struct ticket *app_ticket_approve(struct app *app, const char *id, unsigned seen, const char *by,
				  const char *window, const char *note, const char *override,
				  GError **error)
{
	struct approval approval = {by && *by ? by : app->who, window, override};
	struct ticket_step step = {id, seen, TICKET_ACTION_APPROVE, note, approve, &approval};
	struct ticket *ticket;

	if (!look_first(app, id, error))
		return NULL;
	ticket = ticket_move(app, &step, error);
	if (ticket && ticket->repeated && g_strcmp0(ticket->approver, approval.by) != 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE,
			    "%s has moved on: %s approved it already; look at it again", id,
			    ticket->approver);
		g_clear_pointer(&ticket, ticket_free);
	}
	return ticket;
}

static bool publish(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	uint32_t longest = 0;

	if (!ticket_still_holds(app, ticket, arg, error))
		return false;
	for (guint i = 0; i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];

		longest = MAX(longest, change->old_ttl ? change->old_ttl : change->ttl);
	}
	ticket->effect_earliest = clock_now(&app->clock);
	ticket->effect_latest = ticket->effect_earliest + longest;
	return true;
}

struct ticket *app_ticket_publish(struct app *app, const char *id, unsigned seen, const char *note,
				  const char *override, GError **error)
{
	struct ticket_step step = {id, seen, TICKET_ACTION_PUBLISH, note, publish, override};

	return look_first(app, id, error) ? ticket_move(app, &step, error) : NULL;
}

struct ticket *app_ticket_withdraw(struct app *app, const char *id, unsigned seen,
				   const char *reason, GError **error)
{
	struct ticket_step step = {id, seen, TICKET_ACTION_WITHDRAW, reason, NULL, NULL};

	if (!need_reason(reason, "ticket withdraw", error))
		return NULL;
	return ticket_move(app, &step, error);
}

bool ticket_withdraw(struct app *app, const char *id, const char *reason, GError **error)
{
	struct ticket_step step = {id, 0, TICKET_ACTION_WITHDRAW, reason, NULL, NULL};
	struct ticket *ticket = take_step(app, &step, error);
	bool done = ticket != NULL;

	g_clear_pointer(&ticket, ticket_free);
	return done;
}

/* The stages change when DNS is verified. */
static bool place(struct app *app, const struct ticket *ticket, GError **error)
{
	for (guint i = 0; i < ticket->domains->len; i++) {
		const struct ticket_domain *domain = ticket->domains->pdata[i];

		if (domain->stage && !move_to(app, domain->id, domain->stage,
					      clock_today(&app->clock), NULL, ticket->id, error))
			return false;
	}
	return true;
}

/* arg: the ticket as it was when DNS or the reports were looked at, outside of the write. */
static bool settle(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	const struct ticket *seen = arg;

	if (strcmp(ticket->fingerprint, seen->fingerprint) != 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE,
			    "%s was changed while it was looked at; do it again", ticket->id);
		return false;
	}
	return ticket->state != TICKET_STATE_VERIFIED || place(app, ticket, error);
}

struct ticket *ticket_settle(struct app *app, const struct ticket *seen, enum ticket_action action,
			     const char *note, GError **error)
{
	struct ticket_step step = {seen->id, 0, action, note, settle, seen};

	return ticket_move(app, &step, error);
}
