/* SPDX-License-Identifier: MIT */
/* Do the reports show a ticket's new policy, and whose do not yet? */
#include "app/context.h"
#include "app/ticket.h"
#include "store/project.h"

#define CONFIRM_REPORTERS 2u /* that show the new policy */

void ticket_confirmation_free(struct ticket_confirmation *confirmation)
{
	if (!confirmation)
		return;
	g_clear_pointer(&confirmation->ticket, ticket_free);
	g_ptr_array_unref(confirmation->lines);
	g_free(confirmation);
}

/* Reporter by reporter: who shows the new policy, who cannot, who has not reported since. */
static unsigned confirm_lines(const struct ticket_change *change, const GPtrArray *reporters,
			      int32_t since, GPtrArray *lines)
{
	const char *new = change->new->len ? change->new->pdata[0] : "";
	const char *old = change->old->len == 1 ? change->old->pdata[0] : NULL;
	unsigned showing = 0;

	for (guint i = 0; i < reporters->len; i++) {
		const struct reporter *reporter = reporters->pdata[i];
		const struct traffic_policy *seen = &reporter->newest;
		g_autofree char *day = day_format(reporter->last_day);

		if (reporter->last_day < since) {
			g_ptr_array_add(
				lines,
				g_strdup_printf("%s: no report since the change (newest: %s)",
						reporter->org_name, day));
		} else if (!policy_echoes(seen, new)) {
			g_ptr_array_add(lines,
					g_strdup_printf("%s: still shows another policy on %s",
							reporter->org_name, day));
		} else if (old && policy_echoes(seen, old)) {
			g_ptr_array_add(
				lines,
				g_strdup_printf("%s: its kind of report cannot show this change",
						reporter->org_name));
		} else {
			g_ptr_array_add(lines, g_strdup_printf("%s: shows the new policy",
							       reporter->org_name));
			showing++;
		}
	}
	return showing;
}

/* Do enough reporters of one of its domains show the new policy? */
static bool confirm_domain(struct app *app, const struct ticket *ticket,
			   const struct ticket_domain *domain, int32_t since, GPtrArray *lines,
			   bool *shown, GError **error)
{
	g_autoptr(GPtrArray) reporters = store_reporters(app->store, domain->id, error);
	const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);
	unsigned showing;

	if (!reporters)
		return false;
	if (ticket->domains->len > 1)
		g_ptr_array_add(lines, g_strdup_printf("%s:", domain->name));
	showing = change ? confirm_lines(change, reporters, since, lines) : 0;
	*shown = showing >= MIN(CONFIRM_REPORTERS, MAX(reporters->len, 1));
	return true;
}

struct ticket_confirmation *app_ticket_confirm(struct app *app, const char *id, GError **error)
{
	struct ticket_confirmation *c = g_new0(struct ticket_confirmation, 1);
	const struct ticket_event *event = NULL;

	c->lines = g_ptr_array_new_with_free_func(g_free);
	c->ticket = app_ticket(app, id, error);
	if (!c->ticket)
		goto fail;
	for (guint i = 0; i < c->ticket->history->len; i++) {
		const struct ticket_event *e = c->ticket->history->pdata[i];

		if (e->state == TICKET_STATE_VERIFIED && !event)
			event = e;
	}
	c->confirmed = event != NULL;
	for (guint i = 0; i < c->ticket->domains->len; i++) {
		int32_t since = day_of(event ? event->at : c->ticket->drafted_at);
		bool shown;

		if (!confirm_domain(app, c->ticket, c->ticket->domains->pdata[i], since, c->lines,
				    &shown, error))
			goto fail;
		c->confirmed = c->confirmed && shown;
	}
	if (c->confirmed || !event) {
		/* An unverified ticket is refused by the table of moves, with its reason. */
		struct ticket *moved = ticket_settle(app, c->ticket, TICKET_ACTION_CONFIRM,
						     "the reports show the new policy", error);

		if (!moved)
			goto fail;
		ticket_free(c->ticket);
		c->ticket = moved;
	}
	return c;
fail:
	ticket_confirmation_free(c);
	return NULL;
}
