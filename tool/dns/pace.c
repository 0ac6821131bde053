/* SPDX-License-Identifier: MIT */
#include "dns/pace.h"

#include <glib.h>
#include <stdatomic.h>

#define BURST 100 /* questions after a rest, before the gaps count */

struct turn {
	_Atomic int64_t next;
};

struct pace {
	GMutex lock;
	GHashTable *turns; /* by key; owns them */
};

struct pace *pace_new(void)
{
	struct pace *pace = g_atomic_rc_box_new0(struct pace);

	g_mutex_init(&pace->lock);
	pace->turns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return pace;
}

struct pace *pace_ref(struct pace *pace)
{
	return g_atomic_rc_box_acquire(pace);
}

static void clear(void *data)
{
	struct pace *pace = data;

	g_mutex_clear(&pace->lock);
	g_hash_table_unref(pace->turns);
}

void pace_unref(struct pace *pace)
{
	g_atomic_rc_box_release_full(pace, clear);
}

struct turn *pace_turn(struct pace *pace, const char *key)
{
	struct turn *turn;

	g_mutex_lock(&pace->lock);
	turn = g_hash_table_lookup(pace->turns, key);
	if (!turn) {
		turn = g_new0(struct turn, 1);
		g_hash_table_insert(pace->turns, g_strdup(key), turn);
	}
	g_mutex_unlock(&pace->lock);
	return turn;
}

bool turn_take(struct turn *turn, int64_t now, int64_t gap)
{
	int64_t next = atomic_load(&turn->next);

	do {
		if (next > now)
			return false;
	} while (!atomic_compare_exchange_weak(&turn->next, &next,
					       MAX(next, now - BURST * gap) + gap));
	return true;
}

int64_t turn_next(struct turn *turn)
{
	return atomic_load(&turn->next);
}
