/* SPDX-License-Identifier: MIT */
/*
 * Worlds that the report generator does not plant: where a wrong judgement would wave a fraud
 * through, or call the customer's own mail one. Each is judged offline and with names.
 */
#include "bed.h"

#define SHOP "shop.example"
#define MANY 0x1f /* five reporters */
#define FEW  0x1

/* The customer's own server, and its ESP with a pool of three addresses. */
static const struct row ordinary[] = {
	ROW("192.0.2.1", 59, 0, 200, SHOP, SHOP, "pass", "shop.example/s1 pass", .reporters = MANY),
	ROW("192.0.2.2", 59, 0, 90, SHOP, SHOP, "pass", "shop.example/s1 pass", .reporters = MANY),
	ROW("192.0.2.11", 59, 0, 60, SHOP, "bounce.esp.example", "pass",
	    "shop.example/e1 pass, esp.example/k1 pass", .reporters = MANY),
	ROW("192.0.2.12", 59, 0, 50, SHOP, "bounce.esp.example", "pass",
	    "shop.example/e1 pass, esp.example/k1 pass", .reporters = MANY),
	ROW("192.0.2.13", 59, 0, 40, SHOP, "bounce.esp.example", "pass",
	    "shop.example/e1 pass, esp.example/k1 pass", .reporters = MANY),
	{0},
};

static struct bed *ordinary_bed(void)
{
	struct bed *bed = bed_new();

	bed_rows(bed, ordinary);
	return bed;
}

static void name_ordinary(struct bed *bed)
{
	bed_host(bed, "192.0.2.1", "mx1.shop.example", true, 0);
	bed_host(bed, "192.0.2.2", "mx2.shop.example", true, 0);
	bed_host(bed, "192.0.2.11", "o11.esp.example", true, 0);
	bed_host(bed, "192.0.2.12", "o12.esp.example", true, 0);
	bed_host(bed, "192.0.2.13", "o13.esp.example", true, 0);
}

static void assert_class(struct bed *bed, const struct row *row, enum flow_class class)
{
	struct source_table *table;
	const struct flow *flow;

	if (!bed->analysis)
		bed_analyse(bed, SHOP);
	table = bed_table(bed);
	flow = bed_flow(table, row);
	g_assert_nonnull(flow);
	if (flow->class != class) {
		g_test_message("%s from %s is %s, not %s: %s", row->envelope, row->ip,
			       flow_class_name(flow->class), flow_class_name(class), flow->reason);
		g_test_fail();
	}
	source_table_free(table);
}

static void forget(struct bed *bed)
{
	analysis_free(bed->analysis);
	bed->analysis = NULL;
}

/* Another customer of the same ESP sends in our name: the ESP's word is not ours. */
static void test_other_tenant(void)
{
	static const struct row tenant = ROW("192.0.2.11", 20, 0, 30, SHOP, "bounce.esp.example",
					     "pass", "esp.example/k1 pass", .reporters = MANY);
	struct bed *bed = ordinary_bed();

	bed_add(bed, &tenant);
	assert_class(bed, &tenant, FLOW_CLASS_UNKNOWN);
	assert_class(bed, &ordinary[2], FLOW_CLASS_DKIM_ONLY);
	forget(bed);
	name_ordinary(bed);
	bed_sender(bed, "esp", SENDER_KIND_ESP, false, "esp.example", "bounce.esp.example",
		   "esp.example");
	assert_class(bed, &tenant, FLOW_CLASS_UNKNOWN);
	assert_class(bed, &ordinary[2], FLOW_CLASS_DKIM_ONLY);
	bed_free(bed);
}

