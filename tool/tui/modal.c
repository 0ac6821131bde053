/* SPDX-License-Identifier: MIT */
/* Questions: one at a time, on the message line or in a box above it; they have all keys. */
#include "tui/frame.h"

#include "base/utext.h"
#include "tui/key.h"

void modal_close(struct tui *tui)
{
	struct modal *modal = &tui->modal;

	prompt_clear(&modal->prompt);
	menu_clear(&modal->menu);
	g_free(modal->before);
	g_free(modal->hint);
	g_free(modal->question);
	if (modal->ctx && modal->free_ctx)
		modal->free_ctx(modal->ctx);
	*modal = (struct modal){0};
}

static struct modal *modal_open(struct page *page, enum modal_kind kind, void *ctx,
				GDestroyNotify free_ctx)
{
	struct modal *modal = &page->tui->modal;

	modal_close(page->tui);
	tui_message_clear(page->tui);
	modal->kind = kind;
	modal->page = page;
	modal->ctx = ctx;
	modal->free_ctx = free_ctx;
	return modal;
}

static GPtrArray *history_of(struct tui *tui, const char *label)
{
	GPtrArray *history = g_hash_table_lookup(tui->histories, label);

	if (!history) {
		history = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(tui->histories, g_strdup(label), history);
	}
	return history;
}

void tui_ask(struct page *page, const char *label, const char *text, modal_answered *answered,
	     void *ctx, GDestroyNotify free_ctx)
{
	struct modal *modal = modal_open(page, MODAL_PROMPT, ctx, free_ctx);

	modal->answered = answered;
	prompt_init(&modal->prompt, label, text, history_of(page->tui, label));
}

void tui_ask_optional(struct page *page, const char *label, const char *text,
		      modal_answered *answered, void *ctx, GDestroyNotify free_ctx)
{
	tui_ask(page, label, text, answered, ctx, free_ctx);
	page->tui->modal.optional = true;
}

void tui_ask_live(struct page *page, const char *label, const char *text, modal_changed *changed)
{
	struct modal *modal = modal_open(page, MODAL_PROMPT, NULL, NULL);

	modal->changed = changed;
	modal->before = g_strdup(text);
	prompt_init(&modal->prompt, label, text, history_of(page->tui, label));
}

void tui_confirm(struct page *page, const char *question, modal_answered *answered, void *ctx,
		 GDestroyNotify free_ctx)
{
	struct modal *modal = modal_open(page, MODAL_CONFIRM, ctx, free_ctx);

	modal->answered = answered;
	modal->question = g_strdup(question);
}

void tui_choose(struct page *page, struct menu *menu, modal_chosen *chosen, void *ctx,
		GDestroyNotify free_ctx)
{
	struct modal *modal = modal_open(page, MODAL_MENU, ctx, free_ctx);

	modal->chosen = chosen;
	modal->menu = *menu;
	*menu = (struct menu){0};
}

/* The answer may open the next question: so this one is closed first. */
static void answer(struct tui *tui, const char *text)
{
	modal_answered *answered = tui->modal.answered;
	struct page *page = tui->modal.page;
	void *ctx = g_steal_pointer(&tui->modal.ctx);
	g_autofree char *copy = g_strdup(text);

	modal_close(tui);
	answered(page, copy, ctx);
}

static void cancel(struct tui *tui)
{
	if (tui->modal.changed)
		tui->modal.changed(tui->modal.page, tui->modal.before);
	modal_close(tui);
	tui_say(tui, ROLE_MUTED, "nothing was done");
}

static void prompt_done(struct tui *tui)
{
	struct modal *modal = &tui->modal;
	const char *text = modal->prompt.text->str;

	if (*text)
		prompt_remember(modal->prompt.history, text);
	if (modal->changed)
		modal_close(tui);
	else if (*text || modal->optional)
		answer(tui, text);
	else
		cancel(tui);
}

