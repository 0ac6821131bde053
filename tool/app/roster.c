/* SPDX-License-Identifier: MIT */
#include "app/roster.h"

#include <string.h>

#include "analyse/catalogue.h"
#include "analyse/senders.h"
#include "app/context.h"
#include "store/project.h"

static bool catalogue_read(struct app *app, GError **error)
{
	g_autofree char *path = g_build_filename(app->playbooks_dir, "senders.yaml", NULL);

	if (!app->catalogue)
		app->catalogue = catalogue_load(path, error);
	return app->catalogue != NULL;
}

/* The specialist's own entries that hold for a customer. */
static GPtrArray *senders_own(struct app *app, const char *customer, GError **error)
{
	GPtrArray *own = store_senders(app->store, error);

	for (guint i = own ? own->len : 0; i-- > 0;) {
		const struct sender *sender = own->pdata[i];

		if (sender->customer && g_strcmp0(sender->customer, customer) != 0)
			g_ptr_array_remove_index(own, i);
	}
	/* By slug, then customer: the entry for this customer stands behind that for all. */
	for (guint i = own ? own->len : 0; i-- > 1;) {
		const struct sender *sender = own->pdata[i], *before = own->pdata[i - 1];

		if (strcmp(sender->slug, before->slug) == 0)
			g_ptr_array_remove_index(own, i - 1);
	}
	return own;
}

/* Shipped entries behind the own ones; an own entry of the same slug takes the shipped one's place.
 */
static GPtrArray *senders_joined(const struct app *app, GPtrArray *own)
{
	GPtrArray *all = g_ptr_array_new();
	g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < own->len; i++) {
		g_ptr_array_add(all, own->pdata[i]);
		g_hash_table_add(taken, ((struct sender *)own->pdata[i])->slug);
	}
	for (guint i = 0; i < app->catalogue->len; i++) {
		struct sender *shipped = app->catalogue->pdata[i];

		if (!g_hash_table_contains(taken, shipped->slug))
			g_ptr_array_add(all, shipped);
	}
	return all;
}

static bool holds(const struct roster *roster, const char *customer, int64_t version, int64_t now)
{
	return roster && roster->version == version && roster->known_at == now &&
	       g_strcmp0(roster->customer, customer) == 0;
}

struct roster *roster_of(struct app *app, const char *customer, int64_t version, GError **error)
{
	int64_t now = clock_now(&app->clock);
	GPtrArray *own;
	g_autoptr(GPtrArray) all = NULL;

	if (holds(app->roster, customer, version, now))
		return g_atomic_rc_box_acquire(app->roster);
	own = catalogue_read(app, error) ? senders_own(app, customer, error) : NULL;
	if (!own)
		return NULL;
	all = senders_joined(app, own);
	g_clear_pointer(&app->roster, roster_unref);
	app->roster = g_atomic_rc_box_new(struct roster);
	*app->roster = (struct roster){
		.customer = g_strdup(customer),
		/* What is rolled back later must not be found again. */
		.version = store_in_transaction(app->store) ? -1 : version,
		.known_at = now,
		.own = own,
		.shipped = g_ptr_array_ref(app->catalogue),
		.index = sender_index_new(all),
	};
	return g_atomic_rc_box_acquire(app->roster);
}

static void clear(void *data)
{
	struct roster *roster = data;

	sender_index_free(roster->index);
	g_ptr_array_unref(roster->own);
	g_ptr_array_unref(roster->shipped);
	g_free(roster->customer);
}

void roster_unref(struct roster *roster)
{
	g_atomic_rc_box_release_full(roster, clear);
}