/* A fraudster with a host, SPF and DKIM of his own, sending daily. */
static void test_own_host_of_fraud(void)
{
	static const struct row rows[] = {
		ROW("203.0.113.7", 59, 0, 40, SHOP, "deals.test", "pass", "deals.test/d pass",
		    .reporters = MANY),
		ROW("203.0.113.8", 59, 0, 40, SHOP, "offers.test", "pass", NULL, .reporters = MANY),
		ROW("203.0.113.9", 59, 0, 40, SHOP, SHOP, "fail", NULL, .reporters = MANY),
	};
	struct bed *bed = ordinary_bed();

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	assert_class(bed, &rows[0], FLOW_CLASS_UNKNOWN);
	assert_class(bed, &rows[1], FLOW_CLASS_UNKNOWN);
	assert_class(bed, &rows[2], FLOW_CLASS_UNKNOWN); /* a forgotten server looks the same */
	forget(bed);
	bed_host(bed, "203.0.113.7", "mail.deals.test", true, 0);
	bed_host(bed, "203.0.113.8", "mail.offers.test", true, 0);
	bed_host(bed, "203.0.113.9", "a203-0-113-9.dyn.test", false, 0);
	assert_class(bed, &rows[0], FLOW_CLASS_UNKNOWN);
	assert_class(bed, &rows[1], FLOW_CLASS_UNKNOWN);
	assert_class(bed, &rows[2], FLOW_CLASS_SPOOF);
	bed_free(bed);
}

/* Most of the ESP's mail is passed on, by several forwarders that rewrite the envelope. */
static void test_esp_forwarded_a_lot(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.40", 59, 0, 45, SHOP, "fwd.one.example", "pass",
		    "shop.example/e1 pass, esp.example/k1 pass", .reporters = MANY),
		ROW("192.0.2.41", 59, 0, 50, SHOP, "fwd.two.example", "pass",
		    "shop.example/e1 pass, esp.example/k1 pass", .reporters = MANY),
		ROW("192.0.2.42", 59, 0, 500, SHOP, "bounce.esp.example", "fail",
		    "shop.example/e1 pass, esp.example/k1 pass", .reporters = MANY),
		ROW("192.0.2.40", 59, 0, 9, SHOP, "fwd.one.example", "pass", "shop.example/e1 fail",
		    .reporters = MANY),
		ROW("192.0.2.42", 59, 0, 9, SHOP, "bounce.esp.example", "fail",
		    "shop.example/e1 fail", .reporters = MANY),
	};
	struct bed *bed = ordinary_bed();

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	for (unsigned names = 0; names < 2; names++) {
		for (unsigned i = 2; i < 5; i++)
			assert_class(bed, &ordinary[i], FLOW_CLASS_DKIM_ONLY);
		for (unsigned i = 0; i < 3; i++)
			assert_class(bed, &rows[i], FLOW_CLASS_FORWARD_OK);
		assert_class(bed, &rows[3], FLOW_CLASS_FORWARD_BROKEN);
		assert_class(bed, &rows[4], FLOW_CLASS_FORWARD_BROKEN);
		forget(bed);
		name_ordinary(bed);
		bed_host(bed, "192.0.2.40", "a.one.example", true, 0);
		bed_host(bed, "192.0.2.41", "a.two.example", true, 0);
		bed_host(bed, "192.0.2.42", "a.three.example", true, 0);
	}
	bed_free(bed);
}

/* A vendor that signs, once a week. */
static void test_weekly_newsletter(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.50", 56, 0, 900, "news.shop.example", "b.letter.example", "pass",
		    "news.shop.example/w1 pass", .reporters = MANY, .every = 7),
		ROW("192.0.2.50", 56, 0, 4, "news.shop.example", "b.letter.example", "pass",
		    "news.shop.example/w1 fail", .reporters = MANY, .every = 7),
		ROW("192.0.2.51", 56, 7, 12, "news.shop.example", "gw.club.example", "pass",
		    "news.shop.example/w1 pass", .reporters = FEW, .every = 7),
	};
	struct bed *bed = ordinary_bed();

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	assert_class(bed, &rows[0], FLOW_CLASS_DKIM_ONLY);
	assert_class(bed, &rows[1], FLOW_CLASS_MISALIGNED);
	assert_class(bed, &rows[2], FLOW_CLASS_FORWARD_OK);
	bed_free(bed);
}

