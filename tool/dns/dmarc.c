/* SPDX-License-Identifier: MIT */
#include "dns/check.h"

#include <string.h>

#include "dmarc/record.h"
#include "dns/questions.h"

#define TTL_ADVISED 3600 /* seconds, at most */
#define JUDGED_MAX  4	 /* records at one name that lint looks at */

bool is_meant_as_dmarc(const char *txt)
{
	txt += strspn(txt, " \t\r\n\"'");
	if (g_ascii_tolower(*txt) != 'v')
		return false;
	txt++;
	txt += strspn(txt, " \t");
	if (*txt != '=')
		return false;
	txt++;
	txt += strspn(txt, " \t");
	return g_ascii_strncasecmp(txt, "DMARC", 5) == 0;
}

/* The texts of a server that are meant for DMARC; borrowed. They are sorted, as all data is. */
static GPtrArray *records_of(const struct look_server *server)
{
	GPtrArray *records = g_ptr_array_new();

	for (guint i = 0; i < server->txt->len; i++)
		if (is_meant_as_dmarc(server->txt->pdata[i]))
			g_ptr_array_add(records, server->txt->pdata[i]);
	return records;
}

static bool same_records(const struct look_server *a, const struct look_server *b)
{
	g_autoptr(GPtrArray) in_a = records_of(a), in_b = records_of(b);
	bool same = in_a->len == in_b->len;

	for (guint i = 0; same && i < in_a->len; i++)
		same = strcmp(in_a->pdata[i], in_b->pdata[i]) == 0;
	return same;
}

/* What a server says, for a finding. */
static char *said_by(const struct look_server *server)
{
	g_autoptr(GPtrArray) records = records_of(server);

	if (server->status != LOOK_STATUS_OK)
		return g_strdup(look_status_name(server->status));
	if (records->len == 0)
		return g_strdup("no record");
	return g_strdup_printf("\"%." SEEN "s\"%s", (char *)records->pdata[0],
			       records->len > 1 ? " and others" : "");
}

/* The first server that answered, or NULL. */
static const struct look_server *first_answer(const GPtrArray *servers)
{
	for (guint i = 0; i < servers->len; i++) {
		const struct look_server *server = servers->pdata[i];

		if (status_is_answer(server->status))
			return server;
	}
	return NULL;
}

/* Adds the server's records to what is published, each once. */
static void publish(struct look *look, const struct look_server *server)
{
	g_autoptr(GPtrArray) records = records_of(server);

	for (guint i = 0; i < records->len; i++)
		if (!g_ptr_array_find_with_equal_func(look->published, records->pdata[i],
						      g_str_equal, NULL))
			g_ptr_array_add(look->published, g_strdup(records->pdata[i]));
}

/* published, agree, status and ttl out of those that answered. */
static void sum_up(struct look *look, const GPtrArray *servers)
{
	const struct look_server *first = first_answer(servers);

	look->agree = first;
	look->status = first ? first->status : LOOK_STATUS_TIMEOUT;
	for (guint i = 0; i < servers->len; i++) {
		const struct look_server *server = servers->pdata[i];

		if (!first) {
			look->status = server->status;
		} else if (status_is_answer(server->status)) {
			publish(look, server);
			look->ttl = MAX(look->ttl, server->ttl);
			look->status = MAX(look->status, server->status);
			look->agree = look->agree && same_records(first, server);
		}
	}
}

/* The addresses that this host has no way to, in one finding. */
static void judge_reach(struct look *look)
{
	const struct look_server *first = NULL;
	guint n = 0;

	for (guint i = 0; i < look->servers->len; i++) {
		const struct look_server *server = look->servers->pdata[i];

		if (server->status != LOOK_STATUS_UNREACHABLE)
			continue;
		first = first ? first : server;
		n++;
	}
	if (first)
		check_say(look->findings, CHECK_SERVER_UNREACHABLE,
			  "This host has no way to %u of the %u address%s of the name servers, %s "
			  "(%s)%s",
			  n, look->servers->len, look->servers->len == 1 ? "" : "es",
			  first->address, first->server, n > 1 ? " and others" : "");
}

/* The first that serves a record, or NULL. */
static const struct look_server *first_record(const GPtrArray *servers)
{
	for (guint i = 0; i < servers->len; i++) {
		g_autoptr(GPtrArray) records = records_of(servers->pdata[i]);

		if (records->len > 0)
			return servers->pdata[i];
	}
	return NULL;
}

static char *who(const struct look_server *server)
{
	return server->server ? g_strdup_printf("%s (%s)", server->server, server->address)
			      : g_strdup_printf("resolver %s", server->address);
}

/* One that answers against the first that serves a record. */
static void judge_difference(struct look *look, const struct look_server *first,
			     const struct look_server *other)
{
	g_autofree char *one = who(first), *another = who(other);
	g_autofree char *ours = said_by(first), *theirs = said_by(other);
	g_autoptr(GPtrArray) records = records_of(other);

	if (records->len == 0)
		check_say(look->findings, CHECK_SERVER_LACKS_RECORD,
			  "%s says %s for %s, where %s says %s", another, theirs, look->name, one,
			  ours);
	else
		check_say(look->findings, CHECK_SERVERS_DIFFER, "%s says %s, but %s says %s", one,
			  ours, another, theirs);
}

/* Those that could not tell; *serials_differ: those that answer have different ones. */
static void judge_silence(struct look *look, bool *serials_differ)
{
	const struct look_server *first = first_answer(look->servers);

	*serials_differ = false;
	for (guint i = 0; i < look->servers->len; i++) {
		const struct look_server *server = look->servers->pdata[i];

		if (!*server->address)
			check_say(look->findings, CHECK_SERVER_FAILS, "%s has no address",
				  server->server);
		else if (status_is_answer(server->status))
			*serials_differ = *serials_differ || first->serial != server->serial;
		else if (server->status != LOOK_STATUS_UNREACHABLE)
			check_say(look->findings, CHECK_SERVER_FAILS, "%s (%s) answers %s for %s",
				  server->server, server->address, look_status_name(server->status),
				  look->name);
	}
}

