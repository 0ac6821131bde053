/* SPDX-License-Identifier: MIT */
#include <locale.h>

#include "cli/cli.h"
#include "tui/tui.h"

static int board(struct app *app, const struct cli_screen *screen)
{
	const struct tui_options options = {screen->script, screen->size, screen->no_color};

	return tui_run(app, &options);
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, ""); /* numbers and messages stay the same everywhere */
	return cli_main(argc, argv, board);
}
