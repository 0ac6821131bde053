/* SPDX-License-Identifier: MIT */
#include "rollout/outlook.h"

#include "dmarc/record.h"
#include "world.h"

/* A customer with a domain at monitor, one at reject, and what the test adds. */
static struct playbook *playbook;
static GPtrArray *domains;

static void outlook_drop(void *data)
{
	struct outlook *of = data;

	status_line_free((struct status_line *)(uintptr_t)of->line);
	g_ptr_array_unref((GPtrArray *)(uintptr_t)of->moves);
	g_free(of);
}

static struct status_line *add_domain(const char *name, const char *stage)
{
	struct outlook *of = g_new0(struct outlook, 1);
	struct status_line *line = g_new0(struct status_line, 1);

	line->customer = g_strdup("acme");
	line->domain = g_strdup(name);
	line->stage = g_strdup(stage);
	line->forecast = TODAY;
	line->target = TODAY + 50;
	line->urgency = URGENCY_WAITING;
	line->steps = g_ptr_array_new_with_free_func((GDestroyNotify)forecast_step_free);
	*of = (struct outlook){line, playbook,
			       g_ptr_array_new_with_free_func((GDestroyNotify)stage_move_free),
			       TODAY - 20};
	g_ptr_array_add(domains, of);
	return line;
}

static void add_step(struct status_line *line, const char *stage, int32_t day, const char *bound_by)
{
	g_ptr_array_add(line->steps, forecast_step_new(stage, day, bound_by));
	line->forecast = day;
	line->at_risk = day == DAY_NONE || day > line->target;
}

static void add_move(guint domain, const char *stage, int32_t known, int32_t since)
{
	const struct outlook *of = domains->pdata[domain];
	struct stage_move *move = g_new0(struct stage_move, 1);

	move->stage = g_strdup(stage);
	move->at = day_begin(known);
	move->since = since;
	g_ptr_array_add((GPtrArray *)(uintptr_t)of->moves, move);
}

static void set_up(void)
{
	playbook = shipped("classic");
	domains = g_ptr_array_new_with_free_func(outlook_drop);
}

static void tear_down(void)
{
	g_ptr_array_unref(domains);
	playbook_free(playbook);
}

static void assert_step(const struct customer_forecast *forecast, unsigned i, const char *stage,
			int32_t day, const char *domain, const char *bound_by)
{
	const struct forecast_step *step = forecast->steps->pdata[i];

	g_assert_cmpstr(step->stage, ==, stage);
	g_assert_cmpint(step->day, ==, day);
	g_assert_cmpstr(step->domain, ==, domain);
	g_assert_cmpstr(step->bound_by, ==, bound_by);
}

/* At each stage another domain is the last. */
static void test_critical_path(void)
{
	struct customer_forecast *forecast;
	struct status_line *slow, *far;

	set_up();
	slow = add_domain("slow.example", "quarantine");
	add_step(slow, "reject", TODAY + 60, "loss_accepted");
	far = add_domain("far.example", "monitor");
	add_step(far, "quarantine-10", TODAY + 10, "unknown_sources");
	add_step(far, "quarantine", TODAY + 20, "min_days");
	add_step(far, "reject", TODAY + 40, "min_days");
	add_domain("there.example", "reject");
	forecast = outlook_forecast(domains);
	g_assert_cmpint(forecast->day, ==, TODAY + 60);
	g_assert_cmpstr(forecast->domain, ==, "slow.example");
	g_assert_true(forecast->at_risk);
	g_assert_cmpuint(forecast->domains, ==, 3);
	g_assert_cmpuint(forecast->done, ==, 1);
	g_assert_cmpuint(forecast->late, ==, 1);
	g_assert_cmpuint(forecast->steps->len, ==, 3);
	assert_step(forecast, 0, "quarantine-10", TODAY + 10, "far.example", "unknown_sources");
	assert_step(forecast, 1, "quarantine", TODAY + 20, "far.example", "min_days");
	assert_step(forecast, 2, "reject", TODAY + 60, "slow.example", "loss_accepted");
	customer_forecast_free(forecast);
	add_step(far, "reject", DAY_NONE, "senders_seen"); /* what nobody can foresee is the last */
	forecast = outlook_forecast(domains);
	g_assert_cmpint(forecast->day, ==, DAY_NONE);
	g_assert_cmpstr(forecast->domain, ==, "far.example");
	g_assert_cmpuint(forecast->unforeseeable, ==, 1);
	assert_step(forecast, 2, "reject", DAY_NONE, "far.example", "senders_seen");
	customer_forecast_free(forecast);
	tear_down();
}

