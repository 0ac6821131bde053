/* SPDX-License-Identifier: MIT */
/* One source, taken apart. What each reporter saw of it only the rows tell. */
#include "app/context.h"
#include "app/project.h"
#include "app/sources.h"
#include "base/error.h"

struct counting {
	struct source_parts *parts;
	GHashTable *ips;       /* struct ip *: the source's */
	GHashTable *reporters; /* names -> parts */
};

/* The messages of a row that fall into the window, spread as in the roll-ups. */
static uint64_t messages_within(const struct source_parts *parts, const struct export_row *row)
{
	const struct report report = {.begin = row->begin, .end = row->end};
	uint64_t messages = 0;
	int32_t first;
	unsigned n;

	report_days(&report, &first, &n);
	for (unsigned i = 0; i < n; i++) {
		int32_t day = first + (int32_t)i;

		if (day >= parts->from && day <= parts->until)
			messages += report_share(&report, row->row->count, i);
	}
	return messages;
}

static bool count_row(void *ctx, const struct export_row *row)
{
	struct counting *counting = ctx;
	const struct signature *signature = row->signature;
	struct tally *tally;
	uint64_t messages;

	if ((row->row->flags & ROW_BAD) || !g_hash_table_contains(counting->ips, &row->row->ip))
		return true;
	messages = messages_within(counting->parts, row);
	if (messages == 0)
		return true;
	tally = &source_part_named(counting->parts->reporters, counting->reporters, row->org_name)
			 ->tally;
	tally->messages += messages;
	tally->compliant += signature_compliant(signature) ? messages : 0;
	tally->dkim_aligned += signature->evaluated_dkim == AUTH_RESULT_PASS ? messages : 0;
	tally->spf_aligned += signature->evaluated_spf == AUTH_RESULT_PASS ? messages : 0;
	tally->dispositions[row->row->disposition] += messages;
	return true;
}

static bool count_reporters(struct app *app, int64_t domain_id, struct source *source,
			    GError **error)
{
	const int32_t longest = REPORT_SPAN_MAX / DAY_SECONDS;
	g_autoptr(GHashTable) ips = g_hash_table_new(ip_hash, ip_equal);
	g_autoptr(GHashTable) reporters = g_hash_table_new(g_str_hash, g_str_equal);
	struct counting counting = {source->parts, ips, reporters};
	bool done;

	for (guint i = 0; i < source->ips->len; i++)
		g_hash_table_add(ips, &((struct source_ip *)source->ips->pdata[i])->ip);
	done = store_each_row(app->store, domain_id, source->parts->from - longest,
			      source->parts->until, count_row, &counting, error);
	source_parts_sort(source->parts->reporters);
	return done;
}

struct source *source_of(const struct judgement *j, const char *key, const char *record,
			 GError **error)
{
	struct source *source = analysis_source(j->analysis, key, j->from, j->until, record);

	if (!source)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "%s has no source \"%s\" in this window; see `rampart sources %s`",
			    j->name, key, j->name);
	return source;
}

struct source *app_source(struct app *app, const char *name, const char *key,
			  const struct window *window, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	const struct playbook *playbook = domain ? playbook_of(app, domain, error) : NULL;
	struct judgement *j = playbook ? judge(app, domain, window, DAY_NONE, error) : NULL;
	g_autofree char *record = j ? record_next(app, domain, playbook, j) : NULL;
	struct source *source = j ? source_of(j, key, record, error) : NULL;

	if (source && !count_reporters(app, domain->id, source, error))
		g_clear_pointer(&source, source_free);
	judgement_free(j);
	g_clear_pointer(&domain, domain_free);
	return source;
}

bool app_sources_visited(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	g_autoptr(GHashTable) known =
		domain ? store_first_seen(app->store, domain->id, error) : NULL;
	bool done =
		known && (app->dry_run || store_visit_set(app->store, domain->id, known, error));

	g_clear_pointer(&domain, domain_free);
	return done;
}
