/* SPDX-License-Identifier: MIT */
/* Names of sources, and the figures of a table. */
#include "bed.h"

#define SHOP "shop.example"

static const struct source *source_at(const struct source_table *table, const char *ip)
{
	struct ip want;

	g_assert_true(ip_parse(ip, strlen(ip), &want));
	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		for (unsigned j = 0; j < source->ips->len; j++)
			if (ip_equal(&((struct source_ip *)source->ips->pdata[j])->ip, &want))
				return source;
	}
	g_assert_not_reached();
}

struct naming_case {
	const char *ip, *envelope, *ptr;
	bool confirmed;
	int64_t asn;
	const char *key, *name;
};

static void test_names(void)
{
	static const struct naming_case cases[] = {
		{"192.0.2.1", "x.test", NULL, false, 0, "192.0.2.1", "192.0.2.1"},
		{"192.0.2.2", "x.test", "mx.google.example", false, 0, "192.0.2.2", "192.0.2.2"},
		{"192.0.2.3", "x.test", "A.b.Host.example", true, 0, "host.example",
		 "host.example"},
		{"192.0.2.4", "x.test", "n0-inv0.billing.shop.example", true, 0,
		 "billing.shop.example", "billing.shop.example"},
		{"192.0.2.5", "x.test", "n0-scan0.office.shop.example", true, 0,
		 "office.shop.example", "office.shop.example"},
		{"192.0.2.6", "x.test", "mail.shop.example", true, 0, "shop.example",
		 "shop.example"},
		{"192.0.2.7", "x.test", NULL, false, 64500, "as64500", "AS64500"},
		{"192.0.2.8", "x.test", "o1.bulk.example", true, 0, "bulk", "bulk"},
		{"192.0.2.9", "bounce.bulk.example", NULL, false, 0, "bulk", "bulk"},
		{"192.0.2.10", "bounce.bulk.example.attacker.example", NULL, false, 0, "192.0.2.10",
		 "192.0.2.10"},
		{"192.0.2.11", "x.test", "o1.bulk.example.attacker.example", true, 0,
		 "attacker.example", "attacker.example"},
		{"192.0.2.12", "notbulk.example", NULL, false, 0, "192.0.2.12", "192.0.2.12"},
		{"192.0.2.13", "x.test", NULL, false, 64501, "bulk", "bulk"},
		{"192.0.2.14", "bounce.bulk.example", "vm.cloud.example", true, 0, "bulk", "bulk"},
		{"192.0.2.15", "x.test", "scan.sister.example", true, 0, "sister.example",
		 "sister.example"},
	};
	struct bed *bed = bed_new();
	struct sender *bulk = bed_sender(bed, "bulk", SENDER_KIND_ESP, false, "bulk.example",
					 "bulk.example", NULL);
	struct source_table *table;
	int64_t asn = 64501;
	char sister[] = "sister.example";

	g_array_append_val(bulk->asn, asn);
	g_hash_table_add(bed->ours, sister);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct naming_case *c = &cases[i];
		const struct row row =
			ROW(c->ip, 5, 0, 3, SHOP, c->envelope, "pass", NULL, .reporters = 1);

		bed_add(bed, &row);
		bed_host(bed, c->ip, c->ptr, c->confirmed, c->asn);
	}
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct source *source = source_at(table, cases[i].ip);

		g_assert_cmpstr(source->key, ==, cases[i].key);
		g_assert_cmpstr(source->name, ==, cases[i].name);
		g_assert_nonnull(source->named_by);
	}
	source_table_free(table);
	bed_free(bed);
}

/* A failed SPF check of a vendor's domain names nobody. */
static void test_name_needs_a_pass(void)
{
	static const struct row row = ROW("192.0.2.1", 5, 0, 3, SHOP, "bounce.bulk.example", "fail",
					  "bulk.example/k pass", .reporters = 1);
	struct bed *bed = bed_new();
	struct source_table *table;

	bed_sender(bed, "bulk", SENDER_KIND_ESP, true, "bulk.example", "bulk.example",
		   "bulk.example");
	bed_add(bed, &row);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_cmpstr(source_at(table, "192.0.2.1")->key, ==, "192.0.2.1");
	source_table_free(table);
	bed_free(bed);
}

