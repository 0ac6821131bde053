/* SPDX-License-Identifier: MIT */
/* The command line: arguments in, table or JSON out (cli.md). */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "app/app.h"

/* How the screens are to be run when there is no command. */
struct cli_screen {
	const char *script; /* file of keys; NULL: a terminal */
	int width, height;  /* with a script */
	bool color;
};

/* Runs the screens on an open app; returns the exit code. */
typedef int cli_board(struct app *app, const struct cli_screen *screen);

/* Runs the command of argv, or the board where there is none; returns the exit code. */
int cli_main(int argc, char **argv, cli_board *board);

#endif
