/* SPDX-License-Identifier: MIT */
/*
 * Keys: a Unicode character, a control letter (1 for C-a .. 26 for C-z), or one of the named ones.
 * What terminals send for C-i, C-m and C-h is Tab, Enter and Backspace.
 */
#ifndef TUI_KEY_H
#define TUI_KEY_H

#include <stdbool.h>
#include <stdint.h>

enum tui_key {
	TUI_KEY_NONE = 0,
	TUI_KEY_ENTER = 0x200000, /* above Unicode */
	TUI_KEY_TAB,
	TUI_KEY_BACKTAB,
	TUI_KEY_ESC,
	TUI_KEY_BACKSPACE,
	TUI_KEY_DELETE,
	TUI_KEY_UP,
	TUI_KEY_DOWN,
	TUI_KEY_LEFT,
	TUI_KEY_RIGHT,
	TUI_KEY_HOME,
	TUI_KEY_END,
	TUI_KEY_PAGE_UP,
	TUI_KEY_PAGE_DOWN,
	TUI_KEY_F1,
	TUI_KEY_F5,
	TUI_KEY_CLICK, /* of the mouse */
	TUI_KEY_WHEEL_UP,
	TUI_KEY_WHEEL_DOWN,
	TUI_KEY_PASTE_BEGIN, /* bracketed paste */
	TUI_KEY_PASTE_END,
	TUI_KEY_RESIZE,
	TUI_KEY_OTHER, /* a key that Rampart has no name for */
};

#define TUI_CTRL(letter) ((uint32_t)(letter)&0x1f)

/* "j", "C-l", "Enter", "PgDn", "Space"; false when it is no such name. */
bool key_parse(const char *name, uint32_t *key);
/* The name again, newly allocated. */
char *key_label(uint32_t key);
/* Can it be typed into a prompt? */
bool key_is_text(uint32_t key);

#endif
