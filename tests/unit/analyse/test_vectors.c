/* SPDX-License-Identifier: MIT */
/*
 * The classification rows of domain.md 7.5: customer example.com, whose home source signs with
 * sel1; ESP mailer.example; the shared operator cloudmail.example.
 */
#include "bed.h"

#define ALL 0xf /* four reporters */

static const struct row home[] = {
	ROW("192.0.2.1", 29, 0, 40, "example.com", "example.com", "pass", "example.com/sel1 pass",
	    .reporters = ALL),
	ROW("192.0.2.20", 29, 0, 300, "example.com", "example.com", "pass", "example.com/cm1 pass",
	    .reporters = ALL),
	ROW("192.0.2.10", 29, 0, 50, "example.com", "bounce.mailer.example", "pass",
	    "example.com/esp1 pass, mailer.example/k1 pass", .reporters = ALL),
	{0},
};

static struct bed *customer(void)
{
	struct bed *bed = bed_new();

	bed_rows(bed, home);
	bed_host(bed, "192.0.2.1", "mail.example.com", true, 0);
	bed_host(bed, "192.0.2.10", "o1.mta.mailer.example", true, 0);
	bed_host(bed, "192.0.2.20", "out1.cloudmail.example", true, 0);
	return bed;
}

static const struct flow *judge(struct bed *bed, const struct row *row, struct source_table **table)
{
	const struct flow *flow;

	bed_add(bed, row);
	bed_analyse(bed, "example.com");
	*table = bed_table(bed);
	flow = bed_flow(*table, row);
	g_assert_nonnull(flow);
	g_test_message("%s: %s", flow_class_name(flow->class), flow->reason);
	return flow;
}

static int points(const struct flow *flow, enum evidence_side side)
{
	int sum = 0;

	for (unsigned i = 0; i < flow->evidence->len; i++) {
		const struct evidence *evidence = flow->evidence->pdata[i];

		if (evidence->side == side)
			sum += evidence->points;
	}
	return sum;
}

static void assert_judged(const struct flow *flow, enum flow_class class, enum decided_by by)
{
	g_assert_cmpstr(flow_class_name(flow->class), ==, flow_class_name(class));
	g_assert_cmpint(flow->verdict, ==, flow_class_verdict(class));
	g_assert_cmpint(flow->decided_by, ==, by);
}

static void one_row(const struct row *row, enum flow_class class, enum decided_by by)
{
	struct bed *bed = customer();
	struct source_table *table;

	assert_judged(judge(bed, row, &table), class, by);
	source_table_free(table);
	bed_free(bed);
}

static void test_c1(void)
{
	one_row(&home[0], FLOW_CLASS_ALIGNED, DECIDED_BY_RULE);
}

static void test_c2(void)
{
	static const struct row row = ROW("192.0.2.1", 9, 0, 5, "example.com", "example.com",
					  "pass", NULL, .reporters = ALL);

	one_row(&row, FLOW_CLASS_SPF_ONLY, DECIDED_BY_RULE);
}

static void test_c3(void)
{
	one_row(&home[2], FLOW_CLASS_DKIM_ONLY, DECIDED_BY_RULE);
}

static void test_c4(void)
{
	static const struct row row = ROW("192.0.2.50", 9, 0, 5, "example.com", "example.com",
					  "fail", "example.com/sel1 pass", .reporters = ALL);
	struct bed *bed = customer();
	struct source_table *table;
	const struct flow *flow;

	bed_host(bed, "192.0.2.50", "fwd.alumni.example", true, 0);
	flow = judge(bed, &row, &table);
	assert_judged(flow, FLOW_CLASS_FORWARD_OK, DECIDED_BY_RULE);
	g_assert_cmpstr(flow->stream, ==, "sel1@example.com");
	g_assert_false(flow->home);
	source_table_free(table);
	bed_free(bed);
}

static void test_c5(void)
{
	static const struct row row =
		ROW("192.0.2.10", 9, 0, 5, "example.com", "bounce.mailer.example", "pass",
		    "mailer.example/k1 pass", .reporters = ALL);
	struct bed *bed = customer();
	struct source_table *table;
	const struct flow *flow;

	bed_sender(bed, "mailer", SENDER_KIND_ESP, true, "mailer.example", "bounce.mailer.example",
		   "mailer.example");
	flow = judge(bed, &row, &table);
	assert_judged(flow, FLOW_CLASS_MISALIGNED, DECIDED_BY_CATALOGUE);
	source_table_free(table);
	bed_free(bed);
}

