/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/clock.h"
#include "render/changes.h"
#include "render/template.h"

static json_t *time_json(int64_t at)
{
	g_autofree char *text = at == TIME_NONE ? NULL : time_format(at);

	return json_utf8(text);
}

static json_t *texts_json(const GPtrArray *texts)
{
	json_t *array = json_array();

	for (unsigned i = 0; texts && i < texts->len; i++) {
		if (texts->pdata[i])
			json_array_append_new(array, json_utf8(texts->pdata[i]));
	}
	return array;
}

/* Each line of a text. */
static json_t *lines_json(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	json_t *array = json_array();

	for (char **line = lines; *line; line++) {
		if (**line)
			json_array_append_new(array, json_utf8(*line));
	}
	return array;
}

/* A value in one piece and as the zone file has it. */
static json_t *values_json(const struct ticket_change *change, const GPtrArray *values)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < values->len; i++) {
		g_autofree char *rdata = rdata_zone(change, values->pdata[i]);

		json_array_append_new(array,
				      json_pack("{s:o, s:o}", "value", json_utf8(values->pdata[i]),
						"rdata", json_utf8(rdata)));
	}
	return array;
}

/* A name that other purposes may have TXT records at, too: the domain itself. */
static bool is_shared(const struct ticket_change *change)
{
	return change_is_txt(change) && change->name[0] != '_' &&
	       !strstr(change->name, "_domainkey.");
}

/* What the name looks like when it is done, in a sentence. */
static char *remains(const struct ticket_change *change)
{
	unsigned n = change->new->len;

	if (n == 0)
		return g_strdup_printf("No %s record remains at this name", change->type);
	if (change->old->len == 0 && is_shared(change))
		return g_strdup_printf("Add exactly %s. TXT records for other purposes stay",
				       n == 1 ? "this record" : "these records");
	if (n == 1)
		return g_strdup_printf("Exactly one %s record remains at this name: the new one",
				       change->type);
	return g_strdup_printf("Exactly %u %s records remain at this name: the new ones", n,
			       change->type);
}

static json_t *change_json(const struct ticket_change *change, const char *zone)
{
	g_autofree char *absolute = name_absolute(change->name);
	g_autofree char *relative = name_relative(change->name, zone);
	g_autofree char *sentence = remains(change);

	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:b, s:o, s:o, s:o, s:o, s:o}", "name",
			 json_utf8(change->name), "absolute", json_utf8(absolute), "relative",
			 json_utf8(relative), "type", json_utf8(change->type), "ttl",
			 (json_int_t)change->ttl, "old_ttl", (json_int_t)change->old_ttl,
			 "old_known", (int)change->old_known, "old", texts_json(change->old), "new",
			 texts_json(change->new), "old_values", values_json(change, change->old),
			 "new_values", values_json(change, change->new), "remains",
			 json_utf8(sentence));
}

static json_t *changes_json(const GPtrArray *changes, const struct ticket *ticket)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		const struct ticket_domain *domain = ticket->domains->pdata[change->domain];
		json_t *object = change_json(change, domain->zone);

		json_object_set_new(object, "zone", json_utf8(domain->zone));
		json_object_set_new(object, "servers", texts_json(domain->servers));
		json_array_append_new(array, object);
	}
	return array;
}

/* The changes that lead back; the contents stay those of the ticket. */
static GPtrArray *backwards(const GPtrArray *changes)
{
	GPtrArray *back = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];
		struct ticket_change *other = g_memdup2(change, sizeof(*change));

		other->old = change->new;
		other->new = change->old;
		other->old_ttl = change->ttl;
		if (change->old_ttl && change->old->len)
			other->ttl = change->old_ttl;
		g_ptr_array_add(back, other);
	}
	return back;
}

static json_t *domains_json(const struct ticket *ticket)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < ticket->domains->len; i++)
		json_array_append_new(
			array,
			json_utf8(((const struct ticket_domain *)ticket->domains->pdata[i])->name));
	return array;
}

