/* SPDX-License-Identifier: MIT */
/* split: streams that should move to a subdomain of their own. */
#include "app/sources.h"
#include "base/clock.h"
#include "cli/json.h"
#include "cli/out.h"
#include "model/domain.h"

static json_t *record_json(const void *data)
{
	const struct rr *rr = data;
	json_t *object = json_object();

	jput_text(object, "name", rr->name);
	jput_text(object, "type", rr->type);
	jput_count(object, "ttl", rr->ttl);
	jput_text(object, "value", rr->value);
	return object;
}

static json_t *candidate_json(const void *data)
{
	const struct split_candidate *candidate = data;
	json_t *object = json_object();

	jput_text(object, "stream", candidate->stream);
	jput_text(object, "source", candidate->source);
	jput_text(object, "subdomain", candidate->subdomain);
	jput_count(object, "messages", candidate->messages);
	jput_count(object, "forwarded_broken", candidate->forwarded_broken);
	jput_amount(object, "loss_before", candidate->loss_before);
	jput_amount(object, "loss_after", candidate->loss_after);
	jput_amount(object, "spam_after", candidate->spam_after);
	jput_text(object, "reason", candidate->reason);
	jput_text(object, "then", candidate->then);
	jput(object, "evidence", jtexts(candidate->evidence));
	jput(object, "records", jlist(candidate->records, record_json));
	jput(object, "steps", jtexts(candidate->steps));
	return object;
}

static json_t *move_json(const void *data)
{
	const struct split_move *move = data;
	json_t *object = json_object(), *days = json_array();

	for (unsigned i = 0; i < move->per_day->len; i++)
		json_array_append_new(
			days, json_integer((json_int_t)g_array_index(move->per_day, uint64_t, i)));
	jput_text(object, "stream", move->stream);
	jput_text(object, "subdomain", move->subdomain);
	jput_day(object, "since", move->since);
	jput(object, "per_day", days);
	jput_count(object, "drained_days", move->drained_days);
	jput_text(object, "drain", move->drain);
	jput_text(object, "cleanup", move->cleanup);
	jput_bool(object, "drained", split_move_is_done(move));
	jput_text(object, "sent", move->sent);
	return object;
}

/* The goal that is advised; null: it stays what it is. */
static json_t *goal_json(const struct split_advice *advice)
{
	json_t *object;

	if (!advice->stay)
		return json_null();
	object = json_object();
	jput_text(object, "goal", goal_name(GOAL_QUARANTINE));
	jput_text(object, "reason", advice->stay);
	return object;
}

static json_t *rest_json(const struct split_rest *rest)
{
	json_t *object = json_object();

	jput_amount(object, "own", rest->own);
	jput_amount(object, "listed", rest->listed);
	jput_amount(object, "unattributed", rest->unattributed);
	jput_amount(object, "scattered", rest->scattered);
	return object;
}

static json_t *advice_json(const struct split_advice *advice)
{
	json_t *object = json_object(), *interim = json_null();

	if (advice->interim_record) {
		interim = json_object();
		jput_text(interim, "record", advice->interim_record);
		jput_text(interim, "reason", advice->interim_reason);
	}
	jput_text(object, "domain", advice->domain);
	jput(object, "candidates", jlist(advice->candidates, candidate_json));
	jput(object, "moves", jlist(advice->moves, move_json));
	jput(object, "interim", interim);
	jput_count(object, "unattributed", advice->unattributed);
	jput_count(object, "listed", advice->listed);
	jput(object, "rest", rest_json(&advice->rest));
	jput(object, "advised_goal", goal_json(advice));
	jput(object, "advice", jtexts(advice->advice));
	return object;
}

static void print_candidate(const struct cli *cli, const char *domain,
			    const struct split_candidate *candidate)
{
	g_autofree char *before = out_amount_text(candidate->loss_before);
	g_autofree char *after = out_amount_text(candidate->loss_after);

	out_line(cli, "%s should move to %s: %s", candidate->stream, candidate->subdomain,
		 candidate->reason);
	out_line(cli, "  rejected with the domain at p=reject: %s now, %s after the split", before,
		 after);
	out_line(cli, "  %s", candidate->then);
	for (unsigned i = 0; i < candidate->evidence->len; i++)
		out_line(cli, "  - %s", (const char *)candidate->evidence->pdata[i]);
	for (unsigned i = 0; i < candidate->steps->len; i++)
		out_line(cli, "  %u. %s", i + 1, (const char *)candidate->steps->pdata[i]);
	for (unsigned i = 0; i < candidate->records->len; i++) {
		const struct rr *rr = candidate->records->pdata[i];

		out_line(cli, "  %s %u %s %s", rr->name, rr->ttl, rr->type, rr->value);
	}
	out_line(cli, "  accept it with: rampart split accept %s %s %s", domain, candidate->stream,
		 candidate->subdomain);
}

