/* SPDX-License-Identifier: MIT */
#include "tui/menu.h"

#include "base/utext.h"
#include "tui/key.h"

static void entry_free(gpointer data)
{
	struct menu_entry *entry = data;

	g_free(entry->label);
	g_free(entry->hint);
	g_free(entry->why_not);
	g_free(entry);
}

void menu_init(struct menu *menu, const char *title)
{
	*menu = (struct menu){
		.title = g_strdup(title),
		.entries = g_ptr_array_new_with_free_func(entry_free),
	};
}

void menu_clear(struct menu *menu)
{
	g_clear_pointer(&menu->title, g_free);
	g_clear_pointer(&menu->entries, g_ptr_array_unref);
}

void menu_add(struct menu *menu, char letter, int value, const char *label, const char *hint,
	      char *why_not)
{
	struct menu_entry *entry = g_new(struct menu_entry, 1);

	*entry = (struct menu_entry){letter, value, g_strdup(label), g_strdup(hint), why_not};
	g_ptr_array_add(menu->entries, entry);
}

const struct menu_entry *menu_entry(const struct menu *menu)
{
	return menu->entries->pdata[menu->cursor];
}

static enum menu_result choose(const struct menu *menu)
{
	return menu_entry(menu)->why_not ? MENU_REFUSED : MENU_CHOSEN;
}

enum menu_result menu_key(struct menu *menu, uint32_t key)
{
	int last = (int)menu->entries->len - 1;

	for (int i = 0; i <= last; i++) {
		const struct menu_entry *entry = menu->entries->pdata[i];

		if (key == (uint32_t)entry->letter) {
			menu->cursor = i;
			return choose(menu);
		}
	}
	switch (key) {
	case TUI_KEY_ENTER:
		return choose(menu);
	case TUI_KEY_ESC:
	case TUI_CTRL('c'):
		return MENU_CANCELLED;
	case TUI_KEY_DOWN:
	case TUI_CTRL('n'):
		menu->cursor = MIN(menu->cursor + 1, last);
		return MENU_GOES_ON;
	case TUI_KEY_UP:
	case TUI_CTRL('p'):
		menu->cursor = MAX(menu->cursor - 1, 0);
		return MENU_GOES_ON;
	default:
		return MENU_GOES_ON;
	}
}

static char *entry_text(const struct menu_entry *entry)
{
	if (entry->why_not)
		return g_strdup_printf("%c  %s - not now: %s", entry->letter, entry->label,
				       entry->why_not);
	return g_strdup_printf("%c  %s%s%s", entry->letter, entry->label, entry->hint ? ": " : "",
			       entry->hint ? entry->hint : "");
}

static int box_width(const struct menu *menu, const struct canvas *canvas)
{
	size_t width = utext_cells(menu->title) + 2;

	for (guint i = 0; i < menu->entries->len; i++) {
		g_autofree char *text = entry_text(menu->entries->pdata[i]);
		g_autofree char *clean = utext_term(text, 0);

		width = MAX(width, utext_cells(clean));
	}
	return MIN((int)width + 4, canvas->width);
}

static void draw_frame(struct canvas *canvas, int top, int bottom, int width, const char *title)
{
	canvas_fill(canvas, top, 0, width, ROLE_HEADING, "─");
	canvas_text(canvas, top, 0, 1, ROLE_HEADING, "┌");
	canvas_text(canvas, top, width - 1, 1, ROLE_HEADING, "┐");
	canvas_text(canvas, top, 2, width - 4, ROLE_HEADING, title);
	canvas_fill(canvas, bottom, 0, width, ROLE_HEADING, "─");
	canvas_text(canvas, bottom, 0, 1, ROLE_HEADING, "└");
	canvas_text(canvas, bottom, width - 1, 1, ROLE_HEADING, "┘");
}

void menu_draw(const struct menu *menu, struct canvas *canvas, int bottom)
{
	int width = box_width(menu, canvas);
	int top = MAX(bottom - (int)menu->entries->len - 1, 0);
	int first = MAX(menu->cursor - (bottom - top - 2), 0);
	g_autofree char *title = g_strdup_printf(" %s ", menu->title);

	draw_frame(canvas, top, bottom, width, title);
	for (int row = top + 1; row < bottom; row++) {
		int index = first + row - top - 1;
		const struct menu_entry *entry = menu->entries->pdata[index];
		g_autofree char *text = entry_text(entry);

		canvas_fill(canvas, row, 1, width - 2, ROLE_PLAIN, " ");
		canvas_text(canvas, row, 0, 1, ROLE_HEADING, "│");
		canvas_text(canvas, row, width - 1, 1, ROLE_HEADING, "│");
		canvas_text(canvas, row, 2, width - 4, entry->why_not ? ROLE_MUTED : ROLE_PLAIN,
			    text);
		if (index != menu->cursor)
			continue;
		canvas_select(canvas, row, 1, width - 2);
		canvas_cursor(canvas, row, 2);
	}
}
