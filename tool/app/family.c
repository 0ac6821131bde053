/* SPDX-License-Identifier: MIT */
#include "app/family.h"

#include "app/context.h"
#include "store/project.h"

static bool holds(const struct family *family, int64_t customer_id, int64_t version, int64_t now)
{
	return family && family->customer_id == customer_id && family->version == version &&
	       family->known_at == now;
}

const struct family *family_of(struct app *app, int64_t customer_id, int64_t version,
			       GError **error)
{
	int64_t now = clock_now(&app->clock);
	GPtrArray *domains;

	if (holds(app->family, customer_id, version, now))
		return app->family;
	domains = store_domains(app->store, customer_id, error);
	if (!domains)
		return NULL;
	family_free(app->family);
	app->family = g_new(struct family, 1);
	*app->family = (struct family){
		.customer_id = customer_id,
		/* What is rolled back later must not be found again. */
		.version = store_in_transaction(app->store) ? -1 : version,
		.known_at = now,
		.domains = domains,
		.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	for (guint i = 0; i < domains->len; i++)
		g_hash_table_add(app->family->names,
				 g_strdup(((const struct domain *)domains->pdata[i])->name));
	return app->family;
}

void family_free(struct family *family)
{
	if (!family)
		return;
	g_ptr_array_unref(family->domains);
	g_hash_table_unref(family->names);
	g_free(family);
}
