/* SPDX-License-Identifier: MIT */
/* The `:` line: the name of an action and what it takes. */
#include "tui/frame.h"

#include <string.h>

#include "tui/key.h"

/* Takes the first word off; the rest, or NULL when there is none. */
static char *split_word(char *text)
{
	char *rest = text + strcspn(text, " ");

	if (!*rest)
		return NULL;
	*rest++ = '\0';
	rest = g_strstrip(rest);
	return *rest ? rest : NULL;
}

void command_run(struct page *page, const char *text)
{
	g_autofree char *line = g_strstrip(g_strdup(text));
	char *args = split_word(line);
	enum action action = action_of_name(line);
	uint32_t key;

	if (action == ACTION_COUNT && key_parse(line, &key))
		action = keymap_action(&page->tui->keymap, key);
	if (action == ACTION_COUNT)
		tui_say(page->tui, ROLE_WARN, "no action is called '%s'; ? lists them", line);
	else if (args && !action_info(action)->takes)
		tui_say(page->tui, ROLE_WARN, "%s takes nothing after its name", line);
	else
		page_run(page, action, args);
}

static void answered(struct page *page, const char *text, void *ctx G_GNUC_UNUSED)
{
	command_run(page, text);
}

void command_ask(struct page *page)
{
	tui_ask(page, ":", NULL, answered, NULL, NULL);
	page->tui->modal.command = true;
}

/* The names of actions that can be run here and begin with the text. */
static GPtrArray *candidates(const struct page *page, const char *start)
{
	GPtrArray *names = g_ptr_array_new();

	for (unsigned i = 0; i < ACTION_COUNT; i++) {
		const char *name = action_info((enum action)i)->name;

		if (g_str_has_prefix(name, start) && page_binding(page, (enum action)i))
			g_ptr_array_add(names, (gpointer)(intptr_t)name);
	}
	return names;
}

static size_t common_start(const GPtrArray *names)
{
	const char *first = names->pdata[0];
	size_t length = strlen(first);

	for (guint i = 1; i < names->len; i++) {
		const char *name = names->pdata[i];
		size_t same = 0;

		while (same < length && name[same] == first[same])
			same++;
		length = same;
	}
	return length;
}

static char *hint_text(const GPtrArray *names)
{
	GString *hint = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(hint, "%s%s", i ? "  " : "", (const char *)names->pdata[i]);
	return g_string_free(hint, FALSE);
}

/* A name is completed as far as it is certain; then what it takes is shown. */
void command_complete(struct tui *tui)
{
	struct modal *modal = &tui->modal;
	const char *text = modal->prompt.text->str;
	g_autofree char *word = g_strndup(text, strcspn(text, " "));
	g_autoptr(GPtrArray) names = candidates(modal->page, word);
	g_autofree char *completed = NULL;
	enum action action;

	if (names->len == 0) {
		modal->hint = g_strdup("no action begins so");
		return;
	}
	if (names->len == 1 || strchr(text, ' ')) {
		action = action_of_name(names->pdata[0]);
		modal->hint = g_strdup_printf(
			"%s %s  %s", action_info(action)->name,
			action_info(action)->takes ? action_info(action)->takes : "",
			action_info(action)->help);
		if (!strchr(text, ' '))
			completed = g_strconcat(names->pdata[0], " ", NULL);
	} else {
		modal->hint = hint_text(names);
		completed = g_strndup(names->pdata[0], common_start(names));
	}
	if (completed)
		prompt_set(&modal->prompt, completed);
}
