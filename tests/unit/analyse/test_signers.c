/* SPDX-License-Identifier: MIT */
/*
 * Mail that names the customer as its sender, and that SPF refuses: what other organisations sign
 * may be a vendor's with the customer's return path or a copy on its way, and a person has to say;
 * what nobody signs shows nothing that was changed on the way.
 */
#include "bed.h"

#define SHOP "shop.example"
#define MANY 0x1f /* five reporters */

/* The customer's only sender, which signs with the operator's key alone, or with both. */
static const struct row home[] = {
	ROW("192.0.2.1", 59, 0, 90, SHOP, SHOP, "pass", "shop-example.op.example/d1 pass",
	    .reporters = MANY),
	ROW("192.0.2.1", 59, 0, 60, SHOP, SHOP, "pass", "shop.example/op pass", .reporters = MANY),
	{0},
};

static void assert_classes(const struct row *rows, unsigned n, const char *ptr,
			   enum flow_class class)
{
	struct bed *bed = bed_new();
	struct source_table *table;

	bed_rows(bed, home);
	bed_host(bed, "192.0.2.1", "out1.op.example", true, 0);
	bed_sender(bed, "op", SENDER_KIND_MAILBOX, false, "op.example", NULL, NULL);
	for (unsigned i = 0; i < n; i++) {
		bed_add(bed, &rows[i]);
		if (ptr && strcmp(rows[i].ip, "192.0.2.1") != 0)
			bed_host(bed, rows[i].ip, ptr, true, 0);
	}
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	for (unsigned i = 0; i < n; i++) {
		const struct flow *flow = bed_flow(table, &rows[i]);

		g_assert_nonnull(flow);
		g_assert_cmpstr(flow_class_name(flow->class), ==, flow_class_name(class));
	}
	source_table_free(table);
	bed_free(bed);
}

/* Before anybody looked names up, and after. */
static void test_signed_by_others(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.80", 59, 0, 20, SHOP, SHOP, "fail", "vendor.test/v pass",
		    .reporters = MANY),
		ROW("192.0.2.81", 56, 0, 900, SHOP, SHOP, "softfail", "vendor.test/v pass",
		    .reporters = MANY, .every = 7),
		ROW("192.0.2.82", 20, 18, 20, SHOP, SHOP, "fail", "vendor.test/v pass",
		    .reporters = MANY),
		/* forwarded, and signed by the customer's own operator alone */
		ROW("192.0.2.83", 59, 0, 9, SHOP, SHOP, "fail", "shop-example.op.example/d1 pass",
		    .reporters = MANY),
	};

	assert_classes(rows, G_N_ELEMENTS(rows), NULL, FLOW_CLASS_UNKNOWN);
	assert_classes(rows, G_N_ELEMENTS(rows), "m.vendor.test", FLOW_CLASS_UNKNOWN);
}

/* A server of the customer's that signs with a name of its own making. */
static void test_own_server(void)
{
	static const struct row row = ROW("192.0.2.84", 59, 0, 20, SHOP, SHOP, "fail",
					  "erp.internal/x pass", .reporters = MANY);

	assert_classes(&row, 1, NULL, FLOW_CLASS_UNKNOWN);
	assert_classes(&row, 1, "erp.shop.example", FLOW_CLASS_UNKNOWN);
}

/* From the operator that also sends the customer's signed mail; nothing of theirs is in it. */
static void test_unsigned(void)
{
	static const struct row row =
		ROW("192.0.2.1", 59, 0, 2, SHOP, SHOP, "fail", NULL, .reporters = MANY);

	assert_classes(&row, 1, NULL, FLOW_CLASS_UNKNOWN);
}

static bool warns_of_replay(struct bed *bed, const struct row *row)
{
	struct source_table *table = bed_table(bed);
	const struct flow *flow = bed_flow(table, row);
	bool warns;

	g_assert_cmpstr(flow_class_name(flow->class), ==, "forward-ok");
	warns = strstr(flow->reason, "DKIM replay") != NULL;
	source_table_free(table);
	return warns;
}

/* A signed message that somebody sends again, by the thousand, beside a forwarder of some mail. */
static void test_replay(void)
{
	static const struct row forwarded = ROW("192.0.2.85", 59, 0, 30, SHOP, SHOP, "fail",
						"shop.example/op pass", .reporters = MANY);
	static const struct row replayed = ROW("203.0.113.5", 2, 1, 3000, SHOP, "blast.test",
					       "pass", "shop.example/op pass", .reporters = MANY);
	struct bed *bed = bed_new();

	bed_rows(bed, home);
	bed_add(bed, &forwarded);
	bed_add(bed, &replayed);
	bed_analyse(bed, SHOP);
	g_assert_true(warns_of_replay(bed, &replayed));
	g_assert_false(warns_of_replay(bed, &forwarded));
	bed_free(bed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/signers/others", test_signed_by_others);
	g_test_add_func("/signers/own-server", test_own_server);
	g_test_add_func("/signers/unsigned", test_unsigned);
	g_test_add_func("/signers/replay", test_replay);
	return g_test_run();
}
