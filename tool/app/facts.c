/* SPDX-License-Identifier: MIT */
/* What a gate is judged on: the figures of the window, who echoes the policy, who fell silent. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/roster.h"
#include "base/error.h"
#include "rollout/echo.h"
#include "rollout/playbook.h"
#include "rollout/watch.h"
#include "store/project.h"

#define BEFORE_DAYS	    30 /* of the stage before, for its pass rate */
#define RECENT_DAYS	    2
#define USUAL_DAYS	    28
#define USUAL_REPORTER_DAYS 10 /* of the last 30: a reporter whose silence means something */

const struct stage *stage_now(const struct domain *domain, const struct playbook *playbook)
{
	int at = domain->stage ? playbook_stage(playbook, domain->stage) : 0;

	return playbook->stages->pdata[MAX(at, 0)];
}

char *record_in_force(const struct app *app, const struct domain *domain,
		      const struct playbook *playbook, const char *current)
{
	if (current || domain->since == DAY_NONE)
		return g_strdup(current);
	return record_of_stage(app, stage_now(domain, playbook), NULL, NULL);
}

const struct stage *stage_next(const struct domain *domain, const struct playbook *playbook)
{
	int at = domain->stage ? playbook_stage(playbook, domain->stage) : 0;

	at = MAX(at, 0); /* a stage of another playbook: at the beginning of this one */
	return at < playbook_last(playbook, domain) ? playbook->stages->pdata[at + 1] : NULL;
}

bool stage_is_final(const struct domain *domain, const struct playbook *playbook)
{
	return domain->since != DAY_NONE && playbook_stage(playbook, domain->stage) >= 0 &&
	       !stage_next(domain, playbook);
}

char *record_of_stage(const struct app *app, const struct stage *stage, const char *current,
		      GPtrArray *warnings)
{
	return stage_record(stage, current, app->config.report_address, warnings);
}

/*
 * The clock of a stage: the later of its verification and the first echo. A report that would look
 * the same under the record before is no echo.
 */
static void start_clock(struct facts *facts, const char *expected, const char *before)
{
	const struct domain *domain = facts->gate.domain;
	int32_t first = DAY_NONE;

	facts->gate.clock_start = DAY_NONE;
	if (domain->since == DAY_NONE) {
		facts->waits = g_strdup("the record of this stage is not verified in DNS yet");
		return;
	}
	for (guint i = 0; i < facts->reporters->len; i++) {
		const struct reporter *reporter = facts->reporters->pdata[i];

		if (echo_of(&reporter->newest, before, expected) != ECHO_SHOWS)
			continue;
		facts->gate.echoed_by++;
		if (first == DAY_NONE || reporter->since < first)
			first = reporter->since;
	}
	if (first != DAY_NONE)
		facts->gate.clock_start = MAX(first, domain->since);
	else
		facts->waits = g_strdup_printf("no report shows the policy of stage %s yet",
					       domain->stage);
}

static void count_silent(struct facts *facts, int32_t today)
{
	for (guint i = 0; i < facts->reporters->len; i++) {
		const struct reporter *reporter = facts->reporters->pdata[i];

		if (reporter->days < USUAL_REPORTER_DAYS)
			continue;
		facts->gate.usual_reporters++;
		if (today - reporter->last_day > facts->gate.playbook->rollback.silent_days + 1)
			facts->gate.silent_reporters++;
	}
}

/* What p=reject, in full, would lose of the window. */
static double loss_at_reject(const struct judgement *j, const char *base)
{
	struct record record;
	g_autofree char *text = NULL;
	struct simulation *simulation;
	double lost;

	if (!record_parse(base, strlen(base), &record, NULL))
		return 0;
	record_set(&record, "p", "reject");
	record_set(&record, "sp", NULL);
	record_set(&record, "pct", NULL);
	record_set(&record, "t", NULL);
	text = record_format(&record);
	record_clear(&record);
	simulation = analysis_simulate(j->analysis, j->from, j->until, text, NULL, NULL);
	lost = simulation ? simulation->expected.lost : 0;
	if (simulation)
		simulation_free(simulation);
	return lost;
}

/* Is what reject would lose beyond splits and fixes? Asked where the gate asks who accepts it. */
static bool loss_stays(const struct facts *facts)
{
	const struct gate_facts *gate = &facts->gate;
	const struct judgement *j = facts->judgement;
	const struct split_input input = {.rule = &gate->playbook->split, .record = j->current};
	struct split_advice *advice;
	bool stays;

	if (!stage_now(gate->domain, gate->playbook)->gate.loss_accepted ||
	    gate->loss_at_reject < 0.5)
		return false;
	advice = analysis_split(j->analysis, j->from, j->until, &input);
	stays = advice->stay != NULL;
	split_advice_free(advice);
	return stays;
}

static void watch(struct facts *facts)
{
	const struct judgement *j = facts->judgement;
	int32_t recent = j->span.newest - RECENT_DAYS + 1;
	struct watch_facts watched = {.gate = &facts->gate};
	struct source_table *now, *before;

	now = analysis_sources(j->analysis, recent, j->span.newest, NULL);
	before = analysis_sources(j->analysis, recent - USUAL_DAYS, recent - 1, NULL);
	watched.recent = now;
	watched.usual = before;
	facts->regressions = watch_regressions(&watched);
	facts->gate.regressions = facts->regressions;
	source_table_free(now);
	source_table_free(before);
}

