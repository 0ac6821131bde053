/* SPDX-License-Identifier: MIT */
/* Messages: what was said on the message line; a flash that vanished is evidence lost. */
#include "tui/text_page.h"

static void update(struct page *page)
{
	struct text *text = page->model;
	const GPtrArray *said = tui_messages(page->tui);

	text_reset(text);
	if (said->len == 0)
		text_add(text, ROLE_MUTED, "Nothing was said yet.");
	for (guint i = said->len; i-- > 0;)
		text_add(text, ROLE_PLAIN, said->pdata[i]);
}

const struct screen screen_messages = {
	.name = "Messages",
	.model_size = sizeof(struct text),
	.init = text_page_init,
	.clear = text_page_clear,
	.update = update,
	.draw = text_page_draw,
	.text = text_page_text,
	.panes = 1,
};
