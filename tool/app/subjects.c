/* SPDX-License-Identifier: MIT */
/* What a check looks at because the reports name it. */
#include <string.h>

#include "app/context.h"
#include "base/name.h"

#define FROMS_MAX 200u

static GPtrArray *keys_of_streams(const struct source_table *table)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func((GDestroyNotify)look_key_free);

	for (guint i = 0; i < table->streams->len; i++) {
		const struct stream *stream = table->streams->pdata[i];
		struct look_key *key;

		if (!stream->selector || !(stream->home || stream->forwarded_ok))
			continue;
		key = g_new0(struct look_key, 1);
		key->domain = g_strdup(stream->domain);
		key->selector = g_strdup(stream->selector);
		g_ptr_array_add(keys, key);
	}
	return keys;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Fraud comes From any number of names: the first ones are enough. */
static GPtrArray *froms_below(const struct source_table *table)
{
	GPtrArray *froms = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init(&iter, table->header_from);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (strcmp(name, table->domain) != 0 && name_within(name, table->domain))
			g_ptr_array_add(froms, g_strdup(name));
	g_ptr_array_sort(froms, by_text);
	g_ptr_array_set_size(froms, (gint)MIN(froms->len, FROMS_MAX));
	return froms;
}

bool subjects_find(struct app *app, const struct domain *domain, struct subjects *subjects,
		   GError **error)
{
	struct judgement *j = judge(app, domain, NULL, DAY_NONE, error);
	struct source_table *table;

	if (!j)
		return false;
	table = analysis_sources(j->analysis, j->from, j->until, NULL);
	*subjects = (struct subjects){keys_of_streams(table), froms_below(table)};
	source_table_free(table);
	judgement_free(j);
	return true;
}

void subjects_clear(struct subjects *subjects)
{
	g_clear_pointer(&subjects->keys, g_ptr_array_unref);
	g_clear_pointer(&subjects->froms, g_ptr_array_unref);
}