static void print_move(const struct cli *cli, const char *domain, const struct split_move *move)
{
	unsigned n = move->per_day->len,
		 first = n > SPLIT_DRAINED_DAYS ? n - SPLIT_DRAINED_DAYS : 0;
	g_autofree char *since = day_format(move->since);
	g_autoptr(GString) days = g_string_new(NULL);

	for (unsigned i = first; i < n; i++)
		g_string_append_printf(days, " %" G_GUINT64_FORMAT,
				       g_array_index(move->per_day, uint64_t, i));
	out_line(cli, "%s moves to %s since %s: %s", move->stream, move->subdomain, since,
		 move->drain);
	if (split_move_is_done(move))
		out_line(cli, "  now its old key and SPF term at %s can go%s%s", domain,
			 move->cleanup ? ": " : "", move->cleanup ? move->cleanup : "");
	else if (n > 0)
		out_line(cli, "  its messages under the old name, day by day:%s", days->str);
}

static void print_goal(const struct cli *cli, const struct split_advice *advice)
{
	if (!advice->stay)
		return;
	out_line(cli, "%s", advice->stay);
	out_line(cli,
		 "  make quarantine the goal (RFC 9989 7.4): rampart domain set %s --goal "
		 "quarantine --reason TEXT",
		 advice->domain);
	out_line(
		cli,
		"  or have the loss accepted: rampart waive %s loss_accepted --until DAY --by NAME "
		"--reason TEXT",
		advice->domain);
}

static void print_advice(const struct cli *cli, const struct split_advice *advice)
{
	for (unsigned i = 0; i < advice->moves->len; i++)
		print_move(cli, advice->domain, advice->moves->pdata[i]);
	if (advice->candidates->len == 0 && advice->moves->len == 0)
		out_line(cli, "%s: no stream needs a subdomain of its own", advice->domain);
	for (unsigned i = 0; i < advice->candidates->len; i++)
		print_candidate(cli, advice->domain, advice->candidates->pdata[i]);
	if (advice->interim_record)
		out_line(cli, "until then: %s (%s)", advice->interim_record,
			 advice->interim_reason);
	for (unsigned i = 0; i < advice->advice->len; i++)
		out_line(cli, "%s", (const char *)advice->advice->pdata[i]);
	print_goal(cli, advice);
}

static int run_split(struct cli *cli, GError **error)
{
	struct window window = cli_window(cli);
	struct split_advice *advice = app_split(cli->app, cli_word(cli, 0), &window, error);

	if (!advice)
		return -1;
	if (cli->json)
		out_json(cli, advice_json(advice));
	else
		print_advice(cli, advice);
	split_advice_free(advice);
	return EXIT_CODE_YES;
}

static int run_accept(struct cli *cli, GError **error)
{
	g_autofree char *ticket = NULL;
	struct domain *domain = app_split_accept(cli->app, cli_word(cli, 0), cli_word(cli, 1),
						 cli_word(cli, 2), &ticket, error);

	if (!domain)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput_text(object, "domain", cli_word(cli, 0));
		jput_text(object, "stream", cli_word(cli, 1));
		jput_text(object, "subdomain", domain->name);
		jput_text(object, "stage", domain->stage);
		jput_text(object, "playbook", domain->playbook);
		jput_text(object, "ticket", ticket);
		jput_bool(object, "added", ticket != NULL);
		out_json(cli, object);
	} else if (!ticket) {
		out_line(cli, "stream %s moves to %s already", cli_word(cli, 1), domain->name);
	} else {
		out_line(cli,
			 "%s is under management at stage %s; ticket %s is drafted, send it with: "
			 "rampart ticket send %s",
			 domain->name, domain->stage, ticket, ticket);
	}
	domain_free(domain);
	return EXIT_CODE_YES;
}

static int run_undo(struct cli *cli, GError **error)
{
	if (!app_split_undo(cli->app, cli_word(cli, 0), cli_word(cli, 1), error))
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput_text(object, "domain", cli_word(cli, 0));
		jput_text(object, "subdomain", cli_word(cli, 1));
		out_json(cli, object);
	} else {
		out_line(cli, "%s is under management no more; its drafted ticket is withdrawn",
			 cli_word(cli, 1));
	}
	return EXIT_CODE_YES;
}

const struct command commands_split[] = {
	{"split", "DOMAIN", "finds the streams that should move to a subdomain",
	 OPTIONS(OPTIONS_WINDOW), COMMAND_READS, run_split, "split shop.example"},
	{"split accept", "DOMAIN STREAM SUBDOMAIN",
	 "takes the subdomain under management and drafts its records", OPTIONS(OPTION_DRY_RUN),
	 COMMAND_WRITES, run_accept,
	 "split accept shop.example inv82@shop.example inv.shop.example"},
	{"split undo", "DOMAIN SUBDOMAIN", "takes an accepted split back, until a ticket is sent",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_undo, NULL},
	{0},
};
