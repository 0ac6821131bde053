/* SPDX-License-Identifier: MIT */
#include "tui/answers.h"

#include <stddef.h>
#include <string.h>

#include "app/project.h"

struct reply {
	char *domain;
	size_t question; /* index into questions */
	char *value;
	char *reason; /* or NULL */
};

static const struct {
	const char *name, *hint;
	char letter;
	size_t offset; /* in struct domain_change */
	const char *values[3];
	bool reason; /* it is a decision, and wants one */
} questions[] = {
	{"lists",
	 "do its users post to mailing lists?",
	 'l',
	 offsetof(struct domain_change, lists),
	 {"yes", "no", "unknown"},
	 false},
	{"monthly",
	 "do some of its senders mail once a month?",
	 'm',
	 offsetof(struct domain_change, monthly),
	 {"yes", "no", "unknown"},
	 false},
	{"risk",
	 "low: a shorter time of watching is enough",
	 'r',
	 offsetof(struct domain_change, risk),
	 {"low", "normal", NULL},
	 false},
	{"goal",
	 "where the ladder ends",
	 'g',
	 offsetof(struct domain_change, goal),
	 {"reject", "quarantine", NULL},
	 true},
};

static void reply_free(void *data)
{
	struct reply *reply = data;

	g_free(reply->domain);
	g_free(reply->value);
	g_free(reply->reason);
	g_free(reply);
}

static void *reply_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
			GError **error)
{
	const struct reply *reply = arg;
	struct domain_change change = {.since = DAY_NONE, .reason = reply->reason};
	struct domain *domain;

	*(const char **)(void *)((char *)&change + questions[reply->question].offset) =
		reply->value;
	domain = app_domain_set(app, reply->domain, &change, NULL, error);
	if (!domain)
		return NULL;
	domain_free(domain);
	return g_strdup_printf("%s: %s is %s", reply->domain, questions[reply->question].name,
			       reply->value);
}

static void reason_given(struct page *page, const char *text, void *ctx)
{
	struct reply *reply = ctx;

	reply->reason = g_strdup(text);
	tui_do(page->tui, "domain set", reply_work, reply, reply_free);
}

static void answered(struct page *page, struct reply *reply, const char *value)
{
	reply->value = g_strdup(value);
	if (questions[reply->question].reason)
		tui_ask(page, "reason:", NULL, reason_given, reply, reply_free);
	else
		reason_given(page, NULL, reply);
}

static void value_chosen(struct page *page, int value, void *ctx)
{
	struct reply *reply = ctx;

	answered(page, reply, questions[reply->question].values[value]);
}

static void question_chosen(struct page *page, int question, void *ctx)
{
	struct reply *reply = ctx;
	const char *const *values = questions[question].values;
	struct menu menu;

	reply->question = (size_t)question;
	menu_init(&menu, questions[question].hint);
	for (int i = 0; i < 3 && values[i]; i++)
		menu_add(&menu, *values[i], i, values[i], NULL, NULL);
	tui_choose(page, &menu, value_chosen, reply, reply_free);
}

static bool has_value(size_t question, const char *value)
{
	for (int i = 0; i < 3 && questions[question].values[i]; i++)
		if (strcmp(questions[question].values[i], value) == 0)
			return true;
	return false;
}

static void answer_by_words(struct page *page, struct reply *reply, const char *args)
{
	g_auto(GStrv) words = g_strsplit(args, " ", 2);

	for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
		if (strcmp(words[0], questions[i].name) != 0 || !words[1] ||
		    !has_value(i, words[1]))
			continue;
		reply->question = i;
		answered(page, reply, words[1]);
		return;
	}
	reply_free(reply);
	tui_say(page->tui, ROLE_WARN,
		"say lists yes|no, monthly yes|no, risk low|normal or goal reject|quarantine");
}

void answer_ask(struct page *page, const struct domain *domain, const char *args)
{
	struct reply *reply = g_new0(struct reply, 1);
	struct menu menu;

	reply->domain = g_strdup(domain->name);
	if (args) {
		answer_by_words(page, reply, args);
		return;
	}
	menu_init(&menu, domain->name);
	for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
		menu_add(&menu, questions[i].letter, (int)i, questions[i].name, questions[i].hint,
			 NULL);
	tui_choose(page, &menu, question_chosen, reply, reply_free);
}

/* An exception in the making. */
struct waive {
	char *domain, *condition, *by, *reason;
	int32_t until;
	bool again; /* it takes the place of another exception */
};

static void waive_free(void *data)
{
	struct waive *waive = data;

	g_free(waive->domain);
	g_free(waive->condition);
	g_free(waive->by);
	g_free(waive->reason);
	g_free(waive);
}

static void *waive_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
			GError **error)
{
	const struct waive *waive = arg;
	const struct waiver waiver = {.condition = waive->condition,
				      .until = waive->until,
				      .by = waive->by,
				      .reason = waive->reason};

	return app_waive(app, waive->domain, &waiver, NULL, error)
		       ? g_strdup_printf("%s is accepted by %s", waive->condition, waive->by)
		       : NULL;
}

static void *unwaive_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
			  GError **error)
{
	const struct waive *waive = arg;

	return app_unwaive(app, waive->domain, waive->condition, NULL, NULL, error)
		       ? g_strdup_printf("%s counts again", waive->condition)
		       : NULL;
}

static struct undo *undo_of(const struct waive *waive)
{
	struct waive *back;

	if (waive->again)
		return NULL;
	back = g_new0(struct waive, 1);
	back->domain = g_strdup(waive->domain);
	back->condition = g_strdup(waive->condition);
	return undo_new(g_strdup_printf("accept %s", waive->condition), unwaive_work, back,
			waive_free);
}

static void why_given(struct page *page, const char *text, void *ctx)
{
	struct waive *waive = ctx;

	waive->reason = g_strdup(text);
	if (waive->again)
		tui_forget_undos(page->tui, unwaive_work);
	tui_do_undoable(page->tui, "waive", waive_work, waive, waive_free, undo_of(waive));
}

static void by_given(struct page *page, const char *text, void *ctx)
{
	struct waive *waive = ctx;

	waive->by = g_strdup(text);
	tui_ask(page, "reason:", NULL, why_given, waive, waive_free);
}

static void until_given(struct page *page, const char *text, void *ctx)
{
	struct waive *waive = ctx;

	if (day_parse(text, &waive->until)) {
		tui_ask(page, "accepted by (name):", NULL, by_given, waive, waive_free);
		return;
	}
	tui_say(page->tui, ROLE_WARN, "'%s' is no day like 2026-12-31", text);
	waive_free(waive);
}

void waive_ask(struct page *page, const char *condition, bool again)
{
	struct waive *waive = g_new0(struct waive, 1);
	g_autofree char *label = g_strdup_printf("accept %s until (YYYY-MM-DD):", condition);

	waive->domain = g_strdup(page->place.domain);
	waive->condition = g_strdup(condition);
	waive->again = again;
	tui_ask(page, label, NULL, until_given, waive, waive_free);
}
