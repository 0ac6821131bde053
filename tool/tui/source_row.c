/* SPDX-License-Identifier: MIT */
#include "tui/source_row.h"

#define NEW_SIGN "new: " /* it was not there at the last visit */

static void row_free(gpointer data)
{
	struct source_row *row = data;

	g_free(row->key);
	g_free(row->title);
	g_clear_pointer(&row->members, g_ptr_array_unref);
	g_free(row);
}

static struct source_row *row_new(const struct source *source, bool inside)
{
	struct source_row *row = g_new0(struct source_row, 1);

	row->key = g_strdup(source->key);
	row->title =
		g_strconcat(inside ? "  " : "", source->is_new ? NEW_SIGN : "", source->name, NULL);
	row->main = source;
	row->inside = inside;
	row->class = source_main(source)->class;
	row->tally = source->tally;
	row->forwarded = source->forwarded;
	return row;
}

/* What a source is grouped under. */
static char *group_key(const struct source *source)
{
	return g_strdup_printf("group %s %s", verdict_name(source_main(source)->verdict),
			       source->group ? source->group : "");
}

static void row_name_group(struct source_row *row)
{
	bool fresh = false;

	for (guint i = 0; i < row->members->len; i++)
		fresh = fresh || ((const struct source *)row->members->pdata[i])->is_new;
	row->title = g_strdup_printf("%s %s%s (%u)", row->open ? "▾" : "▸", fresh ? NEW_SIGN : "",
				     row->main->group ? row->main->group : "no SPF pass",
				     row->members->len);
}

static struct source_row *row_new_group(const char *key, GPtrArray *members, bool open)
{
	struct source_row *row = g_new0(struct source_row, 1);

	row->key = g_strdup(key);
	row->main = members->pdata[0];
	row->members = g_ptr_array_ref(members);
	row->open = open;
	row->class = source_main(row->main)->class;
	row_name_group(row);
	for (guint i = 0; i < members->len; i++) {
		const struct source *source = members->pdata[i];

		tally_add(&row->tally, &source->tally);
		row->forwarded += source->forwarded;
		if (source_main(source)->class != row->class)
			row->class = FLOW_CLASS_COUNT;
	}
	return row;
}

/* Group key -> its sources, in the order of the table. */
static GHashTable *groups_of(const struct source_table *table)
{
	GHashTable *groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						   (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < table->sources->len; i++) {
		struct source *source = table->sources->pdata[i];
		g_autofree char *key = group_key(source);
		GPtrArray *members = g_hash_table_lookup(groups, key);

		if (!members) {
			members = g_ptr_array_new();
			g_hash_table_insert(groups, g_steal_pointer(&key), members);
		}
		g_ptr_array_add(members, source);
	}
	return groups;
}

static gint by_messages(gconstpointer a, gconstpointer b)
{
	const struct source_row *left = *(struct source_row *const *)a;
	const struct source_row *right = *(struct source_row *const *)b;

	return (left->tally.messages < right->tally.messages) -
	       (left->tally.messages > right->tally.messages);
}

/* A row a group, and a row for each source that is alone in its group. */
static GPtrArray *folded_rows(const struct source_table *table, GHashTable *open)
{
	g_autoptr(GHashTable) groups = groups_of(table);
	GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);

	for (guint i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];
		g_autofree char *key = group_key(source);
		GPtrArray *members = g_hash_table_lookup(groups, key);

		if (members->len == 1)
			g_ptr_array_add(rows, row_new(source, false));
		else if (members->pdata[0] == source)
			g_ptr_array_add(rows, row_new_group(key, members,
							    g_hash_table_contains(open, key)));
	}
	g_ptr_array_sort(rows, by_messages);
	return rows;
}

static GPtrArray *flat_rows(const struct source_table *table)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);

	for (guint i = 0; i < table->sources->len; i++)
		g_ptr_array_add(rows, row_new(table->sources->pdata[i], false));
	return rows;
}

GPtrArray *source_rows(const struct source_table *table, GHashTable *open, bool flat)
{
	g_autoptr(GPtrArray) folded = NULL;
	GPtrArray *rows;

	if (flat)
		return flat_rows(table);
	folded = folded_rows(table, open);
	rows = g_ptr_array_new_with_free_func(row_free);
	for (guint i = 0; i < folded->len; i++) {
		struct source_row *row = folded->pdata[i];

		g_ptr_array_add(rows, row);
		for (guint m = 0; row->open && m < row->members->len; m++)
			g_ptr_array_add(rows, row_new(row->members->pdata[m], true));
	}
	g_ptr_array_set_free_func(folded, NULL); /* its rows live on in the result */
	return rows;
}
