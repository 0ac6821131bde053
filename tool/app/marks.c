/* SPDX-License-Identifier: MIT */
/* The specialist's word on sources and flows, and taking it back. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/sources.h"
#include "base/error.h"
#include "store/project.h"

/* A domain with its sources of the evidence, for marks. */
struct marking {
	struct domain *domain;
	struct source_table *table;
};

/* What is marked, as it is seen now. */
struct marked {
	const char *named; /* the source as it was given: perhaps a former key */
	const struct source *source;
	const struct flow *flow; /* or NULL */
};

static bool marking_open(struct app *app, const char *name, struct marking *marking, GError **error)
{
	static const struct window evidence = {DAY_NONE, DAY_NONE, EVIDENCE_DAYS, false};

	marking->domain = app_domain(app, name, error);
	marking->table = marking->domain ? app_sources(app, name, &evidence, error) : NULL;
	return marking->table != NULL;
}

static void marking_close(struct marking *marking)
{
	g_clear_pointer(&marking->table, source_table_free);
	g_clear_pointer(&marking->domain, domain_free);
}

static const struct flow *flow_find(const struct source *source, const char *key, GError **error)
{
	for (guint i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];

		if (strcmp(flow->key, key) == 0)
			return flow;
	}
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "source %s has no flow \"%s\"; see --flows", source->key, key);
	return NULL;
}

static bool marked_find(const struct marking *marking, const struct source_flow *target,
			struct marked *marked, GError **error)
{
	*marked = (struct marked){.named = target->source};
	marked->source = app_source_find(marking->table, target->source, error);
	if (marked->source && target->flow)
		marked->flow = flow_find(marked->source, target->flow, error);
	return marked->source && (!target->flow || marked->flow);
}

/* "deskly", "deskly, flow 9f3c01ab", "deskly and 3 more". */
static char *targets_words(const struct source_flow *targets, size_t n)
{
	if (n > 1)
		return g_strdup_printf("%s and %zu more", targets->source, n - 1);
	return targets->flow ? g_strdup_printf("%s, flow %s", targets->source, targets->flow)
			     : g_strdup(targets->source);
}

/* The mark of a source or flow, with the addresses it is seen at. */
static struct mark *mark_new(struct app *app, const struct domain *domain,
			     const struct marked *marked, enum verdict verdict, const char *reason)
{
	struct mark *mark = g_new0(struct mark, 1);

	mark->domain_id = domain->id;
	mark->source = g_strdup(marked->source->key);
	mark->flow = marked->flow ? flow_mark_key(marked->flow) : NULL;
	mark->verdict = verdict;
	mark->reason = g_strdup(reason);
	mark->who = g_strdup(app->who);
	mark->at = clock_now(&app->clock);
	mark->ips = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < marked->source->ips->len; i++) {
		const struct source_ip *ip = marked->source->ips->pdata[i];
		char text[IP_TEXT_MAX];

		g_ptr_array_add(mark->ips, g_strdup(ip_format(&ip->ip, text)));
	}
	return mark;
}

static bool mark_add(struct app *app, const struct marking *marking,
		     const struct source_flow *target, enum verdict verdict, const char *reason,
		     GError **error)
{
	struct marked marked;
	struct mark *mark;
	bool done;

	if (!marked_find(marking, target, &marked, error))
		return false;
	mark = mark_new(app, marking->domain, &marked, verdict, reason);
	done = store_mark_add(app->store, mark, error);
	mark_free(mark);
	return done;
}

/* What is marked is new no longer. */
static bool visit_marked(struct app *app, const struct marking *marking,
			 const struct source_flow *targets, size_t n, GError **error)
{
	GError *fault = NULL;
	g_autoptr(GHashTable) visited = store_visit(app->store, marking->domain->id, &fault);

	if (!visited && fault)
		g_propagate_error(error, fault);
	if (!visited)
		return !fault;
	for (size_t i = 0; i < n; i++) {
		const struct source *source =
			app_source_find(marking->table, targets[i].source, NULL);

		for (guint k = 0; source && k < source->ips->len; k++) {
			const struct source_ip *ip = source->ips->pdata[k];

			g_hash_table_add(visited, g_memdup2(&ip->ip, sizeof(ip->ip)));
		}
	}
	return store_visit_set(app->store, marking->domain->id, visited, error);
}

