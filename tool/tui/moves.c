/* SPDX-License-Identifier: MIT */
/* From a key to a move: the reason, the question by weight (style.md 3.2), the job. */
#include "tui/moves.h"

#include <string.h>

#include "app/rollout.h"
#include "app/ticket.h"
#include "base/error.h"
#include "tui/format.h"

#define LOSS_ASKED 0.5 /* messages: from this predicted loss on, the name is to be typed */

struct move {
	enum action action;
	GPtrArray *domains; /* char * */
	GPtrArray *why_not; /* char *, one a domain: it cannot, as its line says; or NULL */
	char *reason;	    /* or NULL */
	char *stage;	    /* of a draft, or NULL */
	double loss;	    /* predicted for the only domain, in messages */
};

static void move_free(void *data)
{
	struct move *move = data;

	g_ptr_array_unref(move->domains);
	g_ptr_array_unref(move->why_not);
	g_free(move->reason);
	g_free(move->stage);
	g_free(move);
}

/* One domain, on a worker; what was done, allocated. */
static char *move_one(struct app *app, const struct move *move, guint i, GError **error)
{
	const char *domain = move->domains->pdata[i], *why = move->why_not->pdata[i];
	g_autofree char *own = g_strdup(domain);
	struct ticket *ticket = NULL;
	bool done = false;
	char *said;

	if (why) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED, "%s", why);
		return NULL;
	}
	switch ((int)move->action) {
	case ACTION_ADVANCE:
	case ACTION_ADVANCE_ANYWAY:
		ticket = app_advance(app, domain, move->reason,
				     move->action == ACTION_ADVANCE_ANYWAY, error);
		break;
	case ACTION_ROLLBACK:
		ticket = app_rollback(app, domain, move->reason, error);
		break;
	case ACTION_PARK:
		ticket = app_park(app, domain, move->reason, false, NULL, error);
		break;
	case ACTION_DRAFT:
		ticket = app_ticket_new(app, (char *[]){own, NULL},
					&(struct ticket_order){.stage = move->stage}, error);
		break;
	case ACTION_HOLD:
		done = app_hold(app, domain, move->reason, NULL, error);
		break;
	case ACTION_RESUME:
		done = app_resume(app, domain, move->reason, NULL, error);
		break;
	case ACTION_FINISH:
		done = app_finish(app, domain, move->reason, NULL, error);
		break;
	default:
		g_assert_not_reached();
	}
	if (ticket) {
		said = g_strdup_printf("ticket %s %s for %s; t shows it", ticket->id,
				       ticket->repeated ? "is there already" : "drafted", domain);
		ticket_free(ticket);
		return said;
	}
	return done ? g_strdup_printf("%s: %s done", domain, action_info(move->action)->name)
		    : NULL;
}

/* Asks DNS about all of them, side by side. */
static char *check_domains(struct app *app, GPtrArray *domains, struct progress *progress,
			   GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new(), looks = NULL;
	unsigned wrong = 0;

	for (guint i = 0; i < domains->len; i++)
		g_ptr_array_add(names, domains->pdata[i]);
	g_ptr_array_add(names, NULL);
	looks = app_check_domains(app, (char *const *)names->pdata, progress, error);
	if (!looks)
		return NULL;
	for (guint i = 0; i < looks->len; i++) {
		const struct look *look = looks->pdata[i];

		if (looks->len == 1)
			return g_strdup_printf("DNS of %s: %s, %u findings; d shows them",
					       look->domain, look_status_name(look->status),
					       look->findings->len);
		wrong += look->findings->len > 0 &&
			 ((const struct finding *)look->findings->pdata[0])->level == FINDING_ERROR;
	}
	return g_strdup_printf("DNS of %u domains: %u with errors; d shows them", looks->len,
			       wrong);
}

