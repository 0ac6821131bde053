/* SPDX-License-Identifier: MIT */
/* Tickets: what is waiting for whom? */
#include <string.h>

#include "app/ticket.h"
#include "dmarc/record.h"
#include "tui/format.h"
#include "tui/table_page.h"
#include "tui/ticket_moves.h"

static char *row_key(const void *row)
{
	const struct ticket *ticket = row;

	return g_strdup(ticket->id);
}

static enum role text_id(const void *row, GString *out)
{
	append_free(out, row_key(row));
	return ROLE_PLAIN;
}

static enum role text_state(const void *row, GString *out)
{
	const struct ticket *ticket = row;

	g_string_append(out, ticket_state_name(ticket->state));
	return ticket_role(ticket->state);
}

static enum role text_domain(const void *row, GString *out)
{
	const struct ticket *ticket = row;

	append_free(out, format_domain(ticket->domain));
	if (ticket->domains->len > 1)
		g_string_append_printf(out, " +%u", ticket->domains->len - 1);
	return ROLE_PLAIN;
}

/* A record of no stage is told by its policy. */
static void append_own(GString *out, const struct ticket *ticket)
{
	const struct ticket_change *change = ticket->changes->pdata[0];
	const char *value = change->new->len ? change->new->pdata[0] : "";
	struct record record = {0};
	bool valid = record_parse(value, strlen(value), &record, NULL);
	const char *p = valid ? record_get(&record, "p") : NULL;

	if (p)
		g_string_append_printf(out, "p=%s (own)", p);
	else
		g_string_append(out,
				ticket->kind == TICKET_KIND_DELETE ? "record goes" : "own record");
	if (valid)
		record_clear(&record);
}

static enum role text_stage(const void *row, GString *out)
{
	const struct ticket *ticket = row;

	if (ticket->stage)
		g_string_append_printf(out, "%s%s", ticket->rollback_of_stage ? "back to " : "",
				       ticket->stage);
	else
		append_own(out, ticket);
	return ticket->rollback_of_stage ? ROLE_WARN : ROLE_PLAIN;
}

static enum role text_waits(const void *row, GString *out)
{
	const struct ticket *ticket = row;

	g_string_append(out, ticket_waits(ticket->state));
	return ticket_role(ticket->state);
}

static int64_t since(const struct ticket *ticket)
{
	const struct ticket_event *last =
		ticket->history->len ? ticket->history->pdata[ticket->history->len - 1] : NULL;

	return last ? last->at : ticket->drafted_at;
}

static enum role text_since(const void *row, GString *out)
{
	append_free(out, format_instant(since(row)));
	return ROLE_PLAIN;
}

static int compare_state(const void *a, const void *b)
{
	const struct ticket *left = a, *right = b;

	return (int)left->state - (int)right->state;
}

static const struct column columns[] = {
	{"TICKET", 'i', 13, 13, 0, false, text_id, NULL},
	{"STATE", 's', 9, 9, 0, false, text_state, compare_state},
	{"DOMAIN", 'd', 20, 40, 0, false, text_domain, NULL},
	{"TO STAGE", 't', 14, 22, 1, false, text_stage, NULL},
	{"WAITS FOR", 0, 18, 30, 2, false, text_waits, compare_state},
	{"SINCE", 'w', 16, 16, 3, false, text_since, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;

	return app_tickets(app, NULL, place->domain, error);
}

static void detail(const void *row, struct canvas *canvas, struct area area)
{
	const struct ticket *ticket = row;
	g_autofree char *heading =
		g_strdup_printf("%s waits for %s", ticket->id, ticket_waits(ticket->state));
	g_autoptr(GString) values = g_string_new(NULL);
	struct area head = area_top(&area, 1);

	canvas_text(canvas, head.row, head.column, head.width, ROLE_HEADING, heading);
	for (guint i = 0; i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];

		g_string_append_printf(
			values, "%s%s %s %s", i ? "\n" : "", change->name, change->type,
			change->new->len ? (char *)change->new->pdata[0] : "(removed)");
	}
	text_show(canvas, &area, ROLE_PLAIN, values->str);
}

static const struct table_view table = {
	.columns = columns,
	.key = row_key,
	.empty = "no ticket yet: T on a domain drafts one for its next record",
	.detail_rows = 4,
	.detail = detail,
};

static const char *domain(const struct page *page)
{
	const struct ticket *ticket = table_page_row(page);

	return ticket ? ticket->domain : NULL;
}

static void run_open(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	const struct ticket *ticket = page_ticket(page);

	tui_open(page->tui, &screen_ticket, ticket->domain, args ? args : ticket->id);
}

static const struct binding bindings[] = {
	{ACTION_OPEN, run_open, ticket_why_not},
	{ACTION_MARK, ticket_mark, ticket_why_not},
	{ACTION_VERIFY, ticket_run, ticket_why_not},
	{ACTION_EDIT, ticket_run, ticket_why_not},
	{ACTION_SEND, ticket_run, ticket_why_not},
	{ACTION_APPROVE, ticket_run, ticket_why_not},
	{ACTION_PUBLISH, ticket_run, ticket_why_not},
	{ACTION_PUSH, ticket_run, ticket_why_not},
	{ACTION_CONFIRM, ticket_run, ticket_why_not},
	{ACTION_WITHDRAW, ticket_run, ticket_why_not},
	BINDINGS_END,
};

const struct screen screen_tickets = {
	.name = "Tickets",
	.load = load,
	.free_data = table_page_free_data,
	.model_size = sizeof(struct list),
	.init = table_page_init,
	.clear = table_page_clear,
	.update = table_page_update,
	.draw = table_page_draw,
	.list = table_page_list,
	.table = &table,
	.panes = 1,
	.domain = domain,
	.bindings = bindings,
};
