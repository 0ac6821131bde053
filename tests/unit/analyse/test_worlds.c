/* SPDX-License-Identifier: MIT */
/*
 * Whole worlds of the report generator beside the tree, held against its oracle: offline, and with
 * the names of its zones and the one vendor that a specialist would add.
 */
#include <glib/gstdio.h>
#include <jansson.h>
#include <math.h>

#include "base/name.h"
#include "bed.h"
#include "dmarc/report_xml.h"

#define GENERATOR "../shared/tools/gen_reports.py"

#define SCATTER_MISSED_MAX 0.08 /* share of a scatter that, offline, looks steady by chance */

/* A generated world, read back. */
struct world {
	char *dir;
	json_t *oracle;
	struct bed *bed;
	char *domain;
	GHashTable *signatures; /* GBytes * -> index + 1 */
};

struct loading {
	struct world *world;
	unsigned reporter, policy;
};

static char *generator(void)
{
	const char *data = g_getenv("RAMPART_TEST_DATA");
	g_autofree char *root = g_build_filename(data ? data : "tests/data", "..", "..", NULL);
	char *path = g_build_filename(root, GENERATOR, NULL);

	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return path;
	g_free(path);
	return NULL;
}

static bool generate(const char *script, const char *dir, const char *options)
{
	g_autofree char *command =
		g_strdup_printf("python3 %s --format xml --out %s %s", script, dir, options);
	g_autofree char *out = NULL;
	int status = 0;

	return g_spawn_command_line_sync(command, &out, NULL, &status, NULL) && status == 0;
}

static unsigned reporter_bit(struct traffic *traffic, const char *name)
{
	for (unsigned i = 0; i < traffic->reporters->len; i++)
		if (strcmp(traffic->reporters->pdata[i], name) == 0)
			return i;
	g_ptr_array_add(traffic->reporters, g_strdup(name));
	return traffic->reporters->len - 1;
}

static uint32_t signature_index(struct world *world, struct report_batch *batch, unsigned i)
{
	GBytes *key = batch->keys->pdata[i];
	unsigned known = GPOINTER_TO_UINT(g_hash_table_lookup(world->signatures, key));
	GPtrArray *all = world->bed->traffic->signatures;
	gsize len;
	const void *data = g_bytes_get_data(key, &len);

	if (known)
		return known - 1;
	g_ptr_array_add(all, signature_from_key(data, len));
	g_hash_table_insert(world->signatures, g_bytes_ref(key), GUINT_TO_POINTER(all->len));
	return all->len - 1;
}

static bool take(void *ctx, const struct report *report, struct report_batch *batch, GError **error)
{
	struct loading *loading = ctx;
	struct traffic *traffic = loading->world->bed->traffic;

	(void)error;
	if (loading->policy == UINT_MAX) {
		struct traffic_policy *policy = g_new0(struct traffic_policy, 1);

		policy->generation = report->generation;
		policy->seen = report->policy;
		policy->seen.fo = g_strdup(report->policy.fo);
		g_ptr_array_add(traffic->policies, policy);
		loading->policy = traffic->policies->len - 1;
		loading->reporter = reporter_bit(traffic, report->org_key);
	}
	for (unsigned i = 0; i < batch->rows->len; i++) {
		const struct report_row *row = &g_array_index(batch->rows, struct report_row, i);
		struct traffic_cell cell = {
			.ip = row->ip,
			.day = day_of(report->begin),
			.signature = signature_index(loading->world, batch, row->signature),
			.policy = (uint16_t)loading->policy,
			.disposition = row->disposition,
			.messages = row->count,
			.reporters = UINT64_C(1) << loading->reporter,
		};

		g_array_append_val(traffic->cells, cell);
	}
	report_batch_free(batch);
	return true;
}

static void load_report(struct world *world, const char *path)
{
	struct loading loading = {world, 0, UINT_MAX};
	const struct report_xml_sink sink = {take, &loading};
	struct report_xml *parser = report_xml_new(&sink);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	gsize len;

	g_assert_true(g_file_get_contents(path, &text, &len, NULL));
	g_assert_true(report_xml_feed(parser, text, len, &error));
	g_assert_true(report_xml_finish(parser, &error));
	report_xml_free(parser);
}

