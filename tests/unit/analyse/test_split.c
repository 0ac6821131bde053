/* SPDX-License-Identifier: MIT */
#include "bed.h"

#define SHOP   "shop.example"
#define RECORD "v=DMARC1; p=quarantine; pct=25; t=y; rua=mailto:own@shop.example"

static const struct split_rule rule = {
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

/* A stream of 40 a day with its own envelope domain, beside 200 a day of ordinary mail. */
static const struct row home[] = {
	ROW("192.0.2.1", 29, 0, 200, SHOP, SHOP, "pass", "shop.example/s1 pass", .reporters = 3),
	ROW("192.0.2.2", 29, 0, 30, SHOP, "inv.shop.example", "pass", "shop.example/inv7 pass",
	    .reporters = 3),
	ROW("192.0.2.3", 29, 0, 10, SHOP, "inv.shop.example", "pass", "shop.example/inv7 pass",
	    .reporters = 3),
	{0},
};

static struct bed *home_bed(void)
{
	struct bed *bed = bed_new();

	bed_rows(bed, home);
	return bed;
}

/* Copies of the stream that a gateway breaks: so many a day on so many days. */
static void add_broken(struct bed *bed, unsigned count, int days, uint64_t reporters,
		       const char *reason)
{
	const struct row rows[] = {
		ROW("192.0.2.9", days - 1, 0, count, SHOP, "gw.example", "pass",
		    "shop.example/inv7 fail", .reporters = reporters, .reason = reason),
		ROW("192.0.2.9", 29, 20, 1, SHOP, "gw.example", "pass", "shop.example/inv7 pass",
		    .reporters = 1),
	};

	bed_add(bed, &rows[0]);
	bed_add(bed, &rows[1]);
}

static struct split_advice *advise(struct bed *bed, const char *record, const GPtrArray *taken)
{
	const struct split_input input = {.rule = &rule,
					  .record = record,
					  .report_address = "dmarc@msp.example",
					  .ttl = 600,
					  .taken = taken};

	bed_analyse(bed, SHOP);
	return analysis_split(bed->analysis, BED_END - 29, BED_END, &input);
}

static const char *record_at(const struct split_candidate *candidate, const char *name,
			     const char *type)
{
	for (unsigned i = 0; i < candidate->records->len; i++) {
		const struct rr *rr = candidate->records->pdata[i];

		if (strcmp(rr->name, name) == 0 && strcmp(rr->type, type) == 0)
			return rr->value;
	}
	return NULL;
}

static void test_candidate(void)
{
	struct bed *bed = home_bed();
	struct split_advice *advice;
	const struct split_candidate *c;

	add_broken(bed, 4, 30, 3, NULL);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 1);
	c = advice->candidates->pdata[0];
	g_assert_cmpstr(c->stream, ==, "inv7@shop.example");
	g_assert_cmpstr(c->source, ==, "192.0.2.2");
	g_assert_cmpstr(c->subdomain, ==, "inv.shop.example");
	g_assert_cmpuint(c->messages, ==, 30 * 40 + 30 * 4 + 10);
	g_assert_cmpuint(c->forwarded_broken, ==, 120);
	g_assert_cmpfloat(c->loss_before, ==, 120);
	g_assert_cmpfloat(c->loss_after, ==, 0);
	g_assert_cmpfloat(c->spam_after, ==, 120);
	g_assert_cmpstr(record_at(c, "_dmarc.inv.shop.example", "TXT"), ==,
			"v=DMARC1; p=quarantine; pct=25; t=y; "
			"rua=mailto:own@shop.example,mailto:dmarc@msp.example");
	g_assert_cmpstr(record_at(c, "inv.shop.example._report._dmarc.msp.example", "TXT"), ==,
			"v=DMARC1;");
	g_assert_nonnull(record_at(c, "inv7._domainkey.inv.shop.example", "TXT"));
	g_assert_null(record_at(c, "inv.shop.example", "TXT")); /* what is there stays */
	g_assert_nonnull(strstr(c->then, "begins at p=quarantine; pct=25; t=y, "));
	g_assert_nonnull(strstr(c->then, "120 messages once it is at p=quarantine in full"));
	g_assert_cmpuint(c->evidence->len, >=, 4);
	g_assert_cmpuint(c->steps->len, >=, 6);
	g_assert_cmpstr(advice->interim_record, ==,
			"v=DMARC1; p=quarantine; rua=mailto:own@shop.example");
	split_advice_free(advice);
	bed_free(bed);
}

