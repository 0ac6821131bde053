/* SPDX-License-Identifier: MIT */
/*
 * Judgements that are kept and brought up to date say what a fresh one says, and do it at once:
 * 20,000 sources and a million rows with -m perf, a fortieth of that otherwise. Times are told;
 * what is asserted leaves a slow machine room.
 */
#include <time.h>

#include "../store/support.h"
#include "app/project.h"
#include "app/sources.h"
#include "store/project.h"

#define SHOP "shop.example"

struct scale {
	unsigned sources, days;
};

struct place {
	struct state state;
	struct app *app;
	char *playbooks;
};

static struct app *open_app(const struct place *place)
{
	g_autoptr(GError) error = NULL;
	struct app_options options = APP_OPTIONS_INIT;
	struct app *app;

	options.state_dir = place->state.dir;
	options.playbooks_dir = place->playbooks;
	options.who = "eva";
	options.now = place->state.clock.fixed;
	options.offline = true;
	options.create = true;
	app = app_open(&options, &error);
	g_assert_no_error(error);
	return app;
}

static char *address(char *text, size_t size, unsigned i)
{
	g_snprintf(text, size, "10.%u.%u.%u", i / 65536, i / 256 % 256, i % 256);
	return text;
}

/* One report a day: every source passes with one signature and fails with another. */
static void import_days(struct store *store, const struct scale *scale)
{
	for (unsigned day = 0; day < scale->days; day++) {
		g_autofree char *id = g_strdup_printf("%u", day);
		struct draft draft;
		char ip[IP_TEXT_MAX];

		draft_init(&draft, SHOP, "Google.com", id, DAY0 + (int32_t)day);
		for (unsigned i = 0; i < scale->sources; i++) {
			address(ip, sizeof(ip), i);
			draft_row(&draft, ip, 5 + i % 7, i % 3 ? "s1" : "s2", true,
				  DISPOSITION_NONE);
			draft_row(&draft, ip, 1, "s1", false, DISPOSITION_NONE);
		}
		g_assert_cmpint(draft_store(&draft, 0, store), ==, IMPORT_OUTCOME_NEW);
		draft_clear(&draft);
	}
}

static void place_init(struct place *place, const struct scale *scale)
{
	g_autoptr(GError) error = NULL;

	place->playbooks =
		g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "..", "playbooks", NULL);
	state_init(&place->state, DAY0 + (int32_t)scale->days);
	import_days(place->state.store, scale);
	place->app = open_app(place);
	customer_free(app_customer_add(place->app, "acme", "Acme", DAY_NONE, NULL, NULL, &error));
	g_assert_no_error(error);
	domain_free(
		app_domain_add(place->app, "acme", SHOP, NULL, DOMAIN_KIND_MAILING, NULL, &error));
	g_assert_no_error(error);
}

static void place_clear(struct place *place)
{
	app_close(place->app);
	state_clear(&place->state);
	g_free(place->playbooks);
}

static struct source_table *sources(struct app *app)
{
	g_autoptr(GError) error = NULL;
	struct source_table *table = app_sources(app, SHOP, NULL, &error);

	g_assert_no_error(error);
	return table;
}

/* Everything that words and evidence can change, as text. */
static char *told(struct app *app)
{
	struct source_table *table = sources(app);
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		g_string_append_printf(text, "%s %s %" G_GUINT64_FORMAT " %s %d\n", source->key,
				       source->name, source->tally.messages,
				       source->note.owner ? source->note.owner : "-",
				       source->is_new);
		for (unsigned k = 0; k < source->flows->len; k++) {
			const struct flow *flow = source->flows->pdata[k];

			g_string_append_printf(text, " %s %s %s\n", flow->key,
					       flow_class_name(flow->class), flow->reason);
		}
	}
	source_table_free(table);
	return g_string_free(text, FALSE);
}

/* What the app says now, which is what one without any memory says. */
static char *told_alike(const struct place *place)
{
	struct app *fresh = open_app(place);
	g_autofree char *anew = told(fresh);
	char *kept = told(place->app);

	app_close(fresh);
	g_assert_cmpstr(kept, ==, anew);
	return kept;
}

static void assert_changed(const struct place *place, char **before)
{
	char *now = told_alike(place);

	g_assert_cmpstr(now, !=, *before);
	g_free(*before);
	*before = now;
}

static void mark(struct app *app, const char *source, enum verdict verdict, bool want)
{
	const struct source_flow target = {source, NULL};
	g_autoptr(GError) error = NULL;
	bool added;

	g_assert_true(
		app_sources_mark(app, SHOP, &target, 1, verdict, "asked", &added, NULL, &error));
	g_assert_no_error(error);
	g_assert_cmpint(added, ==, want);
}

