/* SPDX-License-Identifier: MIT */
#include "store/ticket_document.h"

#include "base/clock.h"
#include "store/document.h"

static json_t *change_format(const void *thing)
{
	const struct ticket_change *change = thing;
	json_t *document = json_object();

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

char *ticket_format(const struct ticket *ticket)
{
	json_t *document = json_object();

	document_put(document, "kind", ticket_kind_name(ticket->kind));
	document_put(document, "stage", ticket->stage);
	document_put_number(document, "rollback_of_stage", ticket->rollback_of_stage);
	document_put(document, "zone", ticket->zone);
	document_put_texts(document, "servers", ticket->servers);
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
	return document_format(document);
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
	ticket->stage = document_text(document, "stage");
	ticket->rollback_of_stage = document_number(document, "rollback_of_stage", 0) != 0;
	ticket->zone = document_text(document, "zone");
	ticket->servers = document_texts(document, "servers");
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
	json_decref(document);
	return true;
}