/* Only its name tells a forgotten server from a fraudster. */
static void test_unauthenticated_server(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.60", 59, 0, 20, SHOP, "erp.shop.example", "none", NULL,
		    .reporters = MANY),
		ROW("192.0.2.61", 59, 0, 20, SHOP, SHOP, "fail", NULL, .reporters = MANY),
		ROW("203.0.113.61", 59, 0, 20, SHOP, SHOP, "fail", NULL, .reporters = MANY),
	};
	struct bed *bed = ordinary_bed();

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_class(bed, &rows[i], FLOW_CLASS_UNKNOWN);
	forget(bed);
	bed_host(bed, "192.0.2.60", "erp.shop.example", true, 0);
	bed_host(bed, "192.0.2.61", "scan.office.shop.example", true, 0);
	bed_host(bed, "203.0.113.61", "mx1.shop.example", false, 0); /* a lie */
	assert_class(bed, &rows[0], FLOW_CLASS_MISALIGNED);
	assert_class(bed, &rows[1], FLOW_CLASS_MISALIGNED);
	assert_class(bed, &rows[2], FLOW_CLASS_SPOOF);
	bed_free(bed);
}

/* One stream, two keys; forwarders break copies of both. */
static void test_rotated_key(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.70", 59, 22, 60, SHOP, "inv.shop.example", "pass",
		    "shop.example/i1 pass", .reporters = MANY),
		ROW("192.0.2.70", 25, 0, 60, SHOP, "inv.shop.example", "pass",
		    "shop.example/i2 pass", .reporters = MANY),
		ROW("192.0.2.71", 50, 30, 3, SHOP, "gw.example", "pass", "shop.example/i1 pass",
		    .reporters = MANY),
		ROW("192.0.2.71", 59, 22, 5, SHOP, "gw.example", "pass", "shop.example/i1 fail",
		    .reporters = MANY),
		ROW("192.0.2.71", 20, 0, 5, SHOP, "gw.example", "pass", "shop.example/i2 fail",
		    .reporters = MANY, .reason = "arc"),
	};
	struct bed *bed = ordinary_bed();
	struct source_table *table;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	assert_class(bed, &rows[0], FLOW_CLASS_ALIGNED);
	assert_class(bed, &rows[1], FLOW_CLASS_ALIGNED);
	assert_class(bed, &rows[3], FLOW_CLASS_FORWARD_BROKEN);
	assert_class(bed, &rows[4], FLOW_CLASS_FORWARD_BROKEN);
	table = bed_table(bed);
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(bed_flow(table, &rows[i])->stream, ==, "i2@shop.example");
	for (unsigned i = 0; i < table->streams->len; i++) {
		const struct stream *stream = table->streams->pdata[i];

		if (strcmp(stream->name, "i2@shop.example") != 0)
			continue;
		g_assert_cmpuint(stream->home, ==, 38 * 60 + 26 * 60);
		g_assert_cmpuint(stream->broken, ==, 38 * 5 + 21 * 5);
		g_assert_cmpuint(stream->by_selector, ==, stream->broken);
		g_assert_cmpuint(stream->forwarded_ok, ==, 21 * 3);
		g_assert_cmpuint(stream->days, ==, 59);
		g_assert_cmpuint(stream->reporters, ==, 5);
		g_assert_true(stream->overridden);
	}
	source_table_free(table);
	bed_free(bed);
}

/* Two systems with keys of their own side by side are two streams. */
static void test_two_systems(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.70", 59, 0, 60, SHOP, SHOP, "pass", "shop.example/a1 pass",
		    .reporters = MANY),
		ROW("192.0.2.70", 40, 0, 60, SHOP, SHOP, "pass", "shop.example/b1 pass",
		    .reporters = MANY),
	};
	struct bed *bed = bed_new();
	struct source_table *table;

	bed_add(bed, &rows[0]);
	bed_add(bed, &rows[1]);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_cmpuint(table->streams->len, ==, 2);
	g_assert_cmpstr(bed_flow(table, &rows[0])->stream, ==, "a1@shop.example");
	g_assert_cmpstr(bed_flow(table, &rows[1])->stream, ==, "b1@shop.example");
	source_table_free(table);
	bed_free(bed);
}