/* A window selects messages, never evidence. */
static void test_window(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.1", 59, 0, 10, SHOP, SHOP, "pass", "shop.example/s1 pass",
		    .reporters = 3),
		ROW("192.0.2.2", 59, 40, 4, SHOP, "gw.example", "pass", "shop.example/s1 pass",
		    .reporters = 3),
		ROW("192.0.2.2", 9, 0, 2, SHOP, "gw.example", "pass", "shop.example/s1 fail",
		    .reporters = 3, .disposition = DISPOSITION_QUARANTINE),
	};
	struct bed *bed = bed_new();
	struct source_table *table;
	const struct source *source;
	const struct flow *flow;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	bed_analyse(bed, SHOP);
	table = analysis_sources(bed->analysis, BED_END - 6, BED_END, "v=DMARC1; p=reject; pct=50");
	g_assert_cmpuint(table->tally.messages, ==, 7 * 12);
	g_assert_cmpuint(table->tally.compliant, ==, 7 * 10);
	g_assert_cmpuint(table->tally.dispositions[DISPOSITION_QUARANTINE], ==, 14);
	source = source_at(table, "192.0.2.2");
	g_assert_cmpuint(source->flows->len, ==, 1);
	flow = source_main(source);
	g_assert_cmpint(flow->class, ==,
			FLOW_CLASS_FORWARD_BROKEN); /* by passes before the window */
	g_assert_cmpuint(flow->tally.messages, ==, 14);
	g_assert_cmpuint(flow->days, ==, 10);
	g_assert_cmpuint(flow->reporters, ==, 2);
	g_assert_cmpfloat(source->tally.lost, ==, 7);
	g_assert_cmpfloat(source->tally.spam, ==, 7);
	g_assert_cmpuint(source->forwarded, ==, 14);
	g_assert_cmpuint(source->days->len, ==, 7);
	g_assert_cmpuint(g_array_index(source->days, uint64_t, 6), ==, 2);
	g_assert_cmpstr(source->group, ==, "gw.example");
	source = source_at(table, "192.0.2.1");
	g_assert_cmpuint(source->via_messages, ==, 14);
	g_assert_cmpuint(source->via_compliant, ==, 0);
	g_assert_cmpint(source->first_seen, ==, BED_END - 59);
	g_assert_cmpint(source->last_seen, ==, BED_END);
	source_table_free(table);
	table = analysis_sources(bed->analysis, BED_END + 1, BED_END + 9, NULL);
	g_assert_cmpuint(table->tally.messages, ==, 0);
	g_assert_cmpuint(table->sources->len, ==, 0);
	source_table_free(table);
	bed_free(bed);
}

static void test_trend(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.1", 29, 15, 10, SHOP, SHOP, "pass", NULL, .reporters = 1),
		ROW("192.0.2.1", 14, 0, 20, SHOP, SHOP, "pass", NULL, .reporters = 1),
		ROW("192.0.2.2", 29, 15, 20, SHOP, SHOP, "pass", NULL, .reporters = 1),
		ROW("192.0.2.2", 14, 0, 10, SHOP, SHOP, "pass", NULL, .reporters = 1),
		ROW("192.0.2.3", 29, 0, 10, SHOP, SHOP, "pass", NULL, .reporters = 1),
		ROW("192.0.2.4", 5, 0, 10, SHOP, SHOP, "pass", NULL, .reporters = 1),
	};
	static const enum trend want[] = {TREND_UP, TREND_DOWN, TREND_FLAT, TREND_NEW};
	static const char *const ips[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"};
	struct bed *bed = bed_new();
	struct source_table *table;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	bed_analyse(bed, SHOP);
	table = analysis_sources(bed->analysis, BED_END - 29, BED_END, NULL);
	for (unsigned i = 0; i < G_N_ELEMENTS(want); i++)
		g_assert_cmpint(source_at(table, ips[i])->trend, ==, want[i]);
	source_table_free(table);
	bed_free(bed);
}

static void test_mismatches(void)
{
	static const struct row row = ROW("192.0.2.1", 5, 0, 3, SHOP, "x.test", "pass",
					  "shop.example/s1 pass", .reporters = 1);
	struct bed *bed = bed_new();
	struct signature *signature;
	struct source_table *table;

	bed_add(bed, &row);
	signature = bed->traffic->signatures->pdata[0];
	signature->evaluated_dkim = AUTH_RESULT_FAIL;
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_cmpuint(bed_flow(table, &row)->mismatches, ==, 1u << MISMATCH_RAW_WITHOUT_PASS);
	source_table_free(table);
	bed_free(bed);
}

