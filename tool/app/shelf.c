/* SPDX-License-Identifier: MIT */
#include "app/shelf.h"

#include "app/context.h"

#define KEPT_MAX 3 /* a million rows of a domain are about 120 MiB */

struct shelf {
	GMutex lock;
	GQueue kept; /* struct judgement *, the newest first */
};

struct shelf *shelf_new(void)
{
	struct shelf *shelf = g_atomic_rc_box_new0(struct shelf);

	g_mutex_init(&shelf->lock);
	g_queue_init(&shelf->kept);
	return shelf;
}

struct shelf *shelf_ref(struct shelf *shelf)
{
	return g_atomic_rc_box_acquire(shelf);
}

static void clear(void *data)
{
	struct shelf *shelf = data;

	g_queue_clear_full(&shelf->kept, (GDestroyNotify)judgement_drop);
	g_mutex_clear(&shelf->lock);
}

void shelf_unref(struct shelf *shelf)
{
	g_atomic_rc_box_release_full(shelf, clear);
}

struct judgement *shelf_take(struct shelf *shelf, int64_t domain_id, int32_t first, int32_t last)
{
	struct judgement *found = NULL;

	g_mutex_lock(&shelf->lock);
	for (GList *at = shelf->kept.head; at; at = at->next) {
		struct judgement *kept = at->data;

		if (kept->domain_id == domain_id && kept->first == first && kept->last == last) {
			found = kept;
			g_queue_delete_link(&shelf->kept, at);
			break;
		}
	}
	g_mutex_unlock(&shelf->lock);
	return found;
}

void shelf_put(struct shelf *shelf, struct judgement *judgement)
{
	struct judgement *oldest = NULL;

	g_mutex_lock(&shelf->lock);
	g_queue_push_head(&shelf->kept, judgement);
	if (g_queue_get_length(&shelf->kept) > KEPT_MAX)
		oldest = g_queue_pop_tail(&shelf->kept);
	g_mutex_unlock(&shelf->lock);
	judgement_drop(oldest);
}