/* The same without the specialist's word: another tenant of that ESP sends just so. */
static void test_c5_unconfirmed(void)
{
	static const struct row row =
		ROW("192.0.2.10", 9, 0, 5, "example.com", "bounce.mailer.example", "pass",
		    "mailer.example/k1 pass", .reporters = ALL);
	struct bed *bed = customer();
	struct source_table *table;

	bed_sender(bed, "mailer", SENDER_KIND_ESP, false, "mailer.example", "bounce.mailer.example",
		   "mailer.example");
	assert_judged(judge(bed, &row, &table), FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE);
	source_table_free(table);
	bed_free(bed);
}

static void test_c6(void)
{
	static const struct row row =
		ROW("192.0.2.60", 9, 0, 5, "example.com", "lists.univ.example", "pass",
		    "example.com/sel1 fail, lists.univ.example/l pass", .reporters = 1);
	struct bed *bed = customer();
	struct source_table *table;
	const struct flow *flow;

	bed_host(bed, "192.0.2.60", "mx.univ.example", true, 0);
	flow = judge(bed, &row, &table);
	assert_judged(flow, FLOW_CLASS_MAILING_LIST, DECIDED_BY_SCORE);
	g_assert_cmpint(points(flow, EVIDENCE_FORWARD), ==, 55);
	g_assert_cmpint(points(flow, EVIDENCE_LEGITIMATE), ==, 0);
	source_table_free(table);
	bed_free(bed);
}

static void test_c8(void)
{
	static const struct row row = ROW("192.0.2.70", 9, 0, 5, "example.com", "example.com",
					  "fail", NULL, .reporters = ALL);
	struct bed *bed = customer();
	struct source_table *table;
	const struct flow *flow;

	bed_host(bed, "192.0.2.70", NULL, false, 0);
	flow = judge(bed, &row, &table);
	assert_judged(flow, FLOW_CLASS_SPOOF, DECIDED_BY_SCORE);
	g_assert_cmpint(points(flow, EVIDENCE_SPOOF), ==, 70);
	source_table_free(table);
	bed_free(bed);
}

static void test_c9(void)
{
	static const struct row row = ROW("192.0.2.80", 9, 9, 5, "example.com", "evil.example",
					  "pass", "evil.example/x pass", .reporters = 1);
	struct bed *bed = customer();
	struct source_table *table;
	const struct flow *flow;

	bed_host(bed, "192.0.2.80", "mail.evil.example", true, 0);
	flow = judge(bed, &row, &table);
	assert_judged(flow, FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE);
	g_assert_cmpint(points(flow, EVIDENCE_SPOOF), ==, 35);
	g_assert_null(flow->probably);
	source_table_free(table);
	bed_free(bed);
}

static void test_c11(void)
{
	static const struct row passes = ROW("192.0.2.90", 9, 0, 4, "example.com", "gw.example",
					     "pass", "example.com/ pass", .reporters = 1);
	static const struct row row = ROW("192.0.2.90", 5, 0, 1, "example.com", "gw.example",
					  "pass", "example.com/ fail", .reporters = 1);
	struct bed *bed = customer();
	struct split_rule rule = {1, 1, 1, 0, 1, 0, 1, 0, 0};
	struct split_input input = {.rule = &rule};
	struct split_advice *advice;
	struct source_table *table;
	const struct flow *flow;

	bed_sender(bed, "gw", SENDER_KIND_GATEWAY, false, "gw.example", "gw.example", NULL);
	bed_host(bed, "192.0.2.90", "mx1.gw.example", true, 0);
	bed_add(bed, &passes);
	flow = judge(bed, &row, &table);
	assert_judged(flow, FLOW_CLASS_FORWARD_BROKEN, DECIDED_BY_SCORE);
	g_assert_cmpint(points(flow, EVIDENCE_FORWARD), ==, 75);
	g_assert_null(flow->stream);
	advice = analysis_split(bed->analysis, BED_END - 59, BED_END, &input);
	g_assert_cmpuint(advice->candidates->len, ==, 0);
	g_assert_cmpuint(advice->unattributed, ==, 6);
	split_advice_free(advice);
	source_table_free(table);
	bed_free(bed);
}

