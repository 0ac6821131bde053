/* SPDX-License-Identifier: MIT */
#include "../dmarc/vectors.h"
#include "base/error.h"
#include "bed.h"

#define SHOP	 "shop.example"
#define MESSAGES 1000

static struct simulation *simulate(struct bed *bed, const char *record, const GPtrArray *splits)
{
	GError *error = NULL;
	struct simulation *simulation =
		analysis_simulate(bed->analysis, BED_END - 59, BED_END, record, splits, &error);

	g_assert_no_error(error);
	return simulation;
}

static void add_hit(struct hit *sum, const struct hit *hit)
{
	sum->quarantine += hit->quarantine;
	sum->reject += hit->reject;
}

static void assert_adds_up(const struct simulation *simulation)
{
	double failing = (double)(simulation->messages - simulation->compliant);
	uint64_t messages = 0, compliant = 0;
	struct hit sums[GENERATION_COUNT + 1] = {{0}};

	for (unsigned i = 0; i < simulation->sources->len; i++) {
		const struct simulated_source *source = simulation->sources->pdata[i];

		messages += source->messages;
		compliant += source->compliant;
		for (int g = 0; g < GENERATION_COUNT; g++)
			add_hit(&sums[g], &source->by[g]);
		add_hit(&sums[GENERATION_COUNT], &source->expected);
	}
	g_assert_cmpuint(messages, ==, simulation->messages);
	g_assert_cmpuint(compliant, ==, simulation->compliant);
	for (int g = 0; g <= GENERATION_COUNT; g++) {
		const struct outcome *o =
			g < GENERATION_COUNT ? &simulation->by[g] : &simulation->expected;

		g_assert_cmpfloat_with_epsilon(o->none + o->quarantine + o->reject, failing, 1e-6);
		g_assert_cmpfloat_with_epsilon(o->lost + o->spam + o->blocked + o->unknown +
						       o->reinjected,
					       o->quarantine + o->reject, 1e-6);
		g_assert_cmpfloat_with_epsilon(sums[g].quarantine, o->quarantine, 1e-6);
		g_assert_cmpfloat_with_epsilon(sums[g].reject, o->reject, 1e-6);
	}
}

/* "25 % quarantine, 75 % none example.com p": what it comes to for MESSAGES failing ones. */
static double expected_share(const char *text, const char *policy)
{
	double share = 0, percent = 100;
	g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);

	for (unsigned i = 0; words[i] && !strchr(words[i], '.'); i++) {
		if (g_ascii_isdigit(*words[i]))
			percent = g_ascii_strtod(words[i], NULL);
		else if (strcmp(words[i], policy) == 0)
			share += percent / 100;
	}
	return share * MESSAGES;
}

static void assert_outcome(const struct outcome *outcome, const char *text)
{
	g_assert_cmpfloat_with_epsilon(outcome->quarantine, expected_share(text, "quarantine"),
				       1e-9);
	g_assert_cmpfloat_with_epsilon(outcome->reject, expected_share(text, "reject"), 1e-9);
	g_assert_cmpfloat_with_epsilon(outcome->none,
				       MESSAGES - outcome->quarantine - outcome->reject, 1e-9);
}

/* The first record is the simulated one, and its name the domain; the others are its neighbours'.
 */
