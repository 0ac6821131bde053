/* SPDX-License-Identifier: MIT */
/* The conditions of a gate for people who never saw one: as an exception, and as what is awaited.
 */
#include <string.h>

#include "base/figure.h"
#include "render/review.h"

static const struct {
	const char *name;
	const char *accepted; /* NULL: no exception is possible */
	const char *awaited;
	bool figures; /* tell people something */
} conditions[] = {
	{"fresh", NULL, "new reports about your mail", false},
	{"min_days", "fewer days in a stage", "the days that this step takes", true},
	{"min_messages", "fewer messages than a decision should rest on",
	 "more messages to decide by", true},
	{"min_reporters", "fewer reporters than a decision should rest on",
	 "reports from more mail receivers", true},
	{"min_days_reported", "days without reports", "reports about more of the days", true},
	{"legit_pass_rate", "mail of yours that does not pass yet",
	 "more of your own mail that passes", true},
	{"unknown_sources", "a sender that nobody knows", "an answer about senders nobody knows",
	 false},
	{"new_sources", "a sender that is new", "senders that are too new to decide by", false},
	{"senders_seen", "a sender that was not seen", "mail of a sender that was not seen yet",
	 false},
	{"dns_clean", "an error in DNS", "a fresh look at your DNS that finds no error", false},
	{"no_drop", "less mail that passes than before",
	 "as much of your own mail to pass as before the last step", false},
	{"no_complaint", "an open complaint", "an open complaint about lost mail to be settled",
	 false},
	{"spf_only", "mail that rests on SPF alone",
	 "a signature on mail that does not survive being passed on", false},
	{"lists_answered", "no answer about mailing lists", "your answer about mailing lists",
	 false},
	{"loss_accepted", "mail that will be refused",
	 "your decision about mail that would be lost", false},
	{"vital:", "a vital stream that does not pass yet", "a vital stream to pass", false},
	{"no_freeze", NULL, "the end of your change freeze", false},
};

/* A name that ends with a colon has a stream behind it. */
static bool is_of(const char *condition, const char *name)
{
	return g_str_has_suffix(name, ":") ? g_str_has_prefix(condition, name)
					   : g_str_equal(condition, name);
}

static size_t find(const char *condition)
{
	size_t i = 0;

	while (i < G_N_ELEMENTS(conditions) && !is_of(condition, conditions[i].name))
		i++;
	g_assert(i < G_N_ELEMENTS(conditions));
	return i;
}

char *condition_accepted(const char *condition)
{
	size_t i = find(condition);
	const char *stream = condition + strlen(conditions[i].name);

	return *stream ? g_strdup_printf("%s (%s)", conditions[i].accepted, stream)
		       : g_strdup(conditions[i].accepted);
}

static char *figure_of(enum gate_unit unit, double figure)
{
	return unit == GATE_UNIT_SHARE ? figure_share(figure, 1) : figure_written(figure);
}

/* Newly allocated. */
static char *awaited(const struct gate_condition *condition)
{
	size_t i = find(condition->name);
	g_autofree char *have = figure_of(condition->unit, condition->have);
	g_autofree char *want = figure_of(condition->unit, condition->want);

	if (!conditions[i].figures)
		return g_strdup(conditions[i].awaited);
	return g_strdup_printf("%s: %s so far, %s wanted", conditions[i].awaited, have, want);
}

json_t *gate_waits_json(const struct gate *gate, bool held)
{
	json_t *array = json_array();
	g_autoptr(GPtrArray) unmet = g_ptr_array_new();

	for (unsigned i = 0; i < gate->conditions->len; i++) {
		struct gate_condition *condition = gate->conditions->pdata[i];

		if (!condition->met)
			g_ptr_array_add(unmet, condition);
	}
	/* The stops come before the conditions; a hold is the first of them. */
	for (unsigned i = held; i + unmet->len < gate->blockers->len; i++)
		json_array_append_new(array, json_utf8(gate->blockers->pdata[i]));
	for (unsigned i = 0; i < unmet->len; i++)
		json_array_append_new(array, words_json(awaited(unmet->pdata[i])));
	return array;
}