static void load_reports(struct world *world)
{
	g_autofree char *dir = g_build_filename(world->dir, "reports", NULL);
	g_autoptr(GDir) files = g_dir_open(dir, 0, NULL);
	const char *name;

	g_assert_nonnull(files);
	while ((name = g_dir_read_name(files))) {
		g_autofree char *path = g_build_filename(dir, name, NULL);

		if (strstr(name, world->domain))
			load_report(world, path);
	}
}

static struct world *world_new(const char *options, const char *domain)
{
	g_autofree char *script = generator();
	struct world *world;
	g_autofree char *oracle = NULL;

	if (!script) {
		g_test_skip("no " GENERATOR);
		return NULL;
	}
	world = g_new0(struct world, 1);
	world->dir = g_dir_make_tmp("rampart-world-XXXXXX", NULL);
	world->domain = g_strdup(domain);
	g_assert_true(generate(script, world->dir, options));
	oracle = g_build_filename(world->dir, "oracle.json", NULL);
	world->oracle = json_load_file(oracle, 0, NULL);
	world->bed = bed_new();
	world->signatures = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
						  (GDestroyNotify)g_bytes_unref, NULL);
	load_reports(world);
	return world;
}

static void remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_tree(below);
	}
	g_remove(path);
}

static void world_free(struct world *world)
{
	remove_tree(world->dir);
	json_decref(world->oracle);
	bed_free(world->bed);
	g_hash_table_unref(world->signatures);
	g_free(world->dir);
	g_free(world->domain);
	g_free(world);
}

/* "0.0.18.198 PTR name." of the reverse zone, and the A records that confirm it. */
static void load_names(struct world *world)
{
	g_autofree char *dns = g_build_filename(world->dir, "dns", NULL);
	g_autoptr(GHashTable) forward =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) reverse =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(ip_hash, ip_equal);
	g_autoptr(GDir) dir = g_dir_open(dns, 0, NULL);
	const char *file;

	while ((file = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(dns, file, NULL);
		g_autofree char *zone = g_strndup(file, strlen(file) - strlen(".zone"));
		g_autofree char *text = NULL;
		g_auto(GStrv) lines = NULL;

		g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
		lines = g_strsplit(text, "\n", -1);
		for (unsigned i = 0; lines[i]; i++) {
			g_auto(GStrv) words = g_strsplit(lines[i], " ", 3);

			if (g_strv_length(words) < 3)
				continue;
			if (strcmp(words[1], "A") == 0)
				g_hash_table_insert(forward, g_strconcat(words[0], ".", zone, NULL),
						    g_strdup(words[2]));
			if (strcmp(words[1], "PTR") == 0)
				g_hash_table_insert(reverse, g_strconcat(words[0], ".", zone, NULL),
						    g_strndup(words[2], strlen(words[2]) - 1));
		}
	}
	for (unsigned i = 0; i < world->bed->traffic->cells->len; i++) {
		struct traffic_cell *cell =
			&g_array_index(world->bed->traffic->cells, struct traffic_cell, i);
		g_autofree char *name = ip_reverse_name(&cell->ip);
		const char *ptr = g_hash_table_lookup(reverse, name);
		char ip[IP_TEXT_MAX];

		if (!g_hash_table_add(seen, &cell->ip))
			continue;
		ip_format(&cell->ip, ip);
		bed_host(world->bed, ip, ptr,
			 ptr && g_strcmp0(g_hash_table_lookup(forward, ptr), ip) == 0, 0);
	}
}

static json_t *truth(const struct world *world)
{
	return json_object_get(json_object_get(world->oracle, "domains"), world->domain);
}

