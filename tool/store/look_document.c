/* SPDX-License-Identifier: MIT */
#include "store/look_document.h"

#include "base/clock.h"
#include "store/document.h"

static void put_status(json_t *document, enum look_status status)
{
	document_put(document, "status", look_status_name(status));
}

/* A word that is none of ours is an answer that cannot be read. */
static enum look_status status_of(const json_t *document)
{
	const char *word = json_string_value(json_object_get(document, "status"));

	for (int i = LOOK_STATUS_OK; word && i < LOOK_STATUS_MALFORMED; i++)
		if (g_str_equal(word, look_status_name((enum look_status)i)))
			return (enum look_status)i;
	return LOOK_STATUS_MALFORMED;
}

static json_t *server_format(const void *thing)
{
	const struct look_server *server = thing;
	json_t *document = json_object();

	document_put(document, "server", server->server);
	document_put(document, "address", server->address);
	put_status(document, server->status);
	document_put_texts(document, "txt", server->txt);
	document_put_texts(document, "cname", server->cname);
	document_put_number(document, "ttl", server->ttl);
	document_put_number(document, "serial", server->serial);
	document_put_number(document, "authentic", server->authentic);
	return document;
}

static void *server_parse(const json_t *document)
{
	struct look_server *server = g_new(struct look_server, 1);

	*server = (struct look_server){
		.server = document_text(document, "server"),
		.address = document_text(document, "address"),
		.status = status_of(document),
		.txt = document_texts(document, "txt"),
		.cname = document_texts(document, "cname"),
		.ttl = (uint32_t)document_number(document, "ttl", 0),
		.serial = (uint32_t)document_number(document, "serial", 0),
		.authentic = document_number(document, "authentic", 0) != 0,
	};
	return server;
}

static json_t *key_format(const void *thing)
{
	const struct look_key *key = thing;
	json_t *document = json_object();

	document_put(document, "domain", key->domain);
	document_put(document, "selector", key->selector);
	document_put(document, "status", key->status);
	document_put_number(document, "bits", key->bits);
	document_put(document, "type", key->type);
	document_put_number(document, "test", key->test);
	document_put(document, "target", key->target);
	document_put_number(document, "found", key->found);
	return document;
}

static void *key_parse(const json_t *document)
{
	struct look_key *key = g_new(struct look_key, 1);

	*key = (struct look_key){
		.domain = document_text(document, "domain"),
		.selector = document_text(document, "selector"),
		.status = document_text(document, "status"),
		.bits = (unsigned)document_number(document, "bits", 0),
		.type = document_text(document, "type"),
		.test = document_number(document, "test", 0) != 0,
		.target = document_text(document, "target"),
		.found = (unsigned)document_number(document, "found", 0),
	};
	return key;
}

static json_t *term_format(const void *thing)
{
	const struct look_term *term = thing;
	json_t *document = json_object();

	document_put(document, "term", term->term);
	document_put(document, "target", term->target);
	document_put(document, "record", term->record);
	document_put_number(document, "lookups", term->lookups);
	document_put(document, "result", term->result);
	document_put_list(document, "terms", term->terms, term_format);
	return document;
}

static void *term_parse(const json_t *document)
{
	struct look_term *term = g_new(struct look_term, 1);

	*term = (struct look_term){
		.term = document_text(document, "term"),
		.target = document_text(document, "target"),
		.record = document_text(document, "record"),
		.lookups = (unsigned)document_number(document, "lookups", 0),
		.result = document_text(document, "result"),
		.terms = document_list(document, "terms", term_parse,
				       (GDestroyNotify)look_term_free),
	};
	return term;
}

static json_t *cover_format(const void *thing)
{
	const struct look_cover *cover = thing;
	json_t *document = json_object();

	document_put(document, "source", cover->source);
	document_put_number(document, "legitimate", cover->legitimate);
	document_put_number(document, "messages", (int64_t)cover->messages);
	document_put_number(document, "addresses", cover->addresses);
	document_put_number(document, "covered", cover->covered);
	return document;
}

static void *cover_parse(const json_t *document)
{
	struct look_cover *cover = g_new(struct look_cover, 1);

	*cover = (struct look_cover){
		.source = document_text(document, "source"),
		.legitimate = document_number(document, "legitimate", 0) != 0,
		.messages = (uint64_t)document_number(document, "messages", 0),
		.addresses = (unsigned)document_number(document, "addresses", 0),
		.covered = (unsigned)document_number(document, "covered", 0),
	};
	return cover;
}

