/* SPDX-License-Identifier: MIT */
#include "base/table_inner.h"

#include <stdarg.h>
#include <string.h>
#include <yaml.h>

#include "base/error.h"
#include "base/utext.h"

#define FOUND_CELLS 60 /* of a wrong value are shown */

struct load {
	yaml_parser_t parser;
	const char *name, *text; /* of the file */
	GString *path;		 /* "stages[2].record": where in the file we are */
	unsigned depth, nodes;
	GError **error;
};

static bool read_value(struct load *load, const struct field *field, const yaml_event_t *event,
		       void *at);

G_GNUC_PRINTF(4, 5)
static bool fail(struct load *load, enum rampart_error code, size_t line, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(load->error, RAMPART_ERROR, (int)code, "%s:%zu: %s%s%s", load->name, line + 1,
		    load->path->str, load->path->len > 0 ? ": " : "", what);
	return false;
}

static bool fail_syntax(struct load *load)
{
	const yaml_parser_t *parser = &load->parser;
	size_t line = parser->problem_mark.line;

	/* Of bytes that are no text libyaml tells the offset alone. */
	if (parser->error == YAML_READER_ERROR)
		for (size_t i = line = 0; i < parser->problem_offset; i++)
			line += load->text[i] == '\n';
	/* The scanner looks ahead: the path is not where it stumbled. */
	g_string_truncate(load->path, 0);
	return fail(load, RAMPART_ERROR_INVALID, line, "%s", parser->problem);
}

/* What makes files harder to read than they need to be. */
static const char *refused_feature(const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	if (event->type == YAML_ALIAS_EVENT)
		return "aliases";
	if (event->type == YAML_SCALAR_EVENT) {
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
	} else if (event->type == YAML_SEQUENCE_START_EVENT) {
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
	} else if (event->type == YAML_MAPPING_START_EVENT) {
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
	}
	if (anchor)
		return "anchors";
	return tag ? "tags" : NULL;
}

/* The next event; the caller deletes it when there is one. */
static bool next(struct load *load, yaml_event_t *event)
{
	const char *feature;

	if (!yaml_parser_parse(&load->parser, event))
		return fail_syntax(load);
	feature = refused_feature(event);
	if (feature)
		fail(load, RAMPART_ERROR_INVALID, event->start_mark.line, "%s are not allowed",
		     feature);
	else if (++load->nodes > TABLE_NODES_MAX)
		fail(load, RAMPART_ERROR_LIMIT, event->start_mark.line, "more than %u values",
		     TABLE_NODES_MAX);
	else
		return true;
	yaml_event_delete(event);
	return false;
}

static const char *scalar_text(const yaml_event_t *event)
{
	return (const char *)event->data.scalar.value;
}

