/* SPDX-License-Identifier: MIT */
/* The specialist's word: what a mark binds to, what it makes of flows, what speaks against it. */
#include "bed.h"

#define SHOP "shop.example"

enum {
	HOME,
	HELPDESK,   /* a vendor in its own name */
	HELPDESK_2, /* ... from another address */
	SIGNED,	    /* the vendor signs for the customer */
	SIGNED_BAD,
	UNNAMED, /* ... and the reporter leaves the selector out */
	FRAUD,	 /* at the vendor's address */
};

static const struct row rows[] = {
	[HOME] = ROW("192.0.2.1", 59, 0, 100, SHOP, SHOP, "pass", "shop.example/s1 pass",
		     .reporters = 3),
	[HELPDESK] = ROW("192.0.2.10", 59, 0, 20, SHOP, "desk.example", "pass",
			 "desk.example/d pass", .reporters = 3),
	[HELPDESK_2] = ROW("192.0.2.11", 59, 0, 30, SHOP, "desk.example", "pass",
			   "desk.example/d pass", .reporters = 3),
	[SIGNED] = ROW("192.0.2.12", 9, 0, 10, SHOP, "out.desk.example", "none",
		       "shop.example/h1 pass", .reporters = 3),
	[SIGNED_BAD] = ROW("192.0.2.12", 9, 0, 3, SHOP, "out.desk.example", "none",
			   "shop.example/h1 fail", .reporters = 3),
	[UNNAMED] = ROW("192.0.2.12", 9, 0, 2, SHOP, "out.desk.example", "none",
			"shop.example/ fail", .reporters = 3),
	[FRAUD] = ROW("192.0.2.10", 9, 0, 4, SHOP, SHOP, "fail", NULL, .reporters = 3),
};

static struct bed *desk_bed(void)
{
	struct bed *bed = bed_new();

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	bed_host(bed, "192.0.2.10", NULL, false, 0);
	return bed;
}

static void name_desk(struct bed *bed)
{
	bed_host(bed, "192.0.2.10", "a.desk.example", true, 0);
	bed_host(bed, "192.0.2.11", "b.desk.example", true, 0);
	bed_host(bed, "192.0.2.12", "c.desk.example", true, 0);
}

static void assert_flow(const struct source_table *table, unsigned row, enum flow_class class,
			enum decided_by by)
{
	const struct flow *flow = bed_flow(table, &rows[row]);

	g_assert_nonnull(flow);
	g_assert_cmpstr(flow_class_name(flow->class), ==, flow_class_name(class));
	g_assert_cmpstr(decided_by_name(flow->decided_by), ==, decided_by_name(by));
}

static void test_key(void)
{
	struct bed *bed = desk_bed();
	struct source_table *table;
	g_autofree char *signed_key = NULL, *unnamed_key = NULL, *plain_key = NULL;

	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	signed_key = flow_mark_key(bed_flow(table, &rows[SIGNED]));
	unnamed_key = flow_mark_key(bed_flow(table, &rows[UNNAMED]));
	plain_key = flow_mark_key(bed_flow(table, &rows[FRAUD]));
	g_assert_cmpstr(signed_key, ==, "shop.example|out.desk.example|shop.example/h1");
	g_assert_cmpstr(unnamed_key, ==, "shop.example|out.desk.example|shop.example/*");
	g_assert_cmpstr(plain_key, ==, "shop.example|shop.example");
	source_table_free(table);
	bed_free(bed);
}

/* On the whole source: its unsettled flows alone. */
static void test_whole_source(void)
{
	struct bed *bed = desk_bed();
	struct source_table *table;

	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	assert_flow(table, HELPDESK, FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE);
	assert_flow(table, FRAUD, FLOW_CLASS_SPOOF, DECIDED_BY_SCORE);
	assert_flow(table, HOME, FLOW_CLASS_ALIGNED, DECIDED_BY_RULE);
	source_table_free(table);
	bed_mark(bed, "192.0.2.10", NULL, VERDICT_LEGITIMATE, "192.0.2.10");
	bed_mark(bed, "192.0.2.1", NULL, VERDICT_THREAT, "192.0.2.1");
	analysis_mark(bed->analysis, bed->marks);
	table = bed_table(bed);
	assert_flow(table, HELPDESK, FLOW_CLASS_MISALIGNED, DECIDED_BY_SPECIALIST);
	assert_flow(table, FRAUD, FLOW_CLASS_MISALIGNED, DECIDED_BY_SPECIALIST);
	g_assert_nonnull(bed_flow(table, &rows[FRAUD])->contradiction);
	g_assert_null(bed_flow(table, &rows[HELPDESK])->contradiction);
	assert_flow(table, HELPDESK_2, FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE);
	assert_flow(table, HOME, FLOW_CLASS_ALIGNED, DECIDED_BY_RULE);
	g_assert_cmpstr(bed_flow(table, &rows[HELPDESK])->reason, ==,
			"ann said so: told by the customer");
	source_table_free(table);
	bed_free(bed);
}

/* The last mark holds; taking marks away brings the judgement back. */
static void test_last_holds(void)
{
	struct bed *bed = desk_bed();
	struct source_table *table;

	bed_mark(bed, "192.0.2.10", NULL, VERDICT_LEGITIMATE, "192.0.2.10");
	bed_mark(bed, "192.0.2.10", "shop.example|shop.example", VERDICT_THREAT, "192.0.2.10");
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	assert_flow(table, HELPDESK, FLOW_CLASS_MISALIGNED, DECIDED_BY_SPECIALIST);
	assert_flow(table, FRAUD, FLOW_CLASS_SPOOF, DECIDED_BY_SPECIALIST);
	g_assert_null(bed_flow(table, &rows[FRAUD])->contradiction);
	source_table_free(table);
	analysis_mark(bed->analysis, NULL);
	table = bed_table(bed);
	assert_flow(table, HELPDESK, FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE);
	assert_flow(table, FRAUD, FLOW_CLASS_SPOOF, DECIDED_BY_SCORE);
	source_table_free(table);
	bed_free(bed);
}