/* A host of the customer's that SPF forgot: a healthy forward as long as nobody names it. */
static void test_host_missing_from_spf(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.80", 59, 0, 70, SHOP, SHOP, "fail", "shop.example/s1 pass",
		    .reporters = MANY),
		ROW("192.0.2.80", 59, 0, 2, SHOP, SHOP, "fail", "shop.example/s1 fail",
		    .reporters = MANY),
	};
	struct bed *bed = ordinary_bed();

	bed_add(bed, &rows[0]);
	bed_add(bed, &rows[1]);
	assert_class(bed, &rows[0], FLOW_CLASS_FORWARD_OK);
	assert_class(bed, &rows[1], FLOW_CLASS_FORWARD_BROKEN);
	forget(bed);
	bed_host(bed, "192.0.2.1", "a.host.example", true, 0);
	bed_host(bed, "192.0.2.2", "b.host.example", true, 0);
	bed_host(bed, "192.0.2.80", "c.host.example", true, 0);
	assert_class(bed, &rows[0], FLOW_CLASS_DKIM_ONLY);
	assert_class(bed, &rows[1], FLOW_CLASS_MISALIGNED);
	bed_free(bed);
}

/* A hundred messages a day, all told. */
static void test_small_customer(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.1", 59, 0, 25, SHOP, SHOP, "pass", "shop.example/s1 pass",
		    .reporters = 7),
		ROW("192.0.2.2", 59, 0, 15, SHOP, SHOP, "pass", "shop.example/s1 pass",
		    .reporters = 7),
		ROW("192.0.2.3", 59, 0, 25, SHOP, "b.esp.example", "pass",
		    "shop.example/e1 pass, esp.example/k pass", .reporters = 7),
		ROW("192.0.2.4", 59, 0, 10, SHOP, "inv.shop.example", "pass",
		    "shop.example/i1 pass", .reporters = 3),
		ROW("192.0.2.5", 59, 0, 1, SHOP, "gw.example", "pass", "shop.example/i1 fail",
		    .reporters = 1, .reason = "arc"),
		ROW("192.0.2.6", 59, 0, 1, SHOP, "inv.shop.example", "fail", "shop.example/ fail",
		    .reporters = 2, .reason = "forwarded"),
		ROW("192.0.2.7", 59, 0, 2, SHOP, "lists.univ.example", "pass",
		    "shop.example/s1 fail, lists.univ.example/l pass", .reporters = 1,
		    .reason = "mailing_list"),
		ROW("192.0.2.8", 59, 0, 2, SHOP, SHOP, "fail", "shop.example/s1 pass",
		    .reporters = 3),
		ROW("203.0.113.1", 59, 0, 1, SHOP, SHOP, "softfail", NULL, .reporters = 3),
		ROW("192.0.2.1", 50, 0, 1, SHOP, SHOP, "softfail", "shop.example/s1 fail",
		    .reporters = 1, .every = 25),
	};
	static const enum flow_class want[] = {
		FLOW_CLASS_ALIGNED,	 FLOW_CLASS_ALIGNED,	    FLOW_CLASS_DKIM_ONLY,
		FLOW_CLASS_ALIGNED,	 FLOW_CLASS_FORWARD_BROKEN, FLOW_CLASS_FORWARD_BROKEN,
		FLOW_CLASS_MAILING_LIST, FLOW_CLASS_FORWARD_OK,	    FLOW_CLASS_SPOOF,
		FLOW_CLASS_MISALIGNED,
	};
	struct bed *bed = bed_new();
	struct source_table *table;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	bed_host(bed, "203.0.113.1", NULL, false, 0);
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_class(bed, &rows[i], want[i]);
	table = bed_table(bed);
	g_assert_cmpstr(bed_flow(table, &rows[4])->stream, ==, "i1@shop.example");
	g_assert_cmpstr(bed_flow(table, &rows[5])->stream, ==, "i1@shop.example");
	source_table_free(table);
	bed_free(bed);
}

/* A vendor that names each outgoing host in its return path. */
static void test_many_return_paths(void)
{
	struct bed *bed = ordinary_bed();
	struct row row =
		ROW(NULL, 59, 0, 8, SHOP, NULL, "pass", "shop.example/k1 pass", .reporters = MANY);
	g_autofree char *ip = NULL, *envelope = NULL;

	for (unsigned i = 1; i <= 40; i++) {
		g_free(ip);
		g_free(envelope);
		row.ip = ip = g_strdup_printf("198.51.100.%u", i);
		row.envelope = envelope = g_strdup_printf("mail%u.rotate.example", i);
		bed_add(bed, &row);
	}
	assert_class(bed, &row, FLOW_CLASS_DKIM_ONLY);
	bed_free(bed);
}

