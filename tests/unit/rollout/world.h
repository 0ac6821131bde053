/* SPDX-License-Identifier: MIT */
/* A small domain to judge: one source a call, figures that tests can count by hand. */
#ifndef TESTS_UNIT_ROLLOUT_WORLD_H
#define TESTS_UNIT_ROLLOUT_WORLD_H

#include <string.h>

#include <glib.h>

#include "base/clock.h"
#include "rollout/gate.h"
#include "rollout/playbook.h"
#include "rollout/watch.h"

#define TODAY 20000 /* 2024-10-04 */

struct world {
	struct domain domain;
	struct playbook *playbook;
	struct source_table table;
	GArray *days;
	GHashTable *source_notes, *stream_notes;
	GPtrArray *senders, *waivers, *complaints, *freezes, *regressions;
	struct look look;
	struct gate_facts facts;
};

static inline struct playbook *shipped(const char *name)
{
	g_autofree char *dir =
		g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "..", "playbooks", NULL);
	GError *error = NULL;
	struct playbook *playbook = playbook_find(dir, name, &error);

	g_assert_no_error(error);
	return playbook;
}

static inline struct flow *world_flow(enum verdict verdict, enum flow_class class,
				      uint64_t messages, uint64_t compliant)
{
	struct flow *flow = g_new0(struct flow, 1);

	flow->verdict = verdict;
	flow->class = class;
	flow->tally.messages = messages;
	flow->tally.compliant = compliant;
	flow->days = 20;
	return flow;
}

static inline void world_add_flow(struct source_table *table, struct source *source,
				  struct flow *flow)
{
	g_ptr_array_add(source->flows, flow);
	tally_add(&source->tally, &flow->tally);
	source->classes[flow->class] += flow->tally.messages;
	tally_add(&table->tally, &flow->tally);
	table->classes[flow->class] += flow->tally.messages;
}

/* A source with one flow, first seen long ago. */
static inline struct source *world_source(struct source_table *table, const char *key,
					  enum verdict verdict, enum flow_class class,
					  uint64_t messages, uint64_t compliant)
{
	struct source *source = g_new0(struct source, 1);

	source->key = g_strdup(key);
	source->flows = g_ptr_array_new_with_free_func((GDestroyNotify)flow_free);
	source->first_seen = TODAY - 90;
	source->last_seen = TODAY - 1;
	source->note.due = DAY_NONE;
	world_add_flow(table, source, world_flow(verdict, class, messages, compliant));
	g_ptr_array_add(table->sources, source);
	return source;
}

static inline void table_init_empty(struct source_table *table, int32_t from, int32_t until)
{
	*table = (struct source_table){.from = from, .until = until};
	table->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	table->streams = g_ptr_array_new_with_free_func((GDestroyNotify)stream_free);
}

static inline void table_drop(struct source_table *table)
{
	g_ptr_array_unref(table->sources);
	g_ptr_array_unref(table->streams);
}

static inline void note_free(void *data)
{
	source_note_clear(data);
	g_free(data);
}

/* Something that is asked of somebody; owned by the table of notes. */
static inline struct source_note *world_task(GHashTable *notes, const char *subject,
					     const char *owner, const char *task, int32_t due)
{
	struct source_note *note = g_new0(struct source_note, 1);

	note->owner = g_strdup(owner);
	note->task = g_strdup(task);
	note->due = due;
	g_hash_table_insert(notes, g_strdup(subject), note);
	return note;
}

/* A domain that is in order: 30 days of 100 messages, all aligned, seen by five reporters. */
static inline void world_init(struct world *world, const char *playbook, const char *stage)
{
	memset(world, 0, sizeof(*world));
	world->playbook = shipped(playbook);
	world->domain = (struct domain){
		.id = 1,
		.name = g_strdup("shop.example"),
		.customer = g_strdup("shop"),
		.customer_id = 1,
		.stage = g_strdup(stage),
		.since = TODAY - 40,
		.lists = ANSWER_NO,
		.added_at = day_begin(TODAY - 60),
	};
	table_init_empty(&world->table, TODAY - 30, TODAY - 1);
	world_source(&world->table, "home", VERDICT_LEGITIMATE, FLOW_CLASS_ALIGNED, 3000, 3000);
	world->days = g_array_new(FALSE, FALSE, sizeof(struct traffic_day));
	for (int32_t day = TODAY - 30; day < TODAY; day++) {
		struct traffic_day of = {
			.day = day, .messages = 100, .compliant = 100, .reporters = 0x1f};

		g_array_append_val(world->days, of);
	}
	world->source_notes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, note_free);
	world->stream_notes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, note_free);
	world->senders = g_ptr_array_new_with_free_func((GDestroyNotify)sender_free);
	world->waivers = g_ptr_array_new_with_free_func((GDestroyNotify)waiver_free);
	world->complaints = g_ptr_array_new_with_free_func((GDestroyNotify)complaint_free);
	world->freezes = g_ptr_array_new_with_free_func((GDestroyNotify)freeze_free);
	world->regressions = g_ptr_array_new_with_free_func((GDestroyNotify)regression_free);
	world->look = (struct look){
		.at = day_begin(TODAY - 1), .agree = true, .findings = findings_new()};
	world->facts = (struct gate_facts){
		.domain = &world->domain,
		.playbook = world->playbook,
		.now = day_begin(TODAY) + 3600,
		.newest = TODAY - 1,
		.clock_start = TODAY - 40,
		.echoed_by = 5,
		.table = &world->table,
		.days = world->days,
		.window_from = TODAY - 30,
		.window_until = TODAY - 1,
		.pass_rate_before = 1,
		.source_notes = world->source_notes,
		.stream_notes = world->stream_notes,
		.senders = world->senders,
		.look = &world->look,
		.waivers = world->waivers,
		.complaints = world->complaints,
		.freezes = world->freezes,
		.usual_reporters = 5,
		.regressions = world->regressions,
	};
}

static inline void world_clear(struct world *world)
{
	playbook_free(world->playbook);
	domain_clear(&world->domain);
	table_drop(&world->table);
	g_array_unref(world->days);
	g_hash_table_unref(world->source_notes);
	g_hash_table_unref(world->stream_notes);
	g_ptr_array_unref(world->senders);
	g_ptr_array_unref(world->waivers);
	g_ptr_array_unref(world->complaints);
	g_ptr_array_unref(world->freezes);
	g_ptr_array_unref(world->regressions);
	g_ptr_array_unref(world->look.findings);
}

static inline void world_waive(struct world *world, const char *condition, const char *source,
			       int32_t until)
{
	struct waiver *waiver = g_new0(struct waiver, 1);

	*waiver = (struct waiver){
		.domain_id = 1,
		.condition = g_strdup(condition),
		.source = g_strdup(source),
		.until = until,
		.by = g_strdup("J. Jansen"),
		.reason = g_strdup("known"),
		.at = day_begin(TODAY - 10),
	};
	g_ptr_array_add(world->waivers, waiver);
}

static inline void world_regress(struct world *world, const char *subject, const char *text)
{
	struct regression *regression = g_new(struct regression, 1);

	*regression = (struct regression){g_strdup(subject), g_strdup(text)};
	g_ptr_array_add(world->regressions, regression);
}

static inline const struct gate_condition *condition_of(const struct gate *gate, const char *name)
{
	for (unsigned i = 0; i < gate->conditions->len; i++) {
		const struct gate_condition *condition = gate->conditions->pdata[i];

		if (g_str_equal(condition->name, name))
			return condition;
	}
	return NULL;
}

#endif