/* The envelope domain is taken: the selector's letters name the subdomain. */
static void test_taken(void)
{
	struct bed *bed = home_bed();
	g_autoptr(GPtrArray) taken = bed_words("inv.shop.example");
	struct split_advice *advice;
	const struct split_candidate *c;

	add_broken(bed, 4, 30, 3, NULL);
	advice = advise(bed, NULL, taken);
	c = advice->candidates->pdata[0];
	g_assert_cmpstr(c->subdomain, ==, "inv2.shop.example");
	g_assert_cmpstr(record_at(c, "_dmarc.inv2.shop.example", "TXT"), ==,
			"v=DMARC1; p=none; rua=mailto:dmarc@msp.example");
	g_assert_cmpstr(record_at(c, "inv2.shop.example", "TXT"), ==,
			"v=spf1 ip4:192.0.2.2 ip4:192.0.2.3 -all");
	g_assert_nonnull(record_at(c, "inv2.shop.example", "MX"));
	g_assert_nonnull(strstr(c->then, "begins at p=none: the broken messages are delivered"));
	split_advice_free(advice);
	{
		const struct split_input input = {.rule = &rule,
						  .stream = "inv7@shop.example",
						  .subdomain = "pay.shop.example"};

		advice = analysis_split(bed->analysis, BED_END - 29, BED_END, &input);
		c = advice->candidates->pdata[0];
		g_assert_cmpstr(c->subdomain, ==, "pay.shop.example");
		g_assert_nonnull(record_at(c, "inv7._domainkey.pay.shop.example", "TXT"));
		split_advice_free(advice);
	}
	bed_free(bed);
}

/* The parent rejects already: the stream at least reaches the spam folder. */
static void test_parent_rejects(void)
{
	struct bed *bed = home_bed();
	struct split_advice *advice;

	add_broken(bed, 4, 30, 3, NULL);
	advice = advise(bed, "v=DMARC1; p=reject; rua=mailto:own@shop.example", NULL);
	g_assert_true(g_str_has_prefix(
		record_at(advice->candidates->pdata[0], "_dmarc.inv.shop.example", "TXT"),
		"v=DMARC1; p=quarantine; rua="));
	g_assert_cmpstr(advice->interim_record, ==,
			"v=DMARC1; p=quarantine; rua=mailto:own@shop.example");
	split_advice_free(advice);
	bed_free(bed);
}

static void test_thresholds(void)
{
	static const struct {
		unsigned count;
		int days;
		uint64_t reporters;
		const char *reason;
		unsigned candidates;
	} cases[] = {
		{4, 30, 3, NULL, 1},  /* 120, 9 % */
		{4, 30, 1, NULL, 0},  /* one reporter alone */
		{4, 30, 1, "arc", 1}, /* ... with a reason */
		{40, 3, 3, NULL, 0},  /* on three days */
		{15, 4, 3, NULL, 1},  /* 60, 4.8 % */
		{12, 4, 3, NULL, 0},  /* 48, 3.8 %: neither a nor b */
		{16, 4, 3, NULL, 1},  /* 64, 5.1 % */
		{2, 10, 3, NULL, 0},  /* 20, 1.6 % */
		{1, 30, 3, NULL, 0},  /* 30, 2.4 % */
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct bed *bed = home_bed();
		struct split_advice *advice;

		g_test_message("case %u", i);
		add_broken(bed, cases[i].count, cases[i].days, cases[i].reporters, cases[i].reason);
		advice = advise(bed, RECORD, NULL);
		g_assert_cmpuint(advice->candidates->len, ==, cases[i].candidates);
		if (!cases[i].candidates)
			g_assert_null(advice->interim_record);
		split_advice_free(advice);
		bed_free(bed);
	}
}

/* A large stream, of which little breaks, counts when it is most of what the domain loses. */
static void test_burden(void)
{
	static const struct row copies =
		ROW("192.0.2.9", 29, 0, 2, SHOP, "gw.example", "pass", "shop.example/s1 fail",
		    .reporters = 3, .reason = "arc");
	static const struct row other = ROW("192.0.2.30", 29, 0, 3, SHOP, "desk.example", "pass",
					    "desk.example/d pass", .reporters = 3);
	struct bed *bed = home_bed();
	struct split_advice *advice;

	bed_add(bed, &copies); /* 60 of 6,060: 1 % */
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 1);
	g_assert_cmpstr(((struct split_candidate *)advice->candidates->pdata[0])->stream, ==,
			"s1@shop.example");
	g_assert_cmpstr(((struct split_candidate *)advice->candidates->pdata[0])->subdomain, ==,
			"mail.shop.example");
	split_advice_free(advice);
	bed_add(bed, &other); /* 90 more are lost that no split helps */
	bed_mark(bed, "192.0.2.30", NULL, VERDICT_LEGITIMATE, "192.0.2.30");
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 0);
	split_advice_free(advice);
	bed_free(bed);
}

static void test_too_short(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.2", 19, 0, 40, SHOP, "inv.shop.example", "pass",
		    "shop.example/inv7 pass", .reporters = 3),
		ROW("192.0.2.9", 19, 0, 9, SHOP, "gw.example", "pass", "shop.example/inv7 fail",
		    .reporters = 3, .reason = "arc"),
	};
	struct bed *bed = bed_new();
	struct split_advice *advice;

	bed_add(bed, &rows[0]);
	bed_add(bed, &rows[1]);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 0);
	g_assert_cmpuint(advice->advice->len, ==, 1);
	split_advice_free(advice);
	bed_free(bed);
}