static json_t *domains_text(const struct ticket *ticket)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned i = 0; i < ticket->domains->len; i++)
		g_string_append_printf(
			text, "%s%s", i ? ", " : "",
			((const struct ticket_domain *)ticket->domains->pdata[i])->name);
	return json_utf8(text->str);
}

/* What the reported mail would have met at each generation of receivers; [] without reports. */
static json_t *impact_json(const json_t *evidence)
{
	static const struct {
		const char *key, *receivers;
	} generations[] = {{"rfc7489", "RFC 7489"}, {"rfc9989", "RFC 9989"}};
	static const char *const figures[] = {"lost", "spam", "blocked", "unknown"};
	const json_t *messages = json_object_get(evidence, "messages");
	json_t *array = json_array();

	if (json_is_number(messages) && json_number_value(messages) < 1)
		return array;
	for (size_t i = 0; i < G_N_ELEMENTS(generations); i++) {
		json_t *from = json_object_get(evidence, generations[i].key);
		json_t *to;

		if (!json_is_object(from))
			continue;
		to = json_pack("{s:s}", "receivers", generations[i].receivers);
		for (size_t j = 0; j < G_N_ELEMENTS(figures); j++) {
			json_t *figure = json_object_get(from, figures[j]);

			json_object_set_new(to, figures[j],
					    json_is_number(figure) ? json_deep_copy(figure)
								   : json_null());
		}
		json_array_append_new(array, to);
	}
	return array;
}

static json_t *history_json(const struct ticket *ticket)
{
	json_t *array = json_array();

	for (unsigned i = 0; ticket->history && i < ticket->history->len; i++) {
		const struct ticket_event *event = ticket->history->pdata[i];

		json_array_append_new(array,
				      json_pack("{s:o, s:o, s:s, s:o}", "at", time_json(event->at),
						"who", json_utf8(event->who), "state",
						ticket_state_name(event->state), "note",
						json_utf8(event->note)));
	}
	return array;
}

/* The changes of one domain in a format; owns nothing. */
static char *paste_domain(enum record_format format, const GPtrArray *changes,
			  const struct ticket *ticket, unsigned domain)
{
	const struct ticket_domain *of = ticket->domains->pdata[domain];
	g_autoptr(GPtrArray) own = g_ptr_array_new();

	for (unsigned i = 0; i < changes->len; i++)
		if (((const struct ticket_change *)changes->pdata[i])->domain == domain)
			g_ptr_array_add(own, changes->pdata[i]);
	return render_changes(format, own, of->zone);
}

/* Domain by domain, since each may lie in a zone of its own. */
static char *paste(enum record_format format, const GPtrArray *changes, const struct ticket *ticket)
{
	GString *out = g_string_new(NULL);

	for (unsigned i = 0; i < ticket->domains->len; i++) {
		g_autofree char *text = paste_domain(format, changes, ticket, i);

		g_string_append(out, text);
	}
	return g_string_free(out, FALSE);
}

char *render_ticket_changes(enum record_format format, const struct ticket *ticket)
{
	return paste(format, ticket->changes, ticket);
}

static json_t *paste_json(enum record_format format, const GPtrArray *changes,
			  const struct ticket *ticket)
{
	g_autofree char *text = paste(format, changes, ticket);

	return lines_json(text);
}

static void set_paste(json_t *object, const char *key, const GPtrArray *changes,
		      const struct ticket *ticket)
{
	json_object_set_new(object, key,
			    json_pack("{s:o, s:o}", "zone",
				      paste_json(RECORD_FORMAT_ZONE, changes, ticket), "nsupdate",
				      paste_json(RECORD_FORMAT_NSUPDATE, changes, ticket)));
}