/* Without names the envelope domain ties a gateway's addresses together. */
static void test_pool(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.90", 59, 0, 3, SHOP, "gw.example", "pass", "shop.example/s1 pass",
		    .reporters = FEW),
		ROW("192.0.2.91", 59, 0, 5, SHOP, "gw.example", "pass", "shop.example/s1 fail",
		    .reporters = FEW),
		ROW("192.0.2.92", 59, 0, 5, SHOP, "other.example", "pass", "shop.example/s1 fail",
		    .reporters = FEW),
	};
	struct bed *bed = ordinary_bed();

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	assert_class(bed, &rows[0], FLOW_CLASS_FORWARD_OK);
	assert_class(bed, &rows[1], FLOW_CLASS_FORWARD_BROKEN);
	assert_class(bed, &rows[2], FLOW_CLASS_UNKNOWN);
	bed_free(bed);
}

/* An envelope domain that two streams share names neither. */
static void test_nobody_guesses(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.3", 59, 0, 100, SHOP, SHOP, "pass", "shop.example/s9 pass",
		    .reporters = MANY),
		ROW("192.0.2.90", 59, 0, 5, SHOP, SHOP, "fail", "shop.example/ fail",
		    .reporters = MANY, .reason = "forwarded"),
		ROW("192.0.2.91", 59, 0, 5, SHOP, "bounce.esp.example", "fail",
		    "shop.example/ fail", .reporters = MANY, .reason = "forwarded"),
	};
	struct bed *bed = ordinary_bed();
	struct source_table *table;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	assert_class(bed, &rows[1], FLOW_CLASS_FORWARD_BROKEN);
	assert_class(bed, &rows[2], FLOW_CLASS_FORWARD_BROKEN);
	table = bed_table(bed);
	g_assert_null(bed_flow(table, &rows[1])->stream);
	g_assert_cmpstr(bed_flow(table, &rows[2])->stream, ==, "e1@shop.example");
	source_table_free(table);
	bed_free(bed);
}

/* Mail of a confirmed vendor that somebody else passes on is not the vendor's own. */
static void test_vendor_alone(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.90", 59, 0, 5, SHOP, "desk.example", "pass", "desk.example/d pass",
		    .reporters = MANY),
		ROW("192.0.2.91", 59, 0, 5, SHOP, "fwd.example", "pass", "desk.example/d pass",
		    .reporters = MANY),
		ROW("192.0.2.92", 59, 0, 5, SHOP, "desk.example", "fail", "desk.example/d pass",
		    .reporters = MANY),
		ROW("192.0.2.93", 59, 0, 5, SHOP, "desk.example", "pass", "x.test/d pass",
		    .reporters = MANY),
	};
	struct bed *bed = ordinary_bed();

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		bed_add(bed, &rows[i]);
	bed_sender(bed, "desk", SENDER_KIND_SAAS, true, NULL, "desk.example", "desk.example");
	assert_class(bed, &rows[0], FLOW_CLASS_MISALIGNED);
	assert_class(bed, &rows[1], FLOW_CLASS_UNKNOWN);
	assert_class(bed, &rows[2], FLOW_CLASS_MISALIGNED);
	assert_class(bed, &rows[3], FLOW_CLASS_UNKNOWN);
	bed_free(bed);
}

/*
 * A help desk of the customer's that begins to sign with the customer's domain is legitimate from
 * its first day, however its entry tells it; before anybody vouched for it, it has to show a few.
 */
