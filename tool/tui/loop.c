/* SPDX-License-Identifier: MIT */
/* Runs the screens on a terminal or on a script; sleeps when there is nothing to do. */
#include "tui/tui.h"

#include "base/error.h"
#include "base/utext.h"
#include "model/config.h"
#include "tui/frame.h"
#include "tui/key.h"
#include "tui/terminal.h"

#define PROGRESS_MS 200 /* between two looks at jobs that run */

static void take_keys(struct tui *tui, struct terminal *terminal)
{
	uint32_t key;

	while (!tui->quit && !tui->edit.text && (key = terminal_key(terminal)) != TUI_KEY_NONE) {
		if (key == TUI_KEY_CLICK)
			terminal_clicked(terminal, &tui->mouse_row, &tui->mouse_column);
		if (key != TUI_KEY_RESIZE)
			tui_key(tui, key);
	}
}

static void fit(struct tui *tui, const struct terminal *terminal)
{
	int width, height;

	terminal_size(terminal, &width, &height);
	if (width != tui->canvas->width || height != tui->canvas->height)
		canvas_resize(tui->canvas, width, height);
}

/* To the command of the config, else to the terminal. */
static void hand_over(struct tui *tui, struct terminal *terminal)
{
	const char *command = app_config(tui->app)->copy_command;
	g_autofree char *text = g_steal_pointer(&tui->copied);

	if (text && command)
		share_hand(tui, command, text);
	else if (text)
		terminal_copy(terminal, text);
}

/* The editor has the terminal for itself. */
static void let_edit(struct tui *tui, struct terminal *terminal)
{
	if (!tui->edit.text)
		return;
	terminal_leave(terminal);
	edit_run(tui);
	terminal_return(terminal);
}

static void terminal_loop(struct tui *tui, struct terminal *terminal)
{
	bool mouse = false;

	while (!tui->quit && !terminal_ended(terminal)) {
		if (mouse != tui->mouse)
			terminal_mouse(terminal, tui->mouse);
		mouse = tui->mouse;
		fit(tui, terminal);
		tui_draw(tui);
		if (tui->redraw)
			terminal_redraw(terminal);
		tui->redraw = false;
		terminal_draw(terminal, tui->canvas);
		terminal_wait(terminal, app_background_fd(tui->app),
			      app_background_busy(tui->app) ? PROGRESS_MS : -1);
		app_dispatch(tui->app);
		tui_catch_up(tui);
		take_keys(tui, terminal);
		hand_over(tui, terminal);
		let_edit(tui, terminal);
		if (tui->suspend)
			terminal_suspend(terminal);
		tui->suspend = false;
	}
}

static void open_first(struct tui *tui, const struct tui_options *options)
{
	tui_open(tui, &screen_board, NULL, NULL);
	if (options->start)
		command_run(tui_top(tui), options->start);
}

static void run_script(struct tui *tui, const struct tui_options *options, GError **error)
{
	open_first(tui, options);
	script_run(tui, options->script, error);
}

static void run_terminal(struct tui *tui, const struct tui_options *options, GError **error)
{
	const struct theme *theme = theme_find(app_config(tui->app)->theme, options->color);
	g_autofree char *log = g_build_filename(app_state_dir(tui->app), "screen.log", NULL);
	struct terminal *terminal = terminal_open(theme, log, error);

	if (!terminal)
		return;
	tui->canvas->ascii = terminal_is_ascii(terminal);
	open_first(tui, options);
	terminal_loop(tui, terminal);
	terminal_close(terminal);
}

static bool take_config(struct tui *tui, GError **error)
{
	const struct config *config = app_config(tui->app);
	bool good = true;

	tui->mouse = config->mouse;
	for (guint i = 0; good && config->bindings && i < config->bindings->len; i++) {
		const struct key_binding *binding = config->bindings->pdata[i];

		good = keymap_bind(&tui->keymap, binding->action, binding->keys, error);
	}
	return good;
}

int tui_run(struct app *app, const struct tui_options *options)
{
	struct tui *tui = tui_new(app, options->width, options->height);
	g_autoptr(GError) error = NULL;
	g_autofree char *said = NULL;

	if (take_config(tui, &error)) {
		if (options->script)
			run_script(tui, options, &error);
		else
			run_terminal(tui, options, &error);
	}
	tui_free(tui);
	if (!error)
		return 0;
	said = utext_term(error->message, 0);
	g_printerr("rampart: %s\n", said);
	return error_exit_code(error);
}