static double number(json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static void assert_close(const char *what, double have, double want)
{
	if (fabs(have - want) > MAX(0.02 * want, 40)) {
		g_test_message("%s: %.1f instead of %.1f", what, have, want);
		g_test_fail();
	}
}

static bool sends_from(json_t *planted, const struct source *source)
{
	const char *text;
	json_t *count;

	json_object_foreach(json_object_get(planted, "ips"), text, count)
	{
		struct ip ip;

		g_assert_true(ip_parse(text, strlen(text), &ip));
		for (unsigned i = 0; i < source->ips->len; i++)
			if (ip_equal(&((struct source_ip *)source->ips->pdata[i])->ip, &ip))
				return true;
	}
	return false;
}

/* What was planted at the addresses of a flow; on the shared operator the envelope tells. */
static const char *planted(json_t *sources, const struct source *source, const struct flow *flow)
{
	bool fraud = g_strcmp0(flow->envelope, "cheapdeals.example") == 0;
	const char *name;
	json_t *planted;

	json_object_foreach(
		sources, name,
		planted) if (fraud == (strcmp(name, "cloud-fraud") == 0) &&
			     sends_from(planted,
					source)) return json_string_value(json_object_get(planted,
											  "truth"));
	return NULL;
}

static void check_sums(const struct world *world, const struct source_table *table)
{
	uint64_t classes = 0, sources = 0, flows = 0, ips = 0, days = 0, from = 0;
	GHashTableIter iter;
	gpointer value;

	g_assert_cmpuint(table->tally.messages, ==, (uint64_t)number(truth(world), "messages"));
	g_assert_cmpuint(table->tally.compliant, ==, (uint64_t)number(truth(world), "compliant"));
	for (unsigned i = 0; i < FLOW_CLASS_COUNT; i++)
		classes += table->classes[i];
	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		sources += source->tally.messages;
		for (unsigned j = 0; j < source->flows->len; j++)
			flows += ((struct flow *)source->flows->pdata[j])->tally.messages;
		for (unsigned j = 0; j < source->ips->len; j++)
			ips += ((struct source_ip *)source->ips->pdata[j])->messages;
		for (unsigned j = 0; j < source->days->len; j++)
			days += g_array_index(source->days, uint64_t, j);
	}
	g_hash_table_iter_init(&iter, table->header_from);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		from += *(uint64_t *)value;
	g_assert_cmpuint(classes, ==, table->tally.messages);
	g_assert_cmpuint(sources, ==, table->tally.messages);
	g_assert_cmpuint(flows, ==, table->tally.messages);
	g_assert_cmpuint(ips, ==, table->tally.messages);
	g_assert_cmpuint(days, ==, table->tally.messages);
	g_assert_cmpuint(from, ==, table->tally.messages);
}

/* No spoof is legitimate, no legitimate or forwarded mail a threat. */
static void check_nothing_grave(const struct world *world, const struct source_table *table)
{
	json_t *sources = json_object_get(truth(world), "sources");

	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		for (unsigned j = 0; j < source->flows->len; j++) {
			const struct flow *flow = source->flows->pdata[j];
			const char *want = planted(sources, source, flow);

			if (!want ||
			    (strcmp(want, "spoof") == 0 && flow->verdict == VERDICT_LEGITIMATE) ||
			    (strcmp(want, "spoof") != 0 && flow->verdict == VERDICT_THREAT)) {
				g_test_message("%s/%s: %s is planted as %s: %s", source->key,
					       flow->key, flow_class_name(flow->class), want,
					       flow->reason);
				g_test_fail();
			}
		}
	}
}

static double planted_messages(const struct world *world, const char *source)
{
	json_t *sources = json_object_get(truth(world), "sources");

	return number(json_object_get(sources, source), "messages");
}

/*
 * Fraud from a shared operator is for a person. Offline so are a help desk that nobody added, what
 * only a name would tell from a server of the customer's, and what of a scatter comes with a beat.
 */
