/* SPDX-License-Identifier: MIT */
/*
 * The screen in memory: a grid of cells that screens draw into, and that a terminal or a test
 * shows. Every text passes utext_term() on its way in, so that no report, mail or DNS answer can
 * break a row. Rows and columns count from 0; what lies outside is clipped.
 */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <glib.h>
#include <stdbool.h>

/* What a text is on the screen; a theme says how each looks. */
enum role {
	ROLE_PLAIN,
	ROLE_TITLE,   /* the first line, and the header of a list */
	ROLE_HEADING, /* of a section */
	ROLE_KEY,     /* a key to press */
	ROLE_MUTED,
	ROLE_OK,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_ADDED, /* in a diff */
	ROLE_REMOVED,
	ROLE_MARKED,
	ROLE_COUNT,
};

#define CELL_BYTES 16 /* a base and two marks, with their NUL */

struct cell {
	char text[CELL_BYTES]; /* UTF-8; "" is the second half of a wide character */
	unsigned char width;   /* columns: 1, or 2; 0 for a second half */
	unsigned char role;    /* enum role */
	bool selected;
};

struct canvas {
	int width, height;
	bool ascii;    /* the terminal shows ASCII only */
	unsigned turn; /* grows with each clearing: what was not drawn since is not to be seen */
	struct cell *cells;
	int row, column; /* where the hardware cursor rests */
	bool editing;	 /* it is the edit position of a prompt, not a parked one */
};

/* A part of the canvas. */
struct area {
	int row, column, height, width;
};

/* Cut a strip off an area, at most all of it; what is left stays in *area. */
struct area area_top(struct area *area, int rows);
struct area area_bottom(struct area *area, int rows);
struct area area_left(struct area *area, int columns);

struct canvas *canvas_new(int width, int height);
void canvas_free(struct canvas *canvas);
/* Changes the size and clears. */
void canvas_resize(struct canvas *canvas, int width, int height);
void canvas_clear(struct canvas *canvas);

/* Writes at most `width` columns; a longer text ends in an ellipsis. Returns the columns written.
 */
int canvas_text(struct canvas *canvas, int row, int column, int width, enum role role,
		const char *text);
/* The same at the right end of the `width` columns. */
void canvas_right(struct canvas *canvas, int row, int column, int width, enum role role,
		  const char *text);
void canvas_fill(struct canvas *canvas, int row, int column, int width, enum role role,
		 const char *glyph);
/* Shows these columns of a row as selected. */
void canvas_select(struct canvas *canvas, int row, int column, int width);
void canvas_cursor(struct canvas *canvas, int row, int column);

/* The whole canvas as lines of text without trailing blanks. */
void canvas_dump(const struct canvas *canvas, GString *out);
/* The role of each cell as a letter ('.' plain), upper case where selected. */
void canvas_dump_roles(const struct canvas *canvas, GString *out);

#endif
