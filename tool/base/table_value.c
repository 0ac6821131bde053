/* SPDX-License-Identifier: MIT */
#include "base/table_inner.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"

static bool has_range(const struct field *field)
{
	return field->min < 0 || field->min > 0 || field->max < 0 || field->max > 0;
}

/* "0..100", "1 or more"; "" when everything is allowed. Newly allocated. */
static char *range_text(const struct field *field)
{
	char min[G_ASCII_DTOSTR_BUF_SIZE], max[G_ASCII_DTOSTR_BUF_SIZE];

	if (!has_range(field))
		return g_strdup("");
	g_ascii_formatd(min, sizeof(min), "%.15g", field->min);
	g_ascii_formatd(max, sizeof(max), "%.15g", field->max);
	if (isinf(field->max))
		return g_strdup_printf("%s or more", min);
	return g_strdup_printf("%s..%s", min, max);
}

static char *out_of_range(const struct field *field, double value)
{
	if (!has_range(field) || (value >= field->min && value <= field->max))
		return NULL;
	return range_text(field);
}

static char *parse_int(const struct field *field, const char *text, int64_t *value)
{
	if (!g_ascii_string_to_signed(text, 10, INT64_MIN, INT64_MAX, value, NULL))
		return g_strdup("a whole number");
	return out_of_range(field, (double)*value);
}

static char *parse_number(const struct field *field, const char *text, double *value)
{
	char *end;

	errno = 0;
	*value = g_ascii_strtod(text, &end);
	/* strtod also reads hexadecimal, infinities and leading space. */
	if (end == text || *end || errno || strspn(text, "0123456789.eE+-") != strlen(text))
		return g_strdup("a number");
	return out_of_range(field, *value);
}

static char *parse_bool(const char *text, bool *value)
{
	*value = g_ascii_strcasecmp(text, "true") == 0 || g_ascii_strcasecmp(text, "yes") == 0;
	if (*value || g_ascii_strcasecmp(text, "false") == 0 || g_ascii_strcasecmp(text, "no") == 0)
		return NULL;
	return g_strdup("true or false");
}

static char *words_text(const struct field *field)
{
	GString *text = g_string_new("one of ");

	for (int i = 0; field->words[i]; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "|" : "", field->words[i]);
	return g_string_free(text, FALSE);
}

static char *parse_word(const struct field *field, const char *text, int *value)
{
	for (int i = 0; field->words[i]; i++) {
		if (strcmp(field->words[i], text) == 0) {
			*value = i;
			return NULL;
		}
	}
	return words_text(field);
}

char *table_value_set(const struct field *field, const char *text, void *at)
{
	char *expected;
	int64_t value;

	switch (field->type) {
	case FIELD_TEXT:
		g_free(*(char **)at);
		*(char **)at = g_strdup(text);
		return NULL;
	case FIELD_INT:
		return parse_int(field, text, at);
	case FIELD_NUMBER:
		return parse_number(field, text, at);
	case FIELD_BOOL:
		return parse_bool(text, at);
	case FIELD_WORD:
		return parse_word(field, text, at);
	case FIELD_DAY:
		return day_parse(text, at) ? NULL : g_strdup("a day like 2026-10-01");
	case FIELD_TEXTS:
		g_ptr_array_add(*(GPtrArray **)at, g_strdup(text));
		return NULL;
	case FIELD_INTS:
		expected = parse_int(field, text, &value);
		if (!expected)
			g_array_append_val(*(GArray **)at, value);
		return expected;
	case FIELD_TABLE:
		return g_strdup("a table of keys");
	case FIELD_TABLES:
		return g_strdup("a list of tables");
	}
	g_assert_not_reached();
}

static char *type_text(const struct field *field)
{
	g_autofree char *range = range_text(field);
	const char *gap = *range ? " " : "";

	switch (field->type) {
	case FIELD_TEXT:
		return g_strdup("text");
	case FIELD_INT:
		return g_strconcat("whole number", gap, range, NULL);
	case FIELD_NUMBER:
		return g_strconcat("number", gap, range, NULL);
	case FIELD_BOOL:
		return g_strdup("true or false");
	case FIELD_WORD:
		return words_text(field);
	case FIELD_DAY:
		return g_strdup("day (YYYY-MM-DD)");
	case FIELD_TEXTS:
		return g_strdup("list of texts");
	case FIELD_INTS:
		return g_strconcat("list of whole numbers", gap, range, NULL);
	case FIELD_TABLE:
		return g_strdup("table");
	case FIELD_TABLES:
		return g_strdup("list of tables");
	}
	g_assert_not_reached();
}

char *table_field_form(const struct field *field)
{
	g_autofree char *type = type_text(field);

	return g_strconcat(type, field->required ? ", required" : "",
			   field->preset ? ", default " : "", field->preset, NULL);
}
