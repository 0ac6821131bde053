/* SPDX-License-Identifier: MIT */
#include "app/register.h"

#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/register_text.h"
#include "app/sources.h"
#include "base/error.h"
#include "store/project.h"

static void row_free(void *data)
{
	struct register_row *row = data;

	g_free(row->subject);
	g_free(row->name);
	g_ptr_array_unref(row->domains);
	g_ptr_array_unref(row->open);
	source_note_clear(&row->note);
	g_free(row);
}

static struct register_row *row_find(const GPtrArray *rows, bool stream, const char *subject)
{
	for (guint i = 0; i < rows->len; i++) {
		struct register_row *row = rows->pdata[i];

		if (row->stream == stream && strcmp(row->subject, subject) == 0)
			return row;
	}
	return NULL;
}

/* The row that a line names; the document may show its subject cleaned. */
static struct register_row *row_named(const GPtrArray *rows, bool stream, const char *subject,
				      bool csv)
{
	struct register_row *found = row_find(rows, stream, subject);

	for (guint i = 0; !found && i < rows->len; i++) {
		struct register_row *row = rows->pdata[i];
		g_autofree char *echo = register_echo(row->subject, csv);

		if (row->stream == stream && strcmp(echo, subject) == 0)
			found = row;
	}
	return found;
}

/* The row of a subject, made if need be. */
static struct register_row *row_get(GPtrArray *rows, bool stream, const char *subject,
				    const char *name)
{
	struct register_row *row = row_find(rows, stream, subject);

	if (row)
		return row;
	row = g_new0(struct register_row, 1);
	row->stream = stream;
	row->subject = g_strdup(subject);
	row->name = g_strdup(name);
	row->domains = g_ptr_array_new_with_free_func(g_free);
	row->open = g_ptr_array_new_with_free_func(g_free);
	row->note.due = DAY_NONE;
	g_ptr_array_add(rows, row);
	return row;
}

static void fill(char **member, const char *text)
{
	if (!*member)
		*member = g_strdup(text);
}

static void note_fill(struct source_note *to, const struct source_note *from)
{
	fill(&to->owner, from->owner);
	fill(&to->account, from->account);
	fill(&to->task, from->task);
	fill(&to->note, from->note);
	if (to->due == DAY_NONE)
		to->due = from->due;
	to->vital |= from->vital;
}

static bool add_notes(struct app *app, const struct domain *domain, bool streams, GPtrArray *rows,
		      GError **error)
{
	g_autoptr(GHashTable) notes = store_notes(app->store, domain->id, streams, error);
	GHashTableIter iter;
	gpointer subject, note;

	if (!notes)
		return false;
	g_hash_table_iter_init(&iter, notes);
	while (g_hash_table_iter_next(&iter, &subject, &note))
		note_fill(&row_get(rows, streams, subject, subject)->note, note);
	return true;
}

static void add_source(GPtrArray *rows, const char *domain, const struct source *source)
{
	struct register_row *row;

	if (source_main(source)->verdict != VERDICT_LEGITIMATE &&
	    !row_find(rows, false, source->key))
		return;
	row = row_get(rows, false, source->key, source->name);
	g_free(row->name);
	row->name = g_strdup(source->name);
	g_ptr_array_add(row->domains, g_strdup(domain));
	if (source->fix)
		g_ptr_array_add(row->open, g_strdup(domain));
}

static void add_stream(GPtrArray *rows, const char *domain, const struct stream *stream)
{
	struct register_row *row;

	if (!stream->home && !row_find(rows, true, stream->name))
		return;
	row = row_get(rows, true, stream->name, stream->name);
	g_ptr_array_add(row->domains, g_strdup(domain));
	if (stream->broken)
		g_ptr_array_add(row->open, g_strdup(domain));
}

static bool add_domain(struct app *app, const struct domain *domain, GPtrArray *rows,
		       GError **error)
{
	struct source_table *table = app_sources(app, domain->name, NULL, error);

	if (!table)
		return false;
	for (guint i = 0; i < table->sources->len; i++)
		add_source(rows, domain->name, table->sources->pdata[i]);
	for (guint i = 0; i < table->streams->len; i++)
		add_stream(rows, domain->name, table->streams->pdata[i]);
	source_table_free(table);
	return true;
}

static gint by_subject(gconstpointer a, gconstpointer b)
{
	const struct register_row *x = *(struct register_row *const *)a;
	const struct register_row *y = *(struct register_row *const *)b;

	return x->stream != y->stream ? (int)x->stream - (int)y->stream
				      : strcmp(x->subject, y->subject);
}

