/* SPDX-License-Identifier: MIT */
/* RRsets to change. */
#ifndef TESTS_UNIT_RENDER_SET_H
#define TESTS_UNIT_RENDER_SET_H

#include <glib.h>

#include "render/render.h"

static inline GPtrArray *set_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
}

static inline struct ticket_change *set_add(GPtrArray *set, const char *name, const char *type,
					    const char *old, const char *new)
{
	struct ticket_change *change = g_new0(struct ticket_change, 1);

	change->name = g_strdup(name);
	change->type = g_strdup(type);
	change->ttl = 3600;
	change->old_ttl = old ? 86400 : 0;
	change->old_known = true;
	change->old = g_ptr_array_new_with_free_func(g_free);
	change->new = g_ptr_array_new_with_free_func(g_free);
	if (old)
		g_ptr_array_add(change->old, g_strdup(old));
	if (new)
		g_ptr_array_add(change->new, g_strdup(new));
	g_ptr_array_add(set, change);
	return change;
}

#endif
