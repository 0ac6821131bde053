/* SPDX-License-Identifier: MIT */
/* When it will be finished, and what another ladder would change. */
#ifndef APP_FORECAST_H
#define APP_FORECAST_H

#include "app/app.h"
#include "model/forecast.h"
#include "model/playbook.h"
#include "model/status.h"

struct forecasts {
	GPtrArray *lines;     /* struct status_line *, in board order */
	GPtrArray *customers; /* struct customer_forecast *: those that are asked for as a whole */
	GPtrArray *changes;   /* struct ladder_change *, one a line; NULL: no playbook was given */
};

void forecasts_free(struct forecasts *forecasts);

/* names as of app_status(). playbook: what if they followed this one? NULL: only as they do. */
struct forecasts *app_forecast(struct app *app, char *const *names, const char *playbook,
			       GError **error);
struct burn_down *app_burn_down(struct app *app, const char *customer, GError **error);
/*
 * What a playbook that is not in force yet would change for the domains that follow the one of its
 * name: GPtrArray of struct ladder_change *, by customer and domain. customer NULL: of all of them
 * that have no ladder of their own of this name.
 */
GPtrArray *app_playbook_changes(struct app *app, const struct playbook *playbook,
				const char *customer, GError **error);

#endif
