/* SPDX-License-Identifier: MIT */
#include "rollout/forecast.h"

#include "world.h"

static struct world world;

static void assert_steps(const char *const *stages, const int32_t *days, const char *const *bounds,
			 unsigned n)
{
	struct gate *gate = gate_eval(&world.facts);
	g_autoptr(GPtrArray) steps = forecast_ladder(&world.facts, gate);

	g_assert_cmpuint(steps->len, ==, n);
	for (unsigned i = 0; i < n; i++) {
		const struct forecast_step *step = steps->pdata[i];

		g_assert_cmpstr(step->stage, ==, stages[i]);
		g_assert_cmpint(step->day, ==, days[i] == DAY_NONE ? DAY_NONE : TODAY + days[i]);
		g_assert_cmpstr(step->bound_by, ==, bounds[i]);
	}
	gate_free(gate);
}

static int32_t forecast_day(const struct gate_facts *facts, const struct gate *gate)
{
	g_autoptr(GPtrArray) steps = forecast_ladder(facts, gate);

	return forecast_end(facts, steps);
}

static const char *const reject[] = {"reject-0", "reject-10", "reject-25", "reject-50", "reject"};

static void test_open(void)
{
	static const int32_t days[] = {0, 7, 14, 21, 35};
	static const char *const bounds[] = {NULL, "min_days", "min_days", "min_days", "min_days"};

	world_init(&world, "standard", "quarantine");
	assert_steps(reject, days, bounds, 5);
	world_clear(&world);
}

static void test_whole_ladder(void)
{
	struct gate *gate;

	world_init(&world, "standard", "monitor");
	world.facts.clock_start = TODAY - 20;
	gate = gate_eval(&world.facts);
	/* 10 days here, 4 steps of 7, 30 at quarantine, 3 steps of 7, 14 at reject-50. */
	g_assert_cmpint(forecast_day(&world.facts, gate), ==, TODAY + 10 + 28 + 30 + 21 + 14);
	gate_free(gate);
	world.domain.goal = GOAL_QUARANTINE;
	gate = gate_eval(&world.facts);
	g_assert_cmpint(forecast_day(&world.facts, gate), ==, TODAY + 10 + 28);
	gate_free(gate);
	world_clear(&world);
}

/* What stands in the way of a later gate already now. */
static void test_critical_path(void)
{
	static const int32_t days[] = {4, 11, 18, 25, 39};
	static const char *const bounds[] = {"legit_pass_rate", "min_days", "min_days", "min_days",
					     "min_days"};
	struct gate *gate;

	world_init(&world, "standard", "quarantine");
	/* 98.9 %: at 99 % in 30 * 0.001 / 0.011 = 3 days. */
	world_source(&world.table, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED, 34, 0);
	assert_steps(reject, days, bounds, 5);
	world_clear(&world);
	world_init(&world, "standard", "quarantine-50");
	world.facts.pass_rate_before = -1;
	world_source(&world.table, "fax", VERDICT_LEGITIMATE, FLOW_CLASS_SPF_ONLY, 3000, 3000);
	gate = gate_eval(&world.facts);
	g_assert_true(gate->open);
	/* Half of the mail rests on SPF: 30 days at quarantine end just as that has left the
	 * window. */
	g_assert_cmpint(forecast_day(&world.facts, gate), ==, TODAY + 30 + 21 + 14);
	gate_free(gate);
	world_clear(&world);
}

static void test_not_foreseeable(void)
{
	static const int32_t days[] = {DAY_NONE, DAY_NONE, DAY_NONE, DAY_NONE, DAY_NONE};
	static const char *const held[] = {"on hold: merger", "on hold: merger", "on hold: merger",
					   "on hold: merger", "on hold: merger"};
	static const char *const silent[] = {"fresh", "fresh", "fresh", "fresh", "fresh"};

	world_init(&world, "standard", "quarantine");
	world.domain.held = g_strdup("merger");
	assert_steps(reject, days, held, 5);
	g_clear_pointer(&world.domain.held, g_free);
	world.facts.newest = TODAY - 9;
	assert_steps(reject, days, silent, 5);
	world_clear(&world);
}

static void test_freezes(void)
{
	static const int32_t days[] = {0, 7, 16, 23, 37};
	static const char *const bounds[] = {NULL, "min_days", "no_freeze", "min_days", "min_days"};
	struct freeze *freeze = g_new0(struct freeze, 1);

	world_init(&world, "standard", "quarantine");
	*freeze = (struct freeze){1, TODAY + 10, TODAY + 15, g_strdup("sale"), NULL};
	g_ptr_array_add(world.freezes, freeze);
	assert_steps(reject, days, bounds, 5);
	world_clear(&world);
}

static void test_goal(void)
{
	struct gate *gate;

	world_init(&world, "standard", "reject");
	assert_steps(NULL, NULL, NULL, 0);
	gate = gate_eval(&world.facts);
	g_assert_cmpint(forecast_day(&world.facts, gate), ==, TODAY - 40);
	world.domain.since = DAY_NONE;
	g_assert_cmpint(forecast_day(&world.facts, gate), ==, TODAY);
	gate_free(gate);
	g_free(world.domain.stage);
	world.domain.stage = g_strdup("nowhere");
	gate = gate_eval(&world.facts);
	g_assert_cmpint(forecast_day(&world.facts, gate), ==, DAY_NONE);
	gate_free(gate);
	world_clear(&world);
}

/* A stage that comes later can never come earlier. */
static void test_property(void)
{
	static const char *const playbooks[] = {"standard", "classic", "cautious", "rfc9989",
						"stay-at-quarantine"};

	for (unsigned i = 0; i < 200; i++) {
		struct gate *gate;
		g_autoptr(GPtrArray) steps = NULL;
		int32_t day = TODAY;

		world_init(&world, playbooks[i % G_N_ELEMENTS(playbooks)], "monitor");
		world.facts.clock_start = TODAY - g_test_rand_int_range(0, 90);
		world_source(&world.table, "crm", VERDICT_LEGITIMATE, FLOW_CLASS_MISALIGNED,
			     (uint64_t)g_test_rand_int_range(0, 400), 0);
		gate = gate_eval(&world.facts);
		steps = forecast_ladder(&world.facts, gate);
		g_assert_cmpuint(steps->len, ==, world.playbook->stages->len - 1);
		for (unsigned j = 0; j < steps->len; j++) {
			const struct forecast_step *step = steps->pdata[j];

			g_assert_cmpint(step->day, >=, day);
			day = step->day;
		}
		gate_free(gate);
		world_clear(&world);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/forecast/open", test_open);
	g_test_add_func("/rollout/forecast/whole-ladder", test_whole_ladder);
	g_test_add_func("/rollout/forecast/critical-path", test_critical_path);
	g_test_add_func("/rollout/forecast/not-foreseeable", test_not_foreseeable);
	g_test_add_func("/rollout/forecast/freezes", test_freezes);
	g_test_add_func("/rollout/forecast/goal", test_goal);
	g_test_add_func("/rollout/forecast/property", test_property);
	return g_test_run();
}
