/* SPDX-License-Identifier: MIT */
#include "rollout/silence.h"

#include "base/clock.h"
#include "rollout/gauge.h"

#define SILENT_DAYS 7 /* without mail from who sends on most days */

bool data_is_stale(const struct gate_facts *facts)
{
	int32_t since = facts->newest == DAY_NONE ? facts->domain->since : facts->newest;

	/* Nobody need send in the name of a domain that does not mail. */
	return facts->domain->since != DAY_NONE && facts->domain->kind == DOMAIN_KIND_MAILING &&
	       day_of(facts->now) - since > facts->playbook->fresh_days;
}

char *silence_of_data(const struct gate_facts *facts)
{
	bool none = facts->newest == DAY_NONE;
	g_autofree char *day = NULL;

	if (!data_is_stale(facts))
		return NULL;
	day = day_format(none ? facts->domain->since : facts->newest);
	if (none)
		return g_strdup_printf("find out why no report has come since %s", day);
	return g_strdup_printf(
		"no data since %s: import newer reports, or find out why none arrive", day);
}

char *silence_of_reporters(const struct gate_facts *facts)
{
	if (!reporters_are_silent(facts))
		return NULL;
	return g_strdup_printf("find out why %u of %u usual reporters are silent",
			       facts->silent_reporters, facts->usual_reporters);
}

/* Messages a day of a window: many days with mail, then a week and more without. */
static bool fell_silent(const GArray *days, unsigned *last)
{
	unsigned n = days ? days->len : 0, with = 0;

	for (unsigned i = 0; i < n; i++) {
		if (g_array_index(days, uint64_t, i) == 0)
			continue;
		with++;
		*last = i;
	}
	return with >= SILENT_DAYS && n - 1 - *last >= SILENT_DAYS && 2 * with > *last + 1;
}

static char *ask_why(const char *who, int32_t last)
{
	g_autofree char *day = day_format(last);

	return g_strdup_printf("ask why %s stopped sending: last seen on %s", who, day);
}

/* The source's messages of each day, without those of its streams that move away. New. */
static GArray *days_that_stay(const struct gate_facts *facts, const struct source *source)
{
	GArray *days = source->days ? g_array_copy(source->days) : NULL;

	for (unsigned i = 0; days && i < facts->table->streams->len; i++) {
		const struct stream *stream = facts->table->streams->pdata[i];

		if (g_strcmp0(stream->source, source->key) != 0 ||
		    !stream_moves(facts, stream->name))
			continue;
		for (unsigned day = 0; day < MIN(days->len, stream->per_day->len); day++) {
			uint64_t *left = &g_array_index(days, uint64_t, day);

			*left -= MIN(*left, g_array_index(stream->per_day, uint64_t, day));
		}
	}
	return days;
}

char *silence_of_senders(const struct gate_facts *facts)
{
	const struct source_table *table = facts->table;
	unsigned last;

	for (unsigned i = 0; table && i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];
		g_autoptr(GArray) days = days_that_stay(facts, source);

		if (source_main(source)->verdict == VERDICT_LEGITIMATE && fell_silent(days, &last))
			return ask_why(source->key, table->from + (int32_t)last);
	}
	for (unsigned i = 0; table && i < table->streams->len; i++) {
		const struct stream *stream = table->streams->pdata[i];

		if (stream->vital && !stream_moves(facts, stream->name) &&
		    fell_silent(stream->per_day, &last))
			return ask_why(stream->name, table->from + (int32_t)last);
	}
	return NULL;
}
