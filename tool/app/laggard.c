/* SPDX-License-Identifier: MIT */
#include "app/laggard.h"

#include <string.h>

#include "app/check.h"
#include "app/context.h"
#include "store/workflow.h"

#define VALUE_SHOWN "200" /* octets of a value in a sentence, at most */

struct laggard *laggard_new(const struct look_server *server, const struct ticket_change *change,
			    const char *value, uint32_t newest, int64_t now)
{
	struct laggard *laggard = g_new0(struct laggard, 1);
	bool answered = server->status <= LOOK_STATUS_NODATA;

	laggard->server = g_strdup(server->server);
	laggard->address = g_strdup(server->address);
	laggard->name = g_strdup(change->name);
	laggard->type = g_strdup(change->type);
	laggard->status = server->status;
	laggard->value = g_strdup(value);
	laggard->serial = server->serial;
	laggard->newest = newest;
	laggard->since = now;
	laggard->until = answered ? now + server->ttl : TIME_NONE;
	return laggard;
}

struct laggard *laggard_gone(const struct ticket_change *change, int64_t now)
{
	struct laggard *laggard = g_new0(struct laggard, 1);

	laggard->address = g_strdup("");
	laggard->name = g_strdup(change->name);
	laggard->type = g_strdup(change->type);
	laggard->status = LOOK_STATUS_NODATA;
	laggard->since = now;
	laggard->until = TIME_NONE;
	return laggard;
}

bool laggard_is_gone(const struct laggard *laggard)
{
	return !laggard->server && !*laggard->address;
}

bool laggard_is_settled(const struct laggard *laggard, int64_t now)
{
	return laggard_is_gone(laggard) && laggard->since + LOOK_AGAIN <= now;
}

static char *gone_text(const struct laggard *laggard)
{
	g_autofree char *since = time_format(laggard->since);
	g_autofree char *again = time_format(laggard->since + LOOK_AGAIN);

	return g_strdup_printf(
		"no name server has the old %s at %s any more: seen first %s, and certain "
		"by a second look after %s",
		laggard->type, laggard->name, since, again);
}

static void append_answer(GString *out, const struct laggard *laggard)
{
	if (laggard->status == LOOK_STATUS_BOGUS)
		g_string_append_printf(out, "refuses the answer for %s as bogus", laggard->name);
	else if (laggard->status == LOOK_STATUS_UNREACHABLE)
		g_string_append_printf(out, "cannot be asked for %s: this host has no way there",
				       laggard->name);
	else if (laggard->status != LOOK_STATUS_OK)
		g_string_append_printf(out, "answers %s for %s", look_status_name(laggard->status),
				       laggard->name);
	else if (laggard->value)
		g_string_append_printf(out, "%s \"%." VALUE_SHOWN "s\" at %s",
				       laggard->server ? "serves" : "still has", laggard->value,
				       laggard->name);
	else
		g_string_append_printf(out, "has no such record at %s", laggard->name);
}

static GString *begin_text(const struct laggard *laggard)
{
	GString *out = g_string_new(NULL);

	if (laggard->server)
		g_string_append_printf(out, "%s (%s) ", laggard->server, laggard->address);
	else
		g_string_append_printf(out, "resolver %s ", laggard->address);
	return out;
}

char *laggard_kept_text(const struct laggard *laggard)
{
	g_autofree char *since = time_format(laggard->since);
	GString *out;

	if (laggard_is_gone(laggard))
		return gone_text(laggard);
	out = begin_text(laggard);
	g_string_append_printf(out, "does not serve the new %s at %s; behind since %s",
			       laggard->type, laggard->name, since);
	return g_string_free(out, FALSE);
}

char *laggard_text(const struct laggard *laggard)
{
	g_autofree char *since = time_format(laggard->since), *until = time_format(laggard->until);
	GString *out;

	if (laggard_is_gone(laggard))
		return gone_text(laggard);
	out = begin_text(laggard);
	append_answer(out, laggard);
	if (laggard->serial)
		g_string_append_printf(out, " with serial %u", laggard->serial);
	if (laggard->serial && laggard->serial != laggard->newest)
		g_string_append_printf(out, ", where the newest is %u", laggard->newest);
	g_string_append_printf(out, "; behind since %s", since);
	if (*until)
		g_string_append_printf(out, "; %s keeps that until %s",
				       laggard->server ? "who asked it now" : "it", until);
	return g_string_free(out, FALSE);
}

static gboolean is_same_laggard(gconstpointer one, gconstpointer other)
{
	const struct laggard *a = one, *b = other;

	return g_strcmp0(a->server, b->server) == 0 && strcmp(a->address, b->address) == 0 &&
	       strcmp(a->name, b->name) == 0 && strcmp(a->type, b->type) == 0;
}

/*
 * Inside a begun write. What was known keeps its since, the rest is added, and what is no more is
 * ended; *changed: anything but the first.
 */
static bool compare(struct app *app, const char *ticket, const GPtrArray *laggards,
		    GPtrArray *known, bool *changed, GError **error)
{
	for (guint i = 0; i < laggards->len; i++) {
		struct laggard *laggard = laggards->pdata[i];
		guint at;

		if (g_ptr_array_find_with_equal_func(known, laggard, is_same_laggard, &at)) {
			laggard->since = ((const struct laggard *)known->pdata[at])->since;
			g_ptr_array_remove_index_fast(known, at);
		} else if (!store_laggard_add(app->store, ticket, laggard, error)) {
			return false;
		} else {
			*changed = true;
		}
	}
	for (guint i = 0; i < known->len; i++)
		if (!store_laggard_end(app->store, ticket, known->pdata[i], error))
			return false;
	*changed = *changed || known->len > 0;
	return true;
}

static bool note_looked(struct app *app, const struct ticket *ticket, guint behind, GError **error)
{
	const struct ticket_domain *first = ticket->domains->pdata[0];
	struct domain domain = {.id = first->id,
				.name = first->name,
				.customer_id = ticket->customer_id,
				.customer = ticket->customer};
	struct note note = {.domain = &domain, .action = "ticket behind", .subject = ticket->id};

	return write_note(app, &note, error, "%u servers and resolvers do not serve %s yet", behind,
			  ticket->id);
}

bool laggards_keep(struct app *app, const struct ticket *ticket, const GPtrArray *laggards,
		   GError **error)
{
	g_autoptr(GPtrArray) known = NULL;
	bool changed = false;

	if (!write_begin(app, error))
		return false;
	known = store_laggards(app->store, ticket->id, error);
	if (!known || !compare(app, ticket->id, laggards, known, &changed, error))
		return write_fail(app);
	if (!changed) {
		write_fail(app);
		return true;
	}
	if (note_looked(app, ticket, laggards->len, error) && write_commit(app, error))
		return true;
	return write_fail(app);
}
