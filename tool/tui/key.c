/* SPDX-License-Identifier: MIT */
#include "tui/key.h"

#include <glib.h>
#include <string.h>

static const struct {
	const char *name;
	uint32_t key;
} names[] = {
	{"Enter", TUI_KEY_ENTER},
	{"Tab", TUI_KEY_TAB},
	{"S-Tab", TUI_KEY_BACKTAB},
	{"Esc", TUI_KEY_ESC},
	{"BS", TUI_KEY_BACKSPACE},
	{"Del", TUI_KEY_DELETE},
	{"Up", TUI_KEY_UP},
	{"Down", TUI_KEY_DOWN},
	{"Left", TUI_KEY_LEFT},
	{"Right", TUI_KEY_RIGHT},
	{"Home", TUI_KEY_HOME},
	{"End", TUI_KEY_END},
	{"PgUp", TUI_KEY_PAGE_UP},
	{"PgDn", TUI_KEY_PAGE_DOWN},
	{"F1", TUI_KEY_F1},
	{"F5", TUI_KEY_F5},
	{"Space", ' '},
};

bool key_parse(const char *name, uint32_t *key)
{
	const char *rest;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_ascii_strcasecmp(name, names[i].name) == 0) {
			*key = names[i].key;
			return true;
		}
	}
	if (g_str_has_prefix(name, "C-") && g_ascii_isalpha(name[2]) && !name[3]) {
		*key = TUI_CTRL(name[2]);
		return true;
	}
	if (!g_utf8_validate(name, -1, NULL) || !*name)
		return false;
	rest = g_utf8_next_char(name);
	*key = g_utf8_get_char(name);
	return !*rest && key_is_text(*key);
}

char *key_label(uint32_t key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i].key == key)
			return g_strdup(names[i].name);
	if (key >= 1 && key <= 26)
		return g_strdup_printf("C-%c", (char)('a' + (int)key - 1));
	if (key_is_text(key)) {
		char text[7] = "";

		g_unichar_to_utf8(key, text);
		return g_strdup(text);
	}
	return g_strdup("this key");
}

bool key_is_text(uint32_t key)
{
	return key >= 0x20 && key < TUI_KEY_ENTER && g_unichar_isprint(key);
}
