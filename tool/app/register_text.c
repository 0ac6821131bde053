/* SPDX-License-Identifier: MIT */
#include "app/register_text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/utext.h"

static const char *const columns[REGISTER_COLUMNS] = {
	"kind",	   "source", "name", "domains", "open", "owner",
	"account", "task",   "due",  "vital",	"note",
};

static char *joined(const GPtrArray *names)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "", (const char *)names->pdata[i]);
	return g_string_free(text, FALSE);
}

char *register_value(const struct register_row *row, enum register_column column)
{
	const struct source_note *note = &row->note;
	const char *text = NULL;

	switch (column) {
	case REGISTER_KIND:
		text = row->stream ? "stream" : "source";
		break;
	case REGISTER_SUBJECT:
		text = row->subject;
		break;
	case REGISTER_NAME:
		text = row->name;
		break;
	case REGISTER_DOMAINS:
		return joined(row->domains);
	case REGISTER_OPEN:
		return joined(row->open);
	case REGISTER_OWNER:
		text = note->owner;
		break;
	case REGISTER_ACCOUNT:
		text = note->account;
		break;
	case REGISTER_TASK:
		text = note->task;
		break;
	case REGISTER_DUE:
		return day_format(note->due);
	case REGISTER_VITAL:
		text = note->vital ? "yes" : "";
		break;
	case REGISTER_NOTE:
	case REGISTER_COLUMNS:
		text = note->note;
		break;
	}
	return g_strdup(text ? text : "");
}

static char *csv_text(const GPtrArray *rows)
{
	GString *out = g_string_new(NULL);

	for (enum register_column c = 0; c < REGISTER_COLUMNS; c++)
		g_string_append_printf(out, "%s%s", c ? "," : "", columns[c]);
	g_string_append_c(out, '\n');
	for (guint i = 0; i < rows->len; i++) {
		for (enum register_column c = 0; c < REGISTER_COLUMNS; c++) {
			g_autofree char *value = register_value(rows->pdata[i], c);
			g_autofree char *cell = utext_csv(value);

			g_string_append_printf(out, "%s%s", c ? "," : "", cell);
		}
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

static char *markdown_text(const char *customer, const GPtrArray *rows)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "# Source register of %s\n\n", customer);
	for (enum register_column c = 0; c < REGISTER_COLUMNS; c++)
		g_string_append_printf(out, "| %s ", columns[c]);
	g_string_append(out, "|\n");
	for (enum register_column c = 0; c < REGISTER_COLUMNS; c++)
		g_string_append(out, "| --- ");
	g_string_append(out, "|\n");
	for (guint i = 0; i < rows->len; i++) {
		for (enum register_column c = 0; c < REGISTER_COLUMNS; c++) {
			g_autofree char *value = register_value(rows->pdata[i], c);
			g_autofree char *cell = utext_markdown(value);

			g_string_append_printf(out, "| %s ", cell);
		}
		g_string_append(out, "|\n");
	}
	return g_string_free(out, FALSE);
}

static json_t *names_json(const GPtrArray *names)
{
	json_t *list = json_array();

	for (guint i = 0; i < names->len; i++)
		json_array_append_new(list, json_string(names->pdata[i]));
	return list;
}

static char *json_text(const char *customer, const GPtrArray *rows)
{
	json_t *list = json_array(), *object;
	char *dump, *text;

	for (guint i = 0; i < rows->len; i++) {
		const struct register_row *row = rows->pdata[i];
		json_t *line = json_object();

		for (enum register_column c = 0; c < REGISTER_COLUMNS; c++) {
			g_autofree char *value = register_value(row, c);
			g_autofree char *clean = utext_json(value);

			if (c == REGISTER_DOMAINS || c == REGISTER_OPEN)
				json_object_set_new(
					line, columns[c],
					names_json(c == REGISTER_OPEN ? row->open : row->domains));
			else
				json_object_set_new(line, columns[c], json_string(clean));
		}
		json_array_append_new(list, line);
	}
	object = json_pack("{s:s, s:o}", "customer", customer, "rows", list);
	dump = json_dumps(object, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	text = g_strdup_printf("%s\n", dump);
	free(dump);
	json_decref(object);
	return text;
}

char *app_register_text(struct app *app, const char *customer, const char *format, GError **error)
{
	g_autoptr(GPtrArray) rows = app_register(app, customer, error);

	if (!rows)
		return NULL;
	if (strcmp(format, "csv") == 0)
		return csv_text(rows);
	return strcmp(format, "md") == 0 ? markdown_text(customer, rows)
					 : json_text(customer, rows);
}

static void line_free(void *data)
{
	struct register_line *line = data;

	for (enum register_column c = 0; c < REGISTER_COLUMNS; c++)
		g_free(line->value[c]);
	g_free(line);
}

static int column_of(const char *name)
{
	for (int c = 0; c < REGISTER_COLUMNS; c++)
		if (g_ascii_strcasecmp(columns[c], name) == 0)
			return c;
	return -1;
}

/* One cell from *at (RFC 4180); *at stands at its separator, at the line's end, or at the end. */
static char *read_cell(const char **at, char separator)
{
	GString *cell = g_string_new(NULL);
	const char *p = *at;
	bool quoted = *p == '"';

	for (p += quoted; *p; p++) {
		if (quoted && *p == '"' && p[1] == '"')
			p++;
		else if (*p == '"' && quoted) {
			quoted = false;
			continue;
		} else if (!quoted && (*p == separator || *p == '\r' || *p == '\n'))
			break;
		g_string_append_c(cell, *p);
	}
	*at = p;
	return g_string_free(cell, FALSE);
}

/* The cells of a record; *at goes to the next one, and *line on by the line ends in between. */
static GPtrArray *read_record(const char **at, char separator, unsigned *line)
{
	GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
	const char *p = *at;

	for (;;) {
		g_ptr_array_add(cells, read_cell(&p, separator));
		if (*p != separator)
			break;
		p++;
	}
	p += *p == '\r';
	p += *p == '\n';
	for (const char *q = *at; q < p; q++)
		*line += *q == '\n';
	*at = p;
	return cells;
}

/* Without the mark that keeps spreadsheets from computing it (utext_csv()). */
static char *unguarded(const char *cell)
{
	return g_strdup(cell[0] == '\'' && cell[1] && strchr("=+-@", cell[1]) ? cell + 1 : cell);
}

char *register_echo(const char *value, bool csv)
{
	g_autofree char *cell = csv ? utext_csv(value) : NULL, *back = NULL;
	const char *at = cell;

	if (!csv)
		return utext_json(value);
	back = read_cell(&at, ',');
	return unguarded(back);
}

static bool invalid(GError **error, unsigned at, const char *what)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "register, line %u: %s", at, what);
	return false;
}

