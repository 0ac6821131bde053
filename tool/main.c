/* SPDX-License-Identifier: MIT */
#include <locale.h>

#include "cli/cli.h"
#include "tui/tui.h"

static int board(struct app *app, const struct cli_screen *screen)
{
	struct tui_options options = TUI_OPTIONS_INIT;

	options.script = screen->script;
	options.width = screen->width;
	options.height = screen->height;
	options.color = screen->color;
	return tui_run(app, &options);
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, ""); /* numbers and messages stay the same everywhere */
	return cli_main(argc, argv, board);
}
