/* SPDX-License-Identifier: MIT */
/*
 * A large domain: 20,000 sources and a million roll-ups with -m perf, a twentieth of that
 * otherwise. Times are told; what is asserted leaves a slow machine room.
 */
#include <time.h>

#include "bed.h"

#define SHOP "shop.example"

struct scale {
	unsigned sources, days;
};

/* Sources of every kind in turn, each with a few signatures; deterministic. */
static void add_source(struct bed *bed, unsigned i, unsigned days)
{
	g_autofree char *ip = g_strdup_printf("10.%u.%u.%u", i / 65536, i / 256 % 256, i % 256);
	g_autofree char *vendor = g_strdup_printf("v%u.example", i % 500);
	const struct row rows[] = {
		ROW(ip, 59, 0, 5 + i % 7, SHOP, SHOP, i % 3 ? "pass" : "fail",
		    "shop.example/s1 pass", .reporters = 7),
		ROW(ip, 59, 0, 1, SHOP, SHOP, "fail", "shop.example/s1 fail", .reporters = 3),
		ROW(ip, 59, 0, 2, SHOP, vendor, "pass", "shop.example/e1 pass", .reporters = 3),
		ROW(ip, 59, 0, 1, SHOP, vendor, "pass", "shop.example/e1 fail", .reporters = 1),
		ROW(ip, 59, 0, 1, SHOP, SHOP, "fail", NULL, .reporters = 1),
	};

	for (unsigned j = 0; j < 2; j++) {
		struct row row = rows[(i + j) % G_N_ELEMENTS(rows)];

		row.first = (int)days - 1;
		bed_add(bed, &row);
	}
}

/* Signatures and policies as they come from the state: each once. */
static void share_signatures(struct traffic *traffic)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
							    (GDestroyNotify)g_bytes_unref, NULL);
	g_autofree uint32_t *moved = g_new(uint32_t, traffic->signatures->len);
	GPtrArray *kept = g_ptr_array_new_with_free_func((GDestroyNotify)signature_free);

	g_ptr_array_set_free_func(traffic->signatures, NULL);
	for (unsigned i = 0; i < traffic->signatures->len; i++) {
		GBytes *key = signature_key(traffic->signatures->pdata[i]);
		gpointer at;

		if (g_hash_table_lookup_extended(known, key, NULL, &at)) {
			moved[i] = GPOINTER_TO_UINT(at);
			signature_free(traffic->signatures->pdata[i]);
			g_bytes_unref(key);
			continue;
		}
		moved[i] = kept->len;
		g_hash_table_insert(known, key, GUINT_TO_POINTER(kept->len));
		g_ptr_array_add(kept, traffic->signatures->pdata[i]);
	}
	g_ptr_array_unref(traffic->signatures);
	traffic->signatures = kept;
	g_ptr_array_set_size(traffic->policies, 1);
	for (unsigned i = 0; i < traffic->cells->len; i++) {
		struct traffic_cell *cell = &g_array_index(traffic->cells, struct traffic_cell, i);

		cell->signature = moved[cell->signature];
		cell->policy = 0;
	}
}

/* Seconds of the processor's time: a limit on them holds on a machine with other work, too. */
static double since(clock_t *at)
{
	clock_t now = clock();
	double seconds = (double)(now - *at) / (double)CLOCKS_PER_SEC;

	*at = now;
	return seconds;
}

static void test_scale(gconstpointer data)
{
	const struct scale *scale = data;
	struct bed *bed = bed_new();
	struct simulation *simulation, *strict;
	struct source_table *table;
	double judged, marked, simulated, tabled, recomputed, folding, keyed;
	struct folded *folded;
	clock_t at;

	for (unsigned i = 0; i < scale->sources; i++)
		add_source(bed, i, scale->days);
	share_signatures(bed->traffic);
	at = clock();
	bed_analyse(bed, SHOP);
	judged = since(&at);
	bed_mark(bed, "10.0.0.7", NULL, VERDICT_LEGITIMATE, "10.0.0.7");
	analysis_mark(bed->analysis, bed->marks);
	marked = since(&at);
	simulation = analysis_simulate(bed->analysis, BED_END - 29, BED_END,
				       "v=DMARC1; p=reject; pct=25", NULL, NULL);
	simulated = since(&at);
	strict = analysis_simulate(bed->analysis, BED_END - 29, BED_END,
				   "v=DMARC1; p=reject; adkim=s; aspf=s", NULL, NULL);
	recomputed = since(&at);
	simulation_free(strict);
	folded = folded_new(bed->analysis, BED_END - 29, BED_END);
	folding = since(&at);
	strict = folded_simulate(folded, "v=DMARC1; p=reject; adkim=s; aspf=s", NULL, NULL);
	keyed = since(&at);
	folded_free(folded);
	at = clock();
	table = bed_table(bed);
	tabled = since(&at);
	g_test_message("%u roll-ups of %u sources: judged %.3f s, marked %.3f s, simulated %.3f s, "
		       "strict %.3f s, folded %.3f s, keyed %.3f s, table %.3f s",
		       bed->traffic->cells->len, scale->sources, judged, marked, simulated,
		       recomputed, folding, keyed, tabled);
	g_assert_cmpuint(table->sources->len, ==, scale->sources);
	g_assert_cmpuint(simulation->sources->len, ==, scale->sources);
	g_assert_cmpfloat(judged, <, 5);
	g_assert_cmpfloat(marked, <, 1);
	g_assert_cmpfloat(simulated, <, 0.5);
	g_assert_cmpfloat(keyed, <, 0.2);
	source_table_free(table);
	simulation_free(simulation);
	simulation_free(strict);
	bed_free(bed);
}

int main(int argc, char **argv)
{
	static const struct scale large = {20000, 25}, small = {2000, 12};

	g_test_init(&argc, &argv, NULL);
	g_test_add_data_func("/scale", g_test_perf() ? &large : &small, test_scale);
	return g_test_run();
}
