/* SPDX-License-Identifier: MIT */
#include "tui/prompt.h"

#include <string.h>

#include "base/utext.h"
#include "tui/key.h"

void prompt_init(struct prompt *prompt, const char *label, const char *text, GPtrArray *history)
{
	*prompt = (struct prompt){
		.label = g_strdup(label),
		.text = g_string_new(text),
		.history = history,
		.browsing = history ? history->len : 0,
	};
	prompt->at = prompt->text->len;
}

void prompt_clear(struct prompt *prompt)
{
	g_clear_pointer(&prompt->label, g_free);
	if (prompt->text)
		g_string_free(g_steal_pointer(&prompt->text), TRUE);
}

void prompt_set(struct prompt *prompt, const char *text)
{
	g_string_assign(prompt->text, text);
	prompt->at = prompt->text->len;
}

void prompt_remember(GPtrArray *history, const char *text)
{
	guint same;

	if (g_ptr_array_find_with_equal_func(history, text, g_str_equal, &same))
		g_ptr_array_remove_index(history, same);
	g_ptr_array_add(history, g_strdup(text));
	if (history->len > PROMPT_HISTORY_MAX)
		g_ptr_array_remove_index(history, 0);
}

static size_t before(const struct prompt *prompt)
{
	const char *text = prompt->text->str;

	return prompt->at ? (size_t)(g_utf8_prev_char(text + prompt->at) - text) : 0;
}

static size_t after(const struct prompt *prompt)
{
	const char *text = prompt->text->str;

	return text[prompt->at] ? (size_t)(g_utf8_next_char(text + prompt->at) - text) : prompt->at;
}

static size_t word_before(const struct prompt *prompt)
{
	size_t at = prompt->at;

	while (at > 0 && prompt->text->str[at - 1] == ' ')
		at--;
	while (at > 0 && prompt->text->str[at - 1] != ' ')
		at--;
	return at;
}

static void erase(struct prompt *prompt, size_t from, size_t to)
{
	g_string_erase(prompt->text, (gssize)from, (gssize)(to - from));
	prompt->at = from;
}

static void insert(struct prompt *prompt, uint32_t key)
{
	char text[7] = "";
	int bytes = g_unichar_to_utf8(key, text);

	if (prompt->text->len + (size_t)bytes > PROMPT_TEXT_MAX)
		return;
	g_string_insert(prompt->text, (gssize)prompt->at, text);
	prompt->at += (size_t)bytes;
}

static void browse(struct prompt *prompt, int by)
{
	guint length = prompt->history ? prompt->history->len : 0;
	guint to = prompt->browsing + (guint)by;

	if (to > length) /* also below 0 */
		return;
	prompt->browsing = to;
	prompt_set(prompt, to < length ? prompt->history->pdata[to] : "");
}

static void edit(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case TUI_CTRL('a'):
	case TUI_KEY_HOME:
		prompt->at = 0;
		break;
	case TUI_CTRL('e'):
	case TUI_KEY_END:
		prompt->at = prompt->text->len;
		break;
	case TUI_CTRL('b'):
	case TUI_KEY_LEFT:
		prompt->at = before(prompt);
		break;
	case TUI_CTRL('f'):
	case TUI_KEY_RIGHT:
		prompt->at = after(prompt);
		break;
	case TUI_KEY_BACKSPACE:
		erase(prompt, before(prompt), prompt->at);
		break;
	case TUI_CTRL('d'):
	case TUI_KEY_DELETE:
		erase(prompt, prompt->at, after(prompt));
		break;
	case TUI_CTRL('w'):
		erase(prompt, word_before(prompt), prompt->at);
		break;
	case TUI_CTRL('u'):
		erase(prompt, 0, prompt->at);
		break;
	case TUI_CTRL('k'):
		g_string_truncate(prompt->text, prompt->at);
		break;
	case TUI_CTRL('p'):
	case TUI_KEY_UP:
		browse(prompt, -1);
		break;
	case TUI_CTRL('n'):
	case TUI_KEY_DOWN:
		browse(prompt, 1);
		break;
	default:
		if (key_is_text(key))
			insert(prompt, key);
	}
}

enum prompt_result prompt_key(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case TUI_KEY_ENTER:
		return PROMPT_DONE;
	case TUI_KEY_ESC:
	case TUI_CTRL('c'):
		return PROMPT_CANCELLED;
	case TUI_KEY_TAB:
		return PROMPT_COMPLETE;
	default:
		edit(prompt, key);
		return PROMPT_GOES_ON;
	}
}

void prompt_draw(const struct prompt *prompt, struct canvas *canvas, int row)
{
	int label = canvas_text(canvas, row, 0, canvas->width * 2 / 3, ROLE_KEY, prompt->label);
	g_autofree char *head = g_strndup(prompt->text->str, prompt->at);
	g_autofree char *clean = utext_term(head, 0);
	int room = canvas->width - label - 2;
	int cells = (int)utext_cells(clean);
	const char *start = prompt->text->str;

	/* A long text moves to the left, so that the edit position stays in sight. */
	while (cells > room && *start) {
		cells -= g_unichar_iswide(g_utf8_get_char(start)) ? 2 : 1;
		start = g_utf8_next_char(start);
	}
	canvas_text(canvas, row, label + 1, room + 1, ROLE_PLAIN, start);
	canvas_cursor(canvas, row, label + 1 + cells);
	canvas->editing = true;
}
