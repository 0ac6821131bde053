/* SPDX-License-Identifier: MIT */
#include "cli/look_json.h"

#include "cli/finding.h"
#include "cli/json.h"

json_t *look_server_json(const void *data)
{
	const struct look_server *server = data;
	json_t *object = json_object();

	json_put_text(object, "server", server->server);
	json_put_text(object, "address", server->address);
	json_put_text(object, "status", look_status_name(server->status));
	json_put(object, "txt", json_texts(server->txt));
	json_put(object, "cname", json_texts(server->cname));
	json_put_count(object, "ttl", server->ttl);
	json_put_count(object, "serial", server->serial);
	return object;
}

json_t *look_resolver_json(const void *data)
{
	const struct look_server *server = data;
	json_t *object = json_object();

	json_put_text(object, "address", server->address);
	json_put_text(object, "status", look_status_name(server->status));
	json_put(object, "txt", json_texts(server->txt));
	return object;
}

static json_t *dmarc_json(const struct look *look)
{
	json_t *object = json_object();

	json_put_text(object, "name", look->name);
	json_put_text(object, "zone", look->zone);
	json_put_text(object, "status", look_status_name(look->status));
	json_put(object, "published", json_texts(look->published));
	json_put_bool(object, "agree", look->agree);
	json_put(object, "servers", json_list(look->servers, look_server_json));
	json_put(object, "resolvers", json_list(look->resolvers, look_resolver_json));
	for (enum generation g = 0; g < GENERATION_COUNT; g++) {
		json_t *found = json_object();

		json_put_text(found, "found_at", look->found_at[g]);
		json_put_text(found, "policy",
			      look->found_at[g] ? policy_name(look->policy[g]) : NULL);
		json_put(object, generation_name(g), found);
	}
	return object;
}

static json_t *spf_json(const struct look *look)
{
	json_t *object = json_object();

	json_put_text(object, "record", look->spf_record);
	json_put(object, "lookups", json_integer(look->spf_lookups));
	json_put(object, "void", json_integer(look->spf_void));
	json_put_text(object, "result", look->spf_result);
	return object;
}

static json_t *key_json(const void *data)
{
	const struct look_key *key = data;
	json_t *object = json_object();

	json_put_text(object, "domain", key->domain);
	json_put_text(object, "selector", key->selector);
	json_put_text(object, "status", key->status);
	json_put_count(object, "bits", key->bits);
	return object;
}

static json_t *authorisation_json(const void *data)
{
	const struct look_authorisation *authorisation = data;
	json_t *object = json_object();

	json_put_text(object, "host", authorisation->host);
	json_put_text(object, "name", authorisation->name);
	json_put_bool(object, "authorised", authorisation->authorised);
	json_put_text(object, "status", look_status_name(authorisation->status));
	return object;
}

json_t *look_json(const struct look *look)
{
	json_t *object = json_object();

	json_put_text(object, "domain", look->domain);
	json_put_time(object, "at", look->at);
	json_put(object, "dmarc", dmarc_json(look));
	json_put(object, "spf", spf_json(look));
	json_put(object, "dkim", json_list(look->dkim, key_json));
	json_put(object, "report_authorisation",
		 json_list(look->authorisations, authorisation_json));
	json_put_bool(object, "drift", look->drift);
	json_put(object, "findings", json_list(look->findings, finding_json));
	return object;
}