/* What moved away two weeks ago is not proposed again. */
static void test_drained(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.2", 29, 14, 40, SHOP, "inv.shop.example", "pass",
		    "shop.example/inv7 pass", .reporters = 3),
		ROW("192.0.2.9", 29, 14, 9, SHOP, "gw.example", "pass", "shop.example/inv7 fail",
		    .reporters = 3, .reason = "arc"),
		ROW("192.0.2.2", 13, 13, 40, SHOP, "inv.shop.example", "pass",
		    "shop.example/inv7 pass", .reporters = 3),
	};
	struct bed *bed = bed_new();
	struct split_advice *advice;

	bed_rows(bed, home + 2);
	bed_add(bed, &rows[0]);
	bed_add(bed, &rows[1]);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 1); /* home[2] still sends */
	split_advice_free(advice);
	bed_free(bed);
	bed = bed_new();
	bed_add(bed, &home[0]);
	bed_add(bed, &rows[0]);
	bed_add(bed, &rows[1]);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 0);
	g_assert_cmpfloat(advice->rest.scattered, ==, 0); /* nor does its old mail weigh any more */
	g_assert_null(advice->stay);
	split_advice_free(advice);
	bed_add(bed, &rows[2]);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 1);
	split_advice_free(advice);
	bed_free(bed);
}

/* Lists count apart, and what names no stream is not guessed at. */
static void test_apart(void)
{
	static const struct row rows[] = {
		ROW("192.0.2.7", 29, 0, 9, SHOP, "lists.univ.example", "pass",
		    "shop.example/inv7 fail, lists.univ.example/l pass", .reporters = 3,
		    .reason = "mailing_list"),
		ROW("192.0.2.8", 29, 0, 5, SHOP, "gw.example", "pass", "shop.example/ fail",
		    .reporters = 3, .reason = "forwarded"),
	};
	struct bed *bed = home_bed();
	struct split_advice *advice;

	bed_add(bed, &rows[0]);
	bed_add(bed, &rows[1]);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 0);
	g_assert_cmpuint(advice->listed, ==, 270);
	g_assert_cmpuint(advice->unattributed, ==, 150);
	g_assert_cmpuint(advice->advice->len, ==, 2);
	g_assert_cmpfloat(advice->rest.listed, ==, 270);
	g_assert_cmpfloat(advice->rest.unattributed, ==, 150);
	g_assert_cmpstr(advice->stay, ==,
			"What reject would lose beyond that cannot be cut: 270 messages that "
			"mailing lists broke, 150 messages broken on the way that name no stream.");
	split_advice_free(advice);
	bed_free(bed);
}

/* Quarantine is advised as the goal when all that is left after the splits cannot be cut. */
static void test_stay(void)
{
	static const struct row list =
		ROW("192.0.2.7", 29, 0, 9, SHOP, "lists.univ.example", "pass",
		    "shop.example/s1 fail, lists.univ.example/l pass", .reporters = 3,
		    .reason = "mailing_list");
	static const struct row defect = ROW("192.0.2.1", 29, 0, 1, SHOP, SHOP, "softfail",
					     "shop.example/s1 fail", .reporters = 3);
	struct bed *bed = home_bed();
	struct split_advice *advice;

	add_broken(bed, 4, 30, 3, NULL);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 1); /* the split is enough */
	g_assert_cmpfloat(advice->rest.scattered, ==, 0);
	g_assert_null(advice->stay);
	split_advice_free(advice);
	bed_add(bed, &list);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 1);
	g_assert_cmpfloat(advice->rest.listed, ==, 270);
	g_assert_nonnull(advice->stay);
	split_advice_free(advice);
	bed_add(bed, &defect);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpfloat(advice->rest.own, ==, 30);
	g_assert_null(advice->stay); /* first put the home host in order */
	split_advice_free(advice);
	bed_free(bed);
	bed = home_bed();
	add_broken(bed, 1, 30, 3, NULL);
	advice = advise(bed, RECORD, NULL);
	g_assert_cmpuint(advice->candidates->len, ==, 0); /* below the thresholds */
	g_assert_cmpfloat(advice->rest.scattered, ==, 30);
	g_assert_nonnull(advice->stay);
	split_advice_free(advice);
	bed_free(bed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/split/candidate", test_candidate);
	g_test_add_func("/split/taken", test_taken);
	g_test_add_func("/split/parent-rejects", test_parent_rejects);
	g_test_add_func("/split/thresholds", test_thresholds);
	g_test_add_func("/split/burden", test_burden);
	g_test_add_func("/split/too-short", test_too_short);
	g_test_add_func("/split/drained", test_drained);
	g_test_add_func("/split/apart", test_apart);
	g_test_add_func("/split/stay", test_stay);
	return g_test_run();
}