bool app_sources_mark(struct app *app, const char *name, const struct source_flow *targets,
		      size_t n, enum verdict verdict, const char *reason, GError **error)
{
	g_autofree char *words = targets_words(targets, n);
	struct marking marking = {0};
	bool done;

	if (!need_reason(reason, "source mark", error))
		return false;
	done = marking_open(app, name, &marking, error) && write_begin(app, error);
	for (size_t i = 0; done && i < n; i++)
		done = mark_add(app, &marking, &targets[i], verdict, reason, error);
	done = done && visit_marked(app, &marking, targets, n, error);
	done = done ? write_end(app, marking.domain, NULL, "source mark", targets->source, reason,
				error, "%s: %s", words, verdict_name(verdict))
		    : write_fail(app);
	marking_close(&marking);
	return done;
}

bool app_source_mark(struct app *app, const char *name, const char *source, const char *flow,
		     enum verdict verdict, const char *reason, GError **error)
{
	const struct source_flow target = {source, flow};

	return app_sources_mark(app, name, &target, 1, verdict, reason, error);
}

/* Ends the marks in force on what is named; how many, -1 on failure. */
static int marks_end(struct app *app, const struct marking *marking,
		     const struct source_flow *target, GError **error)
{
	g_autoptr(GPtrArray) marks = NULL;
	g_autofree char *flow = NULL;
	struct marked marked;
	int ended = 0;

	if (!marked_find(marking, target, &marked, error))
		return -1;
	marks = store_marks(app->store, marking->domain->id, error);
	flow = marked.flow ? flow_mark_key(marked.flow) : NULL;
	for (guint i = 0; marks && i < marks->len; i++) {
		const struct mark *mark = marks->pdata[i];

		if (strcmp(mark->source, marked.source->key) != 0 &&
		    strcmp(mark->source, marked.named) != 0)
			continue;
		if (g_strcmp0(mark->flow, flow) != 0)
			continue;
		if (!store_mark_end(app->store, mark->id, error))
			return -1;
		ended++;
	}
	return marks ? ended : -1;
}

bool app_sources_unmark(struct app *app, const char *name, const struct source_flow *targets,
			size_t n, GError **error)
{
	g_autofree char *words = targets_words(targets, n);
	struct marking marking = {0};
	bool done = marking_open(app, name, &marking, error) && write_begin(app, error);
	int sum = 0;

	for (size_t i = 0; done && i < n; i++) {
		int ended = marks_end(app, &marking, &targets[i], error);

		done = ended >= 0;
		sum += MAX(ended, 0);
	}
	if (done && sum == 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "%s: there is no verdict of a specialist", words);
		done = false;
	}
	done = done ? write_end(app, marking.domain, NULL, "source unmark", targets->source, NULL,
				error, "%s: the specialist's verdict is withdrawn", words)
		    : write_fail(app);
	marking_close(&marking);
	return done;
}

bool app_source_unmark(struct app *app, const char *name, const char *source, const char *flow,
		       GError **error)
{
	const struct source_flow target = {source, flow};

	return app_sources_unmark(app, name, &target, 1, error);
}

/* What the screens show of a source in words; figures are no names. */
static bool holds(const struct source *source, const char *folded)
{
	const struct flow *main = source_main(source);
	g_autofree char *day = day_format(source->last_seen);
	g_autofree char *text = g_strjoin("\n", source->key, source->name,
					  verdict_name(main->verdict), flow_class_name(main->class),
					  day, source->group ? source->group : "", NULL);
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *low = g_utf8_casefold(valid, -1);

	return strstr(low, folded);
}

GPtrArray *app_sources_filter(const struct source_table *table, const char *filter)
{
	bool keep = *filter != '!';
	g_autofree char *folded = g_utf8_casefold(keep ? filter : filter + 1, -1);
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < table->sources->len; i++)
		if (holds(table->sources->pdata[i], folded) == keep)
			g_ptr_array_add(found, table->sources->pdata[i]);
	return found;
}
