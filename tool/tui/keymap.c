/* SPDX-License-Identifier: MIT */
#include "tui/keymap.h"

#include <string.h>

#include "base/error.h"
#include "tui/key.h"

void keymap_init(struct keymap *keymap)
{
	*keymap = (struct keymap){0};
	for (unsigned i = 0; i < ACTION_COUNT; i++)
		keymap->keys[i] = action_info((enum action)i)->keys;
}

bool keymap_bind(struct keymap *keymap, const char *action, const char *keys, GError **error)
{
	g_auto(GStrv) names = g_strsplit(keys, " ", -1);
	uint32_t key;

	for (unsigned i = 0; i < ACTION_COUNT; i++) {
		if (!g_str_equal(action_info((enum action)i)->name, action))
			continue;
		for (char **name = names; *name; name++) {
			if (**name && !key_parse(*name, &key)) {
				g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
					    "bindings: %s: '%s' is no key; name keys like j, C-l, "
					    "Enter, F5",
					    action, *name);
				return false;
			}
		}
		keymap->keys[i] = keys;
		keymap->bound[i] = true;
		return true;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "bindings: there is no action '%s'; ? on a screen lists their names", action);
	return false;
}

static bool has_key(const char *keys, uint32_t key)
{
	g_auto(GStrv) names = g_strsplit(keys, " ", -1);
	uint32_t at;

	for (char **name = names; *name; name++)
		if (**name && key_parse(*name, &at) && at == key)
			return true;
	return false;
}

enum action keymap_action(const struct keymap *keymap, uint32_t key)
{
	for (int bound = 1; bound >= 0; bound--)
		for (unsigned i = 0; i < ACTION_COUNT; i++)
			if (keymap->bound[i] == bound && has_key(keymap->keys[i], key))
				return (enum action)i;
	return ACTION_COUNT;
}

char *keymap_keys(const struct keymap *keymap, enum action action)
{
	g_auto(GStrv) names = g_strsplit(keymap->keys[action], " ", -1);
	GString *left = g_string_new(NULL);
	uint32_t key;

	for (char **name = names; *name; name++)
		if (**name && key_parse(*name, &key) && keymap_action(keymap, key) == action)
			g_string_append_printf(left, "%s%s", left->len ? " " : "", *name);
	return g_string_free(left, FALSE);
}

char *keymap_key(const struct keymap *keymap, enum action action)
{
	g_autofree char *keys = keymap_keys(keymap, action);

	return *keys ? g_strndup(keys, strcspn(keys, " ")) : NULL;
}