static json_t *change_format(const void *thing)
{
	const struct look_change *change = thing;
	json_t *document = json_object();

	document_put(document, "place", change->place);
	document_put_number(document, "added", change->added);
	document_put(document, "value", change->value);
	return document;
}

static void *change_parse(const json_t *document)
{
	struct look_change *change = g_new(struct look_change, 1);

	*change = (struct look_change){
		.place = document_text(document, "place"),
		.added = document_number(document, "added", 0) != 0,
		.value = document_text(document, "value"),
	};
	return change;
}

static json_t *authorisation_format(const void *thing)
{
	const struct look_authorisation *authorisation = thing;
	json_t *document = json_object();

	document_put(document, "host", authorisation->host);
	document_put(document, "name", authorisation->name);
	document_put_number(document, "authorised", authorisation->authorised);
	put_status(document, authorisation->status);
	return document;
}

static void *authorisation_parse(const json_t *document)
{
	struct look_authorisation *authorisation = g_new(struct look_authorisation, 1);

	*authorisation = (struct look_authorisation){
		.host = document_text(document, "host"),
		.name = document_text(document, "name"),
		.authorised = document_number(document, "authorised", 0) != 0,
		.status = status_of(document),
	};
	return authorisation;
}

static json_t *rrset_format(const void *thing)
{
	const struct look_rrset *rrset = thing;
	json_t *document = json_object();

	document_put(document, "name", rrset->name);
	document_put(document, "type", rrset->type);
	put_status(document, rrset->status);
	document_put_number(document, "ttl", rrset->ttl);
	document_put_texts(document, "values", rrset->values);
	return document;
}

static void *rrset_parse(const json_t *document)
{
	struct look_rrset *rrset = g_new(struct look_rrset, 1);

	*rrset = (struct look_rrset){
		.name = document_text(document, "name"),
		.type = document_text(document, "type"),
		.status = status_of(document),
		.ttl = (uint32_t)document_number(document, "ttl", 0),
		.values = document_texts(document, "values"),
	};
	return rrset;
}

static json_t *finding_format(const void *thing)
{
	const struct finding *finding = thing;
	json_t *document = json_object();

	document_put_number(document, "level", (int64_t)finding->level);
	document_put(document, "code", finding->code);
	document_put(document, "tag", finding->tag);
	document_put(document, "text", finding->text);
	document_put(document, "fix", finding->fix);
	return document;
}

static void *finding_parse(const json_t *document)
{
	struct finding *finding = g_new(struct finding, 1);
	int64_t level = document_number(document, "level", FINDING_ERROR);

	*finding = (struct finding){
		.level = level == FINDING_INFO	    ? FINDING_INFO
			 : level == FINDING_WARNING ? FINDING_WARNING
						    : FINDING_ERROR,
		.code = document_text(document, "code"),
		.tag = document_text(document, "tag"),
		.text = document_text(document, "text"),
		.fix = document_text(document, "fix"),
	};
	return finding;
}

/* What each generation of receivers finds. */
static const struct {
	const char *found_at, *policy;
} generations[GENERATION_COUNT] = {
	[GENERATION_RFC7489] = {"rfc7489_found_at", "rfc7489_policy"},
	[GENERATION_RFC9989] = {"rfc9989_found_at", "rfc9989_policy"},
};

static void put_generations(json_t *document, const struct look *look)
{
	for (unsigned i = 0; i < GENERATION_COUNT; i++) {
		document_put(document, generations[i].found_at, look->found_at[i]);
		document_put_number(document, generations[i].policy, (int64_t)look->policy[i]);
	}
}

static void read_generations(const json_t *document, struct look *look)
{
	for (unsigned i = 0; i < GENERATION_COUNT; i++) {
		int64_t policy = document_number(document, generations[i].policy, POLICY_INVALID);

		look->found_at[i] = document_text(document, generations[i].found_at);
		look->policy[i] = policy >= POLICY_NONE && policy <= POLICY_INVALID
					  ? (enum policy)policy
					  : POLICY_INVALID;
	}
}