static void add_sender(struct app *app, const char *customer, const char *name)
{
	g_autoptr(GError) error = NULL;
	struct sender *sender = g_new0(struct sender, 1);
	int64_t asn = 64500;

	sender->slug = g_strdup("post");
	sender->name = g_strdup(name);
	sender->kind = SENDER_KIND_OWN;
	sender->customer = g_strdup(customer);
	sender->ptr = g_ptr_array_new_with_free_func(g_free);
	sender->spf = g_ptr_array_new_with_free_func(g_free);
	sender->dkim = g_ptr_array_new_with_free_func(g_free);
	sender->asn = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_array_append_val(sender->asn, asn);
	sender->fix = g_ptr_array_new_with_free_func(g_free);
	g_assert_true(app_sender_add(app, sender, &error));
	g_assert_no_error(error);
	sender_free(sender);
}

static void look_up(const struct place *place, const char *text)
{
	g_autoptr(GError) error = NULL;
	struct host host = {.looked = true, .asn = 64500, .looked_at = place->state.clock.fixed};

	g_assert_true(ip_parse(text, strlen(text), &host.ip));
	g_assert_true(store_host_set(place->state.store, &host, &error));
	g_assert_no_error(error);
}

/* Each kind of write is seen by the app that keeps its judgements, and by one that has none. */
static void test_kept(void)
{
	static const struct scale scale = {6, 10}, more = {8, 1};
	const struct note_change change = {.owner = "J. Bakker", .due = DAY_NONE, .vital = -1};
	g_autoptr(GError) error = NULL;
	g_autofree char *before = NULL;
	const struct source_flow one = {"10.0.0.1", NULL};
	struct place place;
	struct draft draft;

	place_init(&place, &scale);
	before = told_alike(&place);
	mark(place.app, "10.0.0.1", VERDICT_THREAT, true);
	assert_changed(&place, &before);
	mark(place.app, "10.0.0.1", VERDICT_THREAT, false);
	mark(place.app, "10.0.0.2", VERDICT_LEGITIMATE, true);
	assert_changed(&place, &before);
	g_assert_true(app_sources_unmark(place.app, SHOP, &one, 1, NULL, &error));
	assert_changed(&place, &before);
	g_assert_true(app_source_set(place.app, SHOP, "10.0.0.3", &change, &error));
	assert_changed(&place, &before);
	look_up(&place, "10.0.0.4");
	assert_changed(&place, &before);
	add_sender(place.app, NULL, "Post");
	assert_changed(&place, &before);
	add_sender(place.app, "acme", "Post of Acme");
	assert_changed(&place, &before);
	g_assert_nonnull(strstr(before, "Post of Acme"));
	g_assert_true(app_sources_visited(place.app, SHOP, &error));
	draft_init(&draft, SHOP, "Yahoo", "1", DAY0 + 9);
	for (unsigned i = 0; i < more.sources; i++) {
		char ip[IP_TEXT_MAX];

		draft_row(&draft, address(ip, sizeof(ip), i), 3, "s1", true, DISPOSITION_NONE);
	}
	g_assert_cmpint(draft_store(&draft, 0, place.state.store), ==, IMPORT_OUTCOME_NEW);
	draft_clear(&draft);
	assert_changed(&place, &before);
	g_assert_nonnull(strstr(before, "10.0.0.7 10.0.0.7 3 - 1"));
	mark(place.app, "10.0.0.7", VERDICT_LEGITIMATE, true);
	assert_changed(&place, &before);
	g_assert_nonnull(strstr(before, "10.0.0.7 10.0.0.7 3 - 0"));
	g_assert_nonnull(strstr(before, "10.0.0.6 10.0.0.6 3 - 1"));
	g_assert_true(app_sources_visited(place.app, SHOP, &error));
	assert_changed(&place, &before);
	g_assert_nonnull(strstr(before, "10.0.0.6 10.0.0.6 3 - 0"));
	place_clear(&place);
}

static void add_domain(struct app *app, const char *name)
{
	g_autoptr(GError) error = NULL;

	domain_free(app_domain_add(app, "acme", name, NULL, DOMAIN_KIND_MAILING, NULL, &error));
	g_assert_no_error(error);
}

static void remove_domain(const struct place *place, const char *name)
{
	g_autoptr(GError) error = NULL;
	struct domain *domain = store_domain(place->state.store, name, &error);

	g_assert_no_error(error);
	domain->customer_id = 0;
	g_assert_true(store_domain_put(place->state.store, domain, &error));
	domain_free(domain);
}

