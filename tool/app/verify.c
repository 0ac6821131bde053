/* SPDX-License-Identifier: MIT */
/* Is a ticket's new value at every authoritative server, and who is behind? */
#include <string.h>

#include "app/context.h"
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
	g_free(verification);
}

static enum dns_type type_of(const char *type)
{
	return strcmp(type, "MX") == 0	    ? DNS_TYPE_MX
	       : strcmp(type, "CNAME") == 0 ? DNS_TYPE_CNAME
					    : DNS_TYPE_TXT;
}

/* At a DMARC name other TXT records do not matter; elsewhere the value must be among them. */
static bool server_matches(const struct look_server *server, const struct ticket_change *change)
{
	bool dmarc = g_str_has_prefix(change->name, "_dmarc.");
	guint relevant = 0, found = 0;

	if (server->status > LOOK_STATUS_NODATA)
		return false;
	for (guint i = 0; i < server->txt->len; i++) {
		relevant += !dmarc || g_str_has_prefix(server->txt->pdata[i], "v=DMARC1");
		found += (guint)g_ptr_array_find_with_equal_func(change->new, server->txt->pdata[i],
								 g_str_equal, NULL);
	}
	return found == change->new->len && (!dmarc || relevant == change->new->len);
}

static void tell_behind(GPtrArray *behind, const struct look_server *server,
			const struct ticket_change *change)
{
	const char *who = server->server ? server->server : "resolver";

	g_ptr_array_add(
		behind,
		server->status == LOOK_STATUS_OK
			? g_strdup_printf("%s (%s) serves \"%s\" at %s", who, server->address,
					  server->txt->len ? (char *)server->txt->pdata[0] : "",
					  change->name)
			: g_strdup_printf("%s (%s) answers %s for %s", who, server->address,
					  look_status_name(server->status), change->name));
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

/* One change at every authoritative server and every resolver; resolvers may hold the old value for
 * its TTL. */
static bool verify_change(struct dns *dns, const struct ticket_change *change,
			  struct ticket_verification *out, struct progress *progress)
{
	struct dns_verification seen = {0};
	bool matches;

	dns_verify(dns, change->name, type_of(change->type), &seen, progress);
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

		if (server_matches(server, change) ||
		    (!authoritative && is_among(server, seen.servers)))
			continue;
		tell_behind(out->behind, server, change);
		matches = matches && !authoritative;
	}
	g_ptr_array_extend_and_steal(out->servers, g_steal_pointer(&seen.servers));
	g_ptr_array_extend_and_steal(out->servers, g_steal_pointer(&seen.resolvers));
	dns_verification_clear(&seen);
	return matches;
}

/* What was verified is what the next gate and ticket rest on; a failure leaves the older look. */
static void look_again(struct app *app, const char *domain, struct progress *progress)
{
	struct look *look = app->dry_run ? NULL : app_check(app, domain, progress, NULL);

	g_clear_pointer(&look, look_free);
}

struct ticket_verification *app_ticket_verify(struct app *app, const char *id,
					      struct progress *progress, GError **error)
{
	struct ticket_verification *v = g_new0(struct ticket_verification, 1);
	struct dns *dns = NULL;
	struct ticket *moved;
	enum ticket_state next;
	const char *why = NULL;

	v->servers = g_ptr_array_new_with_free_func((GDestroyNotify)look_server_free);
	v->behind = g_ptr_array_new_with_free_func(g_free);
	v->ticket = app_ticket(app, id, error);
	if (!v->ticket)
		goto fail;
	if (!ticket_next(v->ticket->state, TICKET_ACTION_VERIFY, &next, &why)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s cannot be verified: %s", id, why);
		goto fail;
	}
	dns = dns_new(&app->dns, error);
	if (!dns)
		goto fail;
	v->matches = true;
	for (guint i = 0; i < v->ticket->changes->len; i++)
		v->matches =
			verify_change(dns, v->ticket->changes->pdata[i], v, progress) && v->matches;
	dns_free(dns);
	if (!v->matches)
		return v;
	moved = ticket_settle(app, id, TICKET_ACTION_VERIFY,
			      "every authoritative server serves the new value", error);
	if (!moved)
		goto fail;
	ticket_free(v->ticket);
	v->ticket = moved;
	look_again(app, moved->domain, progress);
	return v;
fail:
	ticket_verification_free(v);
	return NULL;
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
