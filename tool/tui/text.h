/* SPDX-License-Identifier: MIT */
/* A text to page and search through; long lines are wrapped at words, never cut. */
#ifndef TUI_TEXT_H
#define TUI_TEXT_H

#include <glib.h>
#include <stdbool.h>

#include "tui/canvas.h"

struct text {
	GPtrArray *lines; /* struct text_line * */
	GPtrArray *rows;  /* struct text_row *: the lines wrapped to `width` */
	int width;	  /* 0: to be wrapped again */
	int top, height;  /* height as last drawn */
	char *search;	  /* or NULL */
	int found;	  /* row of the last hit; -1: none */
};

void text_init(struct text *text);
void text_clear(struct text *text);
/* Takes all lines out; the place is kept, for a document that is made again. */
void text_reset(struct text *text);

/* Adds a line (or, where it holds line feeds, several). */
void text_add(struct text *text, enum role role, const char *raw);
void text_addf(struct text *text, enum role role, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* All its lines, newly allocated. */
char *text_contents(const struct text *text);

void text_move(struct text *text, int by);
/* Goes to the next line after the place that holds the needle, case apart; by -1 before it. */
bool text_search(struct text *text, const char *needle, int by);

/* Shows a few sentences, wrapped, where there is nothing to page. Returns the rows used. */
int text_show(struct canvas *canvas, const struct area *area, enum role role, const char *raw);

/* With the focus the hardware cursor rests at the top line or the last hit. */
void text_draw(struct text *text, struct canvas *canvas, const struct area *area, bool focus);

#endif