static void test_fixed_help_desk(void)
{
	static const struct row before = ROW("192.0.2.60", 59, 2, 20, SHOP, "desk.example", "pass",
					     "desk.example/d1 pass", .reporters = MANY);
	static const struct row after = ROW("192.0.2.60", 1, 0, 20, SHOP, "desk.example", "pass",
					    "shop.example/own1 pass", .reporters = MANY);
	static const struct {
		const char *ptr, *spf, *dkim;
	} entries[] = {{"desk.example", NULL, NULL},
		       {NULL, "desk.example", NULL},
		       {NULL, NULL, "desk.example"}};

	for (unsigned i = 0; i <= 2 * G_N_ELEMENTS(entries); i++) {
		struct bed *bed = ordinary_bed();
		bool vouched = i < 2 * G_N_ELEMENTS(entries);

		bed_add(bed, &before);
		bed_add(bed, &after);
		if (i % 2 || !vouched)
			bed_host(bed, "192.0.2.60", "mail1.desk.example", true, 0);
		if (vouched)
			bed_sender(bed, "desk", SENDER_KIND_SAAS, true, entries[i / 2].ptr,
				   entries[i / 2].spf, entries[i / 2].dkim);
		assert_class(bed, &after, vouched ? FLOW_CLASS_DKIM_ONLY : FLOW_CLASS_FORWARD_OK);
		bed_free(bed);
	}
}

static char *reason_of(struct bed *bed, const struct row *row)
{
	struct source_table *table;
	char *reason;

	forget(bed);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	reason = g_strdup(bed_flow(table, row)->reason);
	source_table_free(table);
	return reason;
}

/* What nothing settles says which look at DNS may, until that was done. */
static void test_missing_lookups(void)
{
	static const struct row row = ROW("203.0.113.21", 9, 0, 30, SHOP, SHOP, "fail",
					  "shop.example/zz fail", .reporters = MANY);
	struct bed *bed = ordinary_bed();
	char domain[] = "shop.example", selector[] = "zz";
	struct key_fact fact = {domain, selector, true, day_begin(BED_END)};
	g_autofree char *both = NULL, *name = NULL, *none = NULL;

	bed_add(bed, &row);
	both = reason_of(bed, &row);
	g_assert_nonnull(strstr(both, "the name of 203.0.113.21 (PTR) and the key "
				      "zz._domainkey.shop.example (TXT)"));
	g_ptr_array_add(bed->keys, &fact);
	name = reason_of(bed, &row);
	g_assert_nonnull(strstr(name, "the name of 203.0.113.21 (PTR); it may settle"));
	bed_host(bed, "203.0.113.21", "h.fraud.test", true, 0);
	none = reason_of(bed, &row);
	g_assert_null(strstr(none, "looked up"));
	bed_free(bed);
}

/* A From domain that DNS did not know speaks for a spoof, in the days around that look alone. */
static void test_absent_domain(void)
{
	static const struct row row = ROW("203.0.113.22", 9, 0, 30, "ghost.shop.example", "x.test",
					  "pass", NULL, .reporters = FEW);
	char ghost[] = "ghost.shop.example";
	struct bed *bed = ordinary_bed();

	bed_add(bed, &row);
	assert_class(bed, &row, FLOW_CLASS_UNKNOWN);
	forget(bed);
	g_ptr_array_add(bed->absent, ghost);
	bed->absent_at = day_begin(BED_END);
	assert_class(bed, &row, FLOW_CLASS_SPOOF);
	forget(bed);
	bed->absent_at = day_begin(BED_END + 30);
	assert_class(bed, &row, FLOW_CLASS_UNKNOWN);
	bed_free(bed);
}

/* An old signature copied onto fraud has nothing else to show. */
static void test_copied_signature(void)
{
	static const struct row copied = ROW("203.0.113.20", 9, 0, 30, SHOP, SHOP, "fail",
					     "shop.example/s1 fail", .reporters = MANY);
	static const struct row invented = ROW("203.0.113.21", 9, 0, 30, SHOP, SHOP, "fail",
					       "shop.example/zz fail", .reporters = MANY);
	struct bed *bed = ordinary_bed();
	char domain[] = "shop.example", selector[] = "zz";
	struct key_fact fact = {domain, selector, false, day_begin(BED_END)};

	bed_add(bed, &copied);
	bed_add(bed, &invented);
	assert_class(bed, &copied, FLOW_CLASS_UNKNOWN);
	assert_class(bed, &invented, FLOW_CLASS_UNKNOWN);
	forget(bed);
	g_ptr_array_add(bed->keys, &fact);
	bed_host(bed, "203.0.113.21", NULL, false, 0);
	assert_class(bed, &invented, FLOW_CLASS_SPOOF);
	forget(bed);
	fact.looked_at = day_begin(BED_END + 30); /* explains nothing about last month */
	assert_class(bed, &invented, FLOW_CLASS_UNKNOWN);
	bed_free(bed);
}

