/* SPDX-License-Identifier: MIT */
/* Help: the keys of the screen below, then those of every screen, from the table of actions. */
#include "base/utext.h"
#include "tui/frame.h"
#include "tui/text_page.h"

static char *pad(const char *text, int cells)
{
	int used = (int)utext_cells(text);

	return g_strdup_printf("%s%*s", text, MAX(cells - used, 0), "");
}

/* What is not possible now stands there with its reason. */
static void add_action(struct text *text, const struct page *page, const struct binding *binding)
{
	const struct action_info *info = action_info(binding->action);
	g_autofree char *left = keymap_keys(&page->tui->keymap, binding->action);
	g_autofree char *keys = pad(*left ? left : ":", 12);
	g_autofree char *name = pad(info->name, 15);
	g_autofree char *why = binding->why_not ? binding->why_not(page, binding->action) : NULL;

	text_addf(text, why ? ROLE_MUTED : ROLE_PLAIN, "  %s %s %s", keys, name, info->help);
	if (why)
		text_addf(text, ROLE_MUTED, "  %28s  not now: %s", "", why);
}

static void add_bindings(struct text *text, const struct page *page, const struct binding *bindings)
{
	for (; bindings && bindings->run; bindings++)
		if (page_binding(page, bindings->action) == bindings)
			add_action(text, page, bindings);
}

static void update(struct page *page)
{
	struct text *text = page->model;
	const struct page *below = tui_below(page);

	text_reset(text);
	if (below->screen->bindings)
		text_addf(text, ROLE_HEADING, "KEYS OF THIS SCREEN (%s)", below->screen->name);
	add_bindings(text, below, below->screen->bindings);
	text_add(text, ROLE_HEADING, "KEYS OF EVERY SCREEN");
	add_bindings(text, below, global_bindings);
	text_add(text, ROLE_HEADING, "SIGNS");
	text_add(text, ROLE_PLAIN,
		 "  > cursor   * selected, or changed   + good, or met   "
		 "! bad, or not met   ~ accepted, or forwarder   ? unknown   = on hold");
	text_add(text, ROLE_PLAIN,
		 "  With the mouse (:mouse, or mouse: yes in the config) a click selects, a second "
		 "one "
		 "opens, a heading sorts, the wheel scrolls; with Shift it selects text, as ever.");
	text_add(text, ROLE_PLAIN, "  Other keys: bindings in the config, by the names above.");
	text_add(text, ROLE_PLAIN,
		 "  Every action is also a word at `:`, with what it takes: :advance the customer "
		 "agreed");
}

const struct screen screen_help = {
	.name = "Help",
	.model_size = sizeof(struct text),
	.init = text_page_init,
	.clear = text_page_clear,
	.update = update,
	.draw = text_page_draw,
	.text = text_page_text,
	.panes = 1,
};
