/* SPDX-License-Identifier: MIT */
/* A key, or a name at `:`, becomes an action of the page on top. */
#include "tui/frame.h"

#include "tui/key.h"

#define WHEEL_ROWS 3 /* of one turn */

static const struct binding *find(const struct binding *bindings, enum action action)
{
	for (; bindings && bindings->run; bindings++)
		if (bindings->action == action)
			return bindings;
	return NULL;
}

const struct binding *page_binding(const struct page *page, enum action action)
{
	const struct binding *own = find(page->screen->bindings, action);

	return own ? own : find(global_bindings, action);
}

void page_run(struct page *page, enum action action, const char *args)
{
	const struct binding *binding = page_binding(page, action);
	bool named = args && action_screen(action); /* not what the cursor is on */
	g_autofree char *why = NULL;

	if (!binding) {
		tui_say(page->tui, ROLE_WARN, "%s: not on this screen; ? lists what is",
			action_info(action)->name);
		return;
	}
	why = binding->why_not && !named ? binding->why_not(page, action) : NULL;
	if (why)
		tui_say(page->tui, ROLE_WARN, "%s: %s", action_info(action)->name, why);
	else
		binding->run(page, action, args);
}

static void unknown_key(struct tui *tui, uint32_t key)
{
	g_autofree char *name = key_label(key);

	tui_say(tui, ROLE_WARN, "%s does nothing here; ? lists the keys", name);
}

/* Pasted text is input for a prompt, and never keys. */
static bool take_paste(struct tui *tui, uint32_t key)
{
	if (key == TUI_KEY_PASTE_BEGIN || key == TUI_KEY_PASTE_END) {
		tui->pasting = key == TUI_KEY_PASTE_BEGIN;
		return true;
	}
	if (!tui->pasting)
		return false;
	if (tui->modal.kind == MODAL_PROMPT)
		modal_key(tui, key_is_text(key) ? key : ' ');
	else
		tui_say(tui, ROLE_WARN, "pasted text is taken by prompts only; / or : opens one");
	return true;
}

static bool is_mouse(uint32_t key)
{
	return key == TUI_KEY_CLICK || key == TUI_KEY_WHEEL_UP || key == TUI_KEY_WHEEL_DOWN;
}

static void mouse_key(struct tui *tui, uint32_t key)
{
	if (key == TUI_KEY_CLICK)
		mouse_click(tui);
	else
		for (int i = 0; i < WHEEL_ROWS; i++)
			page_run(tui_top(tui), key == TUI_KEY_WHEEL_UP ? ACTION_UP : ACTION_DOWN,
				 NULL);
}

static void run_key(struct tui *tui, uint32_t key)
{
	enum action action;

	if (take_paste(tui, key))
		return;
	if (tui->modal.kind != MODAL_NONE) {
		if (!is_mouse(key)) /* a question is answered with keys */
			modal_key(tui, key);
		return;
	}
	tui_message_clear(tui);
	if (is_mouse(key)) {
		mouse_key(tui, key);
		return;
	}
	action = keymap_action(&tui->keymap, key);
	if (action == ACTION_COUNT)
		unknown_key(tui, key);
	else
		page_run(tui_top(tui), action, NULL);
}

/* The next key acts on what this one shows: rows that a filter unfolded, heights of lists. */
static void take_key(struct tui *tui, uint32_t key)
{
	run_key(tui, key);
	if (!tui->quit && !tui->pasting)
		tui_draw(tui);
}

/* Has the page on top nothing yet that a key could act on? */
static bool is_awaited(const struct tui *tui)
{
	const struct page *page = tui_top(tui);

	return tui->modal.kind == MODAL_NONE && page && page->loading && !page->data;
}

/* Does it do the same whatever the page will show? */
static bool needs_no_rows(enum action action)
{
	switch ((int)action) {
	case ACTION_BACK:
	case ACTION_QUIT:
	case ACTION_QUIT_ALL:
	case ACTION_HELP:
	case ACTION_CANCEL:
	case ACTION_SUSPEND:
	case ACTION_REDRAW:
		return true;
	default:
		return false;
	}
}

void tui_key(struct tui *tui, uint32_t key)
{
	enum action action = keymap_action(&tui->keymap, key);

	if (key == TUI_KEY_PASTE_BEGIN || key == TUI_KEY_PASTE_END)
		tui->pasted = key == TUI_KEY_PASTE_BEGIN;
	if (is_mouse(key))
		take_key(tui, key);
	else if (tui->ahead->len && !tui->pasted &&
		 (action == ACTION_BACK || action == ACTION_CANCEL))
		g_array_set_size(tui->ahead, 0);
	else if (tui->ahead->len || (is_awaited(tui) && !needs_no_rows(action)))
		g_array_append_val(tui->ahead, key);
	else
		take_key(tui, key);
}

void tui_catch_up(struct tui *tui)
{
	while (tui->ahead->len && !is_awaited(tui) && !tui->quit && !tui->edit.text) {
		uint32_t key = g_array_index(tui->ahead, uint32_t, 0);

		g_array_remove_index(tui->ahead, 0);
		take_key(tui, key);
	}
}
