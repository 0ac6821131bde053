/* SPDX-License-Identifier: MIT */
/* Rejects: reports that were refused, and why. */
#include "app/reports.h"
#include "tui/format.h"
#include "tui/screen.h"

#define DETAIL_ROWS 3

struct rejects {
	struct list list; /* of struct reject */
};

static char *row_key(const void *row)
{
	const struct reject *line = row;

	return g_strdup_printf("%" G_GINT64_FORMAT, line->id);
}

static enum role text_at(const void *row, GString *out)
{
	const struct reject *line = row;

	append_free(out, format_instant(line->at));
	return ROLE_MUTED;
}

static enum role text_input(const void *row, GString *out)
{
	const struct reject *line = row;

	g_string_append_printf(out, "%s%s%s", line->input, line->member ? " > " : "",
			       line->member ? line->member : "");
	return ROLE_PLAIN;
}

static enum role text_reason(const void *row, GString *out)
{
	const struct reject *line = row;

	g_string_append(out, line->reason);
	return ROLE_WARN;
}

static const struct column columns[] = {
	{"AT (UTC)", 't', 16, 16, 1, false, text_at, NULL},
	{"INPUT", 'i', 24, 70, 0, false, text_input, NULL},
	{"REASON", 'r', 24, 120, 0, false, text_reason, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static void *load(struct app *app, void *arg G_GNUC_UNUSED, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	return app_rejects(app, error);
}

static void free_data(void *data)
{
	g_ptr_array_unref(data);
}

static void init(struct page *page)
{
	struct rejects *rejects = page->model;

	list_init(&rejects->list, columns, row_key, "nothing was refused");
}

static void clear(struct page *page)
{
	struct rejects *rejects = page->model;

	list_clear(&rejects->list);
}

static void update(struct page *page)
{
	struct rejects *rejects = page->model;

	list_set(&rejects->list, g_ptr_array_ref(page->data));
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct rejects *rejects = page->model;
	const struct reject *line = list_row(&rejects->list);
	struct area rest = *area;
	struct area detail = area_bottom(&rest, DETAIL_ROWS);

	list_draw(&rejects->list, canvas, &rest, true);
	if (line)
		text_show(canvas, &detail, ROLE_WARN, line->reason);
}

static struct list *page_list(const struct page *page)
{
	struct rejects *rejects = page->model;

	return &rejects->list;
}

const struct screen screen_rejects = {
	.name = "Rejects",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct rejects),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.list = page_list,
	.panes = 1,
};
