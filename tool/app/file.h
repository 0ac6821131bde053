/* SPDX-License-Identifier: MIT */
/* Documents in files: each is there whole, or not at all. */
#ifndef APP_FILE_H
#define APP_FILE_H

#include <glib.h>
#include <stdbool.h>

/* A file that is being written, beside its place and under another name; mode 0600. */
struct new_file;

/* NULL with *error (IO). */
struct new_file *new_file_open(const char *path, GError **error);
/* A struct new_file *. False when it cannot be written; new_file_end() tells why. */
bool new_file_put(void *file, const char *text, size_t len);
/*
 * Frees it. done: its name is its own once content and folder are on the disk; else, or when
 * something failed (*error, IO), nothing of it is left.
 */
bool new_file_end(struct new_file *file, bool done, GError **error);

/* The same of one text. "-" is standard output. */
bool app_write_file(const char *path, const char *text, size_t len, GError **error);

#endif
