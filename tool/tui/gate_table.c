/* SPDX-License-Identifier: MIT */
#include "tui/gate_table.h"

#include "base/clock.h"
#include "tui/format.h"

char *gate_row_key(const void *row)
{
	const struct gate_condition *condition = row;

	return g_strdup(condition->name);
}

/* '+' met, '!' not, '~' not met but accepted by somebody. */
static enum role text_name(const void *row, GString *out)
{
	const struct gate_condition *condition = row;
	char sign = condition->waived ? '~' : condition->met ? '+' : '!';

	g_string_append_printf(out, "%c %s", sign, condition->name);
	return condition->met ? ROLE_OK : ROLE_BAD;
}

static void append_value(GString *out, enum gate_unit unit, double value)
{
	switch (unit) {
	case GATE_UNIT_COUNT:
		append_free(out, format_messages(value));
		break;
	case GATE_UNIT_SHARE:
		append_free(out, format_share(value, 1));
		break;
	case GATE_UNIT_BOOL:
		g_string_append(out, value > 0 ? "yes" : "no");
		break;
	}
}

static enum role text_have(const void *row, GString *out)
{
	const struct gate_condition *condition = row;

	append_value(out, condition->unit, condition->have);
	return ROLE_PLAIN;
}

static enum role text_want(const void *row, GString *out)
{
	const struct gate_condition *condition = row;

	if (condition->unit != GATE_UNIT_BOOL)
		g_string_append(out, condition->at_most ? "≤ " : "≥ ");
	append_value(out, condition->unit, condition->want);
	return ROLE_MUTED;
}

static enum role text_sentence(const void *row, GString *out)
{
	const struct gate_condition *condition = row;

	g_string_append(out, condition->text);
	return ROLE_PLAIN;
}

const struct column gate_columns[] = {
	{"CONDITION", 0, 19, 24, 0, false, text_name, NULL},
	{"HAVE", 0, 9, 12, 0, true, text_have, NULL},
	{"WANT", 0, 8, 10, 0, true, text_want, NULL},
	{"", 0, 30, 120, 1, false, text_sentence, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

GPtrArray *gate_rows(const struct gate *gate)
{
	GPtrArray *rows = g_ptr_array_new();

	for (int met = 0; met <= 1; met++) {
		for (guint i = 0; i < gate->conditions->len; i++) {
			struct gate_condition *condition = gate->conditions->pdata[i];

			if (condition->met == met)
				g_ptr_array_add(rows, condition);
		}
	}
	return rows;
}

char *gate_sentence(const struct gate *gate)
{
	g_autofree char *day = format_day(gate->earliest);
	guint met = 0;

	if (!gate->next)
		return g_strdup("LAST STAGE of the ladder");
	if (gate->open)
		return g_strdup_printf("GATE open to %s", gate->next);
	for (guint i = 0; i < gate->conditions->len; i++) {
		const struct gate_condition *condition = gate->conditions->pdata[i];

		met += condition->met;
	}
	return g_strdup_printf("GATE closed %u/%u%s%s", met, gate->conditions->len,
			       gate->earliest == DAY_NONE ? "" : " earliest ",
			       gate->earliest == DAY_NONE ? "" : day);
}
