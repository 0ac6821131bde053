/* SPDX-License-Identifier: MIT */
/* Which key is for which action: the table of actions, with what the config puts in its place. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tui/action.h"

struct keymap {
	const char *keys[ACTION_COUNT]; /* as in struct action_info */
	bool bound[ACTION_COUNT];	/* by the config: goes before what is not */
};

void keymap_init(struct keymap *keymap);
/*
 * Gives an action other keys; a key that another action had is taken from it. keys must outlive the
 * keymap. False with USAGE: there is no such action, or a key has no such name.
 */
bool keymap_bind(struct keymap *keymap, const char *action, const char *keys, GError **error);

/* The action a key is for, or ACTION_COUNT. */
enum action keymap_action(const struct keymap *keymap, uint32_t key);
/* The keys that are left to an action, separated by spaces, newly allocated; "" none. */
char *keymap_keys(const struct keymap *keymap, enum action action);
/* The first of them, newly allocated; NULL: none. */
char *keymap_key(const struct keymap *keymap, enum action action);

#endif