static void check_classes(const struct world *world, const struct source_table *table, bool facts)
{
	json_t *classes = json_object_get(truth(world), "classes");
	double scatter = planted_messages(world, "scatter");
	double desk = facts ? 0 : planted_messages(world, "helpdesk");
	double open = planted_messages(world, "cloud-fraud");

	if (!facts) {
		double missed = scatter - (double)table->classes[FLOW_CLASS_SPOOF];

		g_assert_cmpfloat(missed, >=, 0);
		g_assert_cmpfloat(missed, <=, SCATTER_MISSED_MAX * scatter);
		open += planted_messages(world, "fraud-host") + missed;
	}
	for (int i = 0; i < FLOW_CLASS_COUNT; i++) {
		const char *name = flow_class_name((enum flow_class)i);
		double want = number(classes, name);

		if (i == FLOW_CLASS_SPOOF)
			want -= open;
		if (i == FLOW_CLASS_UNKNOWN)
			want += open + desk;
		if (i == FLOW_CLASS_MISALIGNED)
			want -= desk;
		assert_close(name, (double)table->classes[i], want);
	}
}

static const struct split_rule split_rule = {
	.min_days_window = 28,
	.min_days_broken = 4,
	.broken_a = 50,
	.ratio_a = 0.02,
	.broken_b = 20,
	.ratio_b = 0.05,
	.broken_c = 50,
	.ratio_c = 0.005,
	.loss_share_c = 0.5,
};

static void check_split(struct world *world)
{
	json_t *fragile = json_object_get(truth(world), "fragile");
	double named = number(fragile, "by_selector") + number(fragile, "by_envelope");
	struct split_input input = {.rule = &split_rule,
				    .record = "v=DMARC1; p=none; rua=mailto:dmarc@msp.example",
				    .report_address = "dmarc@msp.example",
				    .ttl = 3600};
	struct split_advice *advice =
		analysis_split(world->bed->analysis, BED_END - 59, BED_END, &input);
	const struct split_candidate *candidate;
	g_autofree char *stream = NULL, *home = NULL;

	g_assert_cmpuint(advice->candidates->len, ==, 1);
	candidate = advice->candidates->pdata[0];
	stream = g_strdup_printf("%s@%s", json_string_value(json_object_get(fragile, "selector")),
				 world->domain);
	home = g_strdup_printf("inv.%s", world->domain);
	g_assert_cmpstr(candidate->stream, ==, stream);
	g_assert_cmpstr(candidate->subdomain, ==, home);
	g_assert_cmpfloat(fabs(candidate->loss_before - named), <=, 0.02 * named);
	g_assert_cmpfloat(fabs(candidate->spam_after - named), <=, 0.02 * named);
	g_assert_cmpfloat(candidate->loss_after, ==, 0);
	g_assert_cmpfloat(fabs((double)advice->unattributed - number(fragile, "unnamed")), <=,
			  MAX(0.02 * named, 2));
	g_assert_cmpstr(advice->interim_record, ==,
			"v=DMARC1; p=quarantine; rua=mailto:dmarc@msp.example");
	split_advice_free(advice);
}

static void check_world(struct world *world, bool facts)
{
	struct source_table *table;

	bed_analyse(world->bed, world->domain);
	table = analysis_sources(world->bed->analysis, BED_END - 59, BED_END, NULL);
	check_sums(world, table);
	check_nothing_grave(world, table);
	check_classes(world, table, facts);
	source_table_free(table);
	check_split(world);
}

static void test_world(gconstpointer options)
{
	struct world *world = world_new(options, "shop1.example");

	if (!world)
		return;
	check_world(world, false);
	load_names(world);
	bed_sender(world->bed, "deskly", SENDER_KIND_SAAS, true, "deskly.example", "deskly.example",
		   "deskly.example");
	check_world(world, true);
	world_free(world);
}

int main(int argc, char **argv)
{
	static const char *const worlds[] = {
		"--seed 1",
		"--seed 2",
		"--seed 3",
		"--seed 4",
		"--seed 5",
		"--seed 1 --volume 2000 --days 35",
		"--seed 2 --volume 2000 --days 35",
		"--seed 3 --volume 2000 --days 35",
		"--seed 4 --volume 2000 --days 35",
		"--seed 5 --volume 2000 --days 35",
	};

	g_test_init(&argc, &argv, NULL);
	for (unsigned i = 0; i < G_N_ELEMENTS(worlds); i++) {
		g_autofree char *path = g_strdup_printf("/world/%s", worlds[i]);

		g_test_add_data_func(path, worlds[i], test_world);
	}
	return g_test_run();
}
