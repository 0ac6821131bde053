/* SPDX-License-Identifier: MIT */
#include "model/flow.h"

#include <string.h>

#include "base/clock.h"

static const char *const trends[] = {
	[TREND_FLAT] = "flat",
	[TREND_UP] = "up",
	[TREND_DOWN] = "down",
	[TREND_NEW] = "new",
};

const char *trend_name(enum trend trend)
{
	return trends[trend];
}

void tally_add(struct tally *to, const struct tally *from)
{
	to->messages += from->messages;
	to->compliant += from->compliant;
	to->dkim_aligned += from->dkim_aligned;
	to->spf_aligned += from->spf_aligned;
	for (unsigned i = 0; i < DISPOSITION_COUNT; i++)
		to->dispositions[i] += from->dispositions[i];
	to->lost += from->lost;
	to->spam += from->spam;
}

void evidence_free(struct evidence *evidence)
{
	if (!evidence)
		return;
	g_free(evidence->text);
	g_free(evidence);
}

void flow_free(struct flow *flow)
{
	if (!flow)
		return;
	g_free(flow->header_from);
	g_free(flow->envelope);
	g_clear_pointer(&flow->dkim, g_ptr_array_unref);
	g_free(flow->reason);
	g_free(flow->lookup);
	g_free(flow->contradiction);
	g_free(flow->probably);
	g_clear_pointer(&flow->evidence, g_ptr_array_unref);
	g_free(flow->stream);
	g_free(flow);
}

static void part_free(void *data)
{
	struct source_part *part = data;

	g_free(part->name);
	g_free(part);
}

struct source_parts *source_parts_new(int32_t from, int32_t until)
{
	struct source_parts *parts = g_new0(struct source_parts, 1);

	parts->from = from;
	parts->until = until;
	parts->reporters = g_ptr_array_new_with_free_func(part_free);
	parts->header_from = g_ptr_array_new_with_free_func(part_free);
	parts->days = g_ptr_array_new_with_free_func(part_free);
	for (int32_t day = from; day <= until; day++) {
		struct source_part *part = g_new0(struct source_part, 1);

		part->day = day;
		g_ptr_array_add(parts->days, part);
	}
	return parts;
}

void source_parts_free(struct source_parts *parts)
{
	if (!parts)
		return;
	g_ptr_array_unref(parts->reporters);
	g_ptr_array_unref(parts->header_from);
	g_ptr_array_unref(parts->days);
	g_free(parts);
}

struct source_part *source_part_named(GPtrArray *list, GHashTable *index, const char *name)
{
	struct source_part *part = g_hash_table_lookup(index, name);

	if (part)
		return part;
	part = g_new0(struct source_part, 1);
	part->name = g_strdup(name);
	part->day = DAY_NONE;
	g_ptr_array_add(list, part);
	g_hash_table_insert(index, part->name, part);
	return part;
}

static int compare_parts(const void *a, const void *b)
{
	const struct source_part *x = *(struct source_part *const *)a;
	const struct source_part *y = *(struct source_part *const *)b;

	if (x->tally.messages != y->tally.messages)
		return x->tally.messages > y->tally.messages ? -1 : 1;
	return strcmp(x->name, y->name);
}

void source_parts_sort(GPtrArray *list)
{
	g_ptr_array_sort(list, compare_parts);
}

void source_note_clear(struct source_note *note)
{
	g_free(note->owner);
	g_free(note->account);
	g_free(note->task);
	g_free(note->note);
	*note = (struct source_note){.due = DAY_NONE};
}

void source_free(struct source *source)
{
	if (!source)
		return;
	g_free(source->key);
	g_free(source->name);
	g_free(source->group);
	g_free(source->named_by);
	g_clear_pointer(&source->flows, g_ptr_array_unref);
	g_clear_pointer(&source->ips, g_ptr_array_unref);
	g_clear_pointer(&source->days, g_array_unref);
	g_free(source->fix);
	source_note_clear(&source->note);
	source_parts_free(source->parts);
	g_free(source);
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	g_free(stream->name);
	g_free(stream->domain);
	g_free(stream->selector);
	g_free(stream->envelope);
	g_free(stream->source);
	g_clear_pointer(&stream->per_day, g_array_unref);
	g_free(stream);
}

void source_table_free(struct source_table *table)
{
	if (!table)
		return;
	g_free(table->domain);
	g_clear_pointer(&table->header_from, g_hash_table_unref);
	g_clear_pointer(&table->sources, g_ptr_array_unref);
	g_clear_pointer(&table->streams, g_ptr_array_unref);
	g_free(table);
}

void mark_free(struct mark *mark)
{
	if (!mark)
		return;
	g_free(mark->source);
	g_free(mark->flow);
	g_free(mark->reason);
	g_free(mark->who);
	g_clear_pointer(&mark->ips, g_ptr_array_unref);
	g_free(mark);
}