/* All of them; a domain that refuses does not stop the others. */
static void *move_work(struct app *app, void *arg, struct progress *progress, GError **error)
{
	const struct move *move = arg;
	g_autoptr(GString) refused = g_string_new(NULL);
	unsigned done = 0;

	if (move->action == ACTION_CHECK)
		return check_domains(app, move->domains, progress, error);
	if (move->domains->len == 1)
		return move_one(app, move, 0, error);
	progress_set_total(progress, move->domains->len);
	for (guint i = 0; i < move->domains->len && !progress_cancelled(progress); i++) {
		g_autoptr(GError) fault = NULL;
		const char *domain = move->domains->pdata[i];
		g_autofree char *said = move_one(app, move, i, &fault);

		if (said)
			done++;
		else
			g_string_append_printf(refused, "; %s: %s", domain,
					       fault ? fault->message : "refused");
		progress_add(progress, 1);
	}
	return g_strdup_printf("%s: %u of %u domains%s", action_info(move->action)->name, done,
			       move->domains->len, refused->str);
}

/* Mild moves of one domain are undone as easily as done: no question. */
static bool is_mild(const struct move *move)
{
	return move->domains->len == 1 &&
	       (move->action == ACTION_HOLD || move->action == ACTION_RESUME);
}

static struct undo *undo_of(const struct move *move)
{
	const char *name = action_info(move->action)->name;
	struct move *back;

	if (!is_mild(move))
		return NULL;
	back = g_new0(struct move, 1);
	back->action = move->action == ACTION_HOLD ? ACTION_RESUME : ACTION_HOLD;
	back->domains = g_ptr_array_ref(move->domains);
	back->why_not = g_ptr_array_ref(move->why_not);
	back->reason = g_strdup_printf("%s taken back: %s", name, move->reason);
	return undo_new(g_strdup_printf("%s %s", name, (char *)move->domains->pdata[0]), move_work,
			back, move_free);
}

static void start(struct page *page, struct move *move)
{
	g_autofree char *title = NULL;

	if (move->domains->len == 1)
		title = g_strdup_printf("%s %s", action_info(move->action)->name,
					(char *)move->domains->pdata[0]);
	else
		title = g_strdup_printf("%s %u domains", action_info(move->action)->name,
					move->domains->len);
	tui_say(page->tui, ROLE_MUTED, "%s …", title);
	tui_do_undoable(page->tui, title, move_work, move, move_free, undo_of(move));
}

static void confirmed(struct page *page, const char *text G_GNUC_UNUSED, void *ctx)
{
	start(page, ctx);
}

static void name_typed(struct page *page, const char *text, void *ctx)
{
	struct move *move = ctx;

	if (strcmp(text, move->domains->pdata[0]) == 0) {
		start(page, move);
		return;
	}
	tui_say(page->tui, ROLE_WARN, "that is not %s: nothing was done",
		(char *)move->domains->pdata[0]);
	move_free(move);
}

/* What the move is about, in words: "shop.example", "3 domains". */
static char *whom(const struct move *move)
{
	return move->domains->len == 1 ? g_strdup(move->domains->pdata[0])
				       : g_strdup_printf("%u domains", move->domains->len);
}

/* What the question says will happen: before and after the domains. */
static const struct {
	enum action action;
	const char *before, *after;
} questions[] = {
	{ACTION_ADVANCE, "advance ", ": draft the ticket for the next stage?"},
	{ACTION_ADVANCE_ANYWAY, "advance ", " although the gate is closed?"},
	{ACTION_ROLLBACK, "roll back ", ": draft the way back, withdraw what is open?"},
	{ACTION_PARK, "park ", ": it sends no mail, draft the ticket for reject?"},
	{ACTION_FINISH, "finish ", ": it is at its goal?"},
	{ACTION_HOLD, "hold ", "?"},
	{ACTION_RESUME, "resume ", "?"},
	{ACTION_DRAFT, "draft the ticket for the next record of ", "?"},
};

static char *question_of(const struct move *move)
{
	g_autofree char *who = whom(move);

	for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
		if (questions[i].action == move->action)
			return g_strconcat(questions[i].before, who, questions[i].after, NULL);
	g_assert_not_reached();
}