static void set_who_and_when(json_t *object, const struct ticket *ticket,
			     const struct branding *branding, const char *journal_head)
{
	json_object_set_new(object, "approver", json_utf8(ticket->approver));
	json_object_set_new(object, "window", json_utf8(ticket->window));
	json_object_set_new(object, "effect",
			    json_pack("{s:o, s:o}", "earliest", time_json(ticket->effect_earliest),
				      "latest", time_json(ticket->effect_latest)));
	json_object_set_new(object, "fingerprint", json_utf8(ticket->fingerprint));
	json_object_set_new(object, "drafted_at", time_json(ticket->drafted_at));
	json_object_set_new(object, "history", history_json(ticket));
	json_object_set_new(object, "journal_head", json_utf8(journal_head));
	json_object_set_new(object, "service",
			    json_pack("{s:o, s:o}", "name",
				      json_utf8(branding ? branding->name : NULL), "contact",
				      json_utf8(branding ? branding->contact : NULL)));
}

/* The longest that anybody keeps the old answer; null: not known. */
static json_t *longest_ttl(const GPtrArray *changes)
{
	uint32_t ttl = 0;

	for (unsigned i = 0; i < changes->len; i++)
		ttl = MAX(ttl, ((const struct ticket_change *)changes->pdata[i])->old_ttl);
	return ttl ? json_integer(ttl) : json_null();
}

/* The object of `ticket show --json`: all that a template can name. */
static json_t *ticket_json(const struct ticket *ticket, const char *customer_name,
			   const struct branding *branding, const char *journal_head)
{
	json_t *object = json_object();
	json_t *evidence = ticket->evidence ? json_loads(ticket->evidence, 0, NULL) : NULL;
	g_autoptr(GPtrArray) back = backwards(ticket->changes);

	json_object_set_new(object, "id", json_utf8(ticket->id));
	json_object_set_new(object, "state", json_string(ticket_state_name(ticket->state)));
	json_object_set_new(object, "customer", json_utf8(ticket->customer));
	json_object_set_new(object, "customer_name", json_utf8(customer_name));
	json_object_set_new(object, "domain", json_utf8(ticket->domain));
	json_object_set_new(object, "domains", domains_json(ticket));
	json_object_set_new(object, "domains_text", domains_text(ticket));
	json_object_set_new(object, "shared", json_boolean(ticket->domains->len > 1));
	json_object_set_new(object, "stage", json_utf8(ticket->stage));
	json_object_set_new(object, "zone", json_utf8(ticket->zone));
	json_object_set_new(object, "servers", texts_json(ticket->servers));
	json_object_set_new(object, "kind", json_string(ticket_kind_name(ticket->kind)));
	json_object_set_new(object, "changes", changes_json(ticket->changes, ticket));
	json_object_set_new(object, "old_ttl", longest_ttl(ticket->changes));
	json_object_set_new(object, "justification", json_utf8(ticket->justification));
	json_object_set_new(object, "risk", json_utf8(ticket->risk));
	json_object_set_new(object, "impact", impact_json(evidence));
	json_object_set_new(object, "evidence", evidence ? evidence : json_null());
	json_object_set_new(object, "validation", texts_json(ticket->validation));
	json_object_set_new(object, "rollback", changes_json(back, ticket));
	set_paste(object, "paste", ticket->changes, ticket);
	set_paste(object, "paste_back", back, ticket);
	set_who_and_when(object, ticket, branding, journal_head);
	return object;
}

char *render_ticket(enum document_format format, const struct ticket *ticket, const char *dir,
		    const char *customer_name, const struct branding *branding,
		    const char *journal_head, GError **error)
{
	json_t *values = ticket_json(ticket, customer_name, branding, journal_head);
	GString *out;
	char *text;

	if (format == DOCUMENT_FORMAT_JSON) {
		out = g_string_new(NULL);
		append_json(out, values);
		return g_string_free(out, FALSE);
	}
	text = template_document(dir, ticket->customer, "ticket", format, values, error);
	json_decref(values);
	return text;
}
