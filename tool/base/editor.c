/* SPDX-License-Identifier: MIT */
#include "base/editor.h"

#include <glib/gstdio.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/error.h"

/* The editor may be a command with options of its own, so the shell reads it. */
static bool run(const char *path, GError **error)
{
	const char *visual = g_getenv("VISUAL"), *editor = g_getenv("EDITOR");
	const char *program = visual && *visual ? visual : editor && *editor ? editor : "vi";
	g_autofree char *command = g_strconcat(program, " \"$1\"", NULL);
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	g_auto(GStrv) argv = NULL;
	int status;

	g_strv_builder_add_many(words, "/bin/sh", "-c", command, "sh", path, NULL);
	argv = g_strv_builder_end(words);
	return g_spawn_sync(NULL, argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
			    &status, error) &&
	       g_spawn_check_wait_status(status, error);
}

static char *edit_file(const char *path, const char *text, GError **error)
{
	g_autofree char *edited = NULL;

	if (!g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, error))
		return NULL;
	if (!run(path, error)) {
		g_prefix_error(error, "the editor failed (set $EDITOR): ");
		return NULL;
	}
	if (!g_file_get_contents(path, &edited, NULL, error))
		return NULL;
	g_strstrip(edited);
	return g_steal_pointer(&edited);
}

char *editor_edit(const char *dir, const char *text, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "edit-XXXXXX", NULL);
	char *edited;
	int file;

	file = g_mkstemp_full(path, 0, 0600);
	if (file < 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "no file can be made in %s",
			    dir);
		return NULL;
	}
	close(file);
	edited = edit_file(path, text, error);
	g_unlink(path);
	return edited;
}
