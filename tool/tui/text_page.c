/* SPDX-License-Identifier: MIT */
#include "tui/text_page.h"

void text_page_init(struct page *page)
{
	text_init(page->model);
}

void text_page_clear(struct page *page)
{
	text_clear(page->model);
}

void text_page_draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	text_draw(page->model, canvas, area, true);
}

struct text *text_page_text(const struct page *page)
{
	return page->model;
}
