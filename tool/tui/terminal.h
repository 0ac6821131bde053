/* SPDX-License-Identifier: MIT */
/* A real terminal: shows a canvas, reads keys, and gets its old state back on every way out. */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tui/canvas.h"
#include "tui/theme.h"

struct terminal;

/*
 * Takes the terminal of standard input and output over. What libraries write to stderr meanwhile
 * goes to the file log. NULL with RAMPART_ERROR_USAGE where there is no usable terminal.
 */
struct terminal *terminal_open(const struct theme *theme, const char *log, GError **error);
void terminal_close(struct terminal *terminal);

void terminal_size(const struct terminal *terminal, int *width, int *height);
/* Does it show ASCII only? */
bool terminal_is_ascii(const struct terminal *terminal);
void terminal_draw(struct terminal *terminal, const struct canvas *canvas);
/* The next draw sends everything again. */
void terminal_redraw(struct terminal *terminal);
/* Gives the terminal to another program, as it was before; and takes it over again. */
void terminal_leave(struct terminal *terminal);
void terminal_return(struct terminal *terminal);
/* Stops the program as C-z does in a shell; returns when it goes on. */
void terminal_suspend(struct terminal *terminal);

/* Sleeps until there is a key or fd is readable, at most so many milliseconds (-1: no limit). */
void terminal_wait(struct terminal *terminal, int fd, int milliseconds);
/* The next key, or TUI_KEY_NONE when none is waiting. */
uint32_t terminal_key(struct terminal *terminal);
/* Takes clicks and the wheel (as keys), or leaves them to the terminal: so it is at first. */
void terminal_mouse(struct terminal *terminal, bool on);
/* Where the last TUI_KEY_CLICK was. */
void terminal_clicked(const struct terminal *terminal, int *row, int *column);
/* Puts a text into the clipboard of whoever sits at the terminal, near or far (OSC 52). */
void terminal_copy(struct terminal *terminal, const char *text);
/* Did a signal ask the program to end? */
bool terminal_ended(const struct terminal *terminal);

#endif
