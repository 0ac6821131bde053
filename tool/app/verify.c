/* SPDX-License-Identifier: MIT */
/* Is a ticket's new value at every authoritative server, and who is behind? */
#include <string.h>

#include "app/context.h"
#include "app/laggard.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "dns/dns.h"
#include "store/workflow.h"

void ticket_verification_free(struct ticket_verification *verification)
{
	if (!verification)
		return;
	g_clear_pointer(&verification->ticket, ticket_free);
	g_ptr_array_unref(verification->servers);
	g_ptr_array_unref(verification->behind);
	g_ptr_array_unref(verification->laggards);
	g_free(verification);
}

static enum dns_type type_of(const char *type)
{
	return strcmp(type, "MX") == 0	    ? DNS_TYPE_MX
	       : strcmp(type, "CNAME") == 0 ? DNS_TYPE_CNAME
					    : DNS_TYPE_TXT;
}

static bool holds(const GPtrArray *values, const char *value)
{
	for (guint i = 0; i < values->len; i++)
		if (strcmp(values->pdata[i], value) == 0)
			return true;
	return false;
}

/*
 * May the value not stand beside the new ones? TXT records of another kind may; and where all is to
 * go, what a wildcard answers there (wild: char *).
 */
static bool is_in_the_way(const struct ticket_change *change, const char *value,
			  const GPtrArray *wild)
{
	if (holds(change->new, value))
		return false;
	if (change->new->len == 0 && holds(wild, value) && !holds(change->old, value))
		return false;
	return strcmp(change->type, "TXT") != 0 || dns_has_kind(change->old, value) ||
	       dns_has_kind(change->new, value);
}

/* What a server serves that is to go, or NULL. */
static const char *value_in_the_way(const struct look_server *server,
				    const struct ticket_change *change, const GPtrArray *wild)
{
	for (guint i = 0; i < server->txt->len; i++)
		if (is_in_the_way(change, server->txt->pdata[i], wild))
			return server->txt->pdata[i];
	return NULL;
}

static bool server_matches(const struct look_server *server, const struct ticket_change *change,
			   const GPtrArray *wild)
{
	if (server->status > LOOK_STATUS_NODATA || value_in_the_way(server, change, wild))
		return false;
	for (guint i = 0; i < change->new->len; i++)
		if (!holds(server->txt, change->new->pdata[i]))
			return false;
	return true;
}

/* What a wildcard answers at a name where all is to go: char *, of any server. */
static GPtrArray *wild_values(struct dns *dns, const struct ticket_change *change, const char *apex,
			      struct progress *progress)
{
	GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
	struct dns_verification seen;

	if (change->new->len > 0)
		return values;
	dns_verify_beside(dns, change->name, type_of(change->type), apex, &seen, progress);
	for (guint i = 0; i < seen.servers->len; i++) {
		const GPtrArray *txt = ((struct look_server *)seen.servers->pdata[i])->txt;

		for (guint k = 0; k < txt->len; k++)
			g_ptr_array_add(values, g_strdup(txt->pdata[k]));
	}
	dns_verification_clear(&seen);
	return values;
}

/* Serials go round (RFC 1982). */
static uint32_t newest_serial(const GPtrArray *servers)
{
	uint32_t newest = 0;

	for (guint i = 0; i < servers->len; i++) {
		uint32_t serial = ((const struct look_server *)servers->pdata[i])->serial;

		if (serial && (!newest || (int32_t)(serial - newest) > 0))
			newest = serial;
	}
	return newest;
}

/* Is the resolver (ADDR or ADDR:PORT) one of the authoritative servers, and told of already? */
static bool is_among(const struct look_server *resolver, const GPtrArray *servers)
{
	for (guint i = 0; i < servers->len; i++) {
		const char *address = ((struct look_server *)servers->pdata[i])->address;
		size_t len = strlen(address);

		if (len && strncmp(resolver->address, address, len) == 0 &&
		    (!resolver->address[len] || resolver->address[len] == ':'))
			return true;
	}
	return false;
}

/*
 * Has this host no way to it, while another address of the same name server can be asked? Then that
 * one speaks for it.
 */
static bool is_spoken_for(const struct look_server *server, const GPtrArray *servers)
{
	for (guint i = 0; server->status == LOOK_STATUS_UNREACHABLE && i < servers->len; i++) {
		const struct look_server *other = servers->pdata[i];

		if (other->status != LOOK_STATUS_UNREACHABLE &&
		    strcmp(other->server, server->server) == 0)
			return true;
	}
	return false;
}

/*
 * One change at every authoritative server and every resolver; resolvers may hold the old value for
 * its TTL.
 */
static bool verify_change(struct dns *dns, const struct ticket_change *change, int64_t now,
			  struct ticket_verification *out, struct progress *progress)
{
	g_autoptr(GPtrArray) wild = NULL;
	struct dns_verification seen = {0};
	uint32_t newest;
	bool matches;