char *look_format(const struct look *look)
{
	json_t *document = json_object();

	document_put(document, "domain", look->domain);
	document_put_number(document, "at", look->at);
	document_put(document, "name", look->name);
	document_put(document, "zone", look->zone);
	document_put_texts(document, "published", look->published);
	document_put_number(document, "agree", look->agree);
	put_status(document, look->status);
	document_put_number(document, "ttl", look->ttl);
	document_put_number(document, "negative_ttl", look->negative_ttl);
	document_put_list(document, "servers", look->servers, server_format);
	document_put_list(document, "resolvers", look->resolvers, server_format);
	put_generations(document, look);
	document_put(document, "spf_record", look->spf_record);
	document_put_number(document, "spf_lookups", look->spf_lookups);
	document_put_number(document, "spf_void", look->spf_void);
	document_put(document, "spf_result", look->spf_result);
	if (look->spf_tree)
		json_object_set_new(document, "spf_tree", term_format(look->spf_tree));
	document_put_list(document, "spf_sources", look->spf_sources, cover_format);
	document_put_list(document, "dkim", look->dkim, key_format);
	document_put_list(document, "authorisations", look->authorisations, authorisation_format);
	document_put_texts(document, "absent", look->absent);
	document_put_texts(document, "mx", look->mx);
	document_put_list(document, "rrsets", look->rrsets, rrset_format);
	document_put(document, "bimi", look->bimi);
	document_put_number(document, "bimi_ready", look->bimi_ready);
	document_put(document, "mta_sts", look->mta_sts);
	document_put(document, "tls_rpt", look->tls_rpt);
	document_put(document, "approved", look->approved);
	document_put(document, "target", look->target);
	document_put_number(document, "drift", look->drift);
	if (look->before != TIME_NONE)
		document_put_number(document, "before", look->before);
	document_put_list(document, "changed", look->changed, change_format);
	document_put_list(document, "findings", look->findings, finding_format);
	return document_format(document);
}

static struct look *read_look(const json_t *document)
{
	const json_t *tree = json_object_get(document, "spf_tree");
	struct look *look = g_new(struct look, 1);

	*look = (struct look){
		.domain = document_text(document, "domain"),
		.at = document_number(document, "at", TIME_NONE),
		.name = document_text(document, "name"),
		.zone = document_text(document, "zone"),
		.published = document_texts(document, "published"),
		.agree = document_number(document, "agree", 0) != 0,
		.status = status_of(document),
		.ttl = (uint32_t)document_number(document, "ttl", 0),
		.negative_ttl = (uint32_t)document_number(document, "negative_ttl", 0),
		.servers = document_list(document, "servers", server_parse,
					 (GDestroyNotify)look_server_free),
		.resolvers = document_list(document, "resolvers", server_parse,
					   (GDestroyNotify)look_server_free),
		.spf_record = document_text(document, "spf_record"),
		.spf_lookups = (int)document_number(document, "spf_lookups", 0),
		.spf_void = (int)document_number(document, "spf_void", 0),
		.spf_result = document_text(document, "spf_result"),
		.spf_tree = tree ? term_parse(tree) : NULL,
		.spf_sources = document_list(document, "spf_sources", cover_parse,
					     (GDestroyNotify)look_cover_free),
		.dkim = document_list(document, "dkim", key_parse, (GDestroyNotify)look_key_free),
		.authorisations = document_list(document, "authorisations", authorisation_parse,
						(GDestroyNotify)look_authorisation_free),
		.absent = document_texts(document, "absent"),
		.mx = document_texts(document, "mx"),
		.rrsets = document_list(document, "rrsets", rrset_parse,
					(GDestroyNotify)look_rrset_free),
		.bimi = document_text(document, "bimi"),
		.bimi_ready = document_number(document, "bimi_ready", 0) != 0,
		.mta_sts = document_text(document, "mta_sts"),
		.tls_rpt = document_text(document, "tls_rpt"),
		.approved = document_text(document, "approved"),
		.target = document_text(document, "target"),
		.before = document_number(document, "before", TIME_NONE),
		.changed = document_list(document, "changed", change_parse,
					 (GDestroyNotify)look_change_free),
		.drift = document_number(document, "drift", 0) != 0,
		.findings = document_list(document, "findings", finding_parse,
					  (GDestroyNotify)finding_free),
	};
	read_generations(document, look);
	return look;
}

struct look *look_parse(const char *text, GError **error)
{
	json_t *document = document_parse(text, "a look at DNS", error);
	struct look *look = document ? read_look(document) : NULL;

	json_decref(document);
	return look;
}
