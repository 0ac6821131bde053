/* SPDX-License-Identifier: MIT */
#include "tui/record_draft.h"

#include "app/ticket.h"

struct drafting {
	char *domain, *record;
	char *stage;  /* or NULL: of no stage */
	char *reason; /* or NULL: it is not weaker */
	bool splits;  /* are simulated, and no part of the record */
};

static void drafting_free(void *data)
{
	struct drafting *drafting = data;

	g_free(drafting->domain);
	g_free(drafting->record);
	g_free(drafting->stage);
	g_free(drafting->reason);
	g_free(drafting);
}

static void *work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct drafting *drafting = arg;
	struct ticket_order order = {.record = drafting->record,
				     .stage = drafting->stage,
				     .force = drafting->reason,
				     .reason = drafting->reason};
	struct ticket *ticket =
		app_ticket_new(app, (char *[]){drafting->domain, NULL}, &order, error);
	char *said;

	if (!ticket)
		return NULL;
	said = g_strdup_printf("ticket %s drafted%s%s; t shows it", ticket->id,
			       ticket->stage ? " for stage " : ", of no stage",
			       ticket->stage ? ticket->stage : "");
	ticket_free(ticket);
	return said;
}

static void confirmed(struct page *page, const char *text G_GNUC_UNUSED, void *ctx)
{
	struct drafting *drafting = ctx;
	g_autofree char *title = g_strdup_printf("draft %s", drafting->domain);

	tui_do(page->tui, title, work, drafting, drafting_free);
}

static void confirm(struct page *page, struct drafting *drafting)
{
	const char *splits = drafting->splits ? " and without the splits (x accepts them)" : "";
	g_autofree char *question = NULL;

	if (drafting->stage)
		question = g_strdup_printf("draft the ticket with this record%s, for stage %s?",
					   splits, drafting->stage);
	else if (drafting->splits)
		question = g_strdup_printf("draft it%s? %s stays at its stage", splits,
					   drafting->domain);
	else
		question = g_strdup_printf("draft it? Of no stage: %s stays at its stage; `:draft "
					   "STAGE` says one",
					   drafting->domain);
	tui_confirm(page, question, confirmed, drafting, drafting_free);
}

static void reason_given(struct page *page, const char *text, void *ctx)
{
	struct drafting *drafting = ctx;

	drafting->reason = g_strdup(text);
	confirm(page, drafting);
}

void record_draft_ask(struct page *page, const char *record, const char *stage,
		      const char *published, bool splits)
{
	struct drafting *drafting = g_new0(struct drafting, 1);

	drafting->domain = g_strdup(page->place.domain);
	drafting->record = g_strdup(record);
	drafting->stage = g_strdup(stage);
	drafting->splits = splits;
	if (app_record_weaker(record, published))
		tui_ask(page, "weaker than the published record, because:", NULL, reason_given,
			drafting, drafting_free);
	else
		confirm(page, drafting);
}