/* "key:" with nothing behind it. */
static bool is_nothing(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT && event->data.scalar.length == 0 &&
	       event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static bool fail_type(struct load *load, const yaml_event_t *event, const char *expected)
{
	g_autofree char *found = NULL;

	if (is_nothing(event))
		found = g_strdup("nothing");
	else if (event->type == YAML_SCALAR_EVENT)
		found = utext_term(scalar_text(event), FOUND_CELLS);
	else
		found = g_strdup(event->type == YAML_MAPPING_START_EVENT ? "a table" : "a list");
	return fail(load, RAMPART_ERROR_INVALID, event->start_mark.line, "%s, found %s", expected,
		    found);
}

static bool read_scalar(struct load *load, const struct field *field, const yaml_event_t *event,
			void *at)
{
	g_autofree char *expected = NULL;

	if (event->type != YAML_SCALAR_EVENT || is_nothing(event))
		return fail_type(load, event, "one value");
	if (strlen(scalar_text(event)) != event->data.scalar.length)
		return fail_type(load, event, "text without \\0");
	expected = table_value_set(field, scalar_text(event), at);
	return !expected || fail_type(load, event, expected);
}

/* How many edits lead from one word to the other. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t n = strlen(b);
	g_autofree size_t *row = g_new(size_t, n + 1);

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t edited = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = MIN(edited, MIN(row[j], row[j - 1]) + 1);
		}
	}
	return row[n];
}

static bool fail_unknown(struct load *load, const struct table *table, const yaml_event_t *key)
{
	g_autofree char *found = utext_term(scalar_text(key), FOUND_CELLS);
	const struct field *nearest = table->fields;

	for (const struct field *field = nearest; field->key; field++)
		if (edit_distance(found, field->key) < edit_distance(found, nearest->key))
			nearest = field;
	return fail(load, RAMPART_ERROR_INVALID, key->start_mark.line,
		    "unknown key '%s' in a %s; the nearest known key is '%s'", found, table->name,
		    nearest->key);
}

/* lines[i]: where field i was given, counted from 1; 0: not yet. */
static bool read_pair(struct load *load, const struct table *table, const yaml_event_t *key,
		      size_t *lines, void *out)
{
	const struct field *field = table->fields;
	size_t path_len = load->path->len;
	yaml_event_t value;
	bool ok;

	if (key->type != YAML_SCALAR_EVENT)
		return fail_type(load, key, "a key");
	while (field->key && strcmp(field->key, scalar_text(key)) != 0)
		field++;
	if (!field->key)
		return fail_unknown(load, table, key);
	g_string_append_printf(load->path, "%s%s", path_len > 0 ? "." : "", field->key);
	if (lines[field - table->fields] > 0)
		return fail(load, RAMPART_ERROR_INVALID, key->start_mark.line,
			    "given twice, first on line %zu", lines[field - table->fields]);
	lines[field - table->fields] = key->start_mark.line + 1;
	if (!next(load, &value))
		return false;
	ok = read_value(load, field, &value, (char *)out + field->offset);
	yaml_event_delete(&value);
	g_string_truncate(load->path, path_len);
	return ok;
}

static bool check_required(struct load *load, const struct table *table, const size_t *lines,
			   size_t line)
{
	for (const struct field *field = table->fields; field->key; field++)
		if (field->required && lines[field - table->fields] == 0)
			return fail(load, RAMPART_ERROR_INVALID, line, "key '%s' is missing",
				    field->key);
	return true;
}

/* The pairs of a mapping whose start was read at line, into an initialised struct. */
static bool read_pairs(struct load *load, const struct table *table, size_t *lines, void *out)
{
	for (;;) {
		yaml_event_t key;
		bool ok;

		if (!next(load, &key))
			return false;
		if (key.type == YAML_MAPPING_END_EVENT) {
			yaml_event_delete(&key);
			return true;
		}
		ok = read_pair(load, table, &key, lines, out);
		yaml_event_delete(&key);
		if (!ok)
			return false;
	}
}

static bool read_table(struct load *load, const struct table *table, const yaml_event_t *event,
		       void *out)
{
	g_autofree size_t *lines = NULL;
	size_t n = 0;
	bool ok;

	if (event->type != YAML_MAPPING_START_EVENT && !is_nothing(event))
		return fail_type(load, event, "a table of keys");
	if (load->depth == TABLE_DEPTH_MAX)
		return fail(load, RAMPART_ERROR_LIMIT, event->start_mark.line,
			    "tables in more than %u tables", TABLE_DEPTH_MAX);
	while (table->fields[n].key)
		n++;
	lines = g_new0(size_t, n);
	load->depth++;
	ok = is_nothing(event) || read_pairs(load, table, lines, out);
	load->depth--;
	return ok && check_required(load, table, lines, event->start_mark.line);
}

/* One element of a list, already counted into the path. */
static bool read_element(struct load *load, const struct field *field, const yaml_event_t *event,
			 void *at)
{
	char *element;
	void *line;

	if (field->type != FIELD_TABLES)
		return read_scalar(load, field, event, at);
	element = g_malloc0(field->of->size);
	g_ptr_array_add(*(GPtrArray **)at, element);
	table_init(field->of, element);
	line = element + field->line;
	if (field->line)
		*(size_t *)line = event->start_mark.line + 1;
	return read_table(load, field->of, event, element);
}

static bool read_elements(struct load *load, const struct field *field, void *at)
{
	size_t path_len = load->path->len;

	for (unsigned i = 0;; i++) {
		yaml_event_t event;
		bool ok;

		if (!next(load, &event))
			return false;
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&event);
			return true;
		}
		g_string_append_printf(load->path, "[%u]", i);
		ok = read_element(load, field, &event, at);
		yaml_event_delete(&event);
		if (!ok)
			return false;
		g_string_truncate(load->path, path_len);
	}
}

