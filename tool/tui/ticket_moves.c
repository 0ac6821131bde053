/* SPDX-License-Identifier: MIT */
#include "tui/ticket_moves.h"

#include <string.h>

#include "app/ticket.h"
#include "tui/format.h"

struct ticket_job {
	enum action action;
	char *id;
	unsigned seen; /* steps of its history that are on the screen */
	char *text;    /* by whom, note, reason or value, as the action takes; or NULL */
	char *sheet; /* as it came out of the editor, or NULL; text is then why it may be weaker */
};

/* What is asked before, and what the question says. */
static const struct {
	enum action action;
	char letter; /* in the menu */
	const char *choice, *hint;
	const char *ask;     /* the prompt; NULL: nothing */
	bool optional;	     /* it may stay empty */
	const char *confirm; /* the question, after the id; NULL: none */
} deeds[] = {
	{ACTION_SEND, 's', "sent", "write it for the DNS team", NULL, false,
	 ": write the document and mark it sent?"},
	{ACTION_APPROVE, 'a', "approved", "the customer says yes", "approved by:", false, NULL},
	{ACTION_PUBLISH, 'p', "published", "the DNS team says it is done", "note:", true, NULL},
	{ACTION_PUSH, 'u', "pushed", "publish it by DNS update; shows that first", NULL, false,
	 NULL},
	{ACTION_VERIFY, 'v', "verified", "ask every name server", NULL, false, NULL},
	{ACTION_CONFIRM, 'c', "confirmed", "do the reports show it?", NULL, false, NULL},
	{ACTION_WITHDRAW, 'w', "withdrawn", NULL, "reason to withdraw it:", false,
	 ": withdraw it?"},
	{ACTION_EDIT, 'e', "edited", "what it asks for, in your editor", NULL, false, NULL},
};

static size_t deed_of(enum action action)
{
	size_t i = 0;

	while (deeds[i].action != action)
		i++;
	return i;
}

static void job_free(void *data)
{
	struct ticket_job *job = data;

	g_free(job->id);
	g_free(job->text);
	g_free(job->sheet);
	g_free(job);
}

static char *say_moved(struct ticket *ticket, const char *more)
{
	char *said;

	if (!ticket)
		return NULL;
	said = g_strdup_printf("%s is %s%s%s", ticket->id, ticket_state_name(ticket->state),
			       more ? "; " : "", more ? more : "");
	ticket_free(ticket);
	return said;
}

/* The ticket's own page has all of it; the message line has room for one. */
static char *not_verified(const char *id, const GPtrArray *behind)
{
	g_autofree char *more =
		behind->len > 1 ? g_strdup_printf("; %u more are behind: the ticket lists them",
						  behind->len - 1)
				: g_strdup("");

	return g_strdup_printf("%s is not verified yet: %s%s", id,
			       behind->len ? (char *)behind->pdata[0] : "no server serves it",
			       more);
}

static char *verify(struct app *app, const char *id, struct progress *progress, GError **error)
{
	struct ticket_verification *seen = app_ticket_verify(app, id, progress, error);
	char *said;

	if (!seen)
		return NULL;
	if (seen->matches)
		said = g_strdup_printf("%s is verified: %u servers serve the new record", id,
				       seen->servers->len);
	else
		said = not_verified(id, seen->behind);
	ticket_verification_free(seen);
	return said;
}

static char *confirm(struct app *app, const char *id, GError **error)
{
	struct ticket_confirmation *seen = app_ticket_confirm(app, id, error);
	char *said;

	if (!seen)
		return NULL;
	said = seen->confirmed ? g_strdup_printf("%s is confirmed by the reports", id)
			       : g_strdup_printf("%s is not confirmed yet: %s", id,
						 seen->lines->len ? (char *)seen->lines->pdata[0]
								  : "no report since the change");
	ticket_confirmation_free(seen);
	return said;
}

static char *send(struct app *app, const struct ticket_job *job, GError **error)
{
	g_autofree char *path = NULL;
	g_autofree char *more = NULL;
	struct ticket *ticket = app_ticket_send(app, job->id, job->seen, NULL, NULL, &path, error);

	more = path ? g_strdup_printf("written to %s", path) : NULL;
	return say_moved(ticket, more);
}

static struct ticket *edit(struct app *app, const struct ticket_job *job, GError **error)
{
	if (!job->sheet)
		return app_ticket_edit(app, job->id, job->seen, job->text, false, NULL, error);
	return app_ticket_edit_sheet(app, job->id, job->seen, job->sheet, job->text != NULL,
				     job->text, error);
}

static void *work(struct app *app, void *arg, struct progress *progress, GError **error)
{
	const struct ticket_job *job = arg;

	switch ((int)job->action) {
	case ACTION_SEND:
		return send(app, job, error);
	case ACTION_APPROVE:
		return say_moved(app_ticket_approve(app, job->id, job->seen, job->text, NULL, NULL,
						    NULL, error),
				 NULL);
	case ACTION_PUBLISH:
		return say_moved(
			app_ticket_publish(app, job->id, job->seen, job->text, NULL, error),
			"v verifies it at the name servers");
	case ACTION_VERIFY:
		return verify(app, job->id, progress, error);
	case ACTION_CONFIRM:
		return confirm(app, job->id, error);
	case ACTION_WITHDRAW:
		return say_moved(app_ticket_withdraw(app, job->id, job->seen, job->text, error),
				 NULL);
	default:
		return say_moved(edit(app, job, error), "what it asks for is changed");
	}
}

static void start(struct page *page, struct ticket_job *job)
{
	g_autofree char *title =
		g_strdup_printf("ticket %s %s", action_info(job->action)->name, job->id);

	tui_say(page->tui, ROLE_MUTED, "%s …", title);
	tui_do(page->tui, title, work, job, job_free);
}

