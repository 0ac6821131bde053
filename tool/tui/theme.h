/* SPDX-License-Identifier: MIT */
/* How each role looks. Colours only repeat what a word or a sign says already. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

#include "tui/canvas.h"

enum style_flag {
	STYLE_BOLD = 1 << 0,
	STYLE_REVERSE = 1 << 1,
	STYLE_UNDERLINE = 1 << 2,
	STYLE_DIM = 1 << 3,
};

#define COLOR_DEFAULT (-1) /* the terminal's own */

struct style {
	int foreground, background; /* 0..7 in ANSI order, or COLOR_DEFAULT */
	unsigned flags;		    /* enum style_flag */
};

struct theme {
	const char *name;
	struct style styles[ROLE_COUNT];
};

/* The theme of a name (NULL or unknown: the default one); monochrome where colour is off. */
const struct theme *theme_find(const char *name, bool color);

#endif
