/* SPDX-License-Identifier: MIT */
#include "tui/board_groups.h"

#include "base/clock.h"
#include "base/utext.h"
#include "model/status.h"
#include "tui/format.h"
#include "tui/text.h"

#define NAME_CELLS 20 /* the figures of short names stand below each other */
#define NAME_MOST  32

/* What the domains of a customer come to, those that a filter hides among them. */
struct sum {
	unsigned domains, needy, done, late;
	uint64_t messages;
	int32_t forecast; /* of the last one; DAY_NONE: not foreseeable */
};

static struct sum sum_of(const struct list_group *group)
{
	struct sum sum = {.domains = group->rows->len};

	for (guint i = 0; i < group->rows->len; i++) {
		const struct status_line *line = group->rows->pdata[i];

		sum.needy += status_needs_someone(line);
		sum.done += status_at_goal(line);
		sum.late += line->at_risk;
		sum.messages += line->messages;
		if (i == 0 || line->forecast == DAY_NONE)
			sum.forecast = line->forecast;
		else if (sum.forecast != DAY_NONE)
			sum.forecast = MAX(sum.forecast, line->forecast);
	}
	return sum;
}

static char *customer_key(const void *row)
{
	return g_strdup(((const struct status_line *)row)->customer);
}

/* "forecast 2027-02-15, target 2027-06-30": when, and when it was promised. */
static char *dates(const struct list_group *group, const struct sum *sum)
{
	const struct status_line *first = group->rows->pdata[0];
	g_autofree char *day = format_day(sum->forecast);
	g_autofree char *target = format_day(first->target);

	return g_strdup_printf("%s%s%s, %s%s",
			       sum->forecast == DAY_NONE ? "not foreseeable" : "forecast ",
			       sum->forecast == DAY_NONE ? "" : day, sum->late ? "!" : "",
			       first->target == DAY_NONE ? "no target date" : "target ",
			       first->target == DAY_NONE ? "" : target);
}

/* Short enough that what counts is to be seen in 80 columns. */
static enum role text(const struct list_group *group, GString *out)
{
	const struct status_line *first = group->rows->pdata[0];
	struct sum sum = sum_of(group);
	g_autofree char *name = utext_term(first->customer_name, NAME_MOST);
	g_autofree char *when = dates(group, &sum);
	g_autofree char *messages = format_number_of(sum.messages, "message", "messages");
	int pad = MAX(NAME_CELLS - (int)utext_cells(name), 0);

	g_string_append_printf(out, "%s%*s %3u %-8s %3u need%s someone, %s, %s", name, pad, "",
			       sum.domains, sum.domains == 1 ? "domain," : "domains,", sum.needy,
			       sum.needy == 1 ? "s" : "", when, messages);
	return sum.late ? ROLE_WARN : ROLE_HEADING;
}

const struct grouping board_by_customer = {customer_key, text};

void board_group_detail(const struct list_group *group, struct canvas *canvas, struct area area)
{
	const struct status_line *first = group->rows->pdata[0];
	struct sum sum = sum_of(group);
	g_autofree char *when = dates(group, &sum);
	g_autofree char *messages = format_number_of(sum.messages, "message", "messages");
	g_autofree char *title = g_strdup_printf("%s (%s)", first->customer_name, first->customer);
	g_autofree char *facts = g_strdup_printf("%s; %u of %u done, %u behind the target; %s",
						 messages, sum.done, sum.domains, sum.late, when);
	g_autofree char *domain = format_domain(first->domain);
	g_autofree char *urgent = g_strdup_printf("first: %s: %s", domain, first->next_action);

	area_top(&area, text_show(canvas, &area, ROLE_HEADING, title));
	area_top(&area, text_show(canvas, &area, ROLE_MUTED, facts));
	text_show(canvas, &area, ROLE_PLAIN, urgent);
}
