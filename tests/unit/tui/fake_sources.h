/* SPDX-License-Identifier: MIT */
/* Sources with their flows, and what is said of them. A part of the app of tables. */
#ifndef TESTS_TUI_FAKE_SOURCES_H
#define TESTS_TUI_FAKE_SOURCES_H

#include "app/sources.h"
#include "fake_app.h"

static void dkim_free(gpointer data)
{
	struct flow_dkim *dkim = data;

	g_free(dkim->domain);
	g_free(dkim->selector);
	g_free(dkim);
}

static void add_source(struct source_table *table, const char *key, const char *name,
		       enum flow_class class, uint64_t messages, uint64_t compliant)
{
	struct source *source = g_new0(struct source, 1);
	struct flow *flow = g_new0(struct flow, 1);
	struct flow_dkim *dkim = g_new0(struct flow_dkim, 1);
	struct evidence *evidence = g_new0(struct evidence, 1);
	struct source_ip *address = g_new0(struct source_ip, 1);

	dkim->domain = g_strdup(table->domain);
	dkim->selector = g_strdup("s1");
	dkim->result = compliant ? AUTH_RESULT_PASS : AUTH_RESULT_FAIL;
	evidence->side = EVIDENCE_FORWARD;
	evidence->points = 3;
	evidence->text = g_strdup("the selector is at home elsewhere");
	g_strlcpy(flow->key, class == FLOW_CLASS_SPOOF ? "deadbeef" : "9f3c01ab",
		  sizeof(flow->key));
	flow->header_from = g_strdup(table->domain);
	flow->envelope = g_strdup("bounce.sender.example");
	flow->dkim = g_ptr_array_new_with_free_func(dkim_free);
	flow->spf = AUTH_RESULT_PASS;
	flow->class = class;
	flow->verdict = flow_class_verdict(class);
	flow->decided_by = DECIDED_BY_RULE;
	flow->reason = g_strdup("an aligned signature of a selector at home here");
	flow->evidence = g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
	flow->tally = (struct tally){.messages = messages, .compliant = compliant};
	flow->days = 30;
	flow->reporters = 4;
	flow->first_day = FAKE_DAY - 30;
	flow->last_day = FAKE_DAY - 1;
	g_ptr_array_add(flow->dkim, dkim);
	g_ptr_array_add(flow->evidence, evidence);
	source->key = g_strdup(key);
	source->name = g_strdup(name);
	source->group = class == FLOW_CLASS_ALIGNED ? g_strdup(flow->envelope) : NULL;
	source->named_by = g_strdup("the catalogue");
	source->flows = g_ptr_array_new_with_free_func((GDestroyNotify)flow_free);
	g_ptr_array_add(source->flows, flow);
	source->ips = g_ptr_array_new_with_free_func(g_free);
	ip_parse("192.0.2.7", 9, &address->ip);
	address->messages = messages;
	g_ptr_array_add(source->ips, address);
	source->tally = flow->tally;
	source->first_seen = flow->first_day;
	source->last_seen = flow->last_day;
	source->days = g_array_new(FALSE, TRUE, sizeof(uint64_t));
	g_array_set_size(source->days, 30);
	source->fix = class == FLOW_CLASS_ALIGNED ? NULL : g_strdup("sign with d= of the customer");
	source->note.due = DAY_NONE;
	source->is_new = class == FLOW_CLASS_SPOOF;
	g_ptr_array_add(table->sources, source);
	tally_add(&table->tally, &source->tally);
}

struct source_table *app_sources(struct app *app, const char *domain, const struct window *window,
				 GError **error)
{
	struct source_table *table;

	(void)window;
	if (fails(app, error))
		return NULL;
	table = g_new0(struct source_table, 1);
	table->domain = g_strdup(domain);
	table->from = FAKE_DAY - 30;
	table->until = FAKE_DAY - 1;
	table->header_from = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	table->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	table->streams = g_ptr_array_new_with_free_func((GDestroyNotify)stream_free);
	add_source(table, "mailer", "Mailer", FLOW_CLASS_ALIGNED, 900, 900);
	add_source(table, "relay", app->source_name ? app->source_name : "Relay",
		   FLOW_CLASS_FORWARD_BROKEN, 80, 0);
	add_source(table, "192.0.2.66", "192.0.2.66", FLOW_CLASS_SPOOF, 20, 0);
	for (unsigned i = 0; i < app->addresses; i++) {
		g_autofree char *name = g_strdup_printf("198.51.100.%u", i);

		add_source(table, name, name, FLOW_CLASS_ALIGNED, 10, 10);
	}
	return table;
}

struct source *app_source_find(const struct source_table *table, const char *key, GError **error)
{
	for (guint i = 0; i < table->sources->len; i++) {
		struct source *source = table->sources->pdata[i];

		if (strcmp(source->key, key) == 0)
			return source;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND, "no source %s", key);
	return NULL;
}

/* One source with its parts, out of a table that is thrown away. */
struct source *app_source(struct app *app, const char *domain, const char *key,
			  const struct window *window, GError **error)
{
	struct source_table *table = app_sources(app, domain, window, error);
	struct source *source = table ? app_source_find(table, key, error) : NULL;
	struct source_part *part;
	GHashTable *index;
	guint at;

	if (source) {
		g_ptr_array_find(table->sources, source, &at);
		g_ptr_array_steal_index(table->sources, at);
		source->parts = source_parts_new(table->from, table->until);
		source->parts->direct = source->tally;
		source->parts->mismatches[MISMATCH_RAW_WITHOUT_PASS] = 3;
		index = g_hash_table_new(g_str_hash, g_str_equal);
		part = source_part_named(source->parts->reporters, index, "google.com");
		part->tally = source->tally;
		g_hash_table_unref(index);
	}
	source_table_free(table);
	return source;
}

bool app_sources_visited(struct app *app, const char *domain, GError **error)
{
	(void)domain, (void)error;
	app->visits++;
	return true;
}

bool app_sender_add(struct app *app, const struct sender *sender, GError **error)
{
	g_autofree char *known = g_strdup_printf("%s %u", sender->name, sender->spf->len);

	(void)error;
	deed(app, "sender add", sender->slug, known);
	return true;
}

/* One deed for all of them: "*" stands for a source's unsettled flows. */
static char *targets_text(const struct source_flow *targets, size_t n)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < n; i++)
		g_string_append_printf(text, "%s%s/%s", i ? " " : "", targets[i].source,
				       targets[i].flow ? targets[i].flow : "*");
	return g_string_free(text, FALSE);
}

bool app_sources_mark(struct app *app, const char *domain, const struct source_flow *targets,
		      size_t n, enum verdict verdict, const char *reason, bool *added,
		      GPtrArray *settled, GError **error)
{
	g_autofree char *what = g_strdup_printf("mark %s %s", domain, verdict_name(verdict));
	g_autofree char *on = targets_text(targets, n);

	(void)error;
	(void)settled;
	deed(app, what, on, reason);
	*added = true;
	return true;
}

bool app_sources_unmark(struct app *app, const char *domain, const struct source_flow *targets,
			size_t n, bool *ended, GError **error)
{
	g_autofree char *on = targets_text(targets, n);

	(void)error;
	deed(app, "unmark", on, domain);
	*ended = true;
	return true;
}

bool app_source_set(struct app *app, const char *domain, const char *subject,
		    const struct note_change *change, GError **error)
{
	(void)domain;
	(void)error;
	deed(app, "note", subject, change->owner);
	return true;
}

#endif
