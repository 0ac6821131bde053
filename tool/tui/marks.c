/* SPDX-License-Identifier: MIT */
#include "tui/marks.h"

#include <string.h>

#include "app/sources.h"
#include "tui/format.h"

struct marking {
	char *domain;
	GPtrArray *targets; /* struct mark_target * */
	bool remove;
	enum verdict verdict;
	char *reason;
};

static void target_free(gpointer data)
{
	struct mark_target *target = data;

	g_free(target->source);
	g_free(target->flow);
	g_free(target);
}

GPtrArray *mark_targets_new(void)
{
	return g_ptr_array_new_with_free_func(target_free);
}

void mark_targets_add(GPtrArray *targets, const char *source, const char *flow, bool marked)
{
	struct mark_target *target = g_new(struct mark_target, 1);

	*target = (struct mark_target){g_strdup(source), g_strdup(flow), marked};
	g_ptr_array_add(targets, target);
}

static struct marking *marking_new(const struct page *page, GPtrArray *targets)
{
	struct marking *marking = g_new0(struct marking, 1);

	marking->domain = g_strdup(page->place.domain);
	marking->targets = targets;
	return marking;
}

static void marking_free(void *data)
{
	struct marking *marking = data;

	g_free(marking->domain);
	g_ptr_array_unref(marking->targets);
	g_free(marking->reason);
	g_free(marking);
}

/* "sendgrid", "flow 9f3c01ab of sendgrid", "3 sources". */
static char *whom(const struct marking *marking)
{
	const struct mark_target *first = marking->targets->pdata[0];

	if (marking->targets->len > 1)
		return g_strdup_printf("%u %s", marking->targets->len,
				       first->flow ? "flows" : "sources");
	return first->flow ? g_strdup_printf("flow %s of %s", first->flow, first->source)
			   : g_strdup(first->source);
}

/* settled: how many of them are sources whose flows the rules settle. */
static char *outcome(const struct marking *marking, const char *who, bool changed, guint settled)
{
	if (settled > 0 && settled == marking->targets->len)
		return g_strdup_printf("%s: no flow marked, the rules settle all of them; to "
				       "overrule one, open the source and mark the flow",
				       who);
	if (marking->remove)
		return changed ? g_strdup_printf("%s: the specialist's verdict is taken back", who)
			       : g_strdup_printf("%s: not marked, nothing to take back", who);
	return g_strdup_printf("%s: marked %s%s; M takes it back", who,
			       verdict_name(marking->verdict), changed ? "" : " already");
}

/* All of them, or none: one write, one line of the journal. */
static void *work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct marking *marking = arg;
	guint n = marking->targets->len;
	g_autofree struct source_flow *targets = g_new(struct source_flow, n);
	g_autofree char *who = whom(marking);
	g_autoptr(GPtrArray) settled = g_ptr_array_new_with_free_func(g_free);
	bool changed, done;

	for (guint i = 0; i < n; i++) {
		const struct mark_target *target = marking->targets->pdata[i];

		targets[i] = (struct source_flow){target->source, target->flow};
	}
	if (marking->remove)
		done = app_sources_unmark(app, marking->domain, targets, n, &changed, error);
	else
		done = app_sources_mark(app, marking->domain, targets, n, marking->verdict,
					marking->reason, &changed, settled, error);
	return done ? outcome(marking, who, changed, settled->len) : NULL;
}

/* Taking a mark back is its reverse where it took the place of none. */
static struct undo *undo_of(const struct marking *marking, const char *who)
{
	struct marking *back;

	if (marking->remove)
		return NULL;
	for (guint i = 0; i < marking->targets->len; i++)
		if (((const struct mark_target *)marking->targets->pdata[i])->marked)
			return NULL;
	back = g_new0(struct marking, 1);
	back->domain = g_strdup(marking->domain);
	back->targets = g_ptr_array_ref(marking->targets);
	back->remove = true;
	return undo_new(g_strdup_printf("mark %s %s", who, verdict_name(marking->verdict)), work,
			back, marking_free);
}