static void test_c13(void)
{
	static const struct row row =
		ROW("192.0.2.100", 28, 0, 50, "example.com", "newsletter.example", "pass",
		    "newsletter.example/n pass", .reporters = ALL, .every = 7);
	struct bed *bed = customer();
	struct source_table *table;
	const struct flow *flow;

	bed_sender(bed, "newsletter", SENDER_KIND_SAAS, false, "newsletter.example",
		   "newsletter.example", "newsletter.example");
	bed_host(bed, "192.0.2.100", "out.newsletter.example", true, 0);
	flow = judge(bed, &row, &table);
	assert_judged(flow, FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE);
	g_assert_cmpint(points(flow, EVIDENCE_LEGITIMATE), ==, 65);
	g_assert_cmpint(points(flow, EVIDENCE_SPOOF), ==, 35);
	g_assert_cmpstr(flow->probably, ==, "newsletter");
	source_table_free(table);
	bed_free(bed);
}

static const struct row tenant = ROW("192.0.2.20", 9, 0, 5, "example.com", "academy.example",
				     "pass", "example.com/sel1 pass", .reporters = ALL);
static const struct row thief = ROW("192.0.2.20", 9, 0, 5, "example.com", "cheapdeals.example",
				    "pass", "cheapdeals.example/s1 pass", .reporters = ALL);
static const struct row defect = ROW("192.0.2.20", 9, 0, 1, "example.com", "example.com",
				     "softfail", "example.com/cm1 fail", .reporters = ALL);

static void test_c14(void)
{
	one_row(&tenant, FLOW_CLASS_FORWARD_OK, DECIDED_BY_RULE);
}

static void test_c15(void)
{
	one_row(&thief, FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE);
}

static void test_c16(void)
{
	one_row(&defect, FLOW_CLASS_MISALIGNED, DECIDED_BY_RULE);
}

/* All of one operator at once, with and without names. */
static void test_operator(void)
{
	struct bed *bed = customer();
	struct source_table *table;

	bed_add(bed, &thief);
	bed_add(bed, &defect);
	assert_judged(judge(bed, &tenant, &table), FLOW_CLASS_FORWARD_OK, DECIDED_BY_RULE);
	g_assert_cmpint(bed_flow(table, &thief)->class, ==, FLOW_CLASS_UNKNOWN);
	g_assert_cmpint(bed_flow(table, &defect)->class, ==, FLOW_CLASS_MISALIGNED);
	source_table_free(table);
	g_ptr_array_set_size(bed->hosts, 0);
	bed_analyse(bed, "example.com");
	table = bed_table(bed);
	g_assert_cmpint(bed_flow(table, &tenant)->class, ==, FLOW_CLASS_FORWARD_OK);
	g_assert_cmpint(bed_flow(table, &thief)->class, ==, FLOW_CLASS_UNKNOWN);
	g_assert_cmpint(bed_flow(table, &defect)->class, ==, FLOW_CLASS_MISALIGNED);
	source_table_free(table);
	bed_free(bed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vectors/C1", test_c1);
	g_test_add_func("/vectors/C2", test_c2);
	g_test_add_func("/vectors/C3", test_c3);
	g_test_add_func("/vectors/C4", test_c4);
	g_test_add_func("/vectors/C5", test_c5);
	g_test_add_func("/vectors/C5-unconfirmed", test_c5_unconfirmed);
	g_test_add_func("/vectors/C6", test_c6);
	g_test_add_func("/vectors/C8", test_c8);
	g_test_add_func("/vectors/C9", test_c9);
	g_test_add_func("/vectors/C11", test_c11);
	g_test_add_func("/vectors/C13", test_c13);
	g_test_add_func("/vectors/C14", test_c14);
	g_test_add_func("/vectors/C15", test_c15);
	g_test_add_func("/vectors/C16", test_c16);
	g_test_add_func("/vectors/operator", test_operator);
	return g_test_run();
}
