/* SPDX-License-Identifier: MIT */
/* Publishing by DNS update: the ticket says what, the config says who may. */
#include <string.h>

#include "app/context.h"
#include "app/ticket.h"
#include "base/error.h"
#include "dns/update.h"

void ticket_push_free(struct ticket_push *push)
{
	if (!push)
		return;
	g_clear_pointer(&push->ticket, ticket_free);
	g_free(push->zone);
	g_free(push->server);
	g_free(push->key);
	g_free(push->script);
	g_free(push);
}

/* Nothing is asked or sent for a ticket that could not be published; as it would be then. */
static struct ticket *rehearse(struct app *app, const char *id, const char *note,
			       const char *override, GError **error)
{
	bool dry_run = app->dry_run;
	struct ticket *ticket;

	if (app->dns.offline) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s cannot be pushed with --offline; leave it out, or note what was "
			    "done elsewhere without --push",
			    id);
		return NULL;
	}
	app->dry_run = true;
	ticket = app_ticket_publish(app, id, 0, note, override, error);
	app->dry_run = dry_run;
	return ticket;
}

/* The one zone that holds every name of the ticket; newly allocated. */
static char *zone_of(struct dns *dns, const struct ticket *ticket, struct progress *progress,
		     GError **error)
{
	g_autofree char *apex = NULL;

	for (guint i = 0; i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];
		struct dns_zone zone;
		bool found = dns_find_zone(dns, change->name, &zone, progress);
		bool same = found && (!apex || strcmp(apex, zone.apex) == 0);

		if (!found)
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
				    "the zone of %s is not found (%s); nothing was sent",
				    change->name, look_status_name(zone.status));
		else if (!same)
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
				    "%s changes two zones, %s and %s, which no update can do at "
				    "once; publish it by hand",
				    ticket->id, apex, zone.apex);
		else if (!apex)
			apex = g_steal_pointer(&zone.apex);
		dns_zone_clear(&zone);
		if (!same)
			return NULL;
	}
	return g_steal_pointer(&apex);
}

static const struct update_key *key_for(const struct app *app, const char *zone, GError **error)
{
	const GPtrArray *keys = app->config.keys;

	for (guint i = 0; i < keys->len; i++) {
		const struct update_key *key = keys->pdata[i];

		for (guint k = 0; k < key->zones->len; k++)
			if (g_ascii_strcasecmp(key->zones->pdata[k], zone) == 0)
				return key;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "no key of %s may change the zone %s; name the zone under keys:, or publish by "
		    "hand",
		    app->config_file, zone);
	return NULL;
}

static char *primary_of(struct dns *dns, const struct update_key *key, const char *zone,
			struct progress *progress, GError **error)
{
	char *server = key->server ? g_strdup(key->server) : dns_find_primary(dns, zone, progress);

	if (!server)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "the primary that the SOA of %s names has no address; give the key %s "
			    "a server:",
			    zone, key->name);
	return server;
}

static struct update *update_of(struct dns *dns, const struct ticket_push *push,
				struct progress *progress, GError **error)
{
	const GPtrArray *changes = push->ticket->changes;
	g_autofree struct update_change *list = g_new0(struct update_change, changes->len);

	for (guint i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];

		list[i] = (struct update_change){
			.name = change->name,
			.type = change->type,
			.old = change->old,
			.new = change->new,
			.ttl = change->ttl,
		};
	}
	return update_new(dns, push->zone, push->server, list, changes->len, progress, error);
}

/* Makes the update, and sends it where there is something to send. */
static bool push_update(struct dns *dns, struct ticket_push *push,
			const struct update_signer *signer, struct progress *progress,
			GError **error)
{
	struct update *update = update_of(dns, push, progress, error);
	bool done = update;

	if (update && !update_is_empty(update)) {
		push->script = update_text(update, signer);
		done = !push->sent || update_send(dns, update, signer, progress, error);
	}
	update_free(update);
	return done;
}

/* Finds out who is to be told, and tells them. */
static bool push_changes(struct app *app, struct dns *dns, struct ticket_push *push,
			 struct progress *progress, GError **error)
{
	const struct update_key *key;
	g_autofree char *secret = NULL;
	struct update_signer signer;

	push->zone = zone_of(dns, push->ticket, progress, error);
	key = push->zone ? key_for(app, push->zone, error) : NULL;
	secret = key ? update_secret_read(key, error) : NULL;
	push->server = secret ? primary_of(dns, key, push->zone, progress, error) : NULL;
	if (!push->server)
		return false;
	push->key = g_strdup(key->name);
	signer = (struct update_signer){key->name, update_algorithms[key->algorithm], secret};
	return push_update(dns, push, &signer, progress, error);
}

/* Notes in the state what DNS has already; the ticket as it is then. */
static bool publish(struct app *app, struct ticket_push *push, const char *note,
		    const char *override, GError **error)
{
	g_autofree char *how = push->script ? g_strdup_printf("by DNS update at %s with the key %s",
							      push->server, push->key)
					    : g_strdup_printf("%s serves it already", push->server);
	g_autofree char *whole = note && *note ? g_strdup_printf("%s: %s", how, note) : NULL;
	struct ticket *ticket =
		app_ticket_publish(app, push->ticket->id, 0, whole ? whole : how, override, error);

	if (!ticket && push->script)
		g_prefix_error(error,
			       "DNS is changed, but the ticket is not; `ticket publish %s` notes "
			       "it: ",
			       push->ticket->id);
	if (!ticket)
		return false;
	ticket_free(push->ticket);
	push->ticket = ticket;
	return true;
}

/* Nothing was done: the ticket as it is, in place of what it would have become. */
static bool leave(struct app *app, struct ticket_push *push, GError **error)
{
	struct ticket *ticket = app_ticket(app, push->ticket->id, error);

	if (!ticket)
		return false;
	ticket_free(push->ticket);
	push->ticket = ticket;
	return true;
}

struct ticket_push *app_ticket_push(struct app *app, const char *id, bool send, const char *note,
				    const char *override, struct progress *progress, GError **error)
{
	struct ticket_push *push = g_new0(struct ticket_push, 1);
	struct dns *dns = NULL;
	bool done = false;

	push->sent = send && !app->dry_run;
	push->ticket = rehearse(app, id, note, override, error);
	if (push->ticket)
		dns = dns_new(&app->dns, error);
	if (dns)
		done = push_changes(app, dns, push, progress, error) &&
		       (push->sent ? publish(app, push, note, override, error)
				   : leave(app, push, error));
	dns_free(dns);
	if (!done)
		g_clear_pointer(&push, ticket_push_free);
	return push;
}