static bool take(struct register_line *line, int column, const char *text, GError **error)
{
	if (strlen(text) > REGISTER_CELL_MAX)
		return invalid(error, line->at, "a cell is too long");
	if (!g_utf8_validate(text, -1, NULL))
		return invalid(error, line->at, "it is not UTF-8");
	g_free(line->value[column]);
	line->value[column] = g_strdup(text);
	return true;
}

/* A line of the register under its headings; NULL with *error. */
static struct register_line *line_of(const GPtrArray *headings, const GPtrArray *cells, unsigned at,
				     GError **error)
{
	struct register_line *line = g_new0(struct register_line, 1);
	bool good = true;

	line->at = at;
	for (guint i = 0; good && i < MIN(headings->len, cells->len); i++) {
		int column = column_of(headings->pdata[i]);
		g_autofree char *text = unguarded(cells->pdata[i]);

		good = column < 0 || take(line, column, text, error);
	}
	if (good)
		return line;
	line_free(line);
	return NULL;
}

static GPtrArray *parse_csv(const char *text, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
	g_autoptr(GPtrArray) headings = NULL;
	size_t head = strcspn(text, "\r\n");
	char separator = memchr(text, ',', head) || !memchr(text, ';', head) ? ',' : ';';
	unsigned at = 1;

	headings = read_record(&text, separator, &at);
	while (*text) {
		unsigned first = at;
		g_autoptr(GPtrArray) cells = read_record(&text, separator, &at);
		struct register_line *line;

		if (cells->len == 1 && !*(const char *)cells->pdata[0])
			continue;
		line = line_of(headings, cells, first, error);
		if (!line)
			return NULL;
		g_ptr_array_add(lines, line);
	}
	return g_steal_pointer(&lines);
}

static GPtrArray *parse_json(const char *text, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
	json_error_t where;
	json_t *root = json_loads(text, 0, &where), *row, *value;
	json_t *rows = json_is_array(root) ? root : json_object_get(root, "rows");
	bool good = json_is_array(rows);
	const char *key;
	size_t i;

	if (!good)
		invalid(error, root ? 1 : (unsigned)where.line,
			root ? "there are no \"rows\"" : where.text);
	json_array_foreach(rows, i, row)
	{
		struct register_line *line = g_new0(struct register_line, 1);

		line->at = (unsigned)i + 1;
		g_ptr_array_add(lines, line);
		json_object_foreach(row, key, value)
		{
			const char *written = json_is_null(value) ? "" : json_string_value(value);
			int column = column_of(key);

			if (good && column >= 0 && written)
				good = take(line, column, written, error);
		}
	}
	json_decref(root);
	return good ? g_steal_pointer(&lines) : NULL;
}

GPtrArray *register_parse(const char *text, size_t len, bool *csv, GError **error)
{
	static const char bom[] = "\xef\xbb\xbf";

	if (len > REGISTER_TEXT_MAX || memchr(text, '\0', len)) {
		invalid(error, 1,
			len > REGISTER_TEXT_MAX ? "the file is too large" : "it is no text");
		return NULL;
	}
	if (g_str_has_prefix(text, bom))
		text += strlen(bom);
	text += strspn(text, " \t\r\n");
	*csv = *text != '{' && *text != '[';
	return *csv ? parse_csv(text, error) : parse_json(text, error);
}
