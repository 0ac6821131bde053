/* SPDX-License-Identifier: MIT */
/*
 * The screens without a terminal: a file of keys, for tests and demonstrations. Words are separated
 * by spaces and line ends; a line that begins with '#' is a comment. A word is
 *   a key             j, Enter, C-l, Esc, Space, …
 *   :TEXT             the rest of the line typed at `:`, and Enter
 *   type TEXT         the rest of the line typed
 *   wait              until no job runs and every result was taken up
 *   resize 200x60     the screen changes its size
 *   dump              the screen as text on standard output, after a line "== 80x24 =="
 *   roles             the role of each cell as a letter, after the same line
 * Results of jobs are taken up by `wait` alone: so a script always does the same.
 */
#include "tui/frame.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "tui/key.h"

#define SCRIPT_MAX (1u << 20) /* bytes */

static void settle(struct tui *tui)
{
	unsigned busy, ended;

	do {
		struct pollfd fd = {.fd = app_background_fd(tui->app), .events = POLLIN};

		busy = app_background_busy(tui->app);
		if (busy)
			poll(&fd, 1, -1);
		ended = app_dispatch(tui->app);
		tui_catch_up(tui);
	} while (busy || ended);
}

static void type(struct tui *tui, const char *text)
{
	for (; *text && !tui->quit; text = g_utf8_next_char(text))
		tui_key(tui, g_utf8_get_char(text));
}

static void dump(struct tui *tui, void (*form)(const struct canvas *, GString *))
{
	g_autoptr(GString) out = g_string_new(NULL);

	tui_draw(tui);
	g_string_printf(out, "== %dx%d ==\n", tui->canvas->width, tui->canvas->height);
	form(tui->canvas, out);
	fputs(out->str, stdout);
}

static bool resize(struct tui *tui, const char *size)
{
	char *end;
	gint64 width = g_ascii_strtoll(size, &end, 10);
	gint64 height = *end == 'x' ? g_ascii_strtoll(end + 1, &end, 10) : 0;

	if (*end || width < 1 || height < 1 || width > 1000 || height > 1000)
		return false;
	canvas_resize(tui->canvas, (int)width, (int)height);
	return true;
}

/* Takes the next word off a line; NULL at its end. */
static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, " \t");
	char *end = word + strcspn(word, " \t");

	*rest = end;
	if (*end)
		*(*rest)++ = '\0';
	return *word ? word : NULL;
}

/* One word and what it takes from the rest of its line. False: nobody knows it. */
static bool run_word(struct tui *tui, const char *word, char **rest)
{
	const char *size;
	uint32_t key;

	if (strcmp(word, "wait") == 0) {
		settle(tui);
	} else if (strcmp(word, "dump") == 0) {
		dump(tui, canvas_dump);
	} else if (strcmp(word, "roles") == 0) {
		dump(tui, canvas_dump_roles);
	} else if (strcmp(word, "resize") == 0) {
		size = next_word(rest);
		if (!size || !resize(tui, size))
			return false;
	} else if (strcmp(word, "type") == 0) {
		type(tui, *rest);
		*rest += strlen(*rest);
	} else if (*word == ':' && word[1]) {
		g_autofree char *line = g_strjoin(**rest ? " " : "", word, *rest, NULL);

		type(tui, line);
		tui_key(tui, TUI_KEY_ENTER);
		*rest += strlen(*rest);
	} else if (key_parse(word, &key)) {
		tui_key(tui, key);
	} else {
		return false;
	}
	edit_run(tui);
	/* As on a terminal, a key acts on what was drawn: heights of lists, wrapped texts. */
	if (!tui->quit)
		tui_draw(tui);
	return true;
}

static bool run_line(struct tui *tui, char *line, const char *path, unsigned number, GError **error)
{
	char *rest = line;
	char *word;

	if (*line == '#')
		return true;
	while (!tui->quit && (word = next_word(&rest))) {
		if (!run_word(tui, word, &rest)) {
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
				    "%s:%u: '%s' is no key and no word of scripts", path, number,
				    word);
			return false;
		}
	}
	return true;
}

bool script_run(struct tui *tui, const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	gsize length;

	if (!g_file_get_contents(path, &text, &length, error))
		return false;
	if (length > SCRIPT_MAX || !g_utf8_validate(text, (gssize)length, NULL)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "%s: a script is UTF-8 text of at most %u bytes", path, SCRIPT_MAX);
		return false;
	}
	tui_draw(tui);
	lines = g_strsplit(text, "\n", -1);
	for (unsigned i = 0; lines[i] && !tui->quit; i++)
		if (!run_line(tui, lines[i], path, i + 1, error))
			return false;
	return true;
}
