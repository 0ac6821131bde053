/* SPDX-License-Identifier: MIT */
/* The customer's progress review. */
#ifndef APP_REVIEW_H
#define APP_REVIEW_H

#include "app/app.h"
#include "model/review.h"

struct review *app_review(struct app *app, const char *customer, const struct window *window,
			  GError **error);
/* "html", "md", "text" or "json". */
char *app_review_text(struct app *app, const char *customer, const struct window *window,
		      const char *format, GError **error);

#endif
