/* SPDX-License-Identifier: MIT */
#include "base/table_inner.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "base/clock.h"
#include "base/error.h"

static void *at_field(void *out, const struct field *field)
{
	return (char *)out + field->offset;
}

void table_list_empty(const struct field *field, void *at)
{
	GPtrArray *list;

	if (field->type == FIELD_INTS) {
		g_array_set_size(*(GArray **)at, 0);
		return;
	}
	list = *(GPtrArray **)at;
	for (unsigned i = 0; field->type == FIELD_TABLES && i < list->len; i++) {
		table_clear(field->of, list->pdata[i]);
		g_free(list->pdata[i]);
	}
	g_ptr_array_set_size(list, 0);
}

static void clear_field(const struct field *field, void *at)
{
	switch (field->type) {
	case FIELD_TEXT:
		g_free(*(char **)at);
		return;
	case FIELD_TEXTS:
	case FIELD_INTS:
	case FIELD_TABLES:
		if (!*(void **)at)
			return;
		table_list_empty(field, at);
		if (field->type == FIELD_INTS)
			g_array_unref(*(GArray **)at);
		else
			g_ptr_array_unref(*(GPtrArray **)at);
		return;
	case FIELD_TABLE:
		table_clear(field->of, at);
		return;
	case FIELD_INT:
	case FIELD_NUMBER:
	case FIELD_BOOL:
	case FIELD_WORD:
	case FIELD_DAY:
		return;
	}
}

void table_clear(const struct table *table, void *out)
{
	for (const struct field *field = table->fields; field->key; field++)
		clear_field(field, at_field(out, field));
	memset(out, 0, table->size);
}

static void init_field(const struct field *field, void *at)
{
	switch (field->type) {
	case FIELD_DAY:
		*(int32_t *)at = DAY_NONE;
		break;
	case FIELD_TEXTS:
		*(GPtrArray **)at = g_ptr_array_new_with_free_func(g_free);
		break;
	case FIELD_INTS:
		*(GArray **)at = g_array_new(FALSE, FALSE, sizeof(int64_t));
		break;
	case FIELD_TABLES:
		*(GPtrArray **)at = g_ptr_array_new();
		break;
	case FIELD_TABLE:
		table_init(field->of, at);
		break;
	case FIELD_TEXT:
	case FIELD_INT:
	case FIELD_NUMBER:
	case FIELD_BOOL:
	case FIELD_WORD:
		break;
	}
}

void table_init(const struct table *table, void *out)
{
	memset(out, 0, table->size);
	for (const struct field *field = table->fields; field->key; field++) {
		g_autoptr(GError) error = NULL;
		void *at = at_field(out, field);

		init_field(field, at);
		/* A preset that cannot be read is a fault of the table, not of any file. */
		if (field->preset && !table_yaml_read(field, field->key, field->preset,
						      strlen(field->preset), at, &error))
			g_error("preset of a %s: %s", table->name, error->message);
	}
}

static bool fail_large(const struct table *table, const char *name, GError **error)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
		    "%s: larger than the %u MiB that a %s may have", name, TABLE_FILE_MAX >> 20,
		    table->name);
	return false;
}

bool table_load_text(const struct table *table, const char *name, const char *text, size_t len,
		     void *out, GError **error)
{
	const struct field root = {.type = FIELD_TABLE, .of = table};

	if (len > TABLE_FILE_MAX)
		return fail_large(table, name, error);
	table_init(table, out);
	if (table_yaml_read(&root, name, text, len, out, error))
		return true;
	table_clear(table, out);
	return false;
}

bool table_load_file(const struct table *table, const char *path, void *out, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *text = NULL;
	size_t len = 0;
	GStatBuf info;

	/* A larger file is refused before memory is taken for it. */
	if (g_stat(path, &info) == 0 && info.st_size > TABLE_FILE_MAX)
		return fail_large(table, path, error);
	if (g_file_get_contents(path, &text, &len, &reason))
		return table_load_text(table, path, text, len, out, error);
	g_set_error(error, RAMPART_ERROR,
		    g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT)
			    ? RAMPART_ERROR_NOT_FOUND
			    : RAMPART_ERROR_IO,
		    "cannot read the %s: %s", table->name, reason->message);
	return false;
}
