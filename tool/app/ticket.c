/* SPDX-License-Identifier: MIT */
#include "app/ticket.h"

#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/sources.h"
#include "app/upkeep.h"
#include "base/error.h"
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

char *app_ticket_text(struct app *app, const struct ticket *ticket, const char *format,
		      GError **error)
{
	enum document_format form;
	g_autofree char *dir = g_build_filename(app->playbooks_dir, "tickets", NULL);
	g_autoptr(GPtrArray) newest = NULL;
	const char *head;

	if (!document_format_from_name(format, &form)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--format %s: use md, text or json", format);
		return NULL;
	}
	newest = store_journal(app->store, ticket->customer_id, 0, 1, error);
	if (!newest)
		return NULL;
	head = newest->len ? ((struct journal_entry *)newest->pdata[0])->hash : NULL;
	return render_ticket(form, ticket, dir, &app->config.branding, head, error);
}

/* What a move changes beside the state; may refuse. Runs inside the write. */
typedef bool ticket_change_fn(struct app *app, struct ticket *ticket, const void *arg,
			      GError **error);

/* The lines of a move in the journal. */
static bool note_move(struct app *app, const struct ticket *ticket, enum ticket_action action,
		      const char *note, GError **error)
{
	struct domain domain = {.id = ticket->domain_id,
				.name = ticket->domain,
				.customer_id = ticket->customer_id,
				.customer = ticket->customer};
	g_autofree char *name = g_strdup_printf("ticket %s", ticket_action_name(action));
	struct note line = {
		.domain = &domain, .action = name, .subject = ticket->id, .reason = note};

	return write_note(app, &line, error, "%s is %s", ticket->id,
			  ticket_state_name(ticket->state));
}

/*
 * One move inside a begun write: the ticket is read there, so that nobody else can be faster
 * unseen. What is done already is left as it is.
 */
static struct ticket *ticket_step(struct app *app, const char *id, enum ticket_action action,
				  const char *note, ticket_change_fn *change, const void *arg,
				  GError **error)
{
	struct ticket *ticket = app_ticket(app, id, error);
	struct ticket_event *event;
	enum ticket_state next, was;
	const char *why = NULL;

	if (!ticket)
		return NULL;
	was = ticket->state;
	if (!ticket_next(was, action, &next, &why)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED, "%s cannot be %s: %s", id,
			    ticket_action_done(action), why);
		goto fail;
	}
	if (next == was && action != TICKET_ACTION_EDIT)
		return ticket;
	ticket->state = next;
	if (change && !change(app, ticket, arg, error))
		goto fail;
	event = ticket_event_new(app, next, note);
	g_ptr_array_add(ticket->history, event);
	if (store_ticket_move(app->store, ticket, was, event, error) &&
	    note_move(app, ticket, action, note, error))
		return ticket;
fail:
	ticket_free(ticket);
	return NULL;
}

/* One move as a write of its own. */
static struct ticket *ticket_move(struct app *app, const char *id, enum ticket_action action,
				  const char *note, ticket_change_fn *change, const void *arg,
				  GError **error)
{
	struct ticket *ticket;

	if (!write_begin(app, error))
		return NULL;
	ticket = ticket_step(app, id, action, note, change, arg, error);
	if (ticket && write_commit(app, error))
		return ticket;
	write_fail(app);
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}

/* An approval is bound to what was approved: the old value must still be what DNS serves. */
static bool old_value_holds(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	const struct ticket_change *change = ticket->changes->pdata[0];
	GError *fault = NULL;
	struct look *look = store_look(app->store, ticket->domain_id, TIME_NONE, &fault);
	bool same = true;

	(void)arg;
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (!look)
		return true;
	if (look->at > ticket->drafted_at && look->status <= LOOK_STATUS_NODATA) {
		same = look->published->len == change->old->len;
		for (guint i = 0; same && i < change->old->len; i++)
			same = g_ptr_array_find_with_equal_func(
				look->published, change->old->pdata[i], g_str_equal, NULL);
	}
	look_free(look);
	if (!same)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s: DNS no longer serves the old value that it rests on; withdraw it "
			    "and draft a new one",
			    ticket->id);
	return same;
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

