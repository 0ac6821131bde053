/* SPDX-License-Identifier: MIT */
/* Ticket: the document as the DNS team gets it, and its history. */
#include "app/ticket.h"
#include "tui/format.h"
#include "tui/text_page.h"
#include "tui/ticket_moves.h"

struct ticket_data {
	struct ticket *ticket;
	char *document;
	GPtrArray *moved;  /* char *: what it rests on, and is so no longer */
	GPtrArray *behind; /* char *: who does not serve it yet */
};

static void free_data(void *loaded)
{
	struct ticket_data *data = loaded;

	ticket_free(data->ticket);
	g_free(data->document);
	g_ptr_array_unref(data->moved);
	g_ptr_array_unref(data->behind);
	g_free(data);
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;
	struct ticket *ticket = app_ticket(app, place->subject, error);
	g_autoptr(GPtrArray) moved = ticket ? app_ticket_moved(app, ticket, error) : NULL;
	g_autoptr(GPtrArray) behind = moved ? app_ticket_behind(app, ticket, error) : NULL;
	char *document = behind ? app_ticket_text(app, ticket, "text", error) : NULL;
	struct ticket_data *data;

	if (!document) {
		g_clear_pointer(&ticket, ticket_free);
		return NULL;
	}
	data = g_new(struct ticket_data, 1);
	*data = (struct ticket_data){ticket, document, g_steal_pointer(&moved),
				     g_steal_pointer(&behind)};
	return data;
}

static void add_history(struct text *text, const struct ticket *ticket)
{
	text_add(text, ROLE_HEADING, "HISTORY");
	for (guint i = 0; i < ticket->history->len; i++) {
		const struct ticket_event *event = ticket->history->pdata[i];
		g_autofree char *at = format_instant(event->at);

		text_addf(text, ROLE_PLAIN, "  %s  %-9s  %s%s%s", at,
			  ticket_state_name(event->state), event->who, event->note ? ": " : "",
			  event->note ? event->note : "");
	}
}

static void update(struct page *page)
{
	struct text *text = page->model;
	const struct ticket_data *data = page->data;

	text_reset(text);
	for (guint i = 0; i < data->moved->len; i++)
		text_addf(text, ROLE_WARN, "moved since it was drafted: %s",
			  (const char *)data->moved->pdata[i]);
	for (guint i = 0; i < data->behind->len; i++)
		text_addf(text, ROLE_WARN, "not yet: %s", (const char *)data->behind->pdata[i]);
	add_history(text, data->ticket);
	text_add(text, ROLE_PLAIN, "");
	text_add(text, ROLE_HEADING, "DOCUMENT");
	text_add(text, ROLE_PLAIN, data->document);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	const struct ticket_data *data = page->data;
	const struct ticket *ticket = data->ticket;
	struct area rest = *area;
	struct area head = area_top(&rest, 2);
	g_autofree char *state =
		g_strdup_printf("%s  %s: waits for %s", ticket->id,
				ticket_state_name(ticket->state), ticket_waits(ticket->state));

	canvas_text(canvas, head.row, head.column, head.width, ticket_role(ticket->state), state);
	text_draw(page->model, canvas, &rest, true);
}

const struct ticket *page_ticket(const struct page *page)
{
	const struct ticket_data *data = page->data;

	if (page->screen == &screen_tickets)
		return list_row(page->screen->list(page));
	return data ? data->ticket : NULL;
}

static const struct binding bindings[] = {
	{ACTION_MARK, ticket_mark, ticket_why_not},    {ACTION_VERIFY, ticket_run, ticket_why_not},
	{ACTION_EDIT, ticket_run, ticket_why_not},     {ACTION_SEND, ticket_run, ticket_why_not},
	{ACTION_APPROVE, ticket_run, ticket_why_not},  {ACTION_PUBLISH, ticket_run, ticket_why_not},
	{ACTION_PUSH, ticket_run, ticket_why_not},     {ACTION_CONFIRM, ticket_run, ticket_why_not},
	{ACTION_WITHDRAW, ticket_run, ticket_why_not}, BINDINGS_END,
};

const struct screen screen_ticket = {
	.name = "Ticket",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct text),
	.init = text_page_init,
	.clear = text_page_clear,
	.update = update,
	.draw = draw,
	.text = text_page_text,
	.panes = 1,
	.bindings = bindings,
};
