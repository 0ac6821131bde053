/* SPDX-License-Identifier: MIT */
#include "model/status.h"

#include "base/clock.h"

bool status_at_goal(const struct status_line *line)
{
	return line->since != DAY_NONE && line->forecast != DAY_NONE && line->steps->len == 0;
}

bool status_needs_someone(const struct status_line *line)
{
	return line->urgency < URGENCY_WAITING;
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
