/* SPDX-License-Identifier: MIT */
/* Lines of a list: its rows, under headings where it is grouped. */
#include "tui/list.h"

void list_group_free(void *data)
{
	struct list_group *group = data;

	g_free(group->key);
	g_ptr_array_unref(group->rows);
	g_ptr_array_unref(group->shown);
	g_free(group);
}

/* The group of a row; by_key: key -> struct list_group *, and a new one is added to both. */
static struct list_group *group_of(struct list *list, GHashTable *by_key, const void *row)
{
	g_autofree char *key = list->grouping->of(row);
	struct list_group *group = g_hash_table_lookup(by_key, key);

	if (group)
		return group;
	group = g_new(struct list_group, 1);
	*group = (struct list_group){
		.rows = g_ptr_array_new(),
		.shown = g_ptr_array_new(),
		.folded = !list->filter && g_hash_table_contains(list->folded, key),
	};
	group->key = g_steal_pointer(&key);
	g_hash_table_insert(by_key, group->key, group);
	g_ptr_array_add(list->groups, group);
	return group;
}

static void make_groups(struct list *list)
{
	g_autoptr(GHashTable) by_key = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < list->shown->len; i++) {
		void *row = list->shown->pdata[i];

		g_ptr_array_add(group_of(list, by_key, row)->shown, row);
	}
	for (guint i = 0; i < list->rows->len; i++) {
		void *row = list->rows->pdata[i];
		g_autofree char *key = list->grouping->of(row);
		struct list_group *group = g_hash_table_lookup(by_key, key);

		if (group) /* else the filter hides all of it */
			g_ptr_array_add(group->rows, row);
	}
}

static void add_line(struct list *list, void *row, struct list_group *group)
{
	struct list_line line = {row, group};

	g_array_append_val(list->lines, line);
}

static void add_group(struct list *list, struct list_group *group)
{
	add_line(list, NULL, group);
	for (guint i = 0; i < group->shown->len; i++) {
		g_ptr_array_add(list->shown, group->shown->pdata[i]);
		if (!group->folded)
			add_line(list, group->shown->pdata[i], group);
	}
}

void list_arrange(struct list *list)
{
	g_array_set_size(list->lines, 0);
	g_ptr_array_set_size(list->groups, 0);
	if (!list->grouping) {
		for (guint i = 0; i < list->shown->len; i++)
			add_line(list, list->shown->pdata[i], NULL);
		return;
	}
	make_groups(list);
	g_ptr_array_set_size(list->shown, 0);
	for (guint i = 0; i < list->groups->len; i++)
		add_group(list, list->groups->pdata[i]);
}