static void test_policy(gconstpointer data)
{
	char *const *cell = data;
	g_auto(GStrv) records = g_strsplit(cell[1], " | ", -1);
	g_autofree char *domain =
		records[0] ? g_strndup(records[0], strcspn(records[0], ":")) : NULL;
	const char *record = domain ? records[0] + strlen(domain) + 2 : "";
	struct row row = ROW("192.0.2.1", 0, 0, MESSAGES / 2, cell[2], "spoof.test", "pass", NULL,
			     .reporters = 1);
	struct bed *bed = bed_new();
	struct simulation *simulation;

	if (!domain || (records[1] && g_str_has_prefix(records[1], domain))) {
		bed_free(bed); /* none, or several at one name: nothing that could be simulated */
		return;
	}
	bed_add(bed, &row);
	row.generation = GENERATION_RFC9989;
	bed_add(bed, &row);
	published_free(bed->published);
	bed->published = published_from(cell[1]);
	if (strcmp(cell[3], "no") == 0)
		g_ptr_array_add(bed->absent, cell[2]);
	bed_analyse(bed, domain);
	simulation = analysis_simulate(bed->analysis, BED_END, BED_END, record, NULL, NULL);
	if (!simulation) {
		g_assert_cmpstr(cell[4], ==, "no DMARC");
		bed_free(bed);
		return;
	}
	assert_outcome(&simulation->by[GENERATION_RFC7489], cell[4]);
	assert_outcome(&simulation->by[GENERATION_RFC9989], cell[5]);
	g_assert_cmpfloat_with_epsilon(
		simulation->expected.quarantine,
		simulation->by[0].quarantine / 2 + simulation->by[1].quarantine / 2, 1e-9);
	g_assert_cmpfloat(simulation->receivers_rfc9989_share, ==, 0.5);
	assert_adds_up(simulation);
	simulation_free(simulation);
	bed_free(bed);
}

/* A customer with a fragile stream, a spoofer, and somebody unknown. */
static const struct row world[] = {
	ROW("192.0.2.1", 29, 0, 100, SHOP, SHOP, "pass", "shop.example/s1 pass", .reporters = 3),
	ROW("192.0.2.2", 29, 0, 40, SHOP, "inv.shop.example", "pass", "shop.example/i1 pass",
	    .reporters = 3),
	ROW("192.0.2.3", 29, 0, 10, SHOP, "gw.example", "pass", "shop.example/i1 fail",
	    .reporters = 3, .reason = "arc"),
	ROW("192.0.2.3", 29, 0, 2, SHOP, "gw.example", "pass", "shop.example/i1 pass",
	    .reporters = 3),
	ROW("192.0.2.4", 29, 0, 5, SHOP, "gw.example", "pass", "shop.example/i1 fail",
	    .reporters = 4, .generation = GENERATION_RFC9989, .reason = "arc"),
	ROW("203.0.113.1", 29, 0, 20, SHOP, SHOP, "fail", NULL, .reporters = 3),
	ROW("203.0.113.2", 29, 0, 7, SHOP, "who.test", "pass", "who.test/a pass", .reporters = 3),
	{0},
};

static struct bed *world_bed(void)
{
	struct bed *bed = bed_new();

	bed_rows(bed, world);
	bed_host(bed, "203.0.113.1", NULL, false, 0);
	bed_analyse(bed, SHOP);
	return bed;
}

static void test_whose_mail(void)
{
	struct bed *bed = world_bed();
	struct simulation *s = simulate(bed, "v=DMARC1; p=reject; pct=10; t=y", NULL);

	g_assert_cmpuint(s->messages, ==, 30 * 184);
	g_assert_cmpuint(s->compliant, ==, 30 * 142);
	g_assert_cmpfloat(s->by[GENERATION_RFC7489].lost, ==, 45);
	g_assert_cmpfloat(s->by[GENERATION_RFC7489].spam, ==, 405);
	g_assert_cmpfloat(s->by[GENERATION_RFC7489].blocked, ==, 600);
	g_assert_cmpfloat(s->by[GENERATION_RFC7489].unknown, ==, 210);
	g_assert_cmpfloat(s->by[GENERATION_RFC9989].lost, ==, 0);
	g_assert_cmpfloat(s->by[GENERATION_RFC9989].spam, ==, 450);
	g_assert_cmpfloat(s->expected.lost, ==, 30);
	g_assert_cmpfloat(s->expected.spam, ==, 420);
	g_assert_cmpfloat_with_epsilon(s->loss_share, 450.0 / (4260 + 450), 1e-12);
	assert_adds_up(s);
	simulation_free(s);
	bed_free(bed);
}

