/* SPDX-License-Identifier: MIT */
/* What comes. A part of the app of tables. */
#ifndef TESTS_TUI_FAKE_OUTLOOK_H
#define TESTS_TUI_FAKE_OUTLOOK_H

#include "app/forecast.h"
#include "app/review.h"
#include "dmarc/record.h"
#include "fake_app.h"

/* Two domains, one of which is done in twenty days. */
struct burn_down *app_burn_down(struct app *app, const char *customer, GError **error)
{
	struct burn_down *burn = g_new0(struct burn_down, 1);
	static char none[] = "monitor", reject[] = "reject";
	const struct burn_stage stages[] = {{none, POLICY_NONE}, {reject, POLICY_REJECT}};

	(void)app;
	(void)error;
	g_assert_cmpstr(customer, ==, "acme");
	burn->stages = g_array_new(FALSE, FALSE, sizeof(struct burn_stage));
	g_array_append_vals(burn->stages, stages, 2);
	burn->days = g_ptr_array_new_with_free_func(g_free);
	for (int32_t day = FAKE_DAY - 20; day <= FAKE_DAY + 40; day++) {
		struct burn_day *at = g_malloc0(sizeof(*at) + 2 * sizeof(unsigned));

		at->day = day;
		at->counts = (unsigned *)(void *)(at + 1);
		at->counts[1] = at->done = day >= FAKE_DAY + 20;
		at->counts[0] = 2 - at->counts[1];
		g_ptr_array_add(burn->days, at);
	}
	burn->today = FAKE_DAY;
	burn->target = FAKE_DAY + 30;
	burn->domains = 2;
	return burn;
}

struct forecasts *app_forecast(struct app *app, char *const *names, const char *playbook,
			       GError **error)
{
	struct forecasts *forecasts = g_new0(struct forecasts, 1);
	struct customer_forecast *of = g_new0(struct customer_forecast, 1);
	struct forecast_step *step = forecast_step_new("reject", FAKE_DAY + 20, "unknown_sources");

	(void)app;
	(void)playbook;
	(void)error;
	step->domain = g_strdup("shop.example");
	of->customer = g_strdup(names[0]);
	of->domain = g_strdup("shop.example");
	of->day = step->day;
	of->target = FAKE_DAY + 30;
	of->domains = 2;
	of->done = 1;
	of->steps = g_ptr_array_new_with_free_func((GDestroyNotify)forecast_step_free);
	g_ptr_array_add(of->steps, step);
	forecasts->customers =
		g_ptr_array_new_with_free_func((GDestroyNotify)customer_forecast_free);
	g_ptr_array_add(forecasts->customers, of);
	return forecasts;
}

void forecasts_free(struct forecasts *forecasts)
{
	if (!forecasts)
		return;
	g_ptr_array_unref(forecasts->customers);
	g_free(forecasts);
}

char *app_review_text(struct app *app, const char *customer, const struct window *window,
		      const char *format, GError **error)
{
	(void)app;
	(void)window;
	(void)error;
	return g_strdup_printf("review of %s as %s\nthe second line\n", customer, format);
}

#endif