/* On one flow: whatever its results, and with the selector left out. */
static void test_flow(void)
{
	struct bed *bed = desk_bed();
	struct source_table *table;

	bed_mark(bed, "192.0.2.12", "shop.example|out.desk.example|shop.example/h1",
		 VERDICT_LEGITIMATE, "192.0.2.12");
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	assert_flow(table, SIGNED, FLOW_CLASS_DKIM_ONLY, DECIDED_BY_SPECIALIST);
	assert_flow(table, SIGNED_BAD, FLOW_CLASS_MISALIGNED, DECIDED_BY_SPECIALIST);
	assert_flow(table, UNNAMED, FLOW_CLASS_MISALIGNED, DECIDED_BY_SPECIALIST);
	source_table_free(table);
	g_ptr_array_set_size(bed->marks, 0);
	bed_mark(bed, "192.0.2.12", "shop.example|out.desk.example|shop.example/*",
		 VERDICT_FORWARDER, "192.0.2.12");
	analysis_mark(bed->analysis, bed->marks);
	table = bed_table(bed);
	assert_flow(table, SIGNED, FLOW_CLASS_FORWARD_OK, DECIDED_BY_SPECIALIST);
	assert_flow(table, SIGNED_BAD, FLOW_CLASS_FORWARD_BROKEN, DECIDED_BY_SPECIALIST);
	source_table_free(table);
	bed_free(bed);
}

/* A name renames the source: marks follow the addresses that they were made on. */
static void test_renamed(void)
{
	struct bed *bed = desk_bed();
	struct source_table *table;

	bed_mark(bed, "192.0.2.10", "shop.example|desk.example|desk.example/d", VERDICT_LEGITIMATE,
		 "192.0.2.10");
	bed_mark(bed, "192.0.2.12", NULL, VERDICT_LEGITIMATE, "192.0.2.12");
	name_desk(bed);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	assert_flow(table, HELPDESK, FLOW_CLASS_MISALIGNED, DECIDED_BY_SPECIALIST);
	assert_flow(table, HELPDESK_2, FLOW_CLASS_MISALIGNED, DECIDED_BY_SPECIALIST);
	assert_flow(table, SIGNED_BAD, FLOW_CLASS_MISALIGNED, DECIDED_BY_SPECIALIST);
	assert_flow(table, FRAUD, FLOW_CLASS_SPOOF, DECIDED_BY_SCORE);
	source_table_free(table);
	bed_free(bed);
}

/* ... but one lone address' verdict is not that of the operator behind it. */
static void test_renamed_operator(void)
{
	static const struct row others = ROW("192.0.2.14", 59, 0, 500, SHOP, "other.test", "pass",
					     "other.test/o pass", .reporters = 3);
	struct bed *bed = desk_bed();
	struct source_table *table;

	bed_add(bed, &others);
	bed_mark(bed, "192.0.2.10", NULL, VERDICT_LEGITIMATE, "192.0.2.10");
	name_desk(bed);
	bed_host(bed, "192.0.2.14", "d.desk.example", true, 0);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_cmpint(bed_flow(table, &others)->class, ==, FLOW_CLASS_UNKNOWN);
	assert_flow(table, HELPDESK, FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE); /* 40 % from there */
	source_table_free(table);
	bed_free(bed);
}

/* A source marked legitimate is a home of the selectors that it signs with. */
static void test_approved_home(void)
{
	static const struct row vendor = ROW("192.0.2.30", 2, 0, 10, SHOP, "m.vendor.example",
					     "pass", "shop.example/v1 pass", .reporters = 3);
	struct bed *bed = desk_bed();
	struct source_table *table;

	bed_add(bed, &vendor);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_cmpint(bed_flow(table, &vendor)->class, ==, FLOW_CLASS_FORWARD_OK);
	source_table_free(table);
	bed_mark(bed, "192.0.2.30", NULL, VERDICT_LEGITIMATE, "192.0.2.30");
	analysis_mark(bed->analysis, bed->marks);
	table = bed_table(bed);
	g_assert_cmpint(bed_flow(table, &vendor)->class, ==, FLOW_CLASS_DKIM_ONLY);
	g_assert_true(bed_flow(table, &vendor)->home);
	source_table_free(table);
	bed_free(bed);
}

/* What was marked as a threat and passes aligned now is told. */
static void test_contradiction(void)
{
	struct bed *bed = desk_bed();
	struct source_table *table;

	bed_mark(bed, "192.0.2.1", "shop.example|shop.example|shop.example/s1", VERDICT_THREAT,
		 "192.0.2.1");
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	assert_flow(table, HOME, FLOW_CLASS_SPOOF, DECIDED_BY_SPECIALIST);
	g_assert_nonnull(bed_flow(table, &rows[HOME])->contradiction);
	source_table_free(table);
	bed_free(bed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mark/key", test_key);
	g_test_add_func("/mark/whole-source", test_whole_source);
	g_test_add_func("/mark/last-holds", test_last_holds);
	g_test_add_func("/mark/flow", test_flow);
	g_test_add_func("/mark/renamed", test_renamed);
	g_test_add_func("/mark/renamed-operator", test_renamed_operator);
	g_test_add_func("/mark/approved-home", test_approved_home);
	g_test_add_func("/mark/contradiction", test_contradiction);
	return g_test_run();
}
