/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "dns/questions.h"

void dns_verification_clear(struct dns_verification *verification)
{
	dns_zone_clear(&verification->zone);
	g_clear_pointer(&verification->servers, g_ptr_array_unref);
	g_clear_pointer(&verification->resolvers, g_ptr_array_unref);
}

bool dns_has_kind(const GPtrArray *texts, const char *text)
{
	size_t n = strcspn(text, " ;");

	for (guint i = 0; i < texts->len; i++) {
		const char *other = texts->pdata[i];

		if (strcspn(other, " ;") == n && g_ascii_strncasecmp(other, text, n) == 0)
			return true;
	}
	return false;
}

static struct look_server *look_at(const char *server, const char *address,
				   const struct dns_question *asked)
{
	struct look_server *look = g_new0(struct look_server, 1);

	look->server = g_strdup(server);
	look->address = g_strdup(address);
	look->status = asked->status;
	look->txt = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < asked->data->len; i++)
		g_ptr_array_add(look->txt, text_kept(asked->data->pdata[i]));
	look->cname = g_ptr_array_ref(asked->cname);
	look->ttl = asked->ttl;
	look->authentic = asked->recurse && asked->authentic;
	return look;
}

static void verification_init(struct dns_verification *out)
{
	*out = (struct dns_verification){
		.servers = g_ptr_array_new_with_free_func((GDestroyNotify)look_server_free),
		.resolvers = g_ptr_array_new_with_free_func((GDestroyNotify)look_server_free),
	};
}

/* A server without an address counts as one that does not answer. */
void dns_verify(struct dns *dns, const char *name, enum dns_type type, struct dns_verification *out,
		struct progress *progress)
{
	const GPtrArray *resolvers = dns_resolvers(dns);
	g_autoptr(GArray) questions = questions_new();
	const struct dns_zone *zone = &out->zone;
	guint i = 0;

	verification_init(out);
	dns_find_zone(dns, name, &out->zone, progress);
	for (guint k = 0; k < zone->servers->len; k++) {
		const struct dns_server *server = zone->servers->pdata[k];

		questions_add(questions, name, type, server->address);
		questions_add(questions, zone->apex, DNS_TYPE_SOA, server->address);
	}
	for (guint k = 0; k < resolvers->len; k++)
		questions_add_to_resolver(questions, name, type, resolvers->pdata[k]);
	questions_ask(dns, questions, progress);

	for (guint k = 0; k < zone->servers->len; k++, i += 2) {
		const struct dns_server *server = zone->servers->pdata[k];
		struct look_server *look =
			look_at(server->name, server->address, questions_at(questions, i));

		look->serial = soa_serial(questions_at(questions, i + 1));
		g_ptr_array_add(out->servers, look);
	}
	for (guint k = 0; k < resolvers->len; k++)
		g_ptr_array_add(out->resolvers,
				look_at(NULL, resolvers->pdata[k], questions_at(questions, i++)));
}

void dns_verify_beside(struct dns *dns, const char *name, enum dns_type type, const char *apex,
		       struct dns_verification *out, struct progress *progress)
{
	const char *rest = name + (g_str_has_prefix(name, "*.") ? strlen("*.") : 0);
	const char *parent = strchr(rest, '.');
	g_autofree char *label = g_uuid_string_random(), *beside = NULL;

	verification_init(out);
	if (!parent || g_strcmp0(rest, apex) == 0)
		return;
	beside = g_strconcat(label, parent, NULL);
	dns_verification_clear(out);
	dns_verify(dns, beside, type, out, progress);
}
