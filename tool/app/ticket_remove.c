/* SPDX-License-Identifier: MIT */
/* A ticket that takes a record out of DNS: a drained stream's old key, a record in a wrong place.
 */
#include <string.h>

#include "app/context.h"
#include "app/names.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "base/name.h"
#include "dns/dns.h"
#include "store/project.h"

#define DMARC_MARK "_dmarc."

/* What is to go, and what DNS serves there: every server the same. */
struct target {
	char *name;
	const char *type;
	enum dns_type dns_type;
	struct dns_verification seen;
	const struct look_server *served; /* of seen */
};

static void target_clear(struct target *target)
{
	g_free(target->name);
	dns_verification_clear(&target->seen);
}

/* NAME[/TYPE]; a name may begin with * and hold labels with an underscore. */
static bool target_parse(const char *text, struct target *target, GError **error)
{
	static const struct {
		const char *name;
		enum dns_type type;
	} types[] = {{"TXT", DNS_TYPE_TXT}, {"CNAME", DNS_TYPE_CNAME}, {"MX", DNS_TYPE_MX}};
	const char *slash = strrchr(text, '/'), *star = g_str_has_prefix(text, "*.") ? "*." : "";
	g_autofree char *name = slash ? g_strndup(text, (gsize)(slash - text)) : g_strdup(text);
	g_autofree char *rest = name_from_user(name + strlen(star), error);

	if (!rest)
		return false;
	target->name = g_strconcat(star, rest, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		if (g_ascii_strcasecmp(slash ? slash + 1 : types[0].name, types[i].name) != 0)
			continue;
		target->type = types[i].name;
		target->dns_type = types[i].type;
	}
	if (!target->type)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--delete %s: write NAME/TYPE with TXT, CNAME or MX, or NAME for a TXT "
			    "record",
			    text);
	return target->type;
}

/* Does each server that answers serve the same? *first is one of them. */
static bool servers_agree(const GPtrArray *servers, const struct look_server **first)
{
	*first = NULL;
	for (guint i = 0; i < servers->len; i++) {
		const struct look_server *server = servers->pdata[i];

		if (server->status > LOOK_STATUS_NODATA)
			continue;
		*first = *first ? *first : server;
		if (!values_are_same((*first)->txt, server->txt))
			return false;
	}
	return *first;
}

/* An alias is taken out as an alias: what stands at its end belongs to somebody else. */
static bool is_itself(const struct target *target, GError **error)
{
	const GPtrArray *chain = target->served->cname;

	if (chain->len == 0)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "%s is an alias of %s; `--delete %s/CNAME` takes the alias out", target->name,
		    (char *)chain->pdata[0], target->name);
	return false;
}

/*
 * What a wildcard answers stands at no such name (RFC 4592). A record of its own that says the very
 * same cannot be told from it, and taking it out would change no answer.
 */
static bool is_its_own(struct dns *dns, const struct target *target, struct progress *progress,
		       GError **error)
{
	struct dns_verification seen;
	const struct look_server *first;
	bool same;

	dns_verify_beside(dns, target->name, target->dns_type, target->seen.zone.apex, &seen,
			  progress);
	same = servers_agree(seen.servers, &first) &&
	       values_are_same(target->served->txt, first->txt);
	dns_verification_clear(&seen);
	if (same)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "the %s at %s is a wildcard's: names beside it that nobody created are "
			    "answered the same, and nothing of its own is there to delete; delete "
			    "the wildcard by its name, which begins with `*.`",
			    target->type, target->name);
	return !same;
}

static bool say_nothing_there(const struct target *target, bool agree, GError **error)
{
	if (agree)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "DNS serves no %s at %s (%s): there is nothing to delete", target->type,
			    target->name, look_status_name(target->served->status));
	else if (target->served)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "the name servers do not agree about %s: draft it once they do",
			    target->name);
	else
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NETWORK,
			    "no authoritative server tells what stands at %s (%s)", target->name,
			    look_status_name(target->seen.zone.status));
	return false;
}

/* Asks for it at every authoritative server. */
static bool target_look(struct app *app, struct target *target, struct progress *progress,
			GError **error)
{
	struct dns *dns = dns_new(&app->dns, error);
	bool agree, found;

	if (!dns)
		return false;
	dns_verify(dns, target->name, target->dns_type, &target->seen, progress);
	agree = servers_agree(target->seen.servers, &target->served);
	if (agree && !is_itself(target, error))
		found = false;
	else if (agree && target->served->txt->len > 0)
		found = is_its_own(dns, target, progress, error);
	else
		found = say_nothing_there(target, agree, error);
	dns_free(dns);
	if (!progress_cancelled(progress))
		return found;
	g_clear_error(error);
	g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED,
			    "stopped while DNS was asked; nothing is drafted");
	return false;
}

/* A text of which a look keeps the beginning alone cannot be asked for word by word. */
static bool is_whole(const struct target *target, GError **error)
{
	for (guint i = 0; i < target->served->txt->len; i++) {
		if (strlen(target->served->txt->pdata[i]) <= LOOK_TEXT_MAX)
			continue;
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
			    "a %s at %s is longer than the %d octets that are compared: "
			    "it has to be deleted by hand",
			    target->type, target->name, LOOK_TEXT_MAX);
		return false;
	}
	return true;
}

