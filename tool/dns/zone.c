/* SPDX-License-Identifier: MIT */
#include "dns/questions.h"

#include "base/name.h"

static void server_free(void *data)
{
	struct dns_server *server = data;

	g_free(server->name);
	g_free(server->address);
	g_free(server);
}

static void add_server(GPtrArray *servers, const char *name, const char *address)
{
	struct dns_server *server = g_new(struct dns_server, 1);

	*server = (struct dns_server){g_strdup(name), g_strdup(address)};
	g_ptr_array_add(servers, server);
}

void dns_zone_clear(struct dns_zone *zone)
{
	g_free(zone->apex);
	g_clear_pointer(&zone->servers, g_ptr_array_unref);
	*zone = (struct dns_zone){0};
}

/*
 * The closest name at or above `name` with an SOA of its own. All candidates are asked at once, the
 * longest that has one wins; but a longer one that could not be asked leaves the zone unknown.
 */
static enum look_status find_apex(struct dns *dns, const char *name, struct dns_zone *zone,
				  struct progress *progress)
{
	g_autoptr(GArray) questions = questions_new();
	enum look_status status = LOOK_STATUS_NXDOMAIN;

	for (unsigned n = name_labels(name); n > 0; n--)
		questions_add(questions, name_tail(name, n), DNS_TYPE_SOA, NULL);
	questions_ask(dns, questions, progress);
	for (guint i = 0; i < questions->len; i++) {
		const struct dns_question *asked = questions_at(questions, i);

		status = asked->status;
		if (asked->cname->len > 0 || status == LOOK_STATUS_NXDOMAIN ||
		    status == LOOK_STATUS_NODATA)
			continue; /* an alias has no zone of its own, whatever its target has */
		if (status == LOOK_STATUS_OK) {
			zone->apex = g_strdup(asked->name);
			zone->negative_ttl = soa_negative_ttl(asked);
		}
		break;
	}
	return status;
}

/* Every address of a server, as far as limit, so that neither family is left out. */
static void add_addresses(GPtrArray *servers, const char *name, const GPtrArray *v4,
			  const GPtrArray *v6, guint limit)
{
	guint end = servers->len + limit;

	for (guint i = 0; i < MAX(v4->len, v6->len); i++) {
		if (i < v4->len && servers->len < end)
			add_server(servers, name, v4->pdata[i]);
		if (i < v6->len && servers->len < end)
			add_server(servers, name, v6->pdata[i]);
	}
	if (v4->len + v6->len == 0)
		add_server(servers, name, "");
}

/* names: char *, not empty. */
static void find_addresses(struct dns *dns, const GPtrArray *names, GPtrArray *servers,
			   struct progress *progress)
{
	g_autoptr(GArray) questions = questions_new();
	guint n = MIN(names->len, ZONE_SERVERS_MAX);

	for (guint i = 0; i < n; i++) {
		questions_add(questions, names->pdata[i], DNS_TYPE_A, NULL);
		questions_add(questions, names->pdata[i], DNS_TYPE_AAAA, NULL);
	}
	questions_ask(dns, questions, progress);
	for (guint i = 0; i < n; i++)
		add_addresses(servers, names->pdata[i], questions_at(questions, 2 * i)->data,
			      questions_at(questions, 2 * i + 1)->data, ZONE_ADDRESSES_MAX / n);
}

static enum look_status find_servers(struct dns *dns, struct dns_zone *zone,
				     struct progress *progress)
{
	struct dns_question question = {.name = zone->apex, .type = DNS_TYPE_NS};
	enum look_status status;

	dns_ask(dns, &question, 1, progress);
	status = question.status;
	if (status == LOOK_STATUS_OK)
		find_addresses(dns, question.data, zone->servers, progress);
	dns_question_clear(&question);
	return status;
}

char *dns_find_primary(struct dns *dns, const char *apex, struct progress *progress)
{
	struct dns_question soa = {.name = apex, .type = DNS_TYPE_SOA};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func(server_free);
	char *name, *address;

	dns_ask(dns, &soa, 1, progress);
	name = soa_server(&soa);
	dns_question_clear(&soa);
	if (!name)
		return NULL;
	g_ptr_array_add(names, name);
	find_addresses(dns, names, servers, progress);
	address = g_strdup(((struct dns_server *)servers->pdata[0])->address);
	if (!*address)
		g_clear_pointer(&address, g_free);
	return address;
}

bool dns_find_zone(struct dns *dns, const char *name, struct dns_zone *zone,
		   struct progress *progress)
{
	*zone = (struct dns_zone){.servers = g_ptr_array_new_with_free_func(server_free)};
	zone->status = find_apex(dns, name, zone, progress);
	if (zone->status == LOOK_STATUS_OK)
		zone->status = find_servers(dns, zone, progress);
	return zone->status == LOOK_STATUS_OK;
}