	dns_verify(dns, change->name, type_of(change->type), &seen, progress);
	wild = wild_values(dns, change, seen.zone.apex, progress);
	newest = newest_serial(seen.servers);
	matches = seen.servers->len > 0;
	if (!matches)
		g_ptr_array_add(out->behind,
				g_strdup_printf("no authoritative server of %s was found: %s",
						change->name, look_status_name(seen.zone.status)));
	for (guint i = 0; i < seen.servers->len + seen.resolvers->len; i++) {
		bool authoritative = i < seen.servers->len;
		struct look_server *server = authoritative
						     ? seen.servers->pdata[i]
						     : seen.resolvers->pdata[i - seen.servers->len];

		if (server_matches(server, change, wild) ||
		    (authoritative ? is_spoken_for(server, seen.servers)
				   : is_among(server, seen.servers)))
			continue;
		g_ptr_array_add(out->laggards,
				laggard_new(server, change, value_in_the_way(server, change, wild),
					    newest, now));
		matches = matches && !authoritative;
	}
	if (matches && change->new->len == 0)
		g_ptr_array_add(out->laggards, laggard_gone(change, now));
	g_ptr_array_extend_and_steal(out->servers, g_steal_pointer(&seen.servers));
	g_ptr_array_extend_and_steal(out->servers, g_steal_pointer(&seen.resolvers));
	dns_verification_clear(&seen);
	return matches;
}

/* Until when somebody may be given the old value, as far as that is known. */
static int64_t old_until(const struct ticket_verification *v)
{
	int64_t until = v->ticket->effect_latest;

	for (guint i = 0; i < v->laggards->len; i++)
		until = MAX(until, ((const struct laggard *)v->laggards->pdata[i])->until);
	return until;
}

/* What is gone and counts as that holds nothing up; what was seen to be once does. */
static void settle_gone(struct ticket_verification *v, int64_t now)
{
	for (guint i = v->laggards->len; i-- > 0;) {
		const struct laggard *laggard = v->laggards->pdata[i];

		if (laggard_is_settled(laggard, now))
			g_ptr_array_remove_index(v->laggards, i);
		else if (laggard_is_gone(laggard))
			v->matches = false;
	}
}

/* Asks for every change of the ticket, and tells who is behind. */
static bool look_around(struct app *app, struct ticket_verification *v, struct progress *progress,
			GError **error)
{
	struct dns *dns = dns_new(&app->dns, error);

	if (!dns)
		return false;
	v->matches = true;
	for (guint i = 0; i < v->ticket->changes->len; i++)
		v->matches = verify_change(dns, v->ticket->changes->pdata[i],
					   clock_now(&app->clock), v, progress) &&
			     v->matches;
	dns_free(dns);
	if (progress_cancelled(progress)) {
		g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED, "stopped");
		return false;
	}
	if (!app->dns.offline && !laggards_keep(app, v->ticket, v->laggards, error))
		return false;
	settle_gone(v, clock_now(&app->clock));
	for (guint i = 0; i < v->laggards->len; i++)
		g_ptr_array_add(v->behind, laggard_text(v->laggards->pdata[i]));
	v->old_until = old_until(v);
	return true;
}

/* What was verified is what the next gate and ticket rest on; a failure leaves the older look. */
static void look_again(struct app *app, const struct ticket *ticket, struct progress *progress)
{
	g_autofree char **names = g_new0(char *, ticket->domains->len + 1);
	GPtrArray *looks;

	for (guint i = 0; i < ticket->domains->len; i++)
		names[i] = ((struct ticket_domain *)ticket->domains->pdata[i])->name;
	looks = app->dry_run ? NULL : app_check_domains(app, names, progress, NULL);
	g_clear_pointer(&looks, g_ptr_array_unref);
}

struct ticket_verification *app_ticket_verify(struct app *app, const char *id,
					      struct progress *progress, GError **error)
{
	struct ticket_verification *v = g_new0(struct ticket_verification, 1);
	struct ticket *moved;
	enum ticket_state next;
	const char *why = NULL;

	v->servers = g_ptr_array_new_with_free_func((GDestroyNotify)look_server_free);
	v->behind = g_ptr_array_new_with_free_func(g_free);
	v->laggards = g_ptr_array_new_with_free_func((GDestroyNotify)laggard_free);
	v->ticket = app_ticket(app, id, error);
	if (!v->ticket)
		goto fail;
	if (!ticket_next(v->ticket->state, TICKET_ACTION_VERIFY, &next, &why)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s cannot be verified: %s", id, why);
		goto fail;
	}
	if (!look_around(app, v, progress, error))
		goto fail;
	if (!v->matches)
		return v;
	moved = ticket_settle(app, v->ticket, TICKET_ACTION_VERIFY,
			      v->ticket->kind == TICKET_KIND_DELETE
				      ? "no authoritative server serves what was to go"
				      : "every authoritative server serves the new value",
			      error);
	if (!moved)
		goto fail;
	ticket_free(v->ticket);
	v->ticket = moved;
	look_again(app, moved, progress);
	return v;
fail:
	ticket_verification_free(v);
	return NULL;
}

GPtrArray *app_ticket_behind(struct app *app, const struct ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) laggards = store_laggards(app->store, ticket->id, error);
	GPtrArray *behind = laggards ? g_ptr_array_new_with_free_func(g_free) : NULL;

	for (guint i = 0; laggards && i < laggards->len; i++)
		if (!laggard_is_settled(laggards->pdata[i], clock_now(&app->clock)))
			g_ptr_array_add(behind, laggard_kept_text(laggards->pdata[i]));
	return behind;
}

char *record_before(struct app *app, const struct domain *domain, GError **error)
{
	g_autoptr(GPtrArray) tickets = store_tickets(app->store, 0, domain->id, error);

	for (guint i = 0; tickets && i < tickets->len; i++) {
		const struct ticket *ticket = tickets->pdata[i];
		const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);

		if (!change || (ticket->state != TICKET_STATE_VERIFIED &&
				ticket->state != TICKET_STATE_CONFIRMED))
			continue;
		return change->old->len == 1 ? g_strdup(change->old->pdata[0]) : NULL;
	}
	return NULL;
}
