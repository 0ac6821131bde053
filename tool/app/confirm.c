/* SPDX-License-Identifier: MIT */
/* Do the reports show a ticket's new policy, and whose do not yet? */
#include <string.h>

#include "app/context.h"
#include "app/ticket.h"
#include "rollout/echo.h"
#include "store/project.h"

#define CONFIRM_REPORTERS 2u /* that show the new policy, where there are as many that can */

void ticket_confirmation_free(struct ticket_confirmation *confirmation)
{
	if (!confirmation)
		return;
	g_clear_pointer(&confirmation->ticket, ticket_free);
	g_clear_pointer(&confirmation->echoes, g_ptr_array_unref);
	g_clear_pointer(&confirmation->lines, g_ptr_array_unref);
	g_free(confirmation);
}

/* The instant at which DNS was verified, or TIME_NONE. */
static int64_t verified_at(const struct ticket *ticket)
{
	for (guint i = 0; i < ticket->history->len; i++) {
		const struct ticket_event *event = ticket->history->pdata[i];

		if (event->state == TICKET_STATE_VERIFIED)
			return event->at;
	}
	return TIME_NONE;
}

/* What was served before, as far as it was one record. */
static const char *only(const GPtrArray *values)
{
	return values->len == 1 ? values->pdata[0] : NULL;
}

static struct ticket_echo *echo_new(const char *domain, const struct reporter *reporter,
				    const struct ticket_change *change, int32_t since)
{
	const char *new = change->new->len ? change->new->pdata[0] : "";
	struct ticket_echo *echo = g_new0(struct ticket_echo, 1);

	echo->domain = g_strdup(domain);
	echo->reporter = g_strdup(reporter->org_name);
	echo->echo = reporter->last_day < since
			     ? ECHO_SILENT
			     : echo_of(&reporter->newest, only(change->old), new);
	echo->since = reporter->since;
	echo->last_day = reporter->last_day;
	return echo;
}

static bool add_echoes(struct app *app, const struct ticket *ticket,
		       const struct ticket_domain *domain, int32_t since, GPtrArray *echoes,
		       GError **error)
{
	const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);
	g_autoptr(GPtrArray) reporters = store_reporters(app->store, domain->id, error);

	for (guint i = 0; reporters && change && i < reporters->len; i++)
		g_ptr_array_add(echoes, echo_new(domain->name, reporters->pdata[i], change, since));
	return reporters;
}

GPtrArray *app_ticket_echoes(struct app *app, const struct ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) echoes =
		g_ptr_array_new_with_free_func((GDestroyNotify)ticket_echo_free);
	int64_t verified = verified_at(ticket);

	for (guint i = 0; verified != TIME_NONE && i < ticket->domains->len; i++)
		if (!add_echoes(app, ticket, ticket->domains->pdata[i], day_of(verified), echoes,
				error))
			return NULL;
	return g_steal_pointer(&echoes);
}

static char *echo_text(const struct ticket_echo *echo)
{
	g_autofree char *since = day_format(echo->since), *newest = day_format(echo->last_day);

	switch (echo->echo) {
	case ECHO_SHOWS:
		return g_strdup_printf("%s: shows the new policy since %s", echo->reporter, since);
	case ECHO_CANNOT_SHOW:
		return g_strdup_printf("%s: its kind of report cannot show this change",
				       echo->reporter);
	case ECHO_OTHER:
		return g_strdup_printf("%s: still shows another policy on %s", echo->reporter,
				       newest);
	case ECHO_SILENT:
		break;
	}
	return g_strdup_printf("%s: no report since the change (newest: %s)", echo->reporter,
			       newest);
}

GPtrArray *ticket_echo_lines(const struct ticket *ticket, const GPtrArray *echoes)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	const char *domain = ticket->domains->len > 1 ? NULL : ticket->domain;

	for (guint i = 0; i < echoes->len; i++) {
		const struct ticket_echo *echo = echoes->pdata[i];

		if (g_strcmp0(domain, echo->domain) != 0)
			g_ptr_array_add(lines, g_strdup_printf("%s:", echo->domain));
		domain = echo->domain;
		g_ptr_array_add(lines, echo_text(echo));
	}
	return lines;
}

/* Do enough reporters of this domain show it? Those that cannot are not waited for. */
static bool is_shown(const struct ticket_domain *domain, const GPtrArray *echoes)
{
	guint showing = 0, able = 0;

	for (guint i = 0; i < echoes->len; i++) {
		const struct ticket_echo *echo = echoes->pdata[i];

		if (strcmp(echo->domain, domain->name) != 0)
			continue;
		showing += echo->echo == ECHO_SHOWS;
		able += echo->echo != ECHO_CANNOT_SHOW;
	}
	return showing >= MIN(CONFIRM_REPORTERS, MAX(able, 1));
}

struct ticket_confirmation *app_ticket_confirm(struct app *app, const char *id, GError **error)
{
	struct ticket_confirmation *c = g_new0(struct ticket_confirmation, 1);
	bool verified;

	c->ticket = app_ticket(app, id, error);
	c->echoes = c->ticket ? app_ticket_echoes(app, c->ticket, error) : NULL;
	if (!c->echoes)
		goto fail;
	c->lines = ticket_echo_lines(c->ticket, c->echoes);
	verified = verified_at(c->ticket) != TIME_NONE;
	c->confirmed = verified;
	for (guint i = 0; i < c->ticket->domains->len; i++)
		c->confirmed = c->confirmed && is_shown(c->ticket->domains->pdata[i], c->echoes);
	if (c->confirmed || !verified) {
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
