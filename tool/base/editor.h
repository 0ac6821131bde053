/* SPDX-License-Identifier: MIT */
/* Text in the user's own editor. */
#ifndef BASE_EDITOR_H
#define BASE_EDITOR_H

#include <glib.h>

/*
 * Opens text in $VISUAL, $EDITOR or vi, which has the terminal meanwhile, and returns what it was
 * made into, trimmed (it may be empty), newly allocated. The file stands in dir, readable by its
 * owner alone, and is removed. NULL with *error (IO) when it cannot be made or the editor fails.
 */
char *editor_edit(const char *dir, const char *text, GError **error);

#endif
