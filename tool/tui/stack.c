/* SPDX-License-Identifier: MIT */
/* The pages that are open, one on the other. */
#include "tui/frame.h"

struct page *tui_top(const struct tui *tui)
{
	return tui->pages->len ? tui->pages->pdata[tui->pages->len - 1] : NULL;
}

struct page *tui_below(const struct page *page)
{
	const GPtrArray *pages = page->tui->pages;

	for (guint i = 1; i < pages->len; i++)
		if (pages->pdata[i] == page)
			return pages->pdata[i - 1];
	return NULL;
}

static void page_free(struct page *page)
{
	if (page->screen->clear)
		page->screen->clear(page);
	if (page->data)
		page->screen->free_data(page->data);
	g_free(page->model);
	g_free(page->error);
	g_free(page->place.domain);
	g_free(page->place.subject);
	g_free(page);
}

static void drop_top(struct tui *tui)
{
	struct page *page = tui_top(tui);

	g_ptr_array_set_size(tui->pages, (gint)tui->pages->len - 1);
	page_free(page);
}

static void show_top(struct tui *tui)
{
	struct page *page = tui_top(tui);

	if (page && page->stale)
		page_load(page);
}

/* The place in the stack of a page that shows the same, or -1. */
static int find_page(const struct tui *tui, const struct screen *screen, const char *domain,
		     const char *subject)
{
	for (guint i = 0; i < tui->pages->len; i++) {
		const struct page *page = tui->pages->pdata[i];

		if (page->screen == screen && g_strcmp0(page->place.domain, domain) == 0 &&
		    g_strcmp0(page->place.subject, subject) == 0)
			return (int)i;
	}
	return -1;
}

void tui_open(struct tui *tui, const struct screen *screen, const char *domain, const char *subject)
{
	int open = find_page(tui, screen, domain, subject);
	struct page *page;

	if (open >= 0) {
		while ((int)tui->pages->len > open + 1)
			drop_top(tui);
		show_top(tui);
		return;
	}
	page = g_new0(struct page, 1);
	page->screen = screen;
	page->tui = tui;
	page->id = ++tui->last_id;
	page->place.domain = g_strdup(domain);
	page->place.subject = g_strdup(subject);
	page->model = g_malloc0(MAX(screen->model_size, 1));
	g_ptr_array_add(tui->pages, page);
	if (screen->init)
		screen->init(page);
	page_load(page);
}

void tui_back(struct tui *tui)
{
	if (tui->pages->len <= 1)
		return;
	drop_top(tui);
	show_top(tui);
}

void tui_close_pages(struct tui *tui)
{
	while (tui->pages->len)
		drop_top(tui);
}

void tui_changed(struct tui *tui)
{
	for (guint i = 0; i < tui->pages->len; i++) {
		struct page *page = tui->pages->pdata[i];

		page->stale = true;
	}
	show_top(tui);
}

const char *page_domain(const struct page *page)
{
	const char *domain = page->screen->domain ? page->screen->domain(page) : NULL;

	return domain ? domain : page->place.domain;
}

const struct status_line *page_status(const struct page *page)
{
	return page->screen->status ? page->screen->status(page) : NULL;
}

const char *page_customer(const struct page *page)
{
	const struct status_line *line = page_status(page);

	if (page->screen->customer)
		return page->screen->customer(page);
	return line ? line->customer : NULL;
}
