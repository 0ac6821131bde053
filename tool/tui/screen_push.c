/* SPDX-License-Identifier: MIT */
/* Push: the DNS update that would publish a ticket, before it is sent. */
#include "app/ticket.h"
#include "tui/text_page.h"

static void free_data(void *data)
{
	ticket_push_free(data);
}

/* Finds out what would be sent, and to whom; nothing is. */
static void *load(struct app *app, void *arg, struct progress *progress, GError **error)
{
	const struct place *place = arg;

	return app_ticket_push(app, place->subject, false, NULL, NULL, progress, error);
}

static void update(struct page *page)
{
	struct text *text = page->model;
	const struct ticket_push *push = page->data;

	text_reset(text);
	text_addf(text, ROLE_HEADING, "DNS UPDATE of the zone %s for %s", push->zone,
		  push->ticket->id);
	text_addf(text, ROLE_PLAIN, "to %s, signed with the key %s", push->server, push->key);
	text_add(text, ROLE_PLAIN, "");
	if (push->script) {
		text_add(text, ROLE_PLAIN, push->script);
		text_add(text, ROLE_MUTED, "Nothing is sent yet.");
	} else {
		text_addf(text, ROLE_OK, "%s serves it already: nothing is left to send",
			  push->server);
	}
}

static void *send_work(struct app *app, void *arg, struct progress *progress, GError **error)
{
	struct ticket_push *push = app_ticket_push(app, arg, true, NULL, NULL, progress, error);
	char *said;

	if (!push)
		return NULL;
	said = g_strdup_printf("%s is published: %s %s; v verifies it", push->ticket->id,
			       push->server,
			       push->script ? "took the update" : "serves it already");
	ticket_push_free(push);
	return said;
}

/* Back to the ticket, which says how it went. */
static void confirmed(struct page *page, const char *answer G_GNUC_UNUSED, void *id)
{
	struct tui *tui = page->tui;

	tui_back(tui);
	tui_say(tui, ROLE_MUTED, "push %s …", (const char *)id);
	tui_do(tui, "ticket push", send_work, id, g_free);
}

static void run_push(struct page *page, enum action action G_GNUC_UNUSED,
		     const char *args G_GNUC_UNUSED)
{
	const struct ticket_push *push = page->data;
	g_autofree char *question =
		push->script ? g_strdup_printf("send this update to %s now?", push->server)
			     : g_strdup_printf("note %s as published?", push->ticket->id);

	tui_confirm(page, question, confirmed, g_strdup(push->ticket->id), g_free);
}

static char *why_not_push(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return page->data ? NULL : g_strdup("there is nothing to send");
}

static const struct binding bindings[] = {
	{ACTION_PUSH, run_push, why_not_push},
	BINDINGS_END,
};

const struct screen screen_push = {
	.name = "Push",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct text),
	.init = text_page_init,
	.clear = text_page_clear,
	.update = update,
	.draw = text_page_draw,
	.text = text_page_text,
	.panes = 1,
	.names_subject = true,
	.bindings = bindings,
};
