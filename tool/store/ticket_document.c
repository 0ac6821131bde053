/* SPDX-License-Identifier: MIT */
#include "store/ticket_document.h"

#include "base/clock.h"
#include "store/document.h"

static json_t *change_format(const void *thing)
{
	const struct ticket_change *change = thing;
	json_t *document = json_object();

	document_put_number(document, "domain", change->domain);
	document_put(document, "name", change->name);
	document_put(document, "type", change->type);
	document_put_number(document, "ttl", change->ttl);
	document_put_number(document, "old_ttl", change->old_ttl);
	document_put_number(document, "old_known", change->old_known);
	document_put_texts(document, "old", change->old);
	document_put_texts(document, "new", change->new);
	return document;
}

static void *change_parse(const json_t *document)
{
	struct ticket_change *change = g_new(struct ticket_change, 1);

	*change = (struct ticket_change){
		.domain = (unsigned)document_number(document, "domain", 0),
		.name = document_text(document, "name"),
		.type = document_text(document, "type"),
		.ttl = (uint32_t)document_number(document, "ttl", 0),
		.old_ttl = (uint32_t)document_number(document, "old_ttl", 0),
		.old_known = document_number(document, "old_known", 1) != 0,
		.old = document_texts(document, "old"),
		.new = document_texts(document, "new"),
	};
	return change;
}

static json_t *domain_format(const void *thing)
{
	const struct ticket_domain *domain = thing;
	json_t *document = json_object();

	document_put_number(document, "id", domain->id);
	document_put(document, "name", domain->name);
	document_put(document, "stage", domain->stage);
	document_put(document, "zone", domain->zone);
	document_put_texts(document, "servers", domain->servers);
	return document;
}

static void *domain_parse(const json_t *document)
{
	struct ticket_domain *domain = g_new(struct ticket_domain, 1);

	*domain = (struct ticket_domain){
		.id = document_number(document, "id", 0),
		.name = document_text(document, "name"),
		.stage = document_text(document, "stage"),
		.zone = document_text(document, "zone"),
		.servers = document_texts(document, "servers"),
	};
	return domain;
}

char *ticket_format(const struct ticket *ticket)
{
	json_t *document = json_object();

	document_put(document, "kind", ticket_kind_name(ticket->kind));
	document_put_list(document, "domains", ticket->domains, domain_format);
	document_put_number(document, "rollback_of_stage", ticket->rollback_of_stage);
	document_put_list(document, "changes", ticket->changes, change_format);
	document_put(document, "justification", ticket->justification);
	document_put(document, "risk", ticket->risk);
	document_put(document, "evidence", ticket->evidence);
	document_put_texts(document, "validation", ticket->validation);
	document_put(document, "approver", ticket->approver);
	document_put(document, "window", ticket->window);
	document_put_number(document, "effect_earliest", ticket->effect_earliest);
	document_put_number(document, "effect_latest", ticket->effect_latest);
	document_put(document, "fingerprint", ticket->fingerprint);
	document_put_number(document, "drafted_at", ticket->drafted_at);
	document_put(document, "journal_head", ticket->journal_head);
	return document_format(document);
}

/* Before tickets could be shared, the document held its only domain's members itself. */
static void take_domains(const json_t *document, struct ticket *ticket)
{
	const struct ticket_domain *first;

	ticket->domains = document_list(document, "domains", domain_parse,
					(GDestroyNotify)ticket_domain_free);
	if (ticket->domains->len == 0) {
		struct ticket_domain *only = domain_parse(document);

		only->id = ticket->domain_id;
		only->name = g_strdup(ticket->domain);
		g_ptr_array_add(ticket->domains, only);
	}
	first = ticket->domains->pdata[0];
	ticket->stage = g_strdup(first->stage);
	ticket->zone = g_strdup(first->zone);
	ticket->servers = g_ptr_array_ref(first->servers);
}

static enum ticket_kind kind_parse(const json_t *document)
{
	const char *word = json_string_value(json_object_get(document, "kind"));

	for (int i = TICKET_KIND_CREATE; word && i <= TICKET_KIND_DELETE; i++)
		if (g_str_equal(word, ticket_kind_name((enum ticket_kind)i)))
			return (enum ticket_kind)i;
	return TICKET_KIND_CHANGE;
}

bool ticket_parse(const char *text, struct ticket *ticket, GError **error)
{
	json_t *document = document_parse(text, ticket->id, error);

	if (!document)
		return false;
	ticket->kind = kind_parse(document);
	take_domains(document, ticket);
	ticket->rollback_of_stage = document_number(document, "rollback_of_stage", 0) != 0;
	ticket->changes = document_list(document, "changes", change_parse,
					(GDestroyNotify)ticket_change_free);
	ticket->justification = document_text(document, "justification");
	ticket->risk = document_text(document, "risk");
	ticket->evidence = document_text(document, "evidence");
	ticket->validation = document_texts(document, "validation");
	ticket->approver = document_text(document, "approver");
	ticket->window = document_text(document, "window");
	ticket->effect_earliest = document_number(document, "effect_earliest", TIME_NONE);
	ticket->effect_latest = document_number(document, "effect_latest", TIME_NONE);
	ticket->fingerprint = document_text(document, "fingerprint");
	ticket->drafted_at = document_number(document, "drafted_at", TIME_NONE);
	ticket->journal_head = document_text(document, "journal_head");
	json_decref(document);
	return true;
}