/* The value that is to go: the only one, or that is wanted; NULL: not clear which. */
static const char *value_to_go(const struct target *target, const char *wanted, GError **error)
{
	const GPtrArray *values = target->served->txt;
	g_autoptr(GString) list = g_string_new(NULL);

	if (!wanted && values->len == 1)
		return values->pdata[0];
	for (guint i = 0; i < values->len; i++) {
		if (g_strcmp0(values->pdata[i], wanted) == 0)
			return values->pdata[i];
		g_string_append_printf(list, "%s\"%s\"", i ? ", " : "", (char *)values->pdata[i]);
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
		    "the %s at %s is %s; name the one that is to go with --value, word by word",
		    target->type, target->name, list->str);
	return NULL;
}

static bool may_go(struct app *app, const struct facts *facts, const struct target *target,
		   const char *value, GError **error)
{
	g_autofree char *why = NULL;

	if (!removal_objection(app, facts, target->name, value, target->type, &why, error))
		return false;
	if (why)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_REFUSED,
			    "%s at %s stays: %s; --force and --reason take it out all the same",
			    target->type, target->name, why);
	return !why;
}

/* Is it the domain's to change? The policy of another managed domain is that one's. */
static bool is_ours(struct app *app, const char *name, const struct target *target, GError **error)
{
	const char *other = g_str_has_prefix(target->name, DMARC_MARK)
				    ? target->name + strlen(DMARC_MARK)
				    : NULL;
	GError *fault = NULL;
	struct domain *domain = app_domain(app, name, &fault);
	struct domain *managed = domain && other ? store_domain(app->store, other, &fault) : NULL;

	if (!fault && !name_within(target->name, domain->name))
		g_set_error(&fault, RAMPART_ERROR, RAMPART_ERROR_USAGE, "%s is not below %s",
			    target->name, domain->name);
	else if (!fault && managed && managed->id != domain->id)
		g_set_error(&fault, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "%s is the policy of %s; draft it there", target->name, managed->name);
	g_clear_pointer(&domain, domain_free);
	g_clear_pointer(&managed, domain_free);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

static struct ticket_change *change_of(const struct target *target, const char *value)
{
	const GPtrArray *values = target->served->txt;
	struct ticket_change *change =
		change_new(target->name, target->type, target->served->ttl, NULL, NULL);

	for (guint i = 0; i < values->len; i++) {
		g_ptr_array_add(change->old, g_strdup(values->pdata[i]));
		if (strcmp(values->pdata[i], value) != 0)
			g_ptr_array_add(change->new, g_strdup(values->pdata[i]));
	}
	change->old_ttl = target->served->ttl;
	change->old_known = true;
	return change;
}

/* Inside a begun write, which it ends. */
static struct ticket *draft(struct app *app, const struct facts *facts, const struct target *target,
			    const char *value, const char *reason, GError **error)
{
	struct look seen = {.zone = target->seen.zone.apex, .servers = target->seen.servers};
	g_autofree char *text = g_strdup_printf("Takes \"%s\" out of the %s records at %s: %s",
						value, target->type, target->name, reason);
	struct draft_reason why = {.reason = reason, .justification = text};
	struct draft draft = {
		.domain = facts->gate.domain,
		.look = &seen,
		.playbook = facts->gate.playbook,
		.changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free),
	};
	struct ticket *ticket;

	g_ptr_array_add(draft.changes, change_of(target, value));
	ticket = ticket_draft(app, &draft, 1, &why, error);
	if (ticket &&
	    write_end(app, draft.domain, NULL, "ticket new", ticket->id, reason, error,
		      "%s drafted: %s %s is to go", ticket->id, target->name, target->type))
		return ticket;
	g_clear_pointer(&ticket, ticket_free);
	return NULL;
}

static struct ticket *remove_record(struct app *app, const char *name, const struct target *target,
				    const struct ticket_removal *removal, GError **error)
{
	const char *value =
		is_whole(target, error) ? value_to_go(target, removal->value, error) : NULL;
	struct domain *domain = NULL;
	struct facts *facts = value ? facts_begin(app, name, &domain, error) : NULL;
	struct ticket *ticket = NULL;

	if (!facts)
		return NULL;
	if (removal->force || may_go(app, facts, target, value, error))
		ticket = draft(app, facts, target, value, removal->reason, error);
	if (!ticket)
		write_fail(app);
	facts_free(facts);
	domain_free(domain);
	return ticket;
}

struct ticket *app_ticket_remove(struct app *app, const char *domain,
				 const struct ticket_removal *removal, struct progress *progress,
				 GError **error)
{
	struct target target = {0};
	struct ticket *ticket = NULL;

	if (!need_reason(removal->reason, "ticket new --delete", error))
		return NULL;
	if (target_parse(removal->what, &target, error) && is_ours(app, domain, &target, error) &&
	    target_look(app, &target, progress, error))
		ticket = remove_record(app, domain, &target, removal, error);
	target_clear(&target);
	return ticket;
}
