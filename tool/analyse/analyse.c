/* SPDX-License-Identifier: MIT */
#include "analyse/analyse.h"

#include "analyse/inner.h"
#include "analyse/ledger.h"
#include "analyse/stream.h"

#define TEXT_BLOCK 65536

static void selector_free(void *data)
{
	struct selector *selector = data;

	g_array_unref(selector->strands);
	g_array_unref(selector->homes);
	g_free(selector->per_day);
	g_free(selector);
}

static GHashTable *look_up_keys(const GPtrArray *facts, GStringChunk *texts)
{
	GHashTable *keys = g_hash_table_new_full(pair_hash, pair_equal, g_free, NULL);

	for (unsigned i = 0; facts && i < facts->len; i++) {
		struct key_fact *fact = facts->pdata[i];

		g_hash_table_insert(keys,
				    pair_new(g_string_chunk_insert_const(texts, fact->domain),
					     g_string_chunk_insert_const(texts, fact->selector)),
				    fact);
	}
	return keys;
}

struct analysis *analysis_new(const struct analysis_input *input)
{
	struct analysis *a = g_new0(struct analysis, 1);

	a->in = *input;
	a->marks = input->marks;
	a->no_records = published_new();
	if (!a->in.published)
		a->in.published = a->no_records;
	a->texts = g_string_chunk_new(TEXT_BLOCK);
	a->organisation = registrable_domain(input->domain);
	a->by_ip = g_hash_table_new(ip_hash, ip_equal);
	a->by_key = g_hash_table_new(g_str_hash, g_str_equal);
	a->selectors = g_ptr_array_new_with_free_func(selector_free);
	a->at_home = g_ptr_array_new();
	a->pools = g_hash_table_new_full(pair_hash, pair_equal, g_free, g_free);
	a->keys = look_up_keys(input->keys, a->texts);
	a->currents = g_ptr_array_new_with_free_func((GDestroyNotify)current_free);
	a->currents_by_name = g_hash_table_new(g_str_hash, g_str_equal);
	analysis_fold(a);
	analysis_identify(a);
	analysis_weave(a);
	analysis_judge(a);
	return a;
}

void analysis_mark(struct analysis *a, const GPtrArray *marks)
{
	a->marks = marks;
	analysis_judge_marks(a);
}

void analysis_note(struct analysis *a, GHashTable *source_notes, GHashTable *stream_notes,
		   GHashTable *visited)
{
	a->in.source_notes = source_notes;
	a->in.stream_notes = stream_notes;
	a->in.visited = visited;
}

void analysis_free(struct analysis *a)
{
	if (!a)
		return;
	for (uint32_t i = 0; i < a->n_kinds; i++)
		g_free(a->kinds[i].dkim);
	g_free(a->kinds);
	g_free(a->addresses);
	g_free(a->sums);
	g_free(a->runs);
	g_free(a->parties);
	g_free(a->strands);
	g_hash_table_unref(a->by_ip);
	g_hash_table_unref(a->by_key);
	g_hash_table_unref(a->currents_by_name);
	g_ptr_array_unref(a->currents);
	g_ptr_array_unref(a->at_home);
	g_ptr_array_unref(a->selectors);
	g_hash_table_unref(a->pools);
	g_hash_table_unref(a->keys);
	published_free(a->no_records);
	g_string_chunk_free(a->texts);
	g_free(a);
}
