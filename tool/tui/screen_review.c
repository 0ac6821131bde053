/* SPDX-License-Identifier: MIT */
/* Review: the customer's progress review, as it will be sent. */
#include "app/project.h"
#include "app/review.h"
#include "tui/text_page.h"

struct review_data {
	char *customer, *text;
};

static void free_data(void *loaded)
{
	struct review_data *data = loaded;

	g_free(data->customer);
	g_free(data->text);
	g_free(data);
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;
	const struct window window = WINDOW_INIT;
	struct review_data *data = g_new0(struct review_data, 1);

	data->customer = place_customer(app, place, error);
	if (data->customer &&
	    (data->text = app_review_text(app, data->customer, &window, "text", error)))
		return data;
	free_data(data);
	return NULL;
}

static void update(struct page *page)
{
	struct text *text = page->model;
	const struct review_data *data = page->data;

	text_reset(text);
	text_add(text, ROLE_PLAIN, data->text);
}

/* A review that is made again for a file, in the form that the file's name asks for. */
struct export
{
	char *customer, *path;
};

static void export_free(void *data)
{
	struct export *export = data;

	g_free(export->customer);
	g_free(export->path);
	g_free(export);
}

static const char *form_of(const char *path)
{
	static const char *const forms[][2] = {{".html", "html"}, {".md", "md"}, {".json", "json"}};

	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (g_str_has_suffix(path, forms[i][0]))
			return forms[i][1];
	return "text";
}

static void *export_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
			 GError **error)
{
	const struct export *export = arg;
	const struct window window = WINDOW_INIT;
	g_autofree char *text =
		app_review_text(app, export->customer, &window, form_of(export->path), error);

	if (!text || !g_file_set_contents(export->path, text, -1, error))
		return NULL;
	return g_strdup_printf("%s is written; it is what the customer gets", export->path);
}

static void export_confirmed(struct page *page, const char *answer G_GNUC_UNUSED, void *ctx)
{
	tui_do(page->tui, "review", export_work, ctx, export_free);
}

static void path_given(struct page *page, const char *path, void *ctx G_GNUC_UNUSED)
{
	const struct review_data *data = page->data;
	struct export *export = g_new(struct export, 1);
	g_autofree char *question = g_strdup_printf("%s is there already; write over it?", path);

	*export = (struct export){g_strdup(data->customer), g_strdup(path)};
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		tui_confirm(page, question, export_confirmed, export, export_free);
	else
		export_confirmed(page, NULL, export);
}

static void run_write(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	const struct review_data *data = page->data;
	g_autofree char *path = g_strconcat("review-", data->customer, ".html", NULL);

	if (args)
		path_given(page, args, NULL);
	else
		tui_ask(page, "write to (.html .md .txt .json):", path, path_given, NULL, NULL);
}

static char *why_not_write(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return page->data ? NULL : g_strdup("nothing is loaded yet");
}

static const struct binding bindings[] = {
	{ACTION_WRITE, run_write, why_not_write},
	BINDINGS_END,
};

const struct screen screen_review = {
	.name = "Review",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct text),
	.init = text_page_init,
	.clear = text_page_clear,
	.update = update,
	.draw = text_page_draw,
	.text = text_page_text,
	.panes = 1,
	.names_subject = true,
	.bindings = bindings,
};
