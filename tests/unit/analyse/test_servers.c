/* SPDX-License-Identifier: MIT */
/*
 * Servers of the customer's that authenticate nothing, beside hosts of fraudsters that send the
 * same: only names tell them apart (4.8, step 4). Each is judged before anybody looked its name up
 * and after, alone and amid a scatter of fraud. No legitimate mail is ever a threat, no fraud ever
 * legitimate.
 */
#include "bed.h"

#define SHOP "shop.example"
#define HELO "erp.shop.example"
#define OWN  "192.0.2.60"
#define OWN6 "2001:db8::60"
#define EVIL "203.0.113.60"

/* Mail that names the customer as its sender, and that SPF refuses. */
#define SENT(IP, FIRST, LAST, EVERY, COUNT)                                                        \
	ROW(IP, FIRST, LAST, COUNT, SHOP, SHOP, "softfail", NULL, .every = (EVERY))

#define SCATTER_ADDRESSES 120u
#define SCATTER_DAYS	  5 /* on which each of them sends */

/* Rows of the same kind of sender, which the name of its addresses makes what it is. */
struct server {
	const char *name;
	struct row rows[2];
	const char *ptr; /* confirmed; NULL: it has no name */
	enum flow_class class;
};

static const struct server servers[] = {
	{"daily", {SENT(OWN, 59, 0, 1, 20)}, HELO, FLOW_CLASS_MISALIGNED},
	{"three-a-day", {SENT(OWN, 59, 0, 1, 3)}, HELO, FLOW_CLASS_MISALIGNED},
	{"every-other-day", {SENT(OWN, 58, 0, 2, 1)}, HELO, FLOW_CLASS_MISALIGNED},
	{"weekly", {SENT(OWN, 57, 1, 7, 2)}, HELO, FLOW_CLASS_MISALIGNED},
	{"monthly", {SENT(OWN, 45, 15, 30, 2)}, HELO, FLOW_CLASS_MISALIGNED},
	{"once-many", {SENT(OWN, 12, 12, 1, 300)}, HELO, FLOW_CLASS_MISALIGNED},
	{"since-yesterday", {SENT(OWN, 1, 0, 1, 15)}, HELO, FLOW_CLASS_MISALIGNED},
	{"since-last-week", {SENT(OWN, 7, 0, 1, 3)}, HELO, FLOW_CLASS_MISALIGNED},
	{"switched-off", {SENT(OWN, 40, 30, 1, 3)}, HELO, FLOW_CLASS_MISALIGNED},
	{"by-turns",
	 {SENT(OWN, 59, 1, 2, 2), SENT(OWN6, 58, 0, 2, 2)},
	 HELO,
	 FLOW_CLASS_MISALIGNED},
	{"two-families",
	 {SENT(OWN, 59, 0, 1, 8),
	  ROW(OWN6, 59, 0, 4, "news." SHOP, HELO, "fail", NULL, .every = 1)},
	 HELO,
	 FLOW_CLASS_MISALIGNED},
	{"no-envelope",
	 {ROW(OWN, 59, 0, 9, SHOP, NULL, NULL, NULL, .every = 1)},
	 HELO,
	 FLOW_CLASS_MISALIGNED},
	{"fraud-daily", {SENT(EVIL, 59, 0, 1, 40)}, NULL, FLOW_CLASS_SPOOF},
	{"fraud-rented", {SENT(EVIL, 59, 0, 1, 40)}, "h60.hoster.test", FLOW_CLASS_SPOOF},
	{"fraud-weekly", {SENT(EVIL, 56, 0, 7, 500)}, "h60.hoster.test", FLOW_CLASS_SPOOF},
};

/* Two of the customer's hosts that pass, so that there are days and a home. */
static void add_home(struct bed *bed)
{
	static const struct row home = ROW("192.0.2.1", 59, 0, 200, SHOP, SHOP, "pass",
					   "shop.example/s1 pass", .reporters = 7);

	bed_add(bed, &home);
}