static void modal_prompt_key(struct tui *tui, uint32_t key)
{
	struct modal *modal = &tui->modal;

	g_clear_pointer(&modal->hint, g_free);
	switch (prompt_key(&modal->prompt, key)) {
	case PROMPT_DONE:
		prompt_done(tui);
		break;
	case PROMPT_CANCELLED:
		cancel(tui);
		break;
	case PROMPT_COMPLETE:
		if (modal->command)
			command_complete(tui);
		break;
	case PROMPT_GOES_ON:
		if (modal->changed)
			modal->changed(modal->page, modal->prompt.text->str);
		break;
	}
}

static void modal_menu_key(struct tui *tui, uint32_t key)
{
	struct modal *modal = &tui->modal;
	modal_chosen *chosen = modal->chosen;
	struct page *page = modal->page;
	int value;
	void *ctx;

	switch (menu_key(&modal->menu, key)) {
	case MENU_CHOSEN:
		value = menu_entry(&modal->menu)->value;
		ctx = g_steal_pointer(&modal->ctx);
		modal_close(tui);
		chosen(page, value, ctx);
		break;
	case MENU_REFUSED:
		tui_say(tui, ROLE_WARN, "%s", menu_entry(&modal->menu)->why_not);
		break;
	case MENU_CANCELLED:
		modal_close(tui);
		break;
	case MENU_GOES_ON:
		break;
	}
}

void modal_key(struct tui *tui, uint32_t key)
{
	switch (tui->modal.kind) {
	case MODAL_PROMPT:
		modal_prompt_key(tui, key);
		break;
	case MODAL_CONFIRM:
		if (key == 'y' || key == 'Y')
			answer(tui, NULL);
		else
			cancel(tui);
		break;
	case MODAL_MENU:
		modal_menu_key(tui, key);
		break;
	case MODAL_NONE:
		break;
	}
}

/* A prompt whose label leaves too little room stands below its label. */
static void draw_prompt(const struct modal *modal, struct canvas *canvas, int row)
{
	struct prompt below = modal->prompt;
	struct area area = {row - 1, 0, 1, canvas->width};
	static char no_label[] = ">";

	if ((int)utext_cells(modal->prompt.label) > canvas->width / 2) {
		canvas_fill(canvas, area.row, 0, canvas->width, ROLE_PLAIN, " ");
		text_show(canvas, &area, ROLE_KEY, modal->prompt.label);
		below.label = no_label;
	}
	prompt_draw(&below, canvas, row);
	if (!modal->hint)
		return;
	canvas_fill(canvas, row + 1, 0, canvas->width, ROLE_PLAIN, " ");
	canvas_text(canvas, row + 1, 0, canvas->width, ROLE_MUTED, modal->hint);
}

/* What will happen is shown in full: over as many lines as it takes. */
static void draw_confirm(const struct modal *modal, struct canvas *canvas, int row)
{
	g_autofree char *text = g_strconcat(modal->question, " y/N", NULL);
	int rows = (int)utext_cells(text) / canvas->width + 1;
	struct area area = {row - rows + 1, 0, rows, canvas->width};

	for (int i = 0; i < rows; i++)
		canvas_fill(canvas, area.row + i, 0, canvas->width, ROLE_PLAIN, " ");
	text_show(canvas, &area, ROLE_WARN, text);
	canvas_cursor(canvas, row, (int)utext_cells(text) % canvas->width);
	canvas->editing = true;
}

void modal_draw(const struct tui *tui)
{
	const struct modal *modal = &tui->modal;
	int row = tui->canvas->height - 2;

	switch (modal->kind) {
	case MODAL_PROMPT:
		draw_prompt(modal, tui->canvas, row);
		break;
	case MODAL_CONFIRM:
		draw_confirm(modal, tui->canvas, row);
		break;
	case MODAL_MENU:
		menu_draw(&modal->menu, tui->canvas, row - 1);
		break;
	case MODAL_NONE:
		break;
	}
}
