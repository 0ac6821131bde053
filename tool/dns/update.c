/* SPDX-License-Identifier: MIT */
#include "dns/update.h"

#include <string.h>

#include "base/error.h"
#include "dns/asker.h"
#include "dns/finding.h"
#include "dns/update_wire.h"

void update_free(struct update *update)
{
	if (!update)
		return;
	g_free(update->zone);
	g_free(update->server);
	ldns_rr_list_deep_free(update->prerequisites);
	ldns_rr_list_deep_free(update->changes);
	g_free(update);
}

bool update_is_empty(const struct update *update)
{
	return ldns_rr_list_rr_count(update->changes) == 0;
}

static bool holds(const GPtrArray *values, const char *value)
{
	for (guint i = 0; i < values->len; i++)
		if (strcmp(values->pdata[i], value) == 0)
			return true;
	return false;
}

/* May the record not stay beside what is wanted? Other TXT records may. */
static bool is_rival(const struct update_change *change, ldns_rr_type type, const char *value)
{
	return type != LDNS_RR_TYPE_TXT || dns_has_kind(change->old, value) ||
	       dns_has_kind(change->new, value);
}

/* served: a value found there, or NULL. */
static void set_changed(const struct update *update, const struct update_change *change,
			const char *served, GError **error)
{
	g_autofree char *found =
		served ? g_strdup_printf("\"%." SEEN "s\"", served) : g_strdup("absent");

	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE,
		    "%s %s at %s is %s, not the old value that the change rests on; nothing was "
		    "sent",
		    change->name, change->type, update->server, found);
}

/* Every record that is served must go on being served, or nothing may be (RFC 2136 2.4). */
static void require(struct update *update, const struct update_change *change, ldns_rr_type type,
		    const ldns_rr_list *present)
{
	bool alias = type == LDNS_RR_TYPE_CNAME; /* stands alone */

	for (size_t i = 0; i < ldns_rr_list_rr_count(present); i++) {
		ldns_rr *rr = ldns_rr_clone(ldns_rr_list_rr(present, i));

		ldns_rr_set_ttl(rr, 0);
		ldns_rr_list_push_rr(update->prerequisites, rr);
	}
	if (ldns_rr_list_rr_count(present) == 0)
		ldns_rr_list_push_rr(update->prerequisites,
				     update_rr_bare(change->name, alias ? LDNS_RR_TYPE_ANY : type,
						    LDNS_RR_CLASS_NONE, 0));
}

/* Adds the removal of a record (RFC 2136 2.5.4). */
static void take_out(struct update *update, const ldns_rr *present)
{
	ldns_rr *rr = ldns_rr_clone(present);

	ldns_rr_set_class(rr, LDNS_RR_CLASS_NONE);
	ldns_rr_set_ttl(rr, 0);
	ldns_rr_list_push_rr(update->changes, rr);
}

/*
 * Takes out the old values among what is served, and marks the wanted ones; false when something
 * else is in the way. *ttl becomes that of what stays.
 */
static bool take_out_old(struct update *update, const struct update_change *change,
			 ldns_rr_type type, const ldns_rr_list *present, GPtrArray *values,
			 uint32_t *ttl, GError **error)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(present); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(present, i);
		char *value = update_rr_value(rr);

		g_ptr_array_add(values, value);
		if (holds(change->new, value)) {
			*ttl = ldns_rr_ttl(rr);
		} else if (holds(change->old, value)) {
			take_out(update, rr);
		} else if (is_rival(change, type, value)) {
			set_changed(update, change, value, error);
			return false;
		} else {
			*ttl = ldns_rr_ttl(rr);
		}
	}
	return true;
}

/* Adds what is wanted and not served; false when DNS cannot carry it. */
static bool put_in_new(struct update *update, const struct update_change *change, ldns_rr_type type,
		       const GPtrArray *values, uint32_t ttl, GError **error)
{
	for (guint i = 0; i < change->new->len; i++) {
		const char *value = change->new->pdata[i];
		ldns_rr *rr;

		if (holds(values, value))
			continue;
		rr = update_rr_new(change->name, type, ttl, value);
		if (!rr) {
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
				    "%s %s \"%s\" is nothing that DNS can carry", change->name,
				    change->type, value);
			return false;
		}
		ldns_rr_list_push_rr(update->changes, rr);
	}
	return true;
}

/* Is the old value still there, or the new one already? */
static bool old_is_served(const struct update *update, const struct update_change *change,
			  const GPtrArray *values, GError **error)
{
	bool done = true, old = true;

	for (guint i = 0; i < change->new->len; i++)
		done = done && holds(values, change->new->pdata[i]);
	for (guint i = 0; i < change->old->len; i++)
		old = old && holds(values, change->old->pdata[i]);
	if (old || done)
		return true;
	set_changed(update, change, values->len > 0 ? values->pdata[0] : NULL, error);
	return false;
}

