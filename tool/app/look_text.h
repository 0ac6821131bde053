/* SPDX-License-Identifier: MIT */
/* A look at DNS in words, line by line: the same for the command and the screen. */
#ifndef APP_LOOK_TEXT_H
#define APP_LOOK_TEXT_H

#include <glib.h>

#include "model/look.h"

enum look_tone {
	LOOK_TONE_HEADING,
	LOOK_TONE_PLAIN,
	LOOK_TONE_MUTED,
	LOOK_TONE_WARN,
	LOOK_TONE_BAD,
};

struct look_line {
	enum look_tone tone;
	char *text; /* indented; foreign text in it is raw */
};

/* What was seen, without the findings: GPtrArray of struct look_line *. */
GPtrArray *look_lines(const struct look *look);
/* What changed since the look before. */
GPtrArray *look_change_lines(const struct look *look);

#endif