static const struct source_part *part_of(const GPtrArray *list, const char *name)
{
	for (unsigned i = 0; i < list->len; i++)
		if (strcmp(((struct source_part *)list->pdata[i])->name, name) == 0)
			return list->pdata[i];
	g_assert_not_reached();
}

/* A source taken apart: by path, From domain, day and consistency; also found by its address. */
static void test_parts(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.1", 9, 0, 10, SHOP, SHOP, "pass", "shop.example/s1 pass",
		    .reporters = 1),
		ROW("192.0.2.1", 9, 0, 2, "news.shop.example", "x.test", "pass", NULL,
		    .reporters = 1),
		ROW("192.0.2.1", 2, 0, 3, SHOP, "y.test", "pass", "shop.example/s1 pass",
		    .reporters = 1),
	};
	struct bed *bed = bed_new();
	const struct source_parts *parts;
	struct source *source;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	((struct signature *)bed->traffic->signatures->pdata[1])->evaluated_spf = AUTH_RESULT_PASS;
	bed_host(bed, "192.0.2.1", "out.post.test", true, 0);
	bed_analyse(bed, SHOP);
	g_assert_null(analysis_source(bed->analysis, "192.0.2.9", BED_END - 4, BED_END, NULL));
	g_assert_null(
		analysis_source(bed->analysis, "post.test", BED_END - 50, BED_END - 40, NULL));
	source = analysis_source(bed->analysis, "192.0.2.1", BED_END - 4, BED_END, NULL);
	g_assert_cmpstr(source->key, ==, "post.test");
	parts = source->parts;
	g_assert_cmpuint(source->tally.messages, ==, 69);
	g_assert_cmpuint(parts->direct.messages, ==, 60);
	g_assert_cmpuint(parts->forwarded.messages, ==, 9);
	g_assert_cmpuint(parts->header_from->len, ==, 2);
	g_assert_cmpuint(part_of(parts->header_from, SHOP)->tally.messages, ==, 59);
	g_assert_cmpuint(part_of(parts->header_from, "news.shop.example")->tally.spf_aligned, ==,
			 10);
	g_assert_cmpuint(parts->days->len, ==, 5);
	g_assert_cmpuint(((struct source_part *)parts->days->pdata[1])->tally.messages, ==, 12);
	g_assert_cmpuint(((struct source_part *)parts->days->pdata[4])->tally.messages, ==, 15);
	g_assert_cmpuint(parts->mismatches[MISMATCH_PASS_WITHOUT_RAW], ==, 10);
	g_assert_cmpuint(parts->mismatches[MISMATCH_NONE], ==, 59);
	source_free(source);
	bed_free(bed);
}

/* New is a source none of whose addresses was there at the last visit; before it, none is. */
static void test_new(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.1", 9, 0, 10, SHOP, SHOP, "pass", NULL, .reporters = 1),
		ROW("192.0.2.2", 9, 0, 10, SHOP, SHOP, "pass", NULL, .reporters = 1),
		ROW("192.0.2.3", 9, 0, 10, SHOP, SHOP, "pass", NULL, .reporters = 1),
	};
	g_autoptr(GHashTable) visited = g_hash_table_new(ip_hash, ip_equal);
	struct bed *bed = bed_new();
	struct source_table *table;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	bed_host(bed, "192.0.2.1", "out1.post.test", true, 0);
	bed_host(bed, "192.0.2.2", "out2.post.test", true, 0);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_false(source_at(table, "192.0.2.3")->is_new);
	source_table_free(table);
	g_hash_table_add(visited, &g_array_index(bed->traffic->cells, struct traffic_cell, 0).ip);
	bed->visited = visited;
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_false(source_at(table, "192.0.2.2")->is_new);
	g_assert_true(source_at(table, "192.0.2.3")->is_new);
	source_table_free(table);
	bed_free(bed);
}

static void test_empty(void)
{
	struct bed *bed = bed_new();
	struct source_table *table;
	struct simulation *simulation;

	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_cmpuint(table->sources->len, ==, 0);
	g_assert_cmpuint(table->streams->len, ==, 0);
	simulation = analysis_simulate(bed->analysis, BED_END, BED_END, "v=DMARC1; p=reject", NULL,
				       NULL);
	g_assert_cmpuint(simulation->messages, ==, 0);
	g_assert_cmpfloat(simulation->loss_share, ==, 0);
	simulation_free(simulation);
	source_table_free(table);
	bed_free(bed);
}