static void confirmed(struct page *page, const char *text G_GNUC_UNUSED, void *ctx)
{
	start(page, ctx);
}

static void text_given(struct page *page, const char *text, void *ctx)
{
	struct ticket_job *job = ctx;
	const char *question = deeds[deed_of(job->action)].confirm;
	g_autofree char *whole = NULL;

	job->text = text && *text ? g_strdup(text) : NULL;
	if (!question) {
		start(page, job);
		return;
	}
	whole = g_strconcat(job->id, question, NULL);
	tui_confirm(page, whole, confirmed, job, job_free);
}

static void reason_given(struct page *page, const char *text, void *ctx)
{
	struct ticket_job *job = ctx;
	g_autofree char *question = NULL;

	if (!text || !*text) {
		start(page, job);
		return;
	}
	job->text = g_strdup(text);
	question = g_strconcat(job->id, ": ask for it even where it is weaker?", NULL);
	tui_confirm(page, question, confirmed, job, job_free);
}

static void edited(struct page *page, const char *text, void *ctx)
{
	struct ticket_job *job = ctx;

	job->sheet = g_strdup(text);
	app_ticket_keep_sheet(tui_app(page->tui), job->id, text);
	tui_ask_optional(page, "reason, if a record is weaker (else Enter):", NULL, reason_given,
			 job, job_free);
}

static void run_deed(struct page *page, const struct ticket *ticket, enum action action,
		     const char *args)
{
	struct ticket_job *job = g_new0(struct ticket_job, 1);
	size_t deed = deed_of(action);

	job->action = action;
	job->id = g_strdup(ticket->id);
	job->seen = ticket->history->len;
	if (action == ACTION_EDIT && !args) {
		g_autofree char *sheet = app_ticket_sheet(tui_app(page->tui), ticket);

		tui_edit(page, sheet, edited, job, job_free);
	} else if (args || !deeds[deed].ask)
		text_given(page, args, job);
	else if (deeds[deed].optional)
		tui_ask_optional(page, deeds[deed].ask, NULL, text_given, job, job_free);
	else
		tui_ask(page, deeds[deed].ask, NULL, text_given, job, job_free);
}

void ticket_run(struct page *page, enum action action, const char *args)
{
	const struct ticket *ticket = page_ticket(page);

	if (action == ACTION_PUSH)
		tui_open(page->tui, &screen_push, ticket->domain, ticket->id);
	else
		run_deed(page, ticket, action, args);
}

/* Pushing is a way of publishing, for which the config has to name a key. */
static char *why_not_push(const struct page *page, const struct ticket *ticket)
{
	const char *why = app_ticket_why_not(ticket->state, action_info(ACTION_PUBLISH)->name);

	if (why)
		return g_strdup(why);
	return app_config(tui_app(page->tui))->keys->len
		       ? NULL
		       : g_strdup("no update key is under keys: in the config; m p notes what the "
				  "DNS team did");
}

char *ticket_why_not(const struct page *page, enum action action)
{
	const struct ticket *ticket = page_ticket(page);

	if (!ticket)
		return g_strdup("there is no ticket here");
	if (action == ACTION_MARK || action == ACTION_OPEN)
		return NULL;
	if (action == ACTION_PUSH)
		return why_not_push(page, ticket);
	return g_strdup(app_ticket_why_not(ticket->state, action_info(action)->name));
}

static void chosen(struct page *page, int action, void *ctx G_GNUC_UNUSED)
{
	ticket_run(page, (enum action)action, NULL);
}

void ticket_mark(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	const struct ticket *ticket = page_ticket(page);
	g_autofree char *title =
		g_strdup_printf("%s is %s; mark it", ticket->id, ticket_state_name(ticket->state));
	struct menu menu;

	if (args) {
		tui_say(page->tui, ROLE_WARN,
			"say :send, :approve NAME, :publish, :verify, :confirm "
			"or :withdraw REASON");
		return;
	}
	menu_init(&menu, title);
	for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++)
		menu_add(&menu, deeds[i].letter, (int)deeds[i].action, deeds[i].choice,
			 deeds[i].hint, ticket_why_not(page, deeds[i].action));
	tui_choose(page, &menu, chosen, NULL, NULL);
}

const char *ticket_waits(enum ticket_state state)
{
	static const char *const waits[TICKET_STATE_COUNT] = {
		[TICKET_STATE_DRAFTED] = "us: send it",
		[TICKET_STATE_SENT] = "the customer: approve it",
		[TICKET_STATE_APPROVED] = "the DNS team: publish it",
		[TICKET_STATE_PUBLISHED] = "us: verify it",
		[TICKET_STATE_VERIFIED] = "reports that show it",
		[TICKET_STATE_CONFIRMED] = "nobody",
		[TICKET_STATE_WITHDRAWN] = "nobody",
		[TICKET_STATE_FAILED] = "us: draft a new one",
	};

	return waits[state];
}

enum role ticket_role(enum ticket_state state)
{
	switch (state) {
	case TICKET_STATE_DRAFTED:
	case TICKET_STATE_SENT:
	case TICKET_STATE_APPROVED:
	case TICKET_STATE_PUBLISHED:
		return ROLE_WARN;
	case TICKET_STATE_FAILED:
		return ROLE_BAD;
	case TICKET_STATE_VERIFIED:
	case TICKET_STATE_CONFIRMED:
		return ROLE_OK;
	case TICKET_STATE_WITHDRAWN:
	case TICKET_STATE_COUNT:
		break;
	}
	return ROLE_MUTED;
}