/* The next stage's loss of each source is what the simulation expects. */
static void test_table_agrees(void)
{
	const char *record = "v=DMARC1; p=reject; pct=25";
	struct bed *bed = world_bed();
	struct simulation *simulation = simulate(bed, record, NULL);
	struct source_table *table = analysis_sources(bed->analysis, BED_END - 59, BED_END, record);

	g_assert_cmpfloat_with_epsilon(table->tally.lost, simulation->expected.lost, 1e-9);
	g_assert_cmpfloat_with_epsilon(table->tally.spam, simulation->expected.spam, 1e-9);
	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];
		const struct simulated_source *simulated = simulation->sources->pdata[i];

		g_assert_cmpstr(source->key, ==, simulated->source);
		g_assert_cmpuint(source->tally.messages, ==, simulated->messages);
	}
	source_table_free(table);
	simulation_free(simulation);
	bed_free(bed);
}

static void test_split(void)
{
	char stream[] = "i1@shop.example", subdomain[] = "inv.shop.example";
	struct simulated_split split = {stream, subdomain, POLICY_ABSENT};
	g_autoptr(GPtrArray) splits = g_ptr_array_new();
	struct bed *bed = world_bed();
	struct simulation *before = simulate(bed, "v=DMARC1; p=reject", NULL), *after;

	g_ptr_array_add(splits, &split);
	after = simulate(bed, "v=DMARC1; p=reject", splits);
	g_assert_cmpfloat(before->expected.lost, ==, 450);
	g_assert_cmpfloat(before->expected.spam, ==, 0);
	g_assert_cmpfloat(after->expected.lost, ==, 0);
	g_assert_cmpfloat(after->expected.spam, ==, 450);
	g_assert_cmpfloat(after->expected.blocked, ==, before->expected.blocked);
	assert_adds_up(after);
	simulation_free(after);
	split.policy = POLICY_NONE;
	after = simulate(bed, "v=DMARC1; p=reject", splits);
	g_assert_cmpfloat(after->expected.lost + after->expected.spam, ==, 0);
	simulation_free(after);
	split.policy = POLICY_ABSENT; /* not stricter than the parent: pct comes along */
	after = simulate(bed, "v=DMARC1; p=quarantine; pct=10", splits);
	g_assert_cmpfloat(after->by[GENERATION_RFC7489].spam, ==, 45);
	g_assert_cmpfloat(after->by[GENERATION_RFC9989].spam, ==, 450);
	simulation_free(after);
	after = simulate(bed, "v=DMARC1; p=none", splits);
	g_assert_cmpfloat(after->expected.lost + after->expected.spam, ==, 0);
	simulation_free(after);
	simulation_free(before);
	bed_free(bed);
}