/* Everything that a table says, as text. */
static char *dump(const struct source_table *table)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		g_string_append_printf(text, "%s %s %s %s %d %" G_GUINT64_FORMAT "\n", source->key,
				       source->group ? source->group : "-", source->named_by,
				       source->fix ? source->fix : "-", (int)source->trend,
				       source->via_messages);
		for (unsigned j = 0; j < source->flows->len; j++) {
			const struct flow *flow = source->flows->pdata[j];

			g_string_append_printf(text, " %s %s %s %s %" G_GUINT64_FORMAT "\n",
					       flow->key, flow_class_name(flow->class),
					       flow->reason, flow->stream ? flow->stream : "-",
					       flow->tally.messages);
			for (unsigned k = 0; k < flow->evidence->len; k++)
				g_string_append_printf(
					text, "  %s\n",
					((struct evidence *)flow->evidence->pdata[k])->text);
		}
	}
	for (unsigned i = 0; i < table->streams->len; i++) {
		const struct stream *stream = table->streams->pdata[i];

		g_string_append_printf(text, "%s %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
				       stream->name, stream->source ? stream->source : "-",
				       stream->home, stream->broken);
	}
	return g_string_free(text, FALSE);
}

/* The order in which rows arrive changes nothing. */
static void test_order(void)
{
	GRand *rand = g_rand_new_with_seed(3);
	struct bed *bed = bed_new();
	g_autofree char *want = NULL;
	struct source_table *table;
	GArray *cells = bed->traffic->cells;

	for (unsigned i = 0; i < 200; i++) {
		static const char *const dkim[] = {"shop.example/s1 pass", "shop.example/s2 pass",
						   "shop.example/s1 fail", "shop.example/ fail",
						   NULL};
		static const char *const envelopes[] = {SHOP, "gw.example", "esp.example",
							"inv.shop.example"};
		g_autofree char *ip = g_strdup_printf("192.0.2.%d", g_rand_int_range(rand, 1, 40));
		const struct row row =
			ROW(ip, 20, 0, (unsigned)g_rand_int_range(rand, 1, 4), SHOP,
			    envelopes[g_rand_int_range(rand, 0, G_N_ELEMENTS(envelopes))],
			    g_rand_boolean(rand) ? "pass" : "fail",
			    dkim[g_rand_int_range(rand, 0, G_N_ELEMENTS(dkim))], .reporters = 1);

		bed_add(bed, &row);
	}
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	want = dump(table);
	source_table_free(table);
	for (unsigned i = cells->len - 1; i > 0; i--) {
		unsigned j = (unsigned)g_rand_int_range(rand, 0, (int)i + 1);
		struct traffic_cell *a = &g_array_index(cells, struct traffic_cell, i);
		struct traffic_cell *b = &g_array_index(cells, struct traffic_cell, j);
		struct traffic_cell c = *a;

		*a = *b;
		*b = c;
	}
	for (unsigned i = bed->traffic->signatures->len / 2; i-- > 0;) { /* and their signatures */
		gpointer *all = bed->traffic->signatures->pdata;
		unsigned other = bed->traffic->signatures->len - 1 - i;
		gpointer signature = all[i];

		all[i] = all[other];
		all[other] = signature;
	}
	for (unsigned i = 0; i < cells->len; i++) {
		struct traffic_cell *cell = &g_array_index(cells, struct traffic_cell, i);

		cell->signature = bed->traffic->signatures->len - 1 - cell->signature;
	}
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	{
		g_autofree char *have = dump(table);

		g_assert_cmpstr(have, ==, want);
	}
	source_table_free(table);
	bed_free(bed);
	g_rand_free(rand);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/table/names", test_names);
	g_test_add_func("/table/name-needs-a-pass", test_name_needs_a_pass);
	g_test_add_func("/table/window", test_window);
	g_test_add_func("/table/trend", test_trend);
	g_test_add_func("/table/mismatches", test_mismatches);
	g_test_add_func("/table/parts", test_parts);
	g_test_add_func("/table/new", test_new);
	g_test_add_func("/table/empty", test_empty);
	g_test_add_func("/table/order", test_order);
	return g_test_run();
}