/* A host is one of ours from when the customer has its domain, and until it goes again. */
static void test_family(void)
{
	static const struct scale scale = {2, 2};
	g_autoptr(GError) error = NULL;
	g_autofree char *before = NULL;
	struct host host = {.looked = true, .confirmed = true};
	char name[] = "mx.post.sister.example";
	struct place place;

	place_init(&place, &scale);
	host.looked_at = place.state.clock.fixed;
	host.ptr = name;
	g_assert_true(ip_parse("10.0.0.1", 8, &host.ip));
	g_assert_true(store_host_set(place.state.store, &host, &error));
	add_domain(place.app, "brother.example");
	before = told_alike(&place);
	g_assert_null(strstr(before, " post.sister.example"));
	add_domain(place.app, "sister.example");
	assert_changed(&place, &before);
	g_assert_nonnull(strstr(before, " post.sister.example"));
	remove_domain(&place, "sister.example");
	assert_changed(&place, &before);
	g_assert_null(strstr(before, " post.sister.example"));
	place_clear(&place);
}

/* What is seen in DNS above a domain changes what is kept of it; beside it, nothing. */
static void test_related_looks(void)
{
	static const struct scale scale = {1, 1};
	static const char *const names[] = {"news." SHOP, "brand.example"};
	g_autoptr(GError) error = NULL;
	char domain[] = SHOP;
	struct look look = {.domain = domain};
	struct place place;
	int64_t before[2];

	place_init(&place, &scale);
	look.at = place.state.clock.fixed;
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		add_domain(place.app, names[i]);
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		before[i] = store_domain_version(place.state.store,
						 domain_id(place.state.store, names[i]), NULL);
	g_assert_true(store_look_add(place.state.store, domain_id(place.state.store, SHOP), &look,
				     &error));
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_cmpint(store_domain_version(place.state.store,
						     domain_id(place.state.store, names[i]), NULL) -
					before[i],
				==, i == 0);
	place_clear(&place);
}

/* Seconds of the processor's time: a limit on them holds on a machine with other work, too. */
static double since(clock_t *at)
{
	clock_t now = clock();
	double seconds = (double)(now - *at) / (double)CLOCKS_PER_SEC;

	*at = now;
	return seconds;
}

/* `source mark` as a process of its own; nothing without the program. */
static double mark_by_command(const struct place *place)
{
	g_autofree char *now = time_format(place->state.clock.fixed);
	const char *words[] = {g_getenv("RAMPART"),
			       "--state",
			       place->state.dir,
			       "--playbooks",
			       place->playbooks,
			       "--now",
			       now,
			       "--offline",
			       "source",
			       "mark",
			       SHOP,
			       "10.0.0.2",
			       "threat",
			       "--reason",
			       "asked",
			       NULL};
	gint64 began = g_get_monotonic_time();
	g_autoptr(GError) error = NULL;
	int status;

	if (!words[0])
		return 0;
	g_spawn_sync(NULL, (char **)(uintptr_t)words, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
		     NULL, NULL, &status, &error);
	g_assert_no_error(error);
	g_assert_cmpint(status, ==, 0);
	return (double)(g_get_monotonic_time() - began) / 1e6;
}

/* Judged as after an import, marked, and judged again as the screen does; each with its table. */
static void test_scale(gconstpointer data)
{
	const struct scale *scale = data;
	struct place place;
	struct source_table *table;
	double judged, tabled, marked, again, command;
	clock_t at;

	place_init(&place, scale);
	at = clock();
	app_replay_free(app_replay_new(place.app, SHOP, NULL, NULL));
	judged = since(&at);
	source_table_free(sources(place.app));
	tabled = since(&at);
	mark(place.app, "10.0.0.1", VERDICT_LEGITIMATE, true);
	marked = since(&at);
	app_replay_free(app_replay_new(place.app, SHOP, NULL, NULL));
	again = since(&at);
	table = sources(place.app);
	command = mark_by_command(&place);
	g_test_message("%u rows of %u sources: imported %.3f s, tabled %.3f s, marking %.3f s, "
		       "rejudged %.3f s, command %.3f s",
		       2 * scale->sources * scale->days, scale->sources, judged, tabled, marked,
		       again, command);
	g_assert_cmpuint(table->sources->len, ==, scale->sources);
	g_assert_cmpfloat(judged, <, 30);
	g_assert_cmpfloat(marked + again, <, 2);
	source_table_free(table);
	place_clear(&place);
}

int main(int argc, char **argv)
{
	static const struct scale large = {20000, 25}, small = {500, 10};

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/shelf/kept", test_kept);
	g_test_add_func("/shelf/family", test_family);
	g_test_add_func("/shelf/related-looks", test_related_looks);
	g_test_add_data_func("/shelf/scale", g_test_perf() ? &large : &small, test_scale);
	return g_test_run();
}