static void test_refused(void)
{
	char stream[] = "nobody@shop.example", subdomain[] = "x.shop.example";
	struct simulated_split split = {stream, subdomain, POLICY_ABSENT};
	g_autoptr(GPtrArray) splits = g_ptr_array_new();
	struct bed *bed = world_bed();
	g_autoptr(GError) error = NULL;

	g_assert_null(
		analysis_simulate(bed->analysis, BED_END, BED_END, "v=spf1 -all", NULL, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
	g_clear_error(&error);
	g_ptr_array_add(splits, &split);
	g_assert_null(analysis_simulate(bed->analysis, BED_END, BED_END, "v=DMARC1; p=none", splits,
					&error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND);
	bed_free(bed);
}

/* adkim and aspf other than published then: the raw results are aligned anew. */
static void test_strict(void)
{
	static const struct policy_seen strict = {.p = POLICY_NONE,
						  .sp = POLICY_ABSENT,
						  .np = POLICY_ABSENT,
						  .pct = 100,
						  .testing = -1,
						  .adkim_strict = true,
						  .aspf_strict = true};
	static const struct row rows[] = {
		ROW("192.0.2.1", 0, 0, 10, SHOP, SHOP, "pass", NULL, .reporters = 1),
		ROW("192.0.2.2", 0, 0, 20, SHOP, "m.shop.example", "pass", NULL, .reporters = 1),
		ROW("192.0.2.3", 0, 0, 40, SHOP, "x.test", "pass", "m.shop.example/a pass",
		    .reporters = 1),
		ROW("192.0.2.4", 0, 0, 80, SHOP, "x.test", "pass", "shop.example/a pass",
		    .reporters = 1),
		ROW("192.0.2.5", 0, 0, 160, SHOP, "m.shop.example", "pass", NULL, .reporters = 1,
		    .seen = &strict),
	};
	static const struct {
		const char *record;
		uint64_t compliant;
	} cases[] = {
		{"v=DMARC1; p=reject", 10 + 20 + 40 + 80 + 160},
		{"v=DMARC1; p=reject; adkim=s", 10 + 20 + 80 + 160},
		{"v=DMARC1; p=reject; aspf=s", 10 + 40 + 80},
		{"v=DMARC1; p=reject; adkim=s; aspf=s", 10 + 80},
	};
	struct bed *bed = bed_new();

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	bed_analyse(bed, SHOP);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct simulation *simulation = simulate(bed, cases[i].record, NULL);

		g_assert_cmpuint(simulation->compliant, ==, cases[i].compliant);
		assert_adds_up(simulation);
		simulation_free(simulation);
	}
	bed_free(bed);
}

/* What receivers let pass under a policy in force, for reasons other than pct and t. */
static void test_overridden(void)
{
	static const struct policy_seen half = {.p = POLICY_QUARANTINE,
						.sp = POLICY_ABSENT,
						.np = POLICY_ABSENT,
						.pct = 50,
						.testing = -1};
	static const struct policy_seen rehearsal = {.p = POLICY_QUARANTINE,
						     .sp = POLICY_ABSENT,
						     .np = POLICY_ABSENT,
						     .pct = 0,
						     .testing = -1};
	static const struct row rows[] = {
		ROW("203.0.113.1", 0, 0, 60, SHOP, SHOP, "fail", NULL, .reporters = 1,
		    .seen = &half, .disposition = DISPOSITION_QUARANTINE),
		ROW("203.0.113.1", 0, 0, 30, SHOP, SHOP, "fail", NULL, .reporters = 1,
		    .seen = &half, .reason = "sampled_out"),
		ROW("203.0.113.2", 0, 0, 10, SHOP, SHOP, "fail", NULL, .reporters = 1,
		    .seen = &half, .reason = "forwarded"),
		ROW("203.0.113.3", 0, 0, 99, SHOP, SHOP, "fail", NULL, .reporters = 1,
		    .seen = &rehearsal, .reason = "forwarded"),
		ROW("203.0.113.3", 0, 0, 99, SHOP, SHOP, "fail", NULL, .reporters = 1,
		    .reason = "forwarded"),
	};
	struct bed *bed = bed_new();
	struct simulation *simulation;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	bed_analyse(bed, SHOP);
	simulation = simulate(bed, "v=DMARC1; p=reject", NULL);
	g_assert_cmpfloat(simulation->overridden_share, ==, 0.1);
	simulation_free(simulation);
	bed_free(bed);
}

static const char *const policies[] = {"none", "quarantine", "reject"};

static void random_row(struct bed *bed, GRand *rand)
{
	static const char *const from[] = {SHOP, "news.shop.example"};
	static const char *const envelopes[] = {SHOP, "inv.shop.example", "gw.example",
						"evil.test"};
	static const char *const spf[] = {"pass", "fail", "softfail", "none"};
	static const char *const dkim[] = {NULL,
					   "shop.example/s1 pass",
					   "shop.example/s1 fail",
					   "evil.test/e pass",
					   "news.shop.example/n1 pass",
					   "shop.example/ fail"};
	g_autofree char *ip = g_strdup_printf("192.0.2.%d", g_rand_int_range(rand, 1, 30));
	const struct row row = {
		.ip = ip,
		.first = g_rand_int_range(rand, 10, 40),
		.last = g_rand_int_range(rand, 0, 10),
		.count = (unsigned)g_rand_int_range(rand, 1, 50),
		.from = from[g_rand_int_range(rand, 0, G_N_ELEMENTS(from))],
		.envelope = envelopes[g_rand_int_range(rand, 0, G_N_ELEMENTS(envelopes))],
		.spf = spf[g_rand_int_range(rand, 0, G_N_ELEMENTS(spf))],
		.dkim = dkim[g_rand_int_range(rand, 0, G_N_ELEMENTS(dkim))],
		.reporters = (uint64_t)g_rand_int_range(rand, 1, 31),
		.generation = (enum generation)g_rand_int_range(rand, 0, 2),
	};

	bed_add(bed, &row);
}

/* A record; sub: the policy of subdomains, or -1: no sp. */
static char *make_record(int p, int sub, int pct, bool t, bool strict)
{
	return g_strdup_printf("v=DMARC1; p=%s%s%s; pct=%d%s%s", policies[p],
			       sub < 0 ? "" : "; sp=", sub < 0 ? "" : policies[sub], pct,
			       t ? "; t=y" : "", strict ? "; adkim=s; aspf=s" : "");
}

static double blocked(struct bed *bed, const char *record, enum generation generation)
{
	struct simulation *simulation = simulate(bed, record, NULL);
	double sum = simulation->by[generation].blocked;

	assert_adds_up(simulation);
	simulation_free(simulation);
	return sum;
}

static void assert_monotonous(struct bed *bed, GRand *rand)
{
	int p = g_rand_int_range(rand, 0, 2), sub = g_rand_int_range(rand, -1, 2);
	int pct = g_rand_int_range(rand, 0, 100), more = g_rand_int_range(rand, pct, 101);
	enum generation g = (enum generation)g_rand_int_range(rand, 0, 2);
	g_autofree char *base = make_record(p, sub, pct, false, false);
	g_autofree char *stronger = make_record(p + 1, sub, pct, false, false);
	g_autofree char *below = make_record(p, MAX(sub, p) + 1, pct, false, false);
	g_autofree char *wider = make_record(p, sub, more, false, false);
	g_autofree char *tested = make_record(p, sub, pct, true, false);
	g_autofree char *strict = make_record(p, sub, pct, false, true);
	double at_base = blocked(bed, base, g);

	g_assert_cmpfloat(blocked(bed, stronger, g), >=, at_base - 1e-6);
	g_assert_cmpfloat(blocked(bed, below, g), >=, at_base - 1e-6);
	g_assert_cmpfloat(blocked(bed, wider, g), >=, at_base - 1e-6);
	g_assert_cmpfloat(blocked(bed, strict, g), >=, at_base - 1e-6);
	g_assert_cmpfloat(blocked(bed, tested, g), <=, at_base + 1e-6);
}

static struct bed *random_bed(GRand *rand, unsigned rows)
{
	struct bed *bed = bed_new();

	for (unsigned i = 0; i < rows; i++)
		random_row(bed, rand);
	bed_analyse(bed, SHOP);
	return bed;
}

/* Over random rows: p, sp, pct and alignment each only ever block more, t only less. */
static void test_monotonous(void)
{
	GRand *rand = g_rand_new_with_seed(7);

	for (unsigned round = 0; round < 30; round++) {
		struct bed *bed = random_bed(rand, 40);

		for (unsigned i = 0; i < 20; i++)
			assert_monotonous(bed, rand);
		bed_free(bed);
	}
	g_rand_free(rand);
}

static void print_outcome(GString *out, const struct outcome *o)
{
	g_string_append_printf(out, "%a %a %a %a %a %a %a %a\n", o->none, o->quarantine, o->reject,
			       o->lost, o->spam, o->blocked, o->unknown, o->reinjected);
}

/* Every figure to its last bit. */
static char *print(struct bed *bed, const char *record)
{
	struct simulation *s = simulate(bed, record, NULL);
	GString *out = g_string_new(NULL);

	for (int g = 0; g < GENERATION_COUNT; g++)
		print_outcome(out, &s->by[g]);
	print_outcome(out, &s->expected);
	g_string_append_printf(out, "%a %a %a\n", s->loss_share, s->receivers_rfc9989_share,
			       s->overridden_share);
	for (unsigned i = 0; i < s->sources->len; i++) {
		const struct simulated_source *source = s->sources->pdata[i];

		g_string_append_printf(out, "%s %s %a %a\n", source->source,
				       verdict_name(source->verdict), source->expected.quarantine,
				       source->expected.reject);
	}
	simulation_free(s);
	return g_string_free(out, FALSE);
}

static void test_same_bytes(void)
{
	static const char record[] = "v=DMARC1; p=reject; sp=quarantine; pct=37";

	for (unsigned seed = 0; seed < 10; seed++) {
		g_autofree char *first = NULL, *again = NULL, *anew = NULL;

		for (unsigned time = 0; time < 2; time++) {
			GRand *rand = g_rand_new_with_seed(seed);
			struct bed *bed = random_bed(rand, 60);

			if (time == 0) {
				first = print(bed, record);
				again = print(bed, record);
			} else {
				anew = print(bed, record);
			}
			bed_free(bed);
			g_rand_free(rand);
		}
		g_assert_cmpstr(again, ==, first);
		g_assert_cmpstr(anew, ==, first);
	}
}

static void assert_same_outcome(const struct outcome *a, const struct outcome *b)
{
	g_assert_cmpfloat_with_epsilon(a->none, b->none, 1e-9);
	g_assert_cmpfloat_with_epsilon(a->quarantine, b->quarantine, 1e-9);
	g_assert_cmpfloat_with_epsilon(a->reject, b->reject, 1e-9);
	g_assert_cmpfloat_with_epsilon(a->lost, b->lost, 1e-9);
	g_assert_cmpfloat_with_epsilon(a->blocked, b->blocked, 1e-9);
}

/* pct=0 is the next lower policy to RFC 7489 receivers, t=y to RFC 9989 receivers. */
static void test_one_lower(void)
{
	GRand *rand = g_rand_new_with_seed(8);

	for (unsigned round = 0; round < 10; round++) {
		struct bed *bed = random_bed(rand, 60);

		for (int p = 1; p <= 2; p++) {
			g_autofree char *lower = make_record(p - 1, -1, 100, false, false);
			g_autofree char *zero = make_record(p, -1, 0, false, false);
			g_autofree char *test = make_record(p, -1, 100, true, false);
			struct simulation *want = simulate(bed, lower, NULL);
			struct simulation *by_pct = simulate(bed, zero, NULL);
			struct simulation *by_t = simulate(bed, test, NULL);

			assert_same_outcome(&by_pct->by[GENERATION_RFC7489],
					    &want->by[GENERATION_RFC7489]);
			assert_same_outcome(&by_t->by[GENERATION_RFC9989],
					    &want->by[GENERATION_RFC9989]);
			simulation_free(want);
			simulation_free(by_pct);
			simulation_free(by_t);
		}
		bed_free(bed);
	}
	g_rand_free(rand);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	vectors_add("simulate/policy", "policies.tsv", 6, test_policy);
	g_test_add_func("/simulate/whose-mail", test_whose_mail);
	g_test_add_func("/simulate/table-agrees", test_table_agrees);
	g_test_add_func("/simulate/split", test_split);
	g_test_add_func("/simulate/refused", test_refused);
	g_test_add_func("/simulate/strict", test_strict);
	g_test_add_func("/simulate/overridden", test_overridden);
	g_test_add_func("/simulate/monotonous", test_monotonous);
	g_test_add_func("/simulate/one-lower", test_one_lower);
	g_test_add_func("/simulate/same-bytes", test_same_bytes);
	return g_test_run();
}
