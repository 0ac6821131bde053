/* SPDX-License-Identifier: MIT */
#include "analyse/parts.h"

#include "analyse/figures.h"

static void add_strand(const struct analysis *a, const struct strand *strand,
		       struct source_parts *parts, GHashTable *names)
{
	const struct kind *kind = kind_of(a, strand);
	bool forwarded = flow_class_verdict(strand->class) == VERDICT_FORWARDER;
	struct source_part *from = NULL;

	for (uint32_t i = 0; i < strand->n; i++) {
		const struct sum *sum = &sums_of(a, strand)[i];
		struct source_part *day;

		if (sum->day < parts->from || sum->day > parts->until || sum->messages == 0)
			continue;
		if (!from)
			from = source_part_named(parts->header_from, names, kind->header_from);
		day = parts->days->pdata[sum->day - parts->from];
		figures_add(kind, sum, &from->tally);
		figures_add(kind, sum, &day->tally);
		figures_add(kind, sum, forwarded ? &parts->forwarded : &parts->direct);
		parts->mismatches[sum_mismatch(sum)] += sum->messages;
	}
}

struct source_parts *parts_of_party(const struct analysis *a, const struct party *party,
				    int32_t from, int32_t until)
{
	struct source_parts *parts = source_parts_new(from, until);
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

	for (uint32_t i = party->first; i < party->first + party->n; i++)
		add_strand(a, &a->strands[i], parts, names);
	source_parts_sort(parts->header_from);
	return parts;
}