/* Many addresses that send one or two messages each, on a few days without a beat. */
static void add_scatter(struct bed *bed)
{
	static const int gaps[SCATTER_DAYS] = {0, 9, 13, 29, 40};
	char ip[IP_TEXT_MAX];
	struct row row = SENT(ip, 0, 0, 1, 1);

	for (unsigned i = 0; i < SCATTER_ADDRESSES; i++) {
		g_snprintf(ip, sizeof(ip), "198.51.100.%u", i + 1);
		row.count = 1 + i % 2;
		for (unsigned j = 0; j < SCATTER_DAYS; j++) {
			row.first = row.last = (int)(i % 19) + gaps[j];
			bed_add(bed, &row);
		}
	}
}

static struct bed *server_bed(const struct server *server, bool scatter)
{
	struct bed *bed = bed_new();

	add_home(bed);
	if (scatter)
		add_scatter(bed);
	for (unsigned i = 0; i < G_N_ELEMENTS(server->rows) && server->rows[i].ip; i++)
		bed_add(bed, &server->rows[i]);
	return bed;
}

static void look_up(struct bed *bed, const struct server *server)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(server->rows) && server->rows[i].ip; i++)
		bed_host(bed, server->rows[i].ip, server->ptr, server->ptr != NULL, 0);
}

static void check(struct bed *bed, const struct server *server, enum flow_class class)
{
	struct source_table *table;

	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	for (unsigned i = 0; i < G_N_ELEMENTS(server->rows) && server->rows[i].ip; i++) {
		const struct flow *flow = bed_flow(table, &server->rows[i]);

		g_assert_nonnull(flow);
		g_assert_cmpstr(flow_class_name(flow->class), ==, flow_class_name(class));
	}
	source_table_free(table);
}

static void test_server(gconstpointer data)
{
	const struct server *server = data;

	for (int scatter = 0; scatter < 2; scatter++) {
		struct bed *bed = server_bed(server, scatter);

		check(bed, server, FLOW_CLASS_UNKNOWN);
		look_up(bed, server);
		check(bed, server, server->class);
		bed_free(bed);
	}
}

/* A crowd that sends a little now and then is no server of anybody's: it needs no names. */
static void test_scatter(void)
{
	struct bed *bed = bed_new();
	struct source_table *table;

	add_home(bed);
	add_scatter(bed);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_cmpuint(table->classes[FLOW_CLASS_SPOOF], ==,
			 SCATTER_ADDRESSES * SCATTER_DAYS * 3 / 2);
	g_assert_cmpuint(table->classes[FLOW_CLASS_UNKNOWN], ==, 0);
	source_table_free(table);
	bed_free(bed);
}

/* Why it is not said, and what would tell: in the points, the sentence, and by itself. */
static void test_words(void)
{
	const struct server *server = &servers[0];
	struct bed *bed = server_bed(server, false);
	struct source_table *table;
	const struct flow *flow;
	const struct evidence *last;

	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	flow = bed_flow(table, &server->rows[0]);
	last = flow->evidence->pdata[flow->evidence->len - 1];
	g_assert_cmpint(last->points, ==, -15);
	g_assert_nonnull(strstr(last->text, "a server of the customer's own"));
	g_assert_cmpstr(flow->lookup, ==, "the name of " OWN " (PTR)");
	g_assert_nonnull(strstr(flow->reason, flow->lookup));
	source_table_free(table);

	look_up(bed, server);
	bed_analyse(bed, SHOP);
	table = bed_table(bed);
	g_assert_null(bed_flow(table, &server->rows[0])->lookup);
	source_table_free(table);
	bed_free(bed);
}

/* A look without an answer tells nothing. */
static void test_unanswered(void)
{
	const struct server *server = &servers[0];
	struct bed *bed = server_bed(server, false);
	struct host *host;

	look_up(bed, server);
	host = bed->hosts->pdata[0];
	host->looked = false;
	host->confirmed = false;
	g_clear_pointer(&host->ptr, g_free);
	check(bed, server, FLOW_CLASS_UNKNOWN);
	bed_free(bed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (unsigned i = 0; i < G_N_ELEMENTS(servers); i++) {
		g_autofree char *path = g_strdup_printf("/servers/%s", servers[i].name);

		g_test_add_data_func(path, &servers[i], test_server);
	}
	g_test_add_func("/servers/scatter", test_scatter);
	g_test_add_func("/servers/words", test_words);
	g_test_add_func("/servers/unanswered", test_unanswered);
	return g_test_run();
}
