/* SPDX-License-Identifier: MIT */
#include "rollout/gate.h"

#include <string.h>

#include "base/clock.h"
#include "rollout/gauge.h"
#include "rollout/playbook.h"
#include "rollout/watch.h"

static void condition_free(void *data)
{
	struct gate_condition *condition = data;

	g_free(condition->name);
	g_free(condition->text);
	g_free(condition);
}

/* In the order of domain.md 5.2. */
static const struct {
	const char *name;
	void (*measure)(struct gauge *gauge);
	bool at_most;	     /* what is wanted is a limit */
	const char *why_not; /* waived; NULL: it may be */
	bool by_source;	     /* looks for exceptions of single sources */
} conditions[] = {
	{"fresh", gauge_fresh, true, "no data keeps a gate shut; import newer reports", false},
	{"min_days", gauge_min_days, false, NULL, false},
	{"min_messages", gauge_min_messages, false, NULL, false},
	{"min_reporters", gauge_min_reporters, false, NULL, false},
	{"min_days_reported", gauge_min_days_reported, false, NULL, false},
	{"legit_pass_rate", gauge_legit_pass_rate, false, NULL, true},
	{"unknown_sources", gauge_unknown_sources, true, NULL, true},
	{"new_sources", gauge_new_sources, true, NULL, true},
	{"senders_seen", gauge_senders_seen, false, NULL, true},
	{"dns_clean", gauge_dns_clean, false, NULL, false},
	{"no_drop", gauge_no_drop, true, NULL, true},
	{"no_complaint", gauge_no_complaint, true, NULL, false},
	{"spf_only", gauge_spf_only, true, NULL, true},
	{"lists_answered", gauge_lists_answered, false, NULL, false},
	{"loss_accepted", gauge_loss_accepted, true, NULL, true},
	{"vital:", gauge_vital, false, NULL, false},
	{"no_freeze", gauge_no_freeze, false, "a freeze is the customer's; end it with unfreeze",
	 false},
};

bool gate_waivable(const char *condition, const char **why_not)
{
	*why_not = NULL;
	for (unsigned i = 0; i < G_N_ELEMENTS(conditions); i++) {
		const char *name = conditions[i].name;
		bool is_prefix = g_str_has_suffix(name, ":"); /* "vital:" stands for every stream */

		if (!g_str_equal(name, condition) &&
		    !(is_prefix && g_str_has_prefix(condition, name)))
			continue;
		*why_not = conditions[i].why_not;
		return !*why_not;
	}
	return false;
}

bool gate_is_by_source(const char *condition)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(conditions); i++)
		if (g_str_equal(conditions[i].name, condition))
			return conditions[i].by_source;
	return false;
}

static void add_blocker(struct gate *gate, char *text)
{
	g_ptr_array_add(gate->blockers, text);
}

/* What closes a gate whatever the conditions say; true when there is any of it. */
static bool add_stops(const struct gate_facts *facts, struct gate *gate)
{
	const struct rollback_rule *rule = &facts->playbook->rollback;
	unsigned before = gate->blockers->len;

	if (facts->domain->held)
		add_blocker(gate, g_strdup_printf("on hold: %s", facts->domain->held));
	for (unsigned i = 0; facts->regressions && i < facts->regressions->len; i++) {
		const struct regression *regression = facts->regressions->pdata[i];

		add_blocker(gate, g_strdup_printf("regression: %s", regression->text));
	}
	if (reporters_are_silent(facts))
		add_blocker(gate,
			    g_strdup_printf("%u of %u usual reporters have been silent for %d "
					    "days: see whether their reports still arrive",
					    facts->silent_reporters, facts->usual_reporters,
					    (int)rule->silent_days));
	return gate->blockers->len > before;
}

bool reporters_are_silent(const struct gate_facts *facts)
{
	return facts->silent_reporters > 0 &&
	       facts->silent_reporters >=
		       facts->playbook->rollback.silent_share * facts->usual_reporters;
}

