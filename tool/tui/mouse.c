/* SPDX-License-Identifier: MIT */
/* What a click is on: a hint of the footer, a row or a heading of a list. */
#include "tui/frame.h"

static bool click_hint(struct tui *tui)
{
	if (tui->mouse_row != tui->canvas->height - 1)
		return false;
	for (guint i = 0; i < tui->hints->len; i++) {
		const struct hint *hint = &g_array_index(tui->hints, struct hint, i);

		if (tui->mouse_column < hint->column ||
		    tui->mouse_column >= hint->column + hint->cells)
			continue;
		page_run(tui_top(tui), hint->action, NULL);
		break;
	}
	return true;
}

/* The list of whichever part of the screen is there; it gets the focus. */
static void click_list(struct page *page)
{
	struct tui *tui = page->tui;
	unsigned before = page->focus, panes = MAX(page->screen->panes, 1);

	for (unsigned i = 0; page->screen->list && i < panes; i++) {
		struct list *list;
		enum list_click click;

		page->focus = (before + i) % panes;
		list = page->screen->list(page);
		click = list ? list_click(list, tui->canvas, tui->mouse_row, tui->mouse_column)
			     : LIST_CLICK_ELSEWHERE;
		if (click == LIST_CLICK_CURSOR && i == 0)
			page_run(page, ACTION_OPEN, NULL);
		if (click != LIST_CLICK_ELSEWHERE)
			return;
	}
	page->focus = before;
}

void mouse_click(struct tui *tui)
{
	if (!click_hint(tui))
		click_list(tui_top(tui));
}
