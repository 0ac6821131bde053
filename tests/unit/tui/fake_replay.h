/* SPDX-License-Identifier: MIT */
/* Simulations and splits. A part of the app of tables. */
#ifndef TESTS_TUI_FAKE_REPLAY_H
#define TESTS_TUI_FAKE_REPLAY_H

#include "app/sources.h"
#include "fake_app.h"
#include "fake_domains.h"

struct replay {
	int unused;
};

struct replay *app_replay_new(struct app *app, const char *domain, const struct window *window,
			      GError **error)
{
	(void)app;
	(void)domain;
	(void)window;
	(void)error;
	return g_new0(struct replay, 1);
}

void app_replay_free(struct replay *replay)
{
	g_free(replay);
}

static void simulated_free(gpointer data)
{
	struct simulated_source *source = data;

	g_free(source->source);
	g_free(source->name);
	g_free(source);
}

/* Reject loses 80 messages, quarantine sends them to spam; a split saves them. */
struct simulation *app_replay(const struct replay *replay, const char *record,
			      const GPtrArray *splits, GError **error)
{
	struct simulation *simulation = g_new0(struct simulation, 1);
	struct simulated_source *source = g_new0(struct simulated_source, 1);
	bool reject = strstr(record, "p=reject"), quarantine = strstr(record, "p=quarantine");

	(void)replay;
	(void)error;
	source->source = g_strdup("relay");
	source->name = g_strdup("Relay");
	source->verdict = VERDICT_FORWARDER;
	source->messages = 80;
	source->expected.reject = reject ? 80 : 0;
	source->by[GENERATION_RFC7489].quarantine = reject ? 40 : 0;
	source->by[GENERATION_RFC7489].reject = reject ? 40 : 0;
	source->by[GENERATION_RFC9989].reject = reject ? 80 : 0;
	simulation->domain = g_strdup("shop.example");
	simulation->record = g_strdup(record);
	simulation->from = FAKE_DAY - 30;
	simulation->until = FAKE_DAY - 1;
	simulation->messages = 1000;
	simulation->compliant = 900;
	simulation->sources = g_ptr_array_new_with_free_func(simulated_free);
	g_ptr_array_add(simulation->sources, source);
	for (int i = 0; i < GENERATION_COUNT; i++) {
		struct outcome *outcome = &simulation->by[i];

		outcome->lost = reject && !(splits && splits->len) ? 80 : 0;
		outcome->spam = quarantine ? 80 : 0;
		outcome->blocked = reject || quarantine ? 20 : 0;
		outcome->reject = reject ? 100 : 0;
	}
	simulation->expected = simulation->by[0];
	simulation->receivers_rfc9989_share = 0.31;
	return simulation;
}

static struct split_move *move_new(void)
{
	static const uint64_t days[] = {70, 35, 0};
	struct split_move *move = g_new0(struct split_move, 1);

	move->stream = g_strdup("news4@shop.example");
	move->subdomain = g_strdup("news.shop.example");
	move->per_day = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	g_array_append_vals(move->per_day, days, G_N_ELEMENTS(days));
	move->drain = g_strdup("drained for 1 of 14 days");
	return move;
}

struct split_advice *app_split(struct app *app, const char *domain, const struct window *window,
			       GError **error)
{
	struct split_advice *advice;
	struct split_candidate *candidate;

	(void)window;
	if (fails(app, error))
		return NULL;
	advice = g_new0(struct split_advice, 1);
	candidate = g_new0(struct split_candidate, 1);
	advice->domain = g_strdup(domain);
	advice->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)split_candidate_free);
	advice->advice = g_ptr_array_new_with_free_func(g_free);
	advice->moves = g_ptr_array_new_with_free_func((GDestroyNotify)split_move_free);
	advice->stay = g_strdup("What reject would lose beyond that cannot be cut.");
	g_ptr_array_add(advice->moves, move_new());
	candidate->then = g_strdup("Its own record begins at p=none.");
	candidate->stream = g_strdup("inv82@shop.example");
	candidate->source = g_strdup("mailer");
	candidate->subdomain = g_strdup("invoices.shop.example");
	candidate->messages = 300;
	candidate->forwarded_broken = 80;
	candidate->loss_before = 80;
	candidate->spam_after = 80;
	candidate->reason = g_strdup("forwarders break its mail");
	candidate->evidence = g_ptr_array_new_with_free_func(g_free);
	candidate->records = g_ptr_array_new_with_free_func((GDestroyNotify)rr_free);
	candidate->steps = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(candidate->steps, g_strdup("DNS team: publish the records"));
	g_ptr_array_add(advice->candidates, candidate);
	return advice;
}

struct domain *app_split_accept(struct app *app, const char *domain, const char *stream,
				const char *subdomain, char **ticket, GError **error)
{
	deed(app, "split accept", subdomain, stream);
	*ticket = g_strdup("CHG-2026-0002");
	return app_domain(app, domain, error);
}

bool app_split_undo(struct app *app, const char *domain, const char *subdomain, GError **error)
{
	(void)error;
	deed(app, "split undo", subdomain, domain);
	return true;
}

#endif