int32_t after_freezes(const GPtrArray *freezes, int32_t day)
{
	bool moved = true;

	/* Freezes may touch each other: look again until none holds the day. */
	while (moved && day != DAY_NONE) {
		moved = false;
		for (unsigned i = 0; freezes && i < freezes->len; i++) {
			const struct freeze *freeze = freezes->pdata[i];

			if (freeze->from <= day && freeze->until >= day) {
				day = freeze->until + 1;
				moved = true;
			}
		}
	}
	return day;
}

static void conclude(struct gauge *gauge, bool stopped)
{
	struct gate *gate = gauge->gate;

	gate->open = !stopped;
	gate->earliest = stopped ? DAY_NONE : gauge->today;
	for (unsigned i = 0; i < gate->conditions->len; i++) {
		const struct gate_condition *condition = gate->conditions->pdata[i];

		if (condition->met)
			continue;
		gate->open = false;
		add_blocker(gate, g_strdup(condition->text));
		if (gate->earliest != DAY_NONE)
			gate->earliest = condition->earliest == DAY_NONE
						 ? DAY_NONE
						 : MAX(gate->earliest, condition->earliest);
	}
	gate->earliest = after_freezes(gauge->facts->freezes, gate->earliest);
}

static struct gate *gate_new(const struct gate_facts *facts, const char *stage)
{
	struct gate *gate = g_new(struct gate, 1);

	*gate = (struct gate){
		.domain = g_strdup(facts->domain->name),
		.stage = g_strdup(stage),
		.conditions = g_ptr_array_new_with_free_func(condition_free),
		.clock_start = facts->clock_start,
		.clock_echoed = gauge_is_echoed(facts),
		.earliest = DAY_NONE,
		.blockers = g_ptr_array_new_with_free_func(g_free),
		.waivers = g_ptr_array_new_with_free_func((GDestroyNotify)waiver_free),
	};
	return gate;
}

struct gate *gauge_stage(const struct gate_facts *facts, int index)
{
	const struct stage *stage = facts->playbook->stages->pdata[index];
	const struct stage *next = facts->playbook->stages->pdata[index + 1];
	struct gauge gauge = {
		.facts = facts,
		.stage = stage,
		.rule = &stage->gate,
		.today = day_of(facts->now),
		.gate = gate_new(facts, stage->name),
	};

	gauge.gate->next = g_strdup(next->name);
	for (unsigned i = 0; i < G_N_ELEMENTS(conditions); i++) {
		unsigned before = gauge.gate->conditions->len;

		conditions[i].measure(&gauge);
		for (unsigned k = before; k < gauge.gate->conditions->len; k++)
			((struct gate_condition *)gauge.gate->conditions->pdata[k])->at_most =
				conditions[i].at_most;
	}
	conclude(&gauge, add_stops(facts, gauge.gate));
	return gauge.gate;
}

/* The only stage of a ladder is entered from anywhere. */
static void off_ladder(struct gate *gate, const struct playbook *playbook)
{
	if (playbook->stages->len == 1) {
		gate->next = g_strdup(((const struct stage *)playbook->stages->pdata[0])->name);
		add_blocker(gate, g_strdup_printf("the record of %s is not verified yet: put its "
						  "ticket through",
						  gate->next));
		return;
	}
	add_blocker(gate,
		    g_strdup_printf("%s is no stage of the playbook %s: set one of its stages",
				    gate->stage, playbook->name));
}

struct gate *gate_eval(const struct gate_facts *facts)
{
	const struct playbook *playbook = facts->playbook;
	int stage = playbook_stage(playbook, facts->domain->stage);
	struct gate *gate;

	if (stage >= 0 && stage < playbook_last(playbook, facts->domain))
		return gauge_stage(facts, stage);
	gate = gate_new(facts, facts->domain->stage);
	if (stage < 0)
		off_ladder(gate, playbook);
	else
		add_blocker(gate, g_strdup_printf("%s is the last stage", gate->stage));
	return gate;
}
