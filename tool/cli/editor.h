/* SPDX-License-Identifier: MIT */
/* Text in the user's own editor. */
#ifndef CLI_EDITOR_H
#define CLI_EDITOR_H

#include <glib.h>

/*
 * Opens text in $VISUAL, $EDITOR or vi and returns what it was made into, trimmed, newly allocated.
 * The file stands in dir, readable by its owner alone, and is removed. NULL with *error: CANCELLED
 * when the text is unchanged or empty, IO when there is no terminal or the editor fails.
 */
char *editor_edit(const char *dir, const char *text, GError **error);

#endif
