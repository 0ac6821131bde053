/* SPDX-License-Identifier: MIT */
/* What a ticket says about itself: kind, reason, risk, how to verify, when it takes effect. */
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/figure.h"
#include "dmarc/generation.h"
#include "rollout/explain.h"
#include "rollout/playbook.h"
#include "rollout/ticket.h"

static enum ticket_kind kind_of(const GPtrArray *changes)
{
	bool creates = true, deletes = true;

	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];

		creates &= change->old->len == 0;
		deletes &= change->new->len == 0;
	}
	if (creates)
		return TICKET_KIND_CREATE;
	return deletes ? TICKET_KIND_DELETE : TICKET_KIND_CHANGE;
}

struct ticket_change *ticket_dmarc_change(const struct ticket *ticket, const char *domain)
{
	g_autofree char *name = g_strconcat("_dmarc.", domain, NULL);

	for (unsigned i = 0; i < ticket->changes->len; i++) {
		struct ticket_change *change = ticket->changes->pdata[i];

		if (g_str_equal(change->name, name) && g_str_equal(change->type, "TXT"))
			return change;
	}
	return NULL;
}

static bool takes_out(const GPtrArray *changes)
{
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ticket_change *change = changes->pdata[i];

		if (change->new->len < change->old->len)
			return true;
	}
	return false;
}

static const char *only_value(const GPtrArray *values)
{
	return values->len == 1 ? values->pdata[0] : NULL;
}

static bool figure(const json_t *object, const char *name, double *out)
{
	const json_t *value = json_object_get(object, name);

	if (json_is_number(value))
		*out = json_number_value(value);
	return json_is_number(value);
}

static void add_moves(GString *text, const struct ticket *ticket)
{
	for (unsigned i = 0; i < ticket->domains->len; i++) {
		const struct ticket_domain *domain = ticket->domains->pdata[i];

		g_string_append_printf(text, "%s%s to %s", i ? ", " : "Moves ", domain->name,
				       domain->stage);
	}
}

/* Nothing is said of mail that nobody reported. */
static void add_compliance(GString *text, const struct ticket *ticket, const json_t *evidence)
{
	g_autofree char *passed = NULL, *all = NULL;
	double messages, compliant;

	if (!figure(evidence, "messages", &messages) || messages < 1 ||
	    !figure(evidence, "compliant", &compliant))
		return;
	passed = figure_written(compliant);
	all = figure_written(messages);
	g_string_append_printf(text,
			       ". %s of the %s messages that receivers reported in %s passed DMARC",
			       passed, all, ticket->domains->len > 1 ? "their names" : "its name");
}

static char *justify(const struct ticket *ticket, const json_t *evidence)
{
	GString *text = g_string_new(NULL);

	if (ticket->rollback_of_stage)
		g_string_append_printf(text, "Restores the record that %s had before",
				       ticket->domain);
	else if (ticket->stage)
		add_moves(text, ticket);
	else
		g_string_append_printf(text, "Changes the record of %s", ticket->domain);
	add_compliance(text, ticket, evidence);
	return g_string_free(text, FALSE);
}

/* The worst that either generation would have done to legitimate mail. */
static void add_loss(GString *text, const json_t *evidence)
{
	double messages, lost = 0, spam = 0;
	g_autofree char *rejected = NULL, *moved = NULL;
	bool known = false;

	if (!figure(evidence, "messages", &messages) || messages < 1)
		return;
	for (int generation = 0; generation < GENERATION_COUNT; generation++) {
		const json_t *impact =
			json_object_get(evidence, generation_name((enum generation)generation));
		double value;

		if (figure(impact, "lost", &value)) {
			lost = MAX(lost, value);
			known = true;
		}
		if (figure(impact, "spam", &value))
			spam = MAX(spam, value);
	}
	if (known && lost + spam < 0.5)
		g_string_append(text,
				". No legitimate message among those reported would have been "
				"touched");
	if (!known || lost + spam < 0.5)
		return;
	rejected = figure_written(lost);
	moved = figure_written(spam);
	g_string_append_printf(text,
			       ". Of the legitimate messages reported, up to %s would have been "
			       "rejected and up to %s gone to spam",
			       rejected, moved);
}

