/* SPDX-License-Identifier: MIT */
/* What leaves the screens: to the clipboard, or into a file. */
#include "tui/frame.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/utext.h"
#include "tui/table_text.h"

#define SHOWN_CELLS 60 /* of what was copied, on the message line */

enum share { SHARE_NAME, SHARE_ROW, SHARE_RECORD, SHARE_TEXT };

static const struct list *list_of(const struct page *page)
{
	return page->screen->list ? page->screen->list(page) : NULL;
}

static const struct text *text_of(const struct page *page)
{
	return page->screen->text ? page->screen->text(page) : NULL;
}

static char *record_of(const struct page *page)
{
	return page->screen->record && page->data ? page->screen->record(page) : NULL;
}

char *share_why_not(const struct page *page, enum action action)
{
	const struct list *list = list_of(page);
	g_autofree char *record = action == ACTION_COPY ? record_of(page) : NULL;

	if (record || text_of(page) || (list && (action == ACTION_WRITE || list_row(list))))
		return NULL;
	return g_strdup("there is no row or text here; Tab goes on");
}

static void copy(struct page *page, int what, void *ctx G_GNUC_UNUSED)
{
	const struct list *list = list_of(page);
	g_autofree char *text = NULL, *shown = NULL;

	switch (what) {
	case SHARE_NAME:
		text = list->key(list_row(list));
		break;
	case SHARE_ROW:
		text = table_row_text(list, list_row(list));
		break;
	case SHARE_RECORD:
		text = record_of(page);
		break;
	default:
		text = text_contents(text_of(page));
	}
	shown = utext_term(text, SHOWN_CELLS);
	g_free(page->tui->copied);
	page->tui->copied = what == SHARE_TEXT ? g_steal_pointer(&text) : utext_term(text, 0);
	tui_say(page->tui, ROLE_OK, "copied: %s", shown);
}

/* Asks only where there is more than one thing to copy. */
void share_copy(struct page *page, enum action action G_GNUC_UNUSED, const char *args G_GNUC_UNUSED)
{
	const struct list *list = list_of(page);
	g_autofree char *record = record_of(page);
	struct menu menu;

	menu_init(&menu, "copy");
	if (list && list_row(list)) {
		menu_add(&menu, 'n', SHARE_NAME, "the row's name", NULL, NULL);
		menu_add(&menu, 'r', SHARE_ROW, "the whole row", NULL, NULL);
	}
	if (text_of(page))
		menu_add(&menu, 't', SHARE_TEXT, "the text", NULL, NULL);
	if (record)
		menu_add(&menu, 'd', SHARE_RECORD, "the record", record, NULL);
	if (menu.entries->len > 1) {
		tui_choose(page, &menu, copy, NULL, NULL);
		return;
	}
	copy(page, menu_entry(&menu)->value, NULL);
	menu_clear(&menu);
}

void share_hand(struct tui *tui, const char *command, const char *text)
{
	const char *argv[] = {"/bin/sh", "-c", command, NULL};
	g_autoptr(GError) error = NULL;
	GSpawnFlags flags = (GSpawnFlags)(G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL);
	size_t len = strlen(text);
	int in;

	if (!g_spawn_async_with_pipes(NULL, (char **)(uintptr_t)argv, NULL, flags, NULL, NULL, NULL,
				      &in, NULL, NULL, &error)) {
		tui_say(tui, ROLE_BAD, "copy-command: %s", error->message);
		return;
	}
	if (write(in, text, len) != (ssize_t)len)
		tui_say(tui, ROLE_BAD, "copy-command did not take it: %s", g_strerror(errno));
	close(in);
}

struct save {
	char *path, *text;
};

static void save_free(void *data)
{
	struct save *save = data;

	g_free(save->path);
	g_free(save->text);
	g_free(save);
}

static void save_confirmed(struct page *page, const char *answer G_GNUC_UNUSED, void *ctx)
{
	struct save *save = ctx;
	g_autoptr(GError) error = NULL;

	if (g_file_set_contents(save->path, save->text, -1, &error))
		tui_say(page->tui, ROLE_OK, "%s is written", save->path);
	else
		tui_say(page->tui, ROLE_BAD, "%s", error->message);
	save_free(save);
}

/* Over a file only when that is confirmed. Takes text over. */
static void save_text(struct page *page, const char *path, char *text)
{
	struct save *save = g_new(struct save, 1);
	g_autofree char *question = g_strdup_printf("%s is there already; write over it?", path);

	*save = (struct save){g_strdup(path), text};
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		tui_confirm(page, question, save_confirmed, save, save_free);
	else
		save_confirmed(page, NULL, save);
}

static void path_given(struct page *page, const char *path, void *ctx G_GNUC_UNUSED)
{
	const struct list *list = list_of(page);

	save_text(page, path,
		  list ? table_text(list, table_form_of(path)) : text_contents(text_of(page)));
}

void share_write(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	g_autofree char *name = g_ascii_strdown(page->screen->name, -1);
	const char *about = page->place.subject ? page->place.subject : page->place.domain;
	g_autofree char *path = g_strconcat(name, about ? "-" : "", about ? about : "",
					    list_of(page) ? ".csv" : ".txt", NULL);

	g_strdelimit(path, " /", '-');
	if (args)
		path_given(page, args, NULL);
	else
		tui_ask(page, "write to (.csv .jsonl .md .txt):", path, path_given, NULL, NULL);
}