static void confirm(struct page *page, struct move *move)
{
	const char *name = move->domains->pdata[0];
	bool single = move->domains->len == 1;
	g_autofree char *question = NULL;
	g_autofree char *loss = NULL;

	if (is_mild(move)) {
		start(page, move);
	} else if (single && move->action == ACTION_ADVANCE_ANYWAY) {
		question = g_strdup_printf("the gate is closed; type %s to go on:", name);
		tui_ask(page, question, NULL, name_typed, move, move_free);
	} else if (single && move->action == ACTION_ADVANCE && move->loss >= LOSS_ASKED) {
		loss = format_messages(move->loss);
		question = g_strdup_printf("%s messages would be lost; type %s:", loss, name);
		tui_ask(page, question, NULL, name_typed, move, move_free);
	} else {
		question = question_of(move);
		tui_confirm(page, question, confirmed, move, move_free);
	}
}

static void reason_given(struct page *page, const char *text, void *ctx)
{
	struct move *move = ctx;

	move->reason = g_strdup(text);
	confirm(page, move);
}

static char *why_not_advance(const struct status_line *line)
{
	if (line->held)
		return g_strdup("the domain is on hold; r resumes it");
	if (line->ticket)
		return g_strdup_printf("ticket %s comes first; t shows it", line->ticket);
	if (!line->gate_open)
		return g_strdup_printf(
			"the gate is closed, %u of %u conditions are met; A goes on all the same",
			line->conditions_met, line->conditions);
	return NULL;
}

/* Why the move is not possible, as far as the board's line knows, newly allocated; or NULL. */
static char *line_why_not(const struct status_line *line, enum action action)
{
	switch ((int)action) {
	case ACTION_ADVANCE:
		return why_not_advance(line);
	case ACTION_ADVANCE_ANYWAY:
		return line->gate_open ? g_strdup("the gate is open; a advances") : NULL;
	case ACTION_ROLLBACK:
		return line->since == DAY_NONE ? g_strdup("its first record is not verified yet")
					       : NULL;
	case ACTION_HOLD:
		return line->held ? g_strdup("it is on hold already") : NULL;
	case ACTION_RESUME:
		return line->held ? NULL : g_strdup("it is not on hold");
	case ACTION_DRAFT:
		return line->ticket
			       ? g_strdup_printf("ticket %s comes first; t shows it", line->ticket)
			       : NULL;
	default:
		return NULL;
	}
}

/* Takes a domain in; line: what the board says of it, or NULL. */
static void add_domain(struct move *move, const char *domain, const struct status_line *line)
{
	g_ptr_array_add(move->domains, g_strdup(domain));
	g_ptr_array_add(move->why_not, line ? line_why_not(line, move->action) : NULL);
}

/* The selected rows where the page lists domains, else the domain at hand. */
static struct move *move_new(const struct page *page, enum action action)
{
	struct move *move = g_new0(struct move, 1);
	const struct status_line *line = page_status(page);

	move->action = action;
	move->domains = g_ptr_array_new_with_free_func(g_free);
	move->why_not = g_ptr_array_new_with_free_func(g_free);
	move->loss = line ? line->loss : 0;
	if (page->place.domain) {
		add_domain(move, page->place.domain, NULL);
	} else {
		g_autoptr(GPtrArray) rows = list_chosen(page->screen->list(page));

		for (guint i = 0; i < rows->len; i++) {
			const struct status_line *row = rows->pdata[i];

			add_domain(move, row->domain, row);
		}
	}
	return move;
}

void move_run(struct page *page, enum action action, const char *args)
{
	struct move *move = move_new(page, action);
	g_autofree char *who = whom(move);
	g_autofree char *label = NULL;

	if (action == ACTION_CHECK) {
		start(page, move);
	} else if (action == ACTION_DRAFT) {
		move->stage = g_strdup(args);
		confirm(page, move);
	} else if (args) {
		reason_given(page, args, move);
	} else {
		label = g_strdup_printf("reason to %s %s:", action_info(action)->name, who);
		tui_ask(page, label, NULL, reason_given, move, move_free);
	}
}

char *move_why_not(const struct page *page, enum action action)
{
	const struct list *list = page->place.domain ? NULL : page->screen->list(page);
	g_autoptr(GPtrArray) chosen = list ? list_chosen(list) : NULL;
	const struct status_line *line = page_status(page);

	if (chosen && !chosen->len)
		return g_strdup(list_heading(list) ? "this is a customer; Space selects its domains"
						   : "there is no domain here");
	if (!line || (list && g_hash_table_size(list->marks)))
		return NULL; /* each domain answers for itself */
	return line_why_not(line, action);
}
