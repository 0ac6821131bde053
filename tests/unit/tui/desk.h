/* SPDX-License-Identifier: MIT */
/* A user at the screens over the app of tables: presses keys, and sees what is drawn. */
#ifndef TESTS_TUI_DESK_H
#define TESTS_TUI_DESK_H

#include <glib.h>
#include <string.h>

#include "base/utext.h"
#include "fake_outlook.h"
#include "fake_project.h"
#include "fake_replay.h"
#include "fake_sources.h"
#include "fake_tickets.h"
#include "tui/frame.h"
#include "tui/key.h"

struct desk {
	struct app *app;
	struct tui *tui;
	GString *shown; /* as last drawn */
};

static inline void settle(struct desk *desk)
{
	edit_run(desk->tui);
	while (app_dispatch(desk->app))
		tui_catch_up(desk->tui);
	tui_draw(desk->tui);
	g_string_truncate(desk->shown, 0);
	canvas_dump(desk->tui->canvas, desk->shown);
}

static inline struct desk desk_at(struct app *app, int width, int height)
{
	struct desk desk = {app, tui_new(app, width, height), g_string_new(NULL)};

	tui_open(desk.tui, &screen_board, NULL, NULL);
	settle(&desk);
	return desk;
}

static inline struct desk desk_new(void)
{
	return desk_at(fake_new(), 80, 24);
}

static inline void desk_end(struct desk *desk)
{
	settle(desk);
	tui_free(desk->tui);
	g_string_free(desk->shown, TRUE);
	fake_free(desk->app);
}

/* Keys by name, each followed by what it sets going; ":…" is a whole line. */
static inline void press(struct desk *desk, const char *keys)
{
	g_auto(GStrv) names = g_strsplit(keys, " ", -1);
	uint32_t key;

	for (char **name = names; *name; name++) {
		g_assert_true(key_parse(*name, &key));
		tui_key(desk->tui, key);
		settle(desk);
	}
}

static inline void type(struct desk *desk, const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		tui_key(desk->tui, g_utf8_get_char(text));
	settle(desk);
}

static inline void enter(struct desk *desk, const char *text)
{
	type(desk, text);
	press(desk, "Enter");
}

static inline void shows(const struct desk *desk, const char *text)
{
	if (!strstr(desk->shown->str, text))
		g_error("'%s' is not on the screen:\n%s", text, desk->shown->str);
}

static inline void hides(const struct desk *desk, const char *text)
{
	if (strstr(desk->shown->str, text))
		g_error("'%s' is on the screen:\n%s", text, desk->shown->str);
}

static inline void wrote(const struct desk *desk, const char *deeds)
{
	g_assert_cmpstr(desk->app->deeds->str, ==, deeds);
}

#endif