static void assert_day(const struct burn_down *burn, int32_t day, unsigned none,
		       unsigned quarantine, unsigned reject, unsigned done)
{
	const struct burn_day *first = burn->days->pdata[0];
	const struct burn_day *at = burn->days->pdata[day - first->day];

	g_assert_cmpint(at->day, ==, day);
	g_assert_cmpuint(burn_down_count(burn, at, POLICY_NONE), ==, none);
	g_assert_cmpuint(burn_down_count(burn, at, POLICY_QUARANTINE), ==, quarantine);
	g_assert_cmpuint(burn_down_count(burn, at, POLICY_REJECT), ==, reject);
	g_assert_cmpuint(at->done, ==, done);
}

static void test_burn_down(void)
{
	struct burn_down *burn;
	struct status_line *line;

	set_up();
	line = add_domain("a.example", "monitor"); /* once at quarantine, and rolled back */
	add_move(0, "monitor", TODAY - 20, DAY_NONE);
	add_move(0, "quarantine", TODAY - 9, TODAY - 10);
	add_move(0, "monitor", TODAY - 5, TODAY - 5);
	add_step(line, "quarantine", TODAY, NULL); /* the gate is open: tomorrow at the earliest */
	add_step(line, "reject", TODAY + 30, "min_days");
	line = add_domain("b.example", "reject");
	((struct outlook *)domains->pdata[1])->added = TODAY - 8;
	add_move(1, "reject", TODAY - 8, TODAY - 100); /* it arrived in mid-rollout */
	line = add_domain("c.example", "monitor");
	add_move(2, "monitor", TODAY - 20, TODAY - 19);
	add_step(line, "quarantine", DAY_NONE, "fresh");
	burn = outlook_burn_down(domains, TODAY);
	g_assert_cmpint(((struct burn_day *)burn->days->pdata[0])->day, ==, TODAY - 20);
	g_assert_cmpuint(burn->days->len, ==, 20 + 1 + 50); /* until the target */
	g_assert_cmpuint(burn->domains, ==, 3);
	g_assert_cmpuint(burn->unforeseeable, ==, 1);
	assert_day(burn, TODAY - 20, 2, 0, 0, 0);
	assert_day(burn, TODAY - 10, 1, 1, 0, 0);
	assert_day(burn, TODAY - 8, 1, 1, 1, 1);
	assert_day(burn, TODAY - 5, 2, 0, 1, 1);
	assert_day(burn, TODAY, 2, 0, 1, 1);
	assert_day(burn, TODAY + 1, 1, 1, 1, 1);
	assert_day(burn, TODAY + 29, 1, 1, 1, 1);
	assert_day(burn, TODAY + 30, 1, 0, 2, 2);
	assert_day(burn, TODAY + 50, 1, 0, 2, 2);
	burn_down_free(burn);
	tear_down();
}

/* The stages stand in the order of the ladder, whatever the domains' histories are like. */
static void test_order_of_stages(void)
{
	struct burn_down *burn;

	set_up();
	add_domain("a.example", "reject");
	add_move(0, "reject", TODAY - 2, TODAY - 2);
	add_move(0, "long-gone", TODAY - 1, TODAY - 1);
	add_move(0, "reject", TODAY, TODAY);
	burn = outlook_burn_down(domains, TODAY);
	g_assert_cmpuint(burn->stages->len, ==, playbook->stages->len + 1);
	for (guint i = 0; i < playbook->stages->len; i++)
		g_assert_cmpstr(g_array_index(burn->stages, struct burn_stage, i).name, ==,
				((struct stage *)playbook->stages->pdata[i])->name);
	burn_down_free(burn);
	g_ptr_array_set_size(domains, 0);
	burn = outlook_burn_down(domains, TODAY);
	g_assert_cmpuint(burn->domains, ==, 0);
	burn_down_free(burn);
	tear_down();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/outlook/critical-path", test_critical_path);
	g_test_add_func("/rollout/outlook/burn-down", test_burn_down);
	g_test_add_func("/rollout/outlook/order-of-stages", test_order_of_stages);
	return g_test_run();
}
