/* SPDX-License-Identifier: MIT */
/* Messages: what was said on the message line; a flash that vanished is evidence lost. */
#include "tui/screen.h"

struct messages {
	struct text text;
};

static void init(struct page *page)
{
	struct messages *messages = page->model;

	text_init(&messages->text);
}

static void clear(struct page *page)
{
	struct messages *messages = page->model;

	text_clear(&messages->text);
}

static void update(struct page *page)
{
	struct messages *messages = page->model;
	const GPtrArray *said = tui_messages(page->tui);

	text_reset(&messages->text);
	if (said->len == 0)
		text_add(&messages->text, ROLE_MUTED, "Nothing was said yet.");
	for (guint i = said->len; i-- > 0;)
		text_add(&messages->text, ROLE_PLAIN, said->pdata[i]);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct messages *messages = page->model;

	text_draw(&messages->text, canvas, area, true);
}

static struct text *page_text(const struct page *page)
{
	struct messages *messages = page->model;

	return &messages->text;
}

const struct screen screen_messages = {
	.name = "Messages",
	.model_size = sizeof(struct messages),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.text = page_text,
	.panes = 1,
};