/* servers: those that were summed up. */
static void judge_servers(struct look *look, const GPtrArray *servers)
{
	const struct look_server *first = first_record(servers);
	bool serials_differ;

	judge_silence(look, &serials_differ);
	judge_reach(look);
	for (guint i = 0; first && i < servers->len; i++) {
		const struct look_server *server = servers->pdata[i];

		if (status_is_answer(server->status) && !same_records(first, server))
			judge_difference(look, first, server);
	}
	if (serials_differ && look->agree)
		check_say(look->findings, CHECK_SERIALS_DIFFER,
			  "The servers of %s have different serials, but the same record",
			  look->zone);
}

/* Resolvers against the servers: what receivers see beside what is published. */
static void judge_resolvers(struct look *look)
{
	const struct look_server *first = first_answer(look->servers);

	for (guint i = 0; i < look->resolvers->len; i++) {
		const struct look_server *resolver = look->resolvers->pdata[i];
		g_autofree char *said = said_by(resolver);

		if (resolver->status == LOOK_STATUS_BOGUS)
			check_say(look->findings, CHECK_DNSSEC_BOGUS,
				  "Resolver %s refuses the answer for %s as bogus",
				  resolver->address, look->name);
		else if (!status_is_answer(resolver->status))
			check_say(look->findings, CHECK_RESOLVER_FAILS,
				  "Resolver %s answers %s for %s", resolver->address, said,
				  look->name);
		else if (first && look->agree && !same_records(first, resolver))
			check_say(look->findings, CHECK_RESOLVER_DIFFERS,
				  "Resolver %s still says %s", resolver->address, said);
	}
}

static void judge_alias(struct look *look, const struct look_server *server)
{
	const GPtrArray *chain = server->cname;
	const char *end = chain->len > 0 ? chain->pdata[chain->len - 1] : NULL;
	g_autoptr(GString) steps = g_string_new(look->name);

	if (!end)
		return;
	for (guint i = 0; i < chain->len; i++)
		g_string_append_printf(steps, " -> %s", (char *)chain->pdata[i]);
	check_say(look->findings, CHECK_DMARC_CNAME, "%s is an alias (%s)", look->name, steps->str);
	if (look->published->len == 0)
		check_say(look->findings, CHECK_DMARC_CNAME_BROKEN, "%s leads to %s (%s)",
			  look->name, end, look_status_name(server->status));
}

/* Everything lint has to say of each record. */
static void judge_records(struct look *look)
{
	for (guint i = 0; i < MIN(look->published->len, JUDGED_MAX); i++) {
		const char *txt = look->published->pdata[i];

		g_ptr_array_extend_and_steal(look->findings, record_lint(txt, strlen(txt), NULL));
	}
	if (look->agree && look->published->len > 1)
		check_say(look->findings, CHECK_DMARC_SEVERAL, "%u records stand at %s",
			  look->published->len, look->name);
	if (look->published->len > 0 && look->ttl > TTL_ADVISED)
		check_say(look->findings, CHECK_DMARC_TTL, "The TTL of %s is %u seconds",
			  look->name, look->ttl);
}

/* A record at the domain itself, where nobody asks for it. */
static void judge_place(struct check *check)
{
	struct look *look = check->look;
	struct dns_question apex = {.name = look->domain, .type = DNS_TYPE_TXT};
	const char *misplaced = NULL;

	dns_ask(check->dns, &apex, 1, check->progress);
	for (guint i = 0; i < apex.data->len && !misplaced; i++)
		misplaced = is_meant_as_dmarc(apex.data->pdata[i]) ? apex.data->pdata[i] : NULL;
	if (misplaced)
		check_say(look->findings, CHECK_DMARC_WRONG_PLACE, "\"%." SEEN "s\" stands at %s",
			  misplaced, look->domain);
	check->exists = apex.status != LOOK_STATUS_NXDOMAIN;
	if (!check->exists)
		check_say(look->findings, CHECK_DOMAIN_MISSING, "%s does not exist", look->domain);
	dns_question_clear(&apex);
}

void check_dmarc(struct check *check)
{
	struct look *look = check->look;
	struct dns_verification seen = {0};
	const struct look_server *first;
	const GPtrArray *asked;

	dns_verify(check->dns, look->name, DNS_TYPE_TXT, &seen, check->progress);
	look->zone = g_strdup(seen.zone.apex);
	look->negative_ttl = seen.zone.negative_ttl;
	g_ptr_array_extend_and_steal(look->servers, g_steal_pointer(&seen.servers));
	g_ptr_array_extend_and_steal(look->resolvers, g_steal_pointer(&seen.resolvers));
	asked = first_answer(look->servers) ? look->servers : look->resolvers;
	first = first_answer(asked);
	sum_up(look, asked);

	if (seen.zone.status != LOOK_STATUS_OK)
		check_say(look->findings, CHECK_ZONE_UNKNOWN, "The zone of %s is not found (%s)",
			  look->name, look_status_name(seen.zone.status));
	if (!first)
		check_say(look->findings, CHECK_DMARC_UNKNOWN, "Nobody answers for %s (%s)",
			  look->name, look_status_name(look->status));
	else
		judge_alias(look, first);
	judge_servers(look, asked);
	judge_resolvers(look);
	judge_records(look);
	judge_place(check);
	dns_verification_clear(&seen);
}
