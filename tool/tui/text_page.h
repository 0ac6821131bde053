/* SPDX-License-Identifier: MIT */
/* What pages share that show one text, with a head or without: their model is a struct text. */
#ifndef TUI_TEXT_PAGE_H
#define TUI_TEXT_PAGE_H

#include "tui/screen.h"

void text_page_init(struct page *page);
void text_page_clear(struct page *page);
void text_page_draw(struct page *page, struct canvas *canvas, const struct area *area);
struct text *text_page_text(const struct page *page);

#endif
