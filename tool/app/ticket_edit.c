/* SPDX-License-Identifier: MIT */
/* What a ticket asks for, changed by hand: one record, or all of them as a sheet of lines. */
#include <string.h>

#include <glib/gstdio.h>

#include "app/context.h"
#include "app/ticket.h"
#include "base/error.h"
#include "base/name.h"
#include "dmarc/record.h"
#include "rollout/ticket.h"

#define SHEET_MAX 65536	     /* octets of an edited sheet */
#define TTL_MAX	  2147483647 /* RFC 2181, 8 */

/* Can it stand in a line of its own, and be read back from there? */
static bool is_line(const char *value)
{
	const char *c = value;

	while (g_ascii_isprint(*c))
		c++;
	return *value && !*c && *value != ' ' && c[-1] != ' ';
}

/* As the ticket is. Newly allocated. */
static char *fresh_sheet(const struct ticket *ticket)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text,
			       "# Ticket %s: one line for each record that is wanted, NAME TTL "
			       "TYPE VALUE.\n"
			       "# Change what they say, add records to a name, or take some out. "
			       "Lines with # are not read.\n",
			       ticket->id);
	for (guint i = 0; i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];

		for (guint k = 0; k < change->new->len; k++) {
			const char *value = change->new->pdata[k];

			if (is_line(value))
				g_string_append_printf(text, "%s %u %s %s\n", change->name,
						       change->ttl, change->type, value);
			else
				g_string_append_printf(text,
						       "# %s %s: a value that no line can hold "
						       "stays as it is\n",
						       change->name, change->type);
		}
	}
	return g_string_free(text, FALSE);
}

/* Where a sheet is kept that was not taken. Newly allocated. */
static char *kept_path(const struct app *app, const char *id)
{
	g_autofree char *file = g_strconcat(id, ".edit", NULL);

	return g_build_filename(app->state_dir, "tickets", file, NULL);
}

char *app_ticket_sheet(const struct app *app, const struct ticket *ticket)
{
	g_autofree char *path = kept_path(app, ticket->id);
	char *kept = NULL;

	return g_file_get_contents(path, &kept, NULL, NULL) ? kept : fresh_sheet(ticket);
}

bool app_ticket_keep_sheet(const struct app *app, const char *id, const char *sheet)
{
	g_autofree char *path = kept_path(app, id), *dir = g_path_get_dirname(path);

	return g_mkdir_with_parents(dir, 0700) == 0 &&
	       g_file_set_contents_full(path, sheet, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
					NULL);
}

/* What somebody wrote is not lost by a refusal, which says where it is. */
static void say_kept(const struct app *app, const char *id, GError **error)
{
	g_autofree char *path = kept_path(app, id);
	GError *whole = g_error_new((*error)->domain, (*error)->code,
				    "%s; what you wrote is kept in %s, and the next edit begins "
				    "with it",
				    (*error)->message, path);

	g_clear_error(error);
	*error = whole;
}

static void drop_sheet(const struct app *app, const char *id)
{
	g_autofree char *path = kept_path(app, id);

	if (!app->dry_run)
		g_unlink(path);
}

static struct ticket_change *change_at(const struct ticket *ticket, const char *name,
				       const char *type)
{
	for (guint i = 0; i < ticket->changes->len; i++) {
		struct ticket_change *change = ticket->changes->pdata[i];

		if (g_ascii_strcasecmp(change->name, name) == 0 &&
		    g_ascii_strcasecmp(change->type, type) == 0)
			return change;
	}
	return NULL;
}

static bool take_line(const struct ticket *ticket, char *line, unsigned number, GError **error)
{
	char *word[3], *rest = line;
	struct ticket_change *change;
	guint64 ttl;

	for (size_t i = 0; i < G_N_ELEMENTS(word); i++) {
		word[i] = rest;
		rest += strcspn(rest, " \t");
		if (*rest)
			*rest++ = '\0';
		rest += strspn(rest, " \t");
	}
	if (!*rest || !g_ascii_string_to_unsigned(word[1], 10, 0, TTL_MAX, &ttl, NULL)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "line %u is not NAME TTL TYPE VALUE", number);
		return false;
	}
	change = change_at(ticket, word[0], word[2]);
	if (!change) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "line %u: the ticket changes no %s record at %s; only what it changes "
			    "can be edited",
			    number, word[2], word[0]);
		return false;
	}
	change->ttl = (uint32_t)ttl;
	g_ptr_array_add(change->new, g_strdup(rest));
	return true;
}

static void drop_lines(const struct ticket *ticket)
{
	for (guint i = 0; i < ticket->changes->len; i++) {
		GPtrArray *new = ((struct ticket_change *)ticket->changes->pdata[i])->new;

		for (guint k = new->len; k-- > 0;)
			if (is_line(new->pdata[k]))
				g_ptr_array_remove_index(new, k);
	}
}

static bool take_sheet(const struct ticket *ticket, const char *sheet, GError **error)
{
	g_auto(GStrv) lines = NULL;
	bool done = true;

	if (strlen(sheet) > SHEET_MAX) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
			    "what was edited is larger than %d octets", SHEET_MAX);
		return false;
	}
	lines = g_strsplit(sheet, "\n", -1);
	drop_lines(ticket);
	for (unsigned i = 0; done && lines[i]; i++) {
		g_strstrip(lines[i]);
		if (*lines[i] && *lines[i] != '#')
			done = take_line(ticket, lines[i], i + 1, error);
	}
	return done;
}