static void start(struct page *page, struct marking *marking)
{
	g_autofree char *who = whom(marking);
	g_autofree char *title = g_strdup_printf("%s %s", marking->remove ? "unmark" : "mark", who);
	struct undo *undo = undo_of(marking, who);

	if (!undo)
		tui_forget_undos(page->tui, work);
	tui_say(page->tui, ROLE_MUTED, "%s …", title);
	tui_do_undoable(page->tui, title, work, marking, marking_free, undo);
}

static void confirmed(struct page *page, const char *text G_GNUC_UNUSED, void *ctx)
{
	start(page, ctx);
}

/* One mark is easily taken back; several are worth a question. */
static void confirm(struct page *page, struct marking *marking)
{
	g_autofree char *who = whom(marking);
	g_autofree char *question = NULL;

	if (marking->targets->len == 1) {
		start(page, marking);
		return;
	}
	question = marking->remove
			   ? g_strdup_printf("take the verdict on %s back?", who)
			   : g_strdup_printf("mark %s as %s?", who, verdict_name(marking->verdict));
	tui_confirm(page, question, confirmed, marking, marking_free);
}

static void reason_given(struct page *page, const char *text, void *ctx)
{
	struct marking *marking = ctx;

	marking->reason = g_strdup(text);
	confirm(page, marking);
}

static void verdict_chosen(struct page *page, int verdict, void *ctx)
{
	struct marking *marking = ctx;
	g_autofree char *who = whom(marking);
	g_autofree char *label = NULL;

	marking->verdict = (enum verdict)verdict;
	label = g_strdup_printf("%s is %s because:", who, verdict_name(marking->verdict));
	tui_ask(page, label, NULL, reason_given, marking, marking_free);
}

static void mark_by_words(struct page *page, struct marking *marking, const char *args)
{
	size_t word = strcspn(args, " ");
	g_autofree char *verdict = g_strndup(args, word);
	const char *reason = args + word + strspn(args + word, " ");

	if (!verdict_from_name(verdict, &marking->verdict)) {
		tui_say(page->tui, ROLE_WARN,
			"'%s' is no verdict: legitimate, forwarder, threat or unknown", verdict);
		marking_free(marking);
	} else if (*reason) {
		reason_given(page, reason, marking);
	} else {
		verdict_chosen(page, (int)marking->verdict, marking);
	}
}

static void ask_verdict(struct page *page, struct marking *marking)
{
	g_autofree char *who = whom(marking);
	g_autofree char *title = g_strdup_printf("what is %s?", who);
	struct menu menu;

	menu_init(&menu, title);
	menu_add(&menu, 'l', VERDICT_LEGITIMATE, "legitimate", "a system of the customer sends it",
		 NULL);
	menu_add(&menu, 'f', VERDICT_FORWARDER, "forwarder", "passes on what the customer sent",
		 NULL);
	menu_add(&menu, 't', VERDICT_THREAT, "threat", "somebody misuses the name", NULL);
	menu_add(&menu, 'u', VERDICT_UNKNOWN, "unknown", "not settled", NULL);
	tui_choose(page, &menu, verdict_chosen, marking, marking_free);
}

void mark_run(struct page *page, enum action action, const char *args, GPtrArray *targets)
{
	struct marking *marking = marking_new(page, targets);

	marking->remove = action == ACTION_UNMARK;
	if (marking->remove)
		confirm(page, marking);
	else if (args)
		mark_by_words(page, marking, args);
	else
		ask_verdict(page, marking);
}

/* What is noted of a source. */
enum noted { NOTED_OWNER, NOTED_ACCOUNT, NOTED_TASK, NOTED_DUE, NOTED_NOTE };

struct noting {
	char *domain, *subject, *text;
	enum noted noted;
	struct source_note before; /* what stands there now */
};