struct ticket *app_ticket_send(struct app *app, const char *id, const char *path, char **written,
			       GError **error)
{
	g_autofree char *target = path ? g_strdup(path) : ticket_path(app, id),
			*dir = g_path_get_dirname(target);
	g_autofree char *text = NULL, *note = g_strdup_printf("written to %s", target);
	struct ticket *ticket;

	if (!app->config.report_address) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "without report-address in %s the record would ask for no reports; set "
			    "it and draft anew",
			    app->config_file);
		return NULL;
	}
	ticket = ticket_move(app, id, TICKET_ACTION_SEND, note, old_value_holds, NULL, error);
	if (!ticket)
		return NULL;
	text = app_ticket_text(app, ticket, "md", error);
	if (text && (app->dry_run || (g_mkdir_with_parents(dir, 0700) == 0 &&
				      app_write_file(target, text, strlen(text), error)))) {
		if (written)
			*written = g_steal_pointer(&target);
		return ticket;
	}
	ticket_free(ticket);
	return NULL;
}

struct approval {
	const char *by, *window;
};

static bool approve(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	const struct approval *approval = arg;

	ticket->approver = g_strdup(approval->by);
	ticket->window = g_strdup(approval->window);
	return old_value_holds(app, ticket, NULL, error);
}

struct ticket *app_ticket_approve(struct app *app, const char *id, const char *by,
				  const char *window, const char *note, GError **error)
{
	struct approval approval = {by && *by ? by : app->who, window};

	return ticket_move(app, id, TICKET_ACTION_APPROVE, note, approve, &approval, error);
}

static bool publish(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	const struct ticket_change *change = ticket->changes->pdata[0];

	(void)arg;
	(void)error;
	ticket->effect_earliest = clock_now(&app->clock);
	ticket->effect_latest =
		ticket->effect_earliest + (change->old_ttl ? change->old_ttl : change->ttl);
	return true;
}

struct ticket *app_ticket_publish(struct app *app, const char *id, const char *note, GError **error)
{
	return ticket_move(app, id, TICKET_ACTION_PUBLISH, note, publish, NULL, error);
}

struct ticket *app_ticket_withdraw(struct app *app, const char *id, const char *reason,
				   GError **error)
{
	if (!need_reason(reason, "ticket withdraw", error))
		return NULL;
	return ticket_move(app, id, TICKET_ACTION_WITHDRAW, reason, NULL, NULL, error);
}

bool ticket_withdraw(struct app *app, const char *id, const char *reason, GError **error)
{
	struct ticket *ticket =
		ticket_step(app, id, TICKET_ACTION_WITHDRAW, reason, NULL, NULL, error);
	bool done = ticket != NULL;

	g_clear_pointer(&ticket, ticket_free);
	return done;
}

static bool edit(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	struct ticket_change *change = ticket->changes->pdata[0];
	const char *value = arg;
	bool valid;
	g_autoptr(GPtrArray) findings = record_lint(value, strlen(value), &valid);

	(void)app;
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
	g_ptr_array_set_size(change->new, 0);
	g_ptr_array_add(change->new, g_strdup(value));
	g_clear_pointer(&ticket->justification, g_free);
	g_clear_pointer(&ticket->risk, g_free);
	ticket_describe(ticket);
	return true;
}

struct ticket *app_ticket_edit(struct app *app, const char *id, const char *value, const char *note,
			       GError **error)
{
	return ticket_move(app, id, TICKET_ACTION_EDIT, note, edit, value, error);
}

/* The stage changes when DNS is verified. */
static bool place(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	(void)arg;
	return !ticket->stage || move_to(app, ticket->domain_id, ticket->stage,
					 clock_today(&app->clock), NULL, ticket->id, error);
}

struct ticket *ticket_settle(struct app *app, const char *id, enum ticket_action action,
			     const char *note, GError **error)
{
	return ticket_move(app, id, action, note, action == TICKET_ACTION_VERIFY ? place : NULL,
			   NULL, error);
}
