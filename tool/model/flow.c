/* SPDX-License-Identifier: MIT */
#include "model/flow.h"

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
	g_free(flow->contradiction);
	g_free(flow->probably);
	g_clear_pointer(&flow->evidence, g_ptr_array_unref);
	g_free(flow->stream);
	g_free(flow);
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
