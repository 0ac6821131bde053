/* SPDX-License-Identifier: MIT */
/* A box of choices: a letter selects at once, arrows and Enter also do. */
#ifndef TUI_MENU_H
#define TUI_MENU_H

#include <glib.h>
#include <stdint.h>

#include "tui/canvas.h"

struct menu {
	char *title;
	GPtrArray *entries; /* struct menu_entry * */
	int cursor;
};

enum menu_result {
	MENU_GOES_ON,
	MENU_CHOSEN,  /* the entry under the cursor */
	MENU_REFUSED, /* the same, but it is not possible now: see its why_not */
	MENU_CANCELLED,
};

struct menu_entry {
	char letter;
	int value;	    /* the caller's */
	char *label, *hint; /* hint may be NULL */
	char *why_not;	    /* why it cannot be chosen: shown in place of the hint; NULL: it can */
};

void menu_init(struct menu *menu, const char *title);
void menu_clear(struct menu *menu);
/* Takes why_not over. */
void menu_add(struct menu *menu, char letter, int value, const char *label, const char *hint,
	      char *why_not);
const struct menu_entry *menu_entry(const struct menu *menu);
enum menu_result menu_key(struct menu *menu, uint32_t key);
/* Drawn over what is there, its last line at the row `bottom`. */
void menu_draw(const struct menu *menu, struct canvas *canvas, int bottom);

#endif
