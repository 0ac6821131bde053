/* SPDX-License-Identifier: MIT */
#include "model/status.h"

#include "base/clock.h"
#include "base/figure.h"

bool status_at_goal(const struct status_line *line)
{
	return line->since != DAY_NONE && line->forecast != DAY_NONE && line->steps->len == 0;
}

bool status_needs_someone(const struct status_line *line)
{
	return line->urgency < URGENCY_WAITING;
}

char *stage_since_text(int32_t since, int32_t clock_start)
{
	g_autofree char *day = day_format(since), *start = day_format(clock_start);

	if (clock_start == DAY_NONE)
		return g_strdup_printf("since %s; no report shows it yet", day);
	if (clock_start == since)
		return g_strdup_printf("since %s", day);
	return g_strdup_printf("since %s; reports show it since %s", day, start);
}

char *stage_days_text(int32_t since, int32_t clock_start, int32_t today)
{
	g_autofree char *from = stage_since_text(since, clock_start), *days = NULL;

	if (clock_start == DAY_NONE)
		return g_steal_pointer(&from);
	days = figure_counted((uint64_t)MAX(today - clock_start, 0), "day", "days");
	return g_strdup_printf("%s: %s", from, days);
}

void status_line_free(struct status_line *line)
{
	if (!line)
		return;
	g_free(line->customer);
	g_free(line->customer_name);
	g_free(line->domain);
	g_free(line->stage);
	g_free(line->playbook);
	g_free(line->goal_reason);
	g_free(line->next_action);
	g_free(line->ticket);
	g_clear_pointer(&line->compliance, g_array_unref);
	g_clear_pointer(&line->alarms, g_ptr_array_unref);
	g_clear_pointer(&line->steps, g_ptr_array_unref);
	g_free(line);
}