GPtrArray *app_register(struct app *app, const char *customer, GError **error)
{
	g_autoptr(GPtrArray) domains = app_domains(app, customer, error);
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
	bool good = domains != NULL;

	for (guint i = 0; good && i < domains->len; i++)
		good = add_notes(app, domains->pdata[i], false, rows, error) &&
		       add_notes(app, domains->pdata[i], true, rows, error);
	for (guint i = 0; good && i < domains->len; i++)
		good = add_domain(app, domains->pdata[i], rows, error);
	g_ptr_array_sort(rows, by_subject);
	return good ? g_steal_pointer(&rows) : NULL;
}

/* INVALID; what is taken over. */
static bool invalid(GError **error, const struct register_line *line, char *what)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "register, line %u: %s", line->at,
		    what);
	g_free(what);
	return false;
}

/* What a line changes of its row; points into the line. */
static bool change_of(const struct register_line *line, const struct register_row *row, bool csv,
		      struct note_change *change, bool *differs, GError **error)
{
	const char *given[REGISTER_COLUMNS] = {0};

	*change = (struct note_change){.due = DAY_NONE, .vital = -1};
	*differs = false;
	for (enum register_column c = REGISTER_OWNER; c <= REGISTER_NOTE; c++) {
		g_autofree char *value = register_value(row, c), *back = NULL;

		if (!line->value[c] || strcmp(line->value[c], value) == 0)
			continue;
		back = register_echo(value, csv);
		if (strcmp(line->value[c], back) == 0)
			continue;
		given[c] = line->value[c];
		*differs = true;
	}
	change->owner = given[REGISTER_OWNER];
	change->account = given[REGISTER_ACCOUNT];
	change->task = given[REGISTER_TASK];
	change->note = given[REGISTER_NOTE];
	change->no_due = given[REGISTER_DUE] && !*given[REGISTER_DUE];
	if (given[REGISTER_DUE] && !change->no_due && !day_parse(given[REGISTER_DUE], &change->due))
		return invalid(
			error, line,
			g_strdup_printf("due \"%s\" is no day: YYYY-MM-DD", given[REGISTER_DUE]));
	if (!given[REGISTER_VITAL])
		return true;
	change->vital = g_ascii_strcasecmp(given[REGISTER_VITAL], "yes") == 0;
	if (!change->vital && *given[REGISTER_VITAL] &&
	    g_ascii_strcasecmp(given[REGISTER_VITAL], "no") != 0)
		return invalid(error, line,
			       g_strdup_printf("vital \"%s\" is neither yes nor no",
					       given[REGISTER_VITAL]));
	if (change->vital && !row->stream)
		return invalid(
			error, line,
			g_strdup_printf("%s is a source: only streams can be vital", row->subject));
	return true;
}

/* The domains that a row's note belongs to: a sender's to all of the customer's. */
static bool belongs(const struct register_row *row, const struct domain *domain)
{
	return !row->stream ||
	       g_ptr_array_find_with_equal_func(row->domains, domain->name, g_str_equal, NULL);
}

static bool apply(struct app *app, const GPtrArray *domains, const GPtrArray *rows,
		  const struct register_line *line, bool csv, unsigned *changed, GError **error)
{
	const char *kind = line->value[REGISTER_KIND], *subject = line->value[REGISTER_SUBJECT];
	const struct register_row *row;
	struct note_change change;
	bool differs;

	if (!subject || !*subject)
		return invalid(error, line, g_strdup("it names no source"));
	row = row_named(rows, kind && strcmp(kind, "stream") == 0, subject, csv);
	if (!row)
		return invalid(
			error, line,
			g_strdup_printf("the customer has no source or stream \"%s\"", subject));
	if (!change_of(line, row, csv, &change, &differs, error))
		return false;
	for (guint i = 0; differs && i < domains->len; i++) {
		const struct domain *domain = domains->pdata[i];

		if (belongs(row, domain) &&
		    !note_apply(app, domain, row->subject, row->stream, &change, error))
			return false;
	}
	*changed += differs;
	return true;
}

bool app_register_read(struct app *app, const char *slug, const char *text, size_t len,
		       unsigned *n_rows, unsigned *changed, GError **error)
{
	bool csv, good;
	g_autoptr(GPtrArray) lines = register_parse(text, len, &csv, error);
	g_autoptr(GPtrArray) rows = lines ? app_register(app, slug, error) : NULL;
	g_autoptr(GPtrArray) domains = rows ? app_domains(app, slug, error) : NULL;
	struct customer *customer = domains ? app_customer(app, slug, error) : NULL;

	*changed = 0;
	good = customer && write_begin(app, error);
	for (guint i = 0; good && i < lines->len; i++)
		good = apply(app, domains, rows, lines->pdata[i], csv, changed, error);
	if (customer)
		good = good ? write_end(app, NULL, customer, "register", slug, NULL, error,
					"register read: %u of %u rows changed", *changed,
					lines->len)
			    : write_fail(app);
	*n_rows = good ? lines->len : 0;
	g_clear_pointer(&customer, customer_free);
	return good;
}