static bool add_change(struct update *update, const struct update_change *change, ldns_rr_type type,
		       const ldns_rr_list *present, GError **error)
{
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	size_t before = ldns_rr_list_rr_count(update->changes);
	uint32_t ttl = change->ttl;

	if (!take_out_old(update, change, type, present, values, &ttl, error) ||
	    !old_is_served(update, change, values, error) ||
	    !put_in_new(update, change, type, values, ttl, error))
		return false;
	if (ldns_rr_list_rr_count(update->changes) > before)
		require(update, change, type, present);
	return true;
}

/* The question for a name and type. */
static ldns_pkt *question_new(const char *name, ldns_rr_type type)
{
	ldns_rdf *rdf = ldns_dname_new_frm_str(name);
	ldns_pkt *packet = rdf ? ldns_pkt_query_new(rdf, type, LDNS_RR_CLASS_IN, 0) : NULL;

	if (packet)
		ldns_pkt_set_random_id(packet);
	return packet;
}

/* An answer is of use where it is the primary's own, and about the name itself. */
static bool is_useful(const struct update *update, const struct update_change *change,
		      ldns_rr_type type, const ldns_pkt *answer, GError **error)
{
	ldns_pkt_rcode rcode = ldns_pkt_get_rcode(answer);
	g_autoptr(GString) why = g_string_new(NULL);
	ldns_rr_list *alias;

	if (rcode != LDNS_RCODE_NOERROR && rcode != LDNS_RCODE_NXDOMAIN) {
		ldns_lookup_table *word = ldns_lookup_by_id(ldns_rcodes, (int)rcode);

		g_string_printf(why, "answers %s", word ? word->name : "with an unknown code");
	} else if (!ldns_pkt_aa(answer)) {
		g_string_assign(why, "is no authoritative server");
	}
	if (why->len > 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "%s %s for %s; nothing was sent", update->server, why->str,
			    change->name);
		return false;
	}
	alias = ldns_pkt_rr_list_by_type(answer, LDNS_RR_TYPE_CNAME, LDNS_SECTION_ANSWER);
	if (alias && type != LDNS_RR_TYPE_CNAME)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE,
			    "%s is an alias, and no %s can stand beside it; nothing was sent",
			    change->name, change->type);
	ldns_rr_list_deep_free(alias);
	return !alias || type == LDNS_RR_TYPE_CNAME;
}

/* The records of a name and type that the primary serves; NULL: it did not say. */
static ldns_rr_list *records_served(struct dns *dns, const struct update *update,
				    const struct update_change *change, ldns_rr_type type,
				    struct progress *progress, GError **error)
{
	ldns_pkt *question = question_new(change->name, type);
	struct update_reply reply = {0};
	ldns_rr_list *records = NULL;
	bool arrived;

	if (!question) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "%s is no DNS name",
			    change->name);
		return NULL;
	}
	if (update_transact(dns, update, question, &reply, &arrived, progress, error) &&
	    is_useful(update, change, type, reply.packet, error)) {
		records = ldns_pkt_rr_list_by_type(reply.packet, type, LDNS_SECTION_ANSWER);
		records = records ? records : ldns_rr_list_new();
	}
	ldns_pkt_free(question);
	update_reply_clear(&reply);
	return records;
}

static bool add_served_change(struct dns *dns, struct update *update,
			      const struct update_change *change, struct progress *progress,
			      GError **error)
{
	ldns_rr_type type = update_type(change->type);
	ldns_rr_list *present;
	bool added;

	if (!type) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "%s records such as %s are not pushed; change it by hand", change->type,
			    change->name);
		return false;
	}
	present = records_served(dns, update, change, type, progress, error);
	added = present && add_change(update, change, type, present, error);
	ldns_rr_list_deep_free(present);
	return added;
}

struct update *update_new(struct dns *dns, const char *zone, const char *server,
			  const struct update_change *changes, size_t n, struct progress *progress,
			  GError **error)
{
	struct update *update = g_new0(struct update, 1);
	bool whole;

	update->zone = g_strdup(zone);
	update->server = g_strdup(server);
	update->prerequisites = ldns_rr_list_new();
	update->changes = ldns_rr_list_new();
	whole = endpoint_parse(server, dns->port, &update->endpoint);
	if (!whole)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "server '%s' is no address; write it like 192.0.2.53 or "
			    "192.0.2.53:5353",
			    server);
	for (size_t i = 0; i < n && whole; i++)
		whole = add_served_change(dns, update, &changes[i], progress, error);
	if (!whole)
		g_clear_pointer(&update, update_free);
	return update;
}