/* What the new record of each domain does; said once of those that do the same. */
static void add_effects(GString *text, const struct ticket *ticket)
{
	g_autofree char *said = NULL;

	for (unsigned i = 0; i < ticket->domains->len; i++) {
		const struct ticket_domain *domain = ticket->domains->pdata[i];
		const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);
		const char *new = change ? only_value(change->new) : NULL;
		g_autofree char *older = record_explain(new, GENERATION_RFC7489);
		g_autofree char *newer = record_explain(new, GENERATION_RFC9989);
		char *effect = g_strdup_printf("receiver that follows RFC 7489 %s; one that "
					       "follows RFC 9989 %s",
					       older, newer);

		if (change && g_strcmp0(effect, said) != 0)
			g_string_append_printf(text, "%s%s%sA %s", text->len ? ". " : "",
					       text->len ? domain->name : "", text->len ? ": " : "",
					       effect);
		g_free(said);
		said = effect;
	}
}

static void add_weaker(GString *text, const struct ticket *ticket)
{
	for (unsigned i = 0; i < ticket->domains->len; i++) {
		const struct ticket_domain *domain = ticket->domains->pdata[i];
		const struct ticket_change *change = ticket_dmarc_change(ticket, domain->name);

		if (change &&
		    record_compare_strength(only_value(change->new), only_value(change->old)) < 0)
			g_string_append_printf(text,
					       ". The new record%s%s asks less than the present "
					       "one: more forged mail gets through",
					       ticket->domains->len > 1 ? " of " : "",
					       ticket->domains->len > 1 ? domain->name : "");
	}
}

static char *weigh(const struct ticket *ticket, const json_t *evidence)
{
	GString *text = g_string_new(NULL);

	add_effects(text, ticket);
	if (text->len) {
		add_loss(text, evidence);
		add_weaker(text, ticket);
	} else if (takes_out(ticket->changes)) {
		g_string_append(text,
				"Whoever still needs what is taken out finds nothing: signatures "
				"by a key that is gone fail, and so does what an alias led to. The "
				"way back publishes it again");
	}
	return g_string_free(text, FALSE);
}

/* A name goes into a command only if a shell reads it as one plain word (quoted, for a wildcard).
 */
static bool is_plain(const char *name)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:*-";

	return name && *name && *name != '-' && strspn(name, plain) == strlen(name);
}

static char *command(const char *tool, const struct ticket_change *change, const char *server)
{
	if (g_str_equal(tool, "nslookup"))
		return g_strdup_printf("nslookup -type=%s '%s' %s", change->type, change->name,
				       server);
	return g_strdup_printf("%s +short +norecurse @%s '%s' %s", tool, server, change->name,
			       change->type);
}

static void add_commands(const struct ticket *ticket, const char *tool, GPtrArray *out)
{
	for (unsigned i = 0; i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];
		const struct ticket_domain *domain = ticket->domains->pdata[change->domain];
		const GPtrArray *servers = domain->servers;

		for (unsigned j = 0; j < servers->len; j++) {
			const char *server = servers->pdata[j];
			g_autofree char *line = NULL;

			/* A server with two addresses stands in the list twice. */
			if (!is_plain(server) || !is_plain(change->name))
				continue;
			line = command(tool, change, server);
			if (!g_ptr_array_find_with_equal_func(out, line, g_str_equal, NULL))
				g_ptr_array_add(out, g_steal_pointer(&line));
		}
	}
}

static GPtrArray *verify_with(const struct ticket *ticket)
{
	static const char *const tools[] = {"dig", "kdig", "nslookup"};
	GPtrArray *commands = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < G_N_ELEMENTS(tools); i++)
		add_commands(ticket, tools[i], commands);
	return commands;
}

/* Whoever asked just before the change keeps the old answer for its TTL. */
static void set_effect(struct ticket *ticket)
{
	uint32_t ttl = 0;

	ticket->effect_earliest = ticket->effect_latest = TIME_NONE;
	for (unsigned i = 0; i < ticket->changes->len; i++)
		ttl = MAX(ttl, ((const struct ticket_change *)ticket->changes->pdata[i])->old_ttl);
	for (unsigned i = 0; ticket->history && i < ticket->history->len; i++) {
		const struct ticket_event *event = ticket->history->pdata[i];

		if (event->state != TICKET_STATE_PUBLISHED || ticket->effect_earliest != TIME_NONE)
			continue;
		ticket->effect_earliest = event->at;
		ticket->effect_latest = event->at + ttl;
	}
}

void ticket_describe(struct ticket *ticket)
{
	json_t *evidence = ticket->evidence ? json_loads(ticket->evidence, 0, NULL) : NULL;

	ticket->kind = kind_of(ticket->changes);
	if (!ticket->justification)
		ticket->justification = justify(ticket, evidence);
	if (!ticket->risk)
		ticket->risk = weigh(ticket, evidence);
	g_clear_pointer(&ticket->validation, g_ptr_array_unref);
	ticket->validation = verify_with(ticket);
	set_effect(ticket);
	json_decref(evidence);
}