/* What is required must be more than a key. */
static bool check_number(struct load *load, const struct field *field, const yaml_event_t *list,
			 void *at)
{
	if (field->type != FIELD_TABLES || !field->required || (*(GPtrArray **)at)->len > 0)
		return true;
	return fail(load, RAMPART_ERROR_INVALID, list->start_mark.line,
		    "one %s or more, found none", field->of->name);
}

static bool read_list(struct load *load, const struct field *field, const yaml_event_t *event,
		      void *at)
{
	table_list_empty(field, at); /* the file's list replaces the preset */
	if (is_nothing(event))
		return check_number(load, field, event, at);
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return read_elements(load, field, at) && check_number(load, field, event, at);
	if (field->type == FIELD_TABLES)
		return fail_type(load, event, "a list of tables");
	return read_scalar(load, field, event, at);
}

static bool read_value(struct load *load, const struct field *field, const yaml_event_t *event,
		       void *at)
{
	switch (field->type) {
	case FIELD_TABLE:
		return read_table(load, field->of, event, at);
	case FIELD_TEXTS:
	case FIELD_INTS:
	case FIELD_TABLES:
		return read_list(load, field, event, at);
	case FIELD_TEXT:
	case FIELD_INT:
	case FIELD_NUMBER:
	case FIELD_BOOL:
	case FIELD_WORD:
	case FIELD_DAY:
		return read_scalar(load, field, event, at);
	}
	g_assert_not_reached();
}

/* What stands between the start of the stream and its end. */
static bool read_document(struct load *load, const struct field *root, void *at)
{
	yaml_event_t event;
	bool ok;

	if (!next(load, &event))
		return false;
	if (event.type == YAML_STREAM_END_EVENT) {
		/* Nothing but comments is an empty document. */
		yaml_event_delete(&event);
		yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)"", 0, 1, 1,
					     YAML_PLAIN_SCALAR_STYLE);
		ok = read_value(load, root, &event, at);
		yaml_event_delete(&event);
		return ok;
	}
	yaml_event_delete(&event);
	if (!next(load, &event))
		return false;
	ok = read_value(load, root, &event, at);
	yaml_event_delete(&event);
	if (!ok || !next(load, &event)) /* the document's end */
		return false;
	yaml_event_delete(&event);
	if (!next(load, &event))
		return false;
	ok = event.type == YAML_STREAM_END_EVENT;
	if (!ok)
		fail(load, RAMPART_ERROR_INVALID, event.start_mark.line,
		     "a second document is not allowed");
	yaml_event_delete(&event);
	return ok;
}

bool table_yaml_read(const struct field *root, const char *name, const char *text, size_t len,
		     void *at, GError **error)
{
	struct load load = {.name = name, .text = text, .error = error};
	yaml_event_t start;
	bool ok;

	load.path = g_string_new(NULL);
	yaml_parser_initialize(&load.parser);
	yaml_parser_set_input_string(&load.parser, (const unsigned char *)text, len);
	ok = next(&load, &start);
	if (ok) {
		yaml_event_delete(&start);
		ok = read_document(&load, root, at);
	}
	yaml_parser_delete(&load.parser);
	g_string_free(load.path, TRUE);
	return ok;
}
