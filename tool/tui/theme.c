/* SPDX-License-Identifier: MIT */
#include "tui/theme.h"

enum { RED = 1, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

#define INK(color, flags)                                                                          \
	{                                                                                          \
		(color), COLOR_DEFAULT, (flags)                                                    \
	}

/* The first is the default: eight colours on the terminal's background, so that light ones work. */
static const struct theme themes[] = {
	{
		.name = "default",
		.styles =
			{
				[ROLE_PLAIN] = INK(COLOR_DEFAULT, 0),
				[ROLE_TITLE] = INK(COLOR_DEFAULT, STYLE_BOLD | STYLE_REVERSE),
				[ROLE_HEADING] = INK(CYAN, STYLE_BOLD),
				[ROLE_KEY] = INK(CYAN, STYLE_BOLD),
				[ROLE_MUTED] = INK(COLOR_DEFAULT, STYLE_DIM),
				[ROLE_OK] = INK(GREEN, 0),
				[ROLE_WARN] = INK(YELLOW, 0),
				[ROLE_BAD] = INK(RED, STYLE_BOLD),
				[ROLE_ADDED] = INK(GREEN, 0),
				[ROLE_REMOVED] = INK(RED, 0),
				[ROLE_MARKED] = INK(MAGENTA, STYLE_BOLD),
			},
	},
	{
		.name = "contrast",
		.styles =
			{
				[ROLE_PLAIN] = INK(COLOR_DEFAULT, STYLE_BOLD),
				[ROLE_TITLE] = {WHITE, BLUE, STYLE_BOLD},
				[ROLE_HEADING] = INK(COLOR_DEFAULT, STYLE_BOLD | STYLE_UNDERLINE),
				[ROLE_KEY] = INK(COLOR_DEFAULT, STYLE_BOLD | STYLE_UNDERLINE),
				[ROLE_MUTED] = INK(COLOR_DEFAULT, 0),
				[ROLE_OK] = INK(GREEN, STYLE_BOLD),
				[ROLE_WARN] = INK(YELLOW, STYLE_BOLD),
				[ROLE_BAD] = {WHITE, RED, STYLE_BOLD},
				[ROLE_ADDED] = INK(GREEN, STYLE_BOLD),
				[ROLE_REMOVED] = INK(RED, STYLE_BOLD),
				[ROLE_MARKED] = INK(MAGENTA, STYLE_BOLD),
			},
	},
};

static const struct theme mono = {
	.name = "mono",
	.styles =
		{
			[ROLE_PLAIN] = INK(COLOR_DEFAULT, 0),
			[ROLE_TITLE] = INK(COLOR_DEFAULT, STYLE_REVERSE),
			[ROLE_HEADING] = INK(COLOR_DEFAULT, STYLE_BOLD | STYLE_UNDERLINE),
			[ROLE_KEY] = INK(COLOR_DEFAULT, STYLE_BOLD),
			[ROLE_MUTED] = INK(COLOR_DEFAULT, 0),
			[ROLE_OK] = INK(COLOR_DEFAULT, 0),
			[ROLE_WARN] = INK(COLOR_DEFAULT, STYLE_BOLD),
			[ROLE_BAD] = INK(COLOR_DEFAULT, STYLE_BOLD),
			[ROLE_ADDED] = INK(COLOR_DEFAULT, STYLE_BOLD),
			[ROLE_REMOVED] = INK(COLOR_DEFAULT, 0),
			[ROLE_MARKED] = INK(COLOR_DEFAULT, STYLE_BOLD),
		},
};

const struct theme *theme_find(const char *name, bool color)
{
	if (!color || g_strcmp0(name, mono.name) == 0)
		return &mono;
	for (size_t i = 0; i < G_N_ELEMENTS(themes); i++)
		if (g_strcmp0(name, themes[i].name) == 0)
			return &themes[i];
	return &themes[0];
}
