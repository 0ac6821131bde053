/* SPDX-License-Identifier: MIT */
/* The frame that holds the screens, for the files that make it up; screens see screen.h alone. */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tui/keymap.h"
#include "tui/prompt.h"
#include "tui/screen.h"

enum modal_kind {
	MODAL_NONE,
	MODAL_PROMPT,
	MODAL_CONFIRM,
	MODAL_MENU,
};

/* The question that has the keys, if there is one. */
struct modal {
	enum modal_kind kind;
	struct page *page;
	struct prompt prompt;
	bool optional; /* an empty answer is one, too */
	bool command;  /* the prompt is `:` */
	char *hint;    /* what Tab found, or NULL */
	modal_changed *changed;
	char *before; /* what it is changed back to by Esc; or NULL */
	char *question;
	struct menu menu;
	modal_answered *answered;
	modal_chosen *chosen;
	void *ctx;
	GDestroyNotify free_ctx;
};

/* A text that waits for the user's editor. */
struct edit {
	struct page *page;
	char *text; /* NULL: none */
	modal_answered *answered;
	void *ctx;
	GDestroyNotify free_ctx;
};

/* A part of the footer that can be clicked. */
struct hint {
	int column, cells;
	enum action action;
};

struct tui {
	struct app *app;
	struct canvas *canvas;
	GPtrArray *pages;   /* struct page *; the top is the last */
	unsigned last_id;   /* of a page */
	GPtrArray *works;   /* struct work *: under way */
	GPtrArray *undos;   /* struct undo *: what z takes back, the last first */
	GHashTable *failed; /* of a job -> struct errand *: what can be tried again */
	unsigned last_job;  /* started by tui_do(); 0: none */
	struct modal modal;
	GPtrArray *messages; /* char * */
	char *message;	     /* on the message line, or NULL */
	enum role message_role;
	GArray *ahead;	       /* uint32_t: keys that wait for the page on top to be read */
	GHashTable *histories; /* label of a prompt -> GPtrArray of char * */
	bool pasted;	       /* the keys that come now are from the clipboard */
	bool pasting;	       /* ... those that are taken now */
	struct keymap keymap;
	GArray *hints;		     /* struct hint: the footer as it was drawn last */
	bool mouse;		     /* the screens take it */
	int mouse_row, mouse_column; /* of the last click */
	/* What the loop is asked to do: */
	bool quit, redraw, suspend;
	struct edit edit;
	char *copied; /* the clipboard's new contents, or NULL */
};

struct tui *tui_new(struct app *app, int width, int height);
void tui_free(struct tui *tui);
/*
 * One key, from a terminal or a script. While the page on top is read for the first time it waits
 * for tui_catch_up(); Esc or Ctrl-C forget what waits, and so does a page that cannot be read.
 * What needs no rows (help, q) does not wait, nor does the mouse, which points at what is shown.
 */
void tui_key(struct tui *tui, uint32_t key);
/* Takes the keys that waited, as far as they get; to be called when results were taken up. */
void tui_catch_up(struct tui *tui);
/* Draws everything into tui->canvas. */
void tui_draw(struct tui *tui);

/* stack.c */
void tui_close_pages(struct tui *tui);

/* work.c */
/* The title's words for what runs, newly allocated; NULL: nothing. */
char *tui_busy_text(const struct tui *tui);
/* The writes among it: what would be cut off; pages that are read lose nothing. */
unsigned tui_writes(const struct tui *tui);
/* Is something being written that z will take back once it is done? */
bool tui_undo_comes(const struct tui *tui);

void work_free(void *work);
void errand_release(void *errand);

/* undo.c */
void undo_free(void *undo);
void undo_run(struct page *page, enum action action, const char *args);
char *undo_why_not(const struct page *page, enum action action);

/* message.c */
void tui_message_clear(struct tui *tui);

/* modal.c */
void modal_key(struct tui *tui, uint32_t key);
void modal_draw(const struct tui *tui);
void modal_close(struct tui *tui);

/* edit.c: runs the editor for what waits for it; nobody else may use the terminal meanwhile. */
void edit_run(struct tui *tui);
void edit_clear(struct edit *edit);

/* command.c: the `:` line. */
void command_ask(struct page *page);
void command_run(struct page *page, const char *text);
void command_complete(struct tui *tui);

/* mouse.c: a click at tui->mouse_row and mouse_column. */
void mouse_click(struct tui *tui);

/* share.c: what leaves the screens. */
void share_copy(struct page *page, enum action action, const char *args);
void share_write(struct page *page, enum action action, const char *args);
char *share_why_not(const struct page *page, enum action action);
/* Gives a text to a shell command that takes it on its standard input. */
void share_hand(struct tui *tui, const char *command, const char *text);

/* input.c: what an action does on a page, or NULL; the screen's own binding before the frame's. */
const struct binding *page_binding(const struct page *page, enum action action);
void page_run(struct page *page, enum action action, const char *args);

/* global.c: the bindings that every page has. */
extern const struct binding global_bindings[];
/* The screen that an action opens, or NULL. */
const struct screen *action_screen(enum action action);

/* script.c: runs a file of keys; false with *error (file and line in it) when it cannot be read. */
bool script_run(struct tui *tui, const char *path, GError **error);

#endif
