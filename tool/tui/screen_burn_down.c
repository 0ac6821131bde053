/* SPDX-License-Identifier: MIT */
/* Burn-down: how a customer's domains come along, and who sets the date. */
#include "app/forecast.h"
#include "tui/burn_chart.h"
#include "tui/format.h"
#include "tui/table_page.h"

struct burn_data {
	char *customer;
	struct burn_down *burn;
	struct forecasts *forecasts;
};

static void free_data(void *loaded)
{
	struct burn_data *data = loaded;

	g_free(data->customer);
	burn_down_free(data->burn);
	forecasts_free(data->forecasts);
	g_free(data);
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	struct burn_data *data = g_new0(struct burn_data, 1);
	char *names[] = {NULL, NULL};

	data->customer = place_customer(app, arg, error);
	names[0] = data->customer;
	if (data->customer && (data->burn = app_burn_down(app, data->customer, error)) &&
	    (data->forecasts = app_forecast(app, names, NULL, error)))
		return data;
	free_data(data);
	return NULL;
}

static char *row_key(const void *row)
{
	return g_strdup(((const struct forecast_step *)row)->stage);
}

static enum role text_stage(const void *row, GString *out)
{
	g_string_append(out, ((const struct forecast_step *)row)->stage);
	return ROLE_PLAIN;
}

static enum role text_day(const void *row, GString *out)
{
	const struct forecast_step *step = row;

	if (step->day == DAY_NONE)
		g_string_append(out, "not foreseeable");
	else
		append_free(out, format_day(step->day));
	return step->day == DAY_NONE ? ROLE_BAD : ROLE_PLAIN;
}

static enum role text_domain(const void *row, GString *out)
{
	append_free(out, format_domain(((const struct forecast_step *)row)->domain));
	return ROLE_PLAIN;
}

static enum role text_bound(const void *row, GString *out)
{
	const struct forecast_step *step = row;

	g_string_append(out, step->bound_by ? step->bound_by : "its gate is open");
	return ROLE_PLAIN;
}

static const struct column columns[] = {
	{"STAGE", 's', 14, 16, 0, false, text_stage, NULL},
	{"ALL THERE", 'a', 15, 15, 0, false, text_day, NULL},
	{"LAST DOMAIN", 'd', 20, 44, 0, false, text_domain, NULL},
	{"SET BY", 'b', 16, 60, 1, false, text_bound, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static const struct customer_forecast *forecast_of(const struct burn_data *data)
{
	const GPtrArray *customers = data->forecasts->customers;

	return customers->len ? customers->pdata[0] : NULL;
}

static void update(struct page *page)
{
	const struct customer_forecast *forecast = forecast_of(page->data);

	list_set(page->model, forecast ? g_ptr_array_ref(forecast->steps) : g_ptr_array_new());
}

/* One sentence: where it stands, and whether the target holds. */
static char *sentence(const struct customer_forecast *forecast)
{
	g_autofree char *day = format_day(forecast->day), *target = format_day(forecast->target);
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "%u of %u domains done", forecast->done, forecast->domains);
	if (forecast->unforeseeable)
		g_string_append_printf(out, "; %u not foreseeable, %s among them",
				       forecast->unforeseeable, forecast->domain);
	else if (forecast->domain)
		g_string_append_printf(out, "; the last one on %s (%s)", day, forecast->domain);
	if (forecast->target == DAY_NONE)
		g_string_append(out, "; no target date is set");
	else if (forecast->at_risk)
		g_string_append_printf(out, "; %u behind the target of %s", forecast->late, target);
	else
		g_string_append_printf(out, "; the target of %s holds", target);
	return g_string_free(out, FALSE);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct list *steps = page->model;
	const struct burn_data *data = page->data;
	const struct customer_forecast *forecast = forecast_of(data);
	struct area rest = *area, head = area_top(&rest, 2);
	struct area list = area_bottom(&rest, MIN((int)steps->rows->len + 1, area->height / 2));
	g_autofree char *text = forecast ? sentence(forecast) : g_strdup("no domains yet");

	text_show(canvas, &head, forecast && forecast->at_risk ? ROLE_WARN : ROLE_HEADING, text);
	if (rest.height >= BURN_CHART_LEAST) {
		struct area chart = area_top(&rest, BURN_CHART_MOST);

		burn_chart_draw(data->burn, canvas, &chart);
	}
	list = (struct area){rest.row, rest.column, rest.height + list.height, rest.width};
	list_draw(steps, canvas, &list, true);
}

static const struct table_view table = {
	.columns = columns,
	.key = row_key,
	.empty = "every domain is at its last stage",
};

static const char *domain(const struct page *page)
{
	const struct forecast_step *step = table_page_row(page);

	return step ? step->domain : NULL;
}

static void run_open(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	tui_open(page->tui, &screen_domain, args ? args : domain(page), NULL);
}

static char *why_not_open(const struct page *page, enum action action G_GNUC_UNUSED)
{
	return domain(page) ? NULL : g_strdup("there is no row here");
}

static const struct binding bindings[] = {
	{ACTION_OPEN, run_open, why_not_open},
	BINDINGS_END,
};

const struct screen screen_burn_down = {
	.name = "Burn-down",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct list),
	.init = table_page_init,
	.clear = table_page_clear,
	.update = update,
	.draw = draw,
	.list = table_page_list,
	.table = &table,
	.panes = 1,
	.names_subject = true,
	.domain = domain,
	.bindings = bindings,
};
