/* SPDX-License-Identifier: MIT */
#include "tui/format.h"

#include "base/clock.h"
#include "base/figure.h"
#include "base/name.h"

char *format_count(uint64_t n)
{
	return figure_count(n);
}

char *format_messages(double n)
{
	return figure_amount(n);
}

char *format_share(double part, double whole)
{
	return figure_share(part, whole);
}

char *format_instant(int64_t at)
{
	g_autofree char *text = time_format(at);

	return *text ? g_strdup_printf("%.10s %.5s", text, text + 11) : g_strdup("-");
}

char *format_day(int32_t day)
{
	return day == DAY_NONE ? g_strdup("-") : day_format(day);
}

char *format_number_of(uint64_t n, const char *one, const char *many)
{
	return figure_counted(n, one, many);
}

char *format_domain(const char *name)
{
	g_autofree char *shown = name_to_unicode(name);

	return shown ? g_strdup_printf("%s (%s)", name, shown) : g_strdup(name);
}

char *format_goal(enum goal goal, const char *reason)
{
	if (goal == GOAL_REJECT)
		return NULL;
	return g_strdup_printf("goal %s%s%s", goal_name(goal), reason ? ": " : "",
			       reason ? reason : "");
}

void append_free(GString *out, char *text)
{
	g_string_append(out, text);
	g_free(text);
}