static void noting_free(void *data)
{
	struct noting *noting = data;

	g_free(noting->domain);
	g_free(noting->subject);
	g_free(noting->text);
	source_note_clear(&noting->before);
	g_free(noting);
}

static const char *const noted_names[] = {"owner", "account", "task", "due", "note"};

/* What stands there now, newly allocated; "" nothing. */
static char *noted_before(const struct noting *noting)
{
	const struct source_note *before = &noting->before;
	const char *texts[] = {before->owner, before->account, before->task, NULL, before->note};
	const char *text = texts[noting->noted];

	return noting->noted == NOTED_DUE ? day_format(before->due) : g_strdup(text ? text : "");
}

static void *note_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		       GError **error)
{
	const struct noting *noting = arg;
	struct note_change change = {.due = DAY_NONE, .vital = -1};

	switch (noting->noted) {
	case NOTED_OWNER:
		change.owner = noting->text;
		break;
	case NOTED_ACCOUNT:
		change.account = noting->text;
		break;
	case NOTED_TASK:
		change.task = noting->text;
		break;
	case NOTED_NOTE:
		change.note = noting->text;
		break;
	case NOTED_DUE:
		change.no_due = !*noting->text;
		if (*noting->text && !day_parse(noting->text, &change.due))
			return g_strdup_printf("'%s' is no day like 2026-12-31: nothing was noted",
					       noting->text);
		break;
	}
	return app_source_set(app, noting->domain, noting->subject, &change, error)
		       ? g_strdup_printf("%s: noted", noting->subject)
		       : NULL;
}

/* Noting what stood there before. */
static struct undo *undo_of_note(const struct noting *noting)
{
	struct noting *back = g_new0(struct noting, 1);

	back->domain = g_strdup(noting->domain);
	back->subject = g_strdup(noting->subject);
	back->text = noted_before(noting);
	back->noted = noting->noted;
	return undo_new(
		g_strdup_printf("the %s of %s", noted_names[noting->noted], noting->subject),
		note_work, back, noting_free);
}

static void text_given(struct page *page, const char *text, void *ctx)
{
	struct noting *noting = ctx;

	noting->text = g_strdup(text);
	tui_do_undoable(page->tui, "source set", note_work, noting, noting_free,
			undo_of_note(noting));
}

static void noted_chosen(struct page *page, int value, void *ctx)
{
	struct noting *noting = ctx;
	g_autofree char *label = NULL, *before = NULL;

	noting->noted = (enum noted)value;
	label = g_strconcat(noted_names[value], value == NOTED_DUE ? " (YYYY-MM-DD):" : ":", NULL);
	before = noted_before(noting);
	tui_ask_optional(page, label, before, text_given, noting, noting_free);
}

void note_ask(struct page *page, const struct source *source)
{
	struct noting *noting = g_new0(struct noting, 1);
	struct menu menu;

	noting->domain = g_strdup(page->place.domain);
	noting->subject = g_strdup(source->key);
	noting->before = (struct source_note){
		.owner = g_strdup(source->note.owner),
		.account = g_strdup(source->note.account),
		.task = g_strdup(source->note.task),
		.note = g_strdup(source->note.note),
		.due = source->note.due,
	};
	menu_init(&menu, source->name);
	menu_add(&menu, 'o', NOTED_OWNER, noted_names[NOTED_OWNER],
		 "who answers for it at the customer", NULL);
	menu_add(&menu, 'a', NOTED_ACCOUNT, noted_names[NOTED_ACCOUNT], "at the sending service",
		 NULL);
	menu_add(&menu, 't', NOTED_TASK, noted_names[NOTED_TASK], "what is asked of the owner",
		 NULL);
	menu_add(&menu, 'd', NOTED_DUE, noted_names[NOTED_DUE], "until which day", NULL);
	menu_add(&menu, 'n', NOTED_NOTE, noted_names[NOTED_NOTE], NULL, NULL);
	tui_choose(page, &menu, noted_chosen, noting, noting_free);
}
