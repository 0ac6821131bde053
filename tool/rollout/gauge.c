/* SPDX-License-Identifier: MIT */
#include "rollout/gauge.h"

#include <math.h>
#include <stdarg.h>

#include "base/clock.h"

#define CHANCE 3 /* times the root of what is usual: no more than chance */

const struct waiver *gauge_waiver(const struct gate_facts *facts, const char *condition,
				  const char *source)
{
	int32_t today = day_of(facts->now);

	for (unsigned i = 0; facts->waivers && i < facts->waivers->len; i++) {
		const struct waiver *waiver = facts->waivers->pdata[i];

		if (waiver->at <= facts->now && waiver->until >= today &&
		    g_str_equal(waiver->condition, condition) &&
		    g_strcmp0(waiver->source, source) == 0)
			return waiver;
	}
	return NULL;
}

static struct waiver *waiver_copy(const struct waiver *waiver)
{
	struct waiver *copy = g_memdup2(waiver, sizeof(*waiver));

	copy->condition = g_strdup(waiver->condition);
	copy->source = g_strdup(waiver->source);
	copy->by = g_strdup(waiver->by);
	copy->reason = g_strdup(waiver->reason);
	return copy;
}

void gauge_note_waiver(struct gauge *gauge, struct gate_condition *condition,
		       const struct waiver *waiver)
{
	g_autofree char *text = condition->text, *until = NULL;
	struct waiver *copy;

	if (!waiver) {
		g_steal_pointer(&text);
		return;
	}
	copy = waiver_copy(waiver);
	g_ptr_array_add(gauge->gate->waivers, copy);
	condition->waived = copy;
	until = day_format(waiver->until);
	condition->text = g_strdup_printf(
		"%s (%s%saccepted by %s until %s: %s)", text, waiver->source ? waiver->source : "",
		waiver->source ? " " : "", waiver->by, until, waiver->reason);
}

struct gate_condition *gauge_add(struct gauge *gauge, const char *name, enum gate_unit unit,
				 double want, double have, bool met, const char *format, ...)
{
	struct gate_condition *condition = g_new0(struct gate_condition, 1);
	const struct waiver *waiver = NULL;
	const char *why_not;
	va_list args;

	if (!met && gate_waivable(name, &why_not))
		waiver = gauge_waiver(gauge->facts, name, NULL);
	*condition = (struct gate_condition){
		.name = g_strdup(name),
		.met = met || waiver,
		.unit = unit,
		.want = want,
		.have = have,
		.earliest = DAY_NONE,
	};
	va_start(args, format);
	condition->text = g_strdup_vprintf(format, args);
	va_end(args);
	gauge_note_waiver(gauge, condition, waiver);
	g_ptr_array_add(gauge->gate->conditions, condition);
	return condition;
}

void gauge_earliest(struct gauge *gauge, struct gate_condition *condition, int32_t day)
{
	if (!condition->met)
		condition->earliest = day == DAY_NONE ? DAY_NONE : MAX(day, gauge->today);
}

bool stream_moves(const struct gate_facts *facts, const char *stream)
{
	return facts->moving && g_hash_table_contains(facts->moving, stream);
}

bool gauge_is_young(const struct gauge *gauge)
{
	return gauge->facts->newest == DAY_NONE || gauge->facts->clock_start == DAY_NONE;
}

uint64_t gauge_volume(const struct source_table *table)
{
	return table->tally.messages - table->classes[FLOW_CLASS_SPOOF];
}

bool beyond_chance(double usual, double messages)
{
	return messages > usual + MAX(1, CHANCE * sqrt(usual));
}

char *share_text(double share)
{
	/* Whole hundredths of a percent, without the locale's decimal comma. */
	int hundredths = (int)floor(share * 10000 + 1e-6);

	if (hundredths % 100 == 0)
		return g_strdup_printf("%d %%", hundredths / 100);
	if (hundredths % 10 == 0)
		return g_strdup_printf("%d.%d %%", hundredths / 100, hundredths / 10 % 10);
	return g_strdup_printf("%d.%02d %%", hundredths / 100, hundredths % 100);
}