/* Fraud from everywhere, a few messages each. */
static void test_scatter(void)
{
	struct bed *bed = ordinary_bed();
	struct row row = ROW(NULL, 3, 3, 2, SHOP, "gone.example", "none", NULL, .reporters = FEW);
	struct source_table *table;
	const struct flow *flow;
	g_autofree char *ip = NULL;
	bool found = false;

	for (unsigned i = 1; i <= 6; i++) {
		g_free(ip);
		row.ip = ip = g_strdup_printf("203.0.113.%u", i);
		bed_add(bed, &row);
		bed_host(bed, ip, NULL, false, 64500 + (int64_t)i);
	}
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	flow = bed_flow(table, &row);
	for (unsigned i = 0; i < flow->evidence->len; i++)
		found |= strstr(((struct evidence *)flow->evidence->pdata[i])->text, "networks") !=
			 NULL;
	g_assert_true(found);
	g_assert_cmpint(flow->class, ==, FLOW_CLASS_SPOOF); /* 35 + 15 + 10 */
	source_table_free(table);
	bed_free(bed);
}

/* A gateway in front of the recipient's mailbox provider, which let the mail pass. */
static void test_reinjected(void)
{
	static const struct row passed =
		ROW("192.0.2.90", 9, 0, 30, SHOP, "gate.example", "pass", "shop.example/s1 fail",
		    .reporters = FEW, .reason = "arc");
	static const struct row refused =
		ROW("192.0.2.91", 9, 0, 30, SHOP, "gate.example", "pass", "shop.example/e1 fail",
		    .reporters = FEW, .disposition = DISPOSITION_REJECT);
	struct bed *bed = ordinary_bed();
	struct simulation *simulation;

	bed_add(bed, &passed);
	bed_add(bed, &refused);
	bed_sender(bed, "gate", SENDER_KIND_GATEWAY, false, "gate.example", "gate.example", NULL);
	assert_class(bed, &passed, FLOW_CLASS_REINJECTED);
	assert_class(bed, &refused, FLOW_CLASS_FORWARD_BROKEN);
	simulation = analysis_simulate(bed->analysis, BED_END - 59, BED_END, "v=DMARC1; p=reject",
				       NULL, NULL);
	g_assert_cmpfloat(simulation->expected.reinjected, ==, 300);
	g_assert_cmpfloat(simulation->expected.lost, ==, 300);
	g_assert_cmpfloat(simulation->expected.blocked, ==, 0);
	simulation_free(simulation);
	bed_free(bed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cases/other-tenant", test_other_tenant);
	g_test_add_func("/cases/own-host-of-fraud", test_own_host_of_fraud);
	g_test_add_func("/cases/esp-forwarded-a-lot", test_esp_forwarded_a_lot);
	g_test_add_func("/cases/weekly-newsletter", test_weekly_newsletter);
	g_test_add_func("/cases/unauthenticated-server", test_unauthenticated_server);
	g_test_add_func("/cases/rotated-key", test_rotated_key);
	g_test_add_func("/cases/two-systems", test_two_systems);
	g_test_add_func("/cases/host-missing-from-spf", test_host_missing_from_spf);
	g_test_add_func("/cases/small-customer", test_small_customer);
	g_test_add_func("/cases/many-return-paths", test_many_return_paths);
	g_test_add_func("/cases/pool", test_pool);
	g_test_add_func("/cases/nobody-guesses", test_nobody_guesses);
	g_test_add_func("/cases/vendor-alone", test_vendor_alone);
	g_test_add_func("/cases/missing-lookups", test_missing_lookups);
	g_test_add_func("/cases/absent-domain", test_absent_domain);
	g_test_add_func("/cases/fixed-help-desk", test_fixed_help_desk);
	g_test_add_func("/cases/copied-signature", test_copied_signature);
	g_test_add_func("/cases/scatter", test_scatter);
	g_test_add_func("/cases/reinjected", test_reinjected);
	return g_test_run();
}
