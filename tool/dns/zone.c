/* SPDX-License-Identifier: MIT */
#include "dns/questions.h"

#include "base/name.h"

void dns_zone_clear(struct dns_zone *zone)
{
	g_free(zone->apex);
	g_clear_pointer(&zone->names, g_ptr_array_unref);
	g_clear_pointer(&zone->addresses, g_ptr_array_unref);
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

static enum look_status find_servers(struct dns *dns, struct dns_zone *zone,
				     struct progress *progress)
{
	struct dns_question question = {.name = zone->apex, .type = DNS_TYPE_NS};
	enum look_status status;

	dns_ask(dns, &question, 1, progress);
	status = question.status;
	for (guint i = 0; i < MIN(question.data->len, ZONE_SERVERS_MAX); i++)
		g_ptr_array_add(zone->names, g_strdup(question.data->pdata[i]));
	dns_question_clear(&question);
	return status;
}

/* The first IPv4 address of each name, else its first IPv6 address, else "". */
static void find_addresses(struct dns *dns, const GPtrArray *names, GPtrArray *addresses,
			   struct progress *progress)
{
	g_autoptr(GArray) questions = questions_new();

	for (guint i = 0; i < names->len; i++) {
		questions_add(questions, names->pdata[i], DNS_TYPE_A, NULL);
		questions_add(questions, names->pdata[i], DNS_TYPE_AAAA, NULL);
	}
	questions_ask(dns, questions, progress);
	for (guint i = 0; i < questions->len; i += 2) {
		const GPtrArray *v4 = questions_at(questions, i)->data;
		const GPtrArray *v6 = questions_at(questions, i + 1)->data;
		const GPtrArray *found = v4->len > 0 ? v4 : v6;

		g_ptr_array_add(addresses, g_strdup(found->len > 0 ? found->pdata[0] : ""));
	}
}

char *dns_find_primary(struct dns *dns, const char *apex, struct progress *progress)
{
	struct dns_question soa = {.name = apex, .type = DNS_TYPE_SOA};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	char *server;

	dns_ask(dns, &soa, 1, progress);
	server = soa_server(&soa);
	dns_question_clear(&soa);
	if (!server)
		return NULL;
	g_ptr_array_add(names, server);
	find_addresses(dns, names, addresses, progress);
	server = addresses->pdata[0];
	if (!*server)
		g_clear_pointer(&server, g_free);
	return server;
}

bool dns_find_zone(struct dns *dns, const char *name, struct dns_zone *zone,
		   struct progress *progress)
{
	*zone = (struct dns_zone){
		.names = g_ptr_array_new_with_free_func(g_free),
		.addresses = g_ptr_array_new_with_free_func(g_free),
	};
	zone->status = find_apex(dns, name, zone, progress);
	if (zone->status == LOOK_STATUS_OK)
		zone->status = find_servers(dns, zone, progress);
	if (zone->status == LOOK_STATUS_OK)
		find_addresses(dns, zone->names, zone->addresses, progress);
	return zone->status == LOOK_STATUS_OK;
}
