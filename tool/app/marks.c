/* SPDX-License-Identifier: MIT */
/* The specialist's word on sources and flows, and taking it back. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/sources.h"
#include "base/error.h"
#include "base/filter.h"
#include "store/project.h"

/* A domain with its evidence, for marks. */
struct marking {
	struct domain *domain;
	struct judgement *judgement;
	GPtrArray *marks; /* struct mark *: those in force */
};

/* What is marked, as it is seen now. */
struct marked {
	const char *named; /* the source as it was given: perhaps a former key */
	struct source *source;
	char *flow; /* flow_mark_key(), or NULL: the source */
};

static bool marking_open(struct app *app, const char *name, struct marking *marking, GError **error)
{
	static const struct window evidence = {DAY_NONE, DAY_NONE, EVIDENCE_DAYS, false};

	marking->domain = app_domain(app, name, error);
	marking->judgement =
		marking->domain ? judge(app, marking->domain, &evidence, DAY_NONE, error) : NULL;
	marking->marks =
		marking->judgement ? store_marks(app->store, marking->domain->id, error) : NULL;
	return marking->marks != NULL;
}

static void marking_close(struct marking *marking)
{
	g_clear_pointer(&marking->marks, g_ptr_array_unref);
	g_clear_pointer(&marking->judgement, judgement_free);
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

static void marked_clear(struct marked *marked)
{
	g_clear_pointer(&marked->source, source_free);
	g_clear_pointer(&marked->flow, g_free);
}

static bool marked_find(const struct marking *marking, const struct source_flow *target,
			struct marked *marked, GError **error)
{
	const struct judgement *j = marking->judgement;
	const struct flow *flow;

	*marked = (struct marked){.named = target->source};
	marked->source = source_of(j, target->source, NULL, error);
	if (!marked->source || !target->flow)
		return marked->source;
	flow = flow_find(marked->source, target->flow, error);
	if (flow)
		marked->flow = flow_mark_key(flow);
	else
		marked_clear(marked);
	return flow;
}

static bool is_on(const struct mark *mark, const struct marked *marked)
{
	return g_strcmp0(mark->flow, marked->flow) == 0 &&
	       (strcmp(mark->source, marked->source->key) == 0 ||
		strcmp(mark->source, marked->named) == 0);
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
	mark->flow = g_strdup(marked->flow);
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

/* Was the same said of it last? */
static bool said_already(const struct marking *marking, const struct marked *marked,
			 enum verdict verdict, const char *reason)
{
	const struct mark *last = NULL;

	for (guint i = 0; i < marking->marks->len; i++)
		if (is_on(marking->marks->pdata[i], marked))
			last = marking->marks->pdata[i];
	return last && last->verdict == verdict && strcmp(last->reason, reason) == 0;
}

/* What is marked is new no longer; visited NULL: nothing ever was. */
static void visit(GHashTable *visited, const struct source *source)
{
	for (guint i = 0; visited && i < source->ips->len; i++) {
		const struct source_ip *ip = source->ips->pdata[i];

		g_hash_table_add(visited, g_memdup2(&ip->ip, sizeof(ip->ip)));
	}
}

/* Does a mark on what is named reach no flow that is known? */
static bool reaches_none(const struct marked *marked)
{
	bool none = !marked->flow;

	for (guint i = 0; none && i < marked->source->flows->len; i++)
		none = !((struct flow *)marked->source->flows->pdata[i])->unsettled;
	return none;
}

/* 1 it was added, 0 the same was said before, -1 on failure. */
static int mark_add(struct app *app, const struct marking *marking,
		    const struct source_flow *target, enum verdict verdict, const char *reason,
		    GHashTable *visited, GPtrArray *settled, GError **error)
{
	struct marked marked;
	int added = -1;

	if (!marked_find(marking, target, &marked, error))
		return -1;
	if (said_already(marking, &marked, verdict, reason)) {
		added = 0;
	} else {
		struct mark *mark = mark_new(app, marking->domain, &marked, verdict, reason);

		added = store_mark_add(app->store, mark, error) ? 1 : -1;
		mark_free(mark);
	}
	if (settled && reaches_none(&marked))
		g_ptr_array_add(settled, g_strdup(target->source));
	visit(visited, marked.source);
	marked_clear(&marked);
	return added;
}

/* Marks all of them inside a begun write; how many are new marks, -1 on failure. */
static int mark_all(struct app *app, const struct marking *marking,
		    const struct source_flow *targets, size_t n, enum verdict verdict,
		    const char *reason, GPtrArray *settled, GError **error)
{
	int64_t id = marking->domain->id;
	GError *fault = NULL;
	g_autoptr(GHashTable) visited = store_visit(app->store, id, &fault);
	int sum = 0;

	if (fault) {
		g_propagate_error(error, fault);
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		int added = mark_add(app, marking, &targets[i], verdict, reason, visited, settled,
				     error);

		if (added < 0)
			return -1;
		sum += added;
	}
	return !visited || store_visit_set(app->store, id, visited, error) ? sum : -1;
}

bool app_sources_mark(struct app *app, const char *name, const struct source_flow *targets,
		      size_t n, enum verdict verdict, const char *reason, bool *added,
		      GPtrArray *settled, GError **error)
{
	g_autofree char *words = targets_words(targets, n);
	struct marking marking = {0};
	int sum = -1;
	bool done;

	if (!need_reason(reason, "source mark", error))
		return false;
	if (marking_open(app, name, &marking, error) && write_begin(app, error))
		sum = mark_all(app, &marking, targets, n, verdict, reason, settled, error);
	if (sum > 0)
		done = write_end(app, marking.domain, NULL, "source mark", targets->source, reason,
				 error, "%s: %s", words, verdict_name(verdict));
	else
		done = sum == 0 ? write_commit(app, error) : write_fail(app);
	if (added)
		*added = sum > 0;
	marking_close(&marking);
	return done;
}

/* Ends the marks in force on what is named; how many, -1 on failure. */
static int marks_end(struct app *app, const struct marking *marking,
		     const struct source_flow *target, GError **error)
{
	struct marked marked;
	int ended = 0;

	if (!marked_find(marking, target, &marked, error))
		return -1;
	for (guint i = 0; ended >= 0 && i < marking->marks->len; i++) {
		const struct mark *mark = marking->marks->pdata[i];

		if (!is_on(mark, &marked))
			continue;
		ended = store_mark_end(app->store, mark->id, error) ? ended + 1 : -1;
	}
	marked_clear(&marked);
	return ended;
}

bool app_sources_unmark(struct app *app, const char *name, const struct source_flow *targets,
			size_t n, bool *ended, GError **error)
{
	g_autofree char *words = targets_words(targets, n);
	struct marking marking = {0};
	bool done = marking_open(app, name, &marking, error) && write_begin(app, error);
	int sum = 0;

	for (size_t i = 0; done && i < n; i++) {
		int some = marks_end(app, &marking, &targets[i], error);

		done = some >= 0;
		sum += MAX(some, 0);
	}
	if (!done)
		write_fail(app);
	else if (sum > 0)
		done = write_end(app, marking.domain, NULL, "source unmark", targets->source, NULL,
				 error, "%s: the specialist's verdict is withdrawn", words);
	else
		done = write_commit(app, error);
	if (ended)
		*ended = sum > 0;
	marking_close(&marking);
	return done;
}

/* What the screens show of a source in words; figures are no names. */
static bool passes(const struct source *source, const struct filter *filter)
{
	const struct flow *main = source_main(source);
	g_autofree char *day = day_format(source->last_seen);
	const struct filter_cell cells[] = {
		{"SOURCE", source->key},
		{"SOURCE", source->name},
		{"SOURCE", source->group ? source->group : ""},
		{"VERDICT", verdict_name(main->verdict)},
		{"CLASS", flow_class_name(main->class)},
		{"LAST SEEN", day},
	};

	return filter_takes(filter, cells, G_N_ELEMENTS(cells));
}

GPtrArray *app_sources_filter(const struct source_table *table, const char *text)
{
	struct filter *filter = filter_new(text);
	GPtrArray *found = g_ptr_array_new();

	for (unsigned i = 0; i < table->sources->len; i++)
		if (passes(table->sources->pdata[i], filter))
			g_ptr_array_add(found, table->sources->pdata[i]);
	filter_free(filter);
	return found;
}
