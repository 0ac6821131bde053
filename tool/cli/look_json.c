/* SPDX-License-Identifier: MIT */
#include "cli/look_json.h"

#include "cli/finding.h"
#include "cli/json.h"

json_t *look_server_json(const void *data)
{
	const struct look_server *server = data;
	json_t *object = json_object();

	jput_text(object, "server", server->server);
	jput_text(object, "address", server->address);
	jput_text(object, "status", look_status_name(server->status));
	jput(object, "txt", jtexts(server->txt));
	jput(object, "cname", jtexts(server->cname));
	jput_count(object, "ttl", server->ttl);
	jput_count(object, "serial", server->serial);
	return object;
}

json_t *look_resolver_json(const void *data)
{
	const struct look_server *server = data;
	json_t *object = json_object();

	jput_text(object, "address", server->address);
	jput_text(object, "status", look_status_name(server->status));
	jput(object, "txt", jtexts(server->txt));
	jput_bool(object, "authenticated", server->authentic);
	return object;
}

static json_t *dmarc_json(const struct look *look)
{
	json_t *object = json_object();

	jput_text(object, "name", look->name);
	jput_text(object, "zone", look->zone);
	jput_text(object, "status", look_status_name(look->status));
	jput(object, "published", jtexts(look->published));
	jput_text(object, "approved", look->approved);
	jput_text(object, "target", look->target);
	jput_bool(object, "agree", look->agree);
	jput(object, "servers", jlist(look->servers, look_server_json));
	jput(object, "resolvers", jlist(look->resolvers, look_resolver_json));
	for (enum generation g = 0; g < GENERATION_COUNT; g++) {
		json_t *found = json_object();

		jput_text(found, "found_at", look->found_at[g]);
		jput_text(found, "policy", look->found_at[g] ? policy_name(look->policy[g]) : NULL);
		jput(object, generation_name(g), found);
	}
	return object;
}

static json_t *term_json(const void *data)
{
	const struct look_term *term = data;
	json_t *object = json_object();

	jput_text(object, "term", term->term);
	jput_text(object, "target", term->target);
	jput_text(object, "record", term->record);
	jput_count(object, "lookups", term->lookups);
	jput_text(object, "result", term->result);
	jput(object, "terms", jlist(term->terms, term_json));
	return object;
}

static json_t *cover_json(const void *data)
{
	const struct look_cover *cover = data;
	json_t *object = json_object();

	jput_text(object, "source", cover->source);
	jput_bool(object, "legitimate", cover->legitimate);
	jput_count(object, "messages", cover->messages);
	jput_count(object, "addresses", cover->addresses);
	jput_count(object, "covered", cover->covered);
	return object;
}

static json_t *spf_json(const struct look *look)
{
	json_t *object = json_object();

	jput_text(object, "record", look->spf_record);
	jput(object, "lookups", json_integer(look->spf_lookups));
	jput(object, "void", json_integer(look->spf_void));
	jput_text(object, "result", look->spf_result);
	jput(object, "tree", look->spf_tree ? term_json(look->spf_tree) : json_null());
	jput(object, "sources", jlist(look->spf_sources, cover_json));
	return object;
}

static json_t *key_json(const void *data)
{
	const struct look_key *key = data;
	json_t *object = json_object();

	jput_text(object, "domain", key->domain);
	jput_text(object, "selector", key->selector);
	jput_text(object, "status", key->status);
	jput_count(object, "bits", key->bits);
	jput_text(object, "type", key->type);
	jput_bool(object, "test", key->test);
	jput_text(object, "cname", key->target);
	jput_count(object, "keys", key->found);
	return object;
}

static json_t *authorisation_json(const void *data)
{
	const struct look_authorisation *authorisation = data;
	json_t *object = json_object();

	jput_text(object, "host", authorisation->host);
	jput_text(object, "name", authorisation->name);
	jput_bool(object, "authorised", authorisation->authorised);
	jput_text(object, "status", look_status_name(authorisation->status));
	return object;
}

static json_t *bimi_json(const struct look *look)
{
	json_t *object = json_object();

	jput_text(object, "record", look->bimi);
	jput_bool(object, "ready", look->bimi_ready);
	return object;
}

static json_t *mta_sts_json(const struct look *look)
{
	json_t *object = json_object();

	jput_text(object, "record", look->mta_sts);
	jput_bool(object, "policy_fetched", false);
	return object;
}

static json_t *tls_rpt_json(const struct look *look)
{
	json_t *object = json_object();

	jput_text(object, "record", look->tls_rpt);
	return object;
}

static json_t *change_json(const void *data)
{
	const struct look_change *change = data;
	json_t *object = json_object();

	jput_text(object, "place", change->place);
	jput_text(object, "change", change->added ? "added" : "removed");
	jput_text(object, "value", change->value);
	return object;
}

json_t *look_json(const void *data)
{
	const struct look *look = data;
	json_t *object = json_object();

	jput_text(object, "domain", look->domain);
	jput_time(object, "at", look->at);
	jput(object, "dmarc", dmarc_json(look));
	jput(object, "spf", spf_json(look));
	jput(object, "dkim", jlist(look->dkim, key_json));
	jput(object, "report_authorisation", jlist(look->authorisations, authorisation_json));
	jput(object, "absent", jtexts(look->absent));
	jput(object, "mx", jtexts(look->mx));
	jput(object, "bimi", bimi_json(look));
	jput(object, "mta_sts", mta_sts_json(look));
	jput(object, "tls_rpt", tls_rpt_json(look));
	jput_bool(object, "drift", look->drift);
	jput_time(object, "changed_since", look->before);
	jput(object, "changed", jlist(look->changed, change_json));
	jput(object, "findings", jlist(look->findings, finding_json));
	return object;
}