static double pass_rate_before(const struct facts *facts)
{
	const struct judgement *j = facts->judgement;
	int32_t start = facts->gate.clock_start;
	struct source_table *before;
	double rate;

	if (start == DAY_NONE || j->span.oldest == DAY_NONE || j->span.oldest >= start)
		return -1;
	before = analysis_sources(j->analysis, start - BEFORE_DAYS, start - 1, NULL);
	rate = legit_pass_rate(before);
	source_table_free(before);
	return rate;
}

static bool gather(struct app *app, struct facts *facts, GError **error)
{
	const struct domain *domain = facts->gate.domain;
	const struct judgement *j = facts->judgement;
	GError *fault = NULL;

	facts->days = store_days(app->store, domain->id, j->from, j->until, error);
	facts->waivers = facts->days ? store_waivers(app->store, domain->id, error) : NULL;
	facts->complaints = facts->waivers ? store_complaints(app->store, domain->id, error) : NULL;
	facts->freezes =
		facts->complaints ? store_freezes(app->store, domain->customer_id, error) : NULL;
	facts->reporters = facts->freezes ? store_reporters(app->store, domain->id, error) : NULL;
	facts->before = facts->reporters ? record_before(app, domain, &fault) : NULL;
	if (fault)
		g_propagate_error(error, fault);
	return facts->reporters && !fault;
}

static void fill(struct app *app, struct facts *facts)
{
	struct gate_facts *gate = &facts->gate;
	const struct judgement *j = facts->judgement;
	const struct stage *next = stage_next(gate->domain, gate->playbook);
	g_autofree char *own =
		record_of_stage(app, stage_now(gate->domain, gate->playbook), j->current, NULL);
	g_autofree char *then = next ? record_of_stage(app, next, j->current, NULL) : NULL;

	gate->now = clock_now(&app->clock);
	gate->newest = j->span.oldest == DAY_NONE ? DAY_NONE : j->span.newest;
	gate->window_from = j->from;
	gate->window_until = j->until;
	gate->look = j->look;
	gate->senders = j->roster->own;
	gate->moving = j->moving;
	gate->source_notes = j->source_notes;
	gate->stream_notes = j->stream_notes;
	gate->days = facts->days;
	gate->waivers = facts->waivers;
	gate->complaints = facts->complaints;
	gate->freezes = facts->freezes;
	start_clock(facts, own, facts->before);
	gate->clock_waits = facts->waits;
	count_silent(facts, clock_today(&app->clock));
	facts->table = analysis_sources(j->analysis, j->from, j->until, then);
	gate->table = facts->table;
	gate->loss_at_reject = loss_at_reject(j, own);
	gate->loss_stays = loss_stays(facts);
	gate->pass_rate_before = pass_rate_before(facts);
	watch(facts);
}

struct facts *facts_new(struct app *app, const struct domain *domain, GError **error)
{
	struct facts *facts = g_new0(struct facts, 1);

	facts->gate.domain = domain;
	facts->gate.playbook = playbook_of(app, domain, error);
	if (!facts->gate.playbook)
		goto fail;
	facts->judgement =
		judge(app, domain, NULL,
		      domain->since == DAY_NONE ? DAY_NONE : domain->since - BEFORE_DAYS, error);
	if (!facts->judgement || !gather(app, facts, error))
		goto fail;
	fill(app, facts);
	return facts;
fail:
	facts_free(facts);
	return NULL;
}

bool look_ahead(struct app *app, const char *name, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	bool done = domain && look_freshly(app, domain, error);

	if (done)
		names_freshly(app, domain);
	g_clear_pointer(&domain, domain_free);
	return done;
}

struct facts *facts_begin(struct app *app, const char *name, struct domain **domain, GError **error)
{
	struct facts *facts;

	*domain = NULL;
	if (!look_ahead(app, name, error) || !write_begin(app, error))
		return NULL;
	*domain = app_domain(app, name, error);
	facts = *domain ? facts_new(app, *domain, error) : NULL;
	if (facts)
		return facts;
	g_clear_pointer(domain, domain_free);
	write_fail(app);
	return NULL;
}

void facts_free(struct facts *facts)
{
	if (!facts)
		return;
	g_clear_pointer(&facts->table, source_table_free);
	g_clear_pointer(&facts->days, g_array_unref);
	g_clear_pointer(&facts->waivers, g_ptr_array_unref);
	g_clear_pointer(&facts->complaints, g_ptr_array_unref);
	g_clear_pointer(&facts->freezes, g_ptr_array_unref);
	g_clear_pointer(&facts->reporters, g_ptr_array_unref);
	g_clear_pointer(&facts->regressions, g_ptr_array_unref);
	judgement_free(facts->judgement);
	g_free(facts->waits);
	g_free(facts->before);
	g_free(facts);
}
