/* SPDX-License-Identifier: MIT */
/* The screens of Rampart: the board and all that opens from it. */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include <stdbool.h>

#include "app/app.h"

struct tui_options {
	const char *script; /* a file of keys (script.c tells its words) instead of a terminal, or
			       NULL */
	int width, height;  /* of the screen in a script */
	bool color;	    /* false: monochrome (--no-color, NO_COLOR) */
	const char *start;  /* what to open on top of the board, as at `:` ("domain shop.example");
			       or NULL */
};

#define TUI_OPTIONS_INIT                                                                           \
	{                                                                                          \
		.width = 80, .height = 24, .color = true                                           \
	}

/*
 * Runs until the user leaves, or until the script ends; a script's dumps go to standard output.
 * Returns the exit code of cli.md: 2 with a sentence on stderr where there is no usable terminal or
 * the script cannot be read.
 */
int tui_run(struct app *app, const struct tui_options *options);

#endif