static bool is_spf(const char *value)
{
	return g_ascii_strncasecmp(value, "v=spf1", strlen("v=spf1")) == 0;
}

/* "10 mail.shop.example", "0 ." */
static bool is_exchange(const char *value)
{
	g_auto(GStrv) words = g_strsplit(value, " ", 3);
	g_autofree char *name = NULL;

	if (g_strv_length(words) != 2 ||
	    !g_ascii_string_to_unsigned(words[0], 10, 0, UINT16_MAX, NULL, NULL))
		return false;
	name = strcmp(words[1], ".") == 0 ? g_strdup(".") : name_from_user(words[1], NULL);
	return name != NULL;
}

/* What keeps a set of records from being published, or NULL. */
static const char *fault_of(const struct ticket_change *change)
{
	unsigned spf = 0;

	for (guint i = 0; i < change->new->len; i++) {
		const char *value = change->new->pdata[i];
		guint first;

		spf += is_spf(value);
		if (g_ptr_array_find_with_equal_func(change->new, value, g_str_equal, &first) &&
		    first < i)
			return "stands there twice";
		if (strcmp(change->type, "MX") == 0 && !is_exchange(value))
			return "has a line that is not PREFERENCE HOST";
	}
	return spf > 1 ? "has more than one SPF record, which is none" : NULL;
}

/* asked: it asked for records before; a change that takes a record out stays one. */
static bool may_ask(const struct ticket_change *change, bool asked, GError **error)
{
	bool dmarc = g_str_has_prefix(change->name, "_dmarc.");
	const char *fault = fault_of(change);

	if (asked && !change->new->len)
		fault = "has no line left; withdraw the ticket if it is not wanted";
	else if (!asked && change->new->len)
		fault = "is to go; withdraw the ticket if it is to stay, and draft another for a "
			"new value";
	else if (dmarc && change->new->len > 1)
		fault = "has more than one record, and receivers would apply none";
	if (!fault)
		return !dmarc || !change->new->len || is_publishable(change->new->pdata[0], error);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "%s %s %s", change->name,
		    change->type, fault);
	return false;
}

struct revision {
	const char *value; /* of the first change, or NULL */
	const char *sheet; /* of all of them */
	bool force;
};

static bool is_changed(const struct ticket *ticket, const char *sheet, GError **error)
{
	g_autofree char *fresh = g_strstrip(fresh_sheet(ticket));
	g_autofree char *edited = g_strstrip(g_strdup(sheet));

	if (*edited && strcmp(edited, fresh) != 0)
		return true;
	g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
			    "nothing was changed in the editor");
	return false;
}

static bool revise(const struct ticket *ticket, const struct revision *revision, GError **error)
{
	struct ticket_change *first = ticket->changes->pdata[0];

	if (!revision->value)
		return is_changed(ticket, revision->sheet, error) &&
		       take_sheet(ticket, revision->sheet, error);
	g_ptr_array_set_size(first->new, 0);
	g_ptr_array_add(first->new, g_strdup(revision->value));
	return true;
}

static bool edit(struct app *app, struct ticket *ticket, const void *arg, GError **error)
{
	const struct revision *revision = arg;
	g_autofree bool *asked = g_new(bool, ticket->changes->len);
	bool done;

	for (guint i = 0; i < ticket->changes->len; i++)
		asked[i] = ((struct ticket_change *)ticket->changes->pdata[i])->new->len > 0;
	done = revise(ticket, revision, error);
	for (guint i = 0; done && i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];

		done = may_ask(change, asked[i], error);
	}
	return done && ticket_bind_edited(app, ticket, revision->force, error);
}

static struct ticket *run(struct app *app, const char *id, unsigned seen,
			  const struct revision *revision, const char *note, GError **error)
{
	struct ticket_step step = {id, seen, TICKET_ACTION_EDIT, note, edit, revision};

	if (revision->force && !need_reason(note, "--force", error))
		return NULL;
	return ticket_move(app, &step, error);
}

struct ticket *app_ticket_edit(struct app *app, const char *id, unsigned seen, const char *value,
			       bool force, const char *note, GError **error)
{
	struct revision revision = {.value = value, .force = force};

	return run(app, id, seen, &revision, note, error);
}

/* Is it of a ticket, and more than what the ticket says already? */
static bool is_work(struct app *app, const char *id, const char *sheet)
{
	struct ticket *ticket = app_ticket(app, id, NULL);
	bool work = ticket && is_changed(ticket, sheet, NULL);

	g_clear_pointer(&ticket, ticket_free);
	return work;
}

struct ticket *app_ticket_edit_sheet(struct app *app, const char *id, unsigned seen,
				     const char *sheet, bool force, const char *note,
				     GError **error)
{
	struct revision revision = {.sheet = sheet, .force = force};
	GError *fault = NULL;
	struct ticket *ticket = run(app, id, seen, &revision, note, &fault);

	if (ticket || g_error_matches(fault, RAMPART_ERROR, RAMPART_ERROR_CANCELLED))
		drop_sheet(app, id);
	else if (is_work(app, id, sheet) && app_ticket_keep_sheet(app, id, sheet))
		say_kept(app, id, &fault);
	if (fault)
		g_propagate_error(error, fault);
	return ticket;
}
