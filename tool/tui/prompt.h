/* SPDX-License-Identifier: MIT */
/* One line of input with the editing keys of readline and a history. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <glib.h>
#include <stdint.h>

#include "tui/canvas.h"

#define PROMPT_TEXT_MAX	   4096 /* bytes */
#define PROMPT_HISTORY_MAX 200

struct prompt {
	char *label;
	GString *text;
	size_t at;	    /* byte of the text that the next key is put before */
	GPtrArray *history; /* char *, newest last; owned by the caller; may be NULL */
	guint browsing;	    /* index into history; its length: the new text */
};

enum prompt_result {
	PROMPT_GOES_ON,
	PROMPT_DONE,	  /* Enter; the text may be empty */
	PROMPT_CANCELLED, /* Esc, C-c */
	PROMPT_COMPLETE,  /* Tab: the caller may complete the text */
};

void prompt_init(struct prompt *prompt, const char *label, const char *text, GPtrArray *history);
void prompt_clear(struct prompt *prompt);
enum prompt_result prompt_key(struct prompt *prompt, uint32_t key);
void prompt_set(struct prompt *prompt, const char *text);
/* Adds a text to a history, once and bounded. */
void prompt_remember(GPtrArray *history, const char *text);
void prompt_draw(const struct prompt *prompt, struct canvas *canvas, int row);

#endif
