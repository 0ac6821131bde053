/* SPDX-License-Identifier: MIT */
/* simulate: what a record would have done to a window's mail. */
#include <string.h>

#include "app/json.h"
#include "app/sources.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/figure.h"
#include "base/name.h"
#include "cli/out.h"
#include "dmarc/record.h"

/* STREAM=SUBDOMAIN[:POLICY]; a subdomain of one label stands beneath the domain. */
static struct simulated_split *read_split(const char *domain, const char *text, GError **error)
{
	const char *equals = strrchr(text, '=');
	g_auto(GStrv) parts = g_strsplit(equals ? equals + 1 : "", ":", 2);
	enum policy policy = parts[0] && parts[1] ? policy_from_name(parts[1]) : POLICY_ABSENT;
	g_autofree char *full = NULL, *name = NULL;
	struct simulated_split *split;

	if (!equals || equals == text || !*parts[0] || policy == POLICY_INVALID) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--split: \"%s\" is not STREAM=SUBDOMAIN or STREAM=SUBDOMAIN:POLICY",
			    text);
		return NULL;
	}
	full = name_within(parts[0], domain) ? g_strdup(parts[0])
					     : g_strconcat(parts[0], ".", domain, NULL);
	name = name_from_user(full, error);
	if (!name)
		return NULL;
	split = g_new(struct simulated_split, 1);
	*split = (struct simulated_split){g_strndup(text, (size_t)(equals - text)),
					  g_steal_pointer(&name), (int)policy};
	return split;
}

static GPtrArray *read_splits(const struct cli *cli, GError **error)
{
	const GPtrArray *given = cli->arguments.option[OPTION_SPLIT].texts;
	const char *domain = cli_word(cli, 0);
	g_autoptr(GPtrArray) splits =
		g_ptr_array_new_with_free_func((GDestroyNotify)simulated_split_free);

	for (unsigned i = 0; given && i < given->len; i++) {
		struct simulated_split *split = read_split(domain, given->pdata[i], error);

		if (!split)
			return NULL;
		g_ptr_array_add(splits, split);
	}
	return g_steal_pointer(&splits);
}

static void print_outcome(struct out_table *table, const char *name, const struct outcome *outcome)
{
	const double amounts[] = {outcome->quarantine, outcome->reject,	 outcome->lost,
				  outcome->spam,       outcome->blocked, outcome->unknown,
				  outcome->reinjected};

	out_cell(table, name);
	for (unsigned i = 0; i < G_N_ELEMENTS(amounts); i++) {
		g_autofree char *text = out_amount_text(amounts[i]);

		out_cell(table, text);
	}
}

static void print_hit(struct out_table *table, const struct hit *hit)
{
	g_autofree char *quarantine = out_amount_text(hit->quarantine);
	g_autofree char *reject = out_amount_text(hit->reject);

	out_cell(table, quarantine);
	out_cell(table, reject);
}

static void print_sources(const struct cli *cli, const struct simulation *simulation)
{
	unsigned n = simulation->sources->len, shown = out_shown(cli, n);
	uint64_t rest = 0;
	struct out_table *table =
		out_table_new("SOURCE|VERDICT|>MESSAGES|>COMPLIANT|>QUARANTINE|>REJECT|"
			      ">QU. 7489|>REJ. 7489|>QU. 9989|>REJ. 9989");

	for (unsigned i = 0; i < shown; i++) {
		const struct simulated_source *source = simulation->sources->pdata[i];

		out_cell(table, source->source);
		out_cell(table, verdict_name(source->verdict));
		out_cell_count(table, source->messages);
		out_cell_count(table, source->compliant);
		print_hit(table, &source->expected);
		for (enum generation g = 0; g < GENERATION_COUNT; g++)
			print_hit(table, &source->by[g]);
	}
	out_table_end(table, cli);
	for (unsigned i = shown; i < n; i++)
		rest += ((const struct simulated_source *)simulation->sources->pdata[i])->messages;
	out_more(cli, n - shown, "source", rest);
}

static void print_simulation(const struct cli *cli, const struct simulation *simulation)
{
	g_autofree char *from = day_format(simulation->from),
			*until = day_format(simulation->until);
	g_autofree char *messages = figure_counted(simulation->messages, "message", "messages");
	g_autofree char *compliant =
		out_share_text((double)simulation->compliant, (double)simulation->messages);
	g_autofree char *share = out_share_text(simulation->receivers_rfc9989_share, 1);
	g_autofree char *overridden = out_share_text(simulation->overridden_share, 1);
	struct out_table *table = out_table_new(
		"RECEIVERS|>QUARANTINE|>REJECT|>LOST|>SPAM|>BLOCKED|>UNKNOWN|>REINJECTED");

	out_line(cli, "%s, %s to %s: %s, %s compliant", simulation->domain, from, until, messages,
		 compliant);
	out_line(cli, "if this were published: %s", simulation->record);
	for (enum generation g = 0; g < GENERATION_COUNT; g++)
		print_outcome(table, generation_name(g), &simulation->by[g]);
	print_outcome(table, "expected", &simulation->expected);
	out_table_end(table, cli);
	out_line(cli,
		 "RFC 9989 receivers judge %s of the mail; of what fails under a policy in force, "
		 "receivers let %s pass",
		 share, overridden);
	print_sources(cli, simulation);
}

/* A typo in p would otherwise read as "nothing is lost". */
static void warn_unusable(const struct cli *cli, const char *record)
{
	bool valid;

	g_ptr_array_unref(record_lint(record, strlen(record), &valid));
	if (!valid)
		out_remark(cli, "no receiver would apply this record, so nothing is judged by it; "
				"`rampart lint` says why");
}

static int run_simulate(struct cli *cli, GError **error)
{
	struct window window = cli_window(cli);
	g_autoptr(GPtrArray) splits = NULL;
	struct simulation *simulation;

	if (cli_given(cli, OPTION_RECORD) == cli_given(cli, OPTION_STAGE)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "simulate wants either --record TXT or --stage STAGE");
		return -1;
	}
	splits = read_splits(cli, error);
	if (!splits)
		return -1;
	simulation = app_simulate(cli->app, cli_word(cli, 0), cli_text(cli, OPTION_RECORD),
				  cli_text(cli, OPTION_STAGE), splits, &window, error);
	if (!simulation)
		return -1;
	warn_unusable(cli, simulation->record);
	if (cli->json)
		out_json(cli, simulation_json(simulation));
	else
		print_simulation(cli, simulation);
	simulation_free(simulation);
	return EXIT_CODE_YES;
}

const struct command commands_simulate[] = {
	{"simulate", "DOMAIN", "replays the imported reports against a policy",
	 OPTIONS(OPTION_RECORD, OPTION_STAGE, OPTION_SPLIT, OPTIONS_WINDOW), COMMAND_READS,
	 run_simulate,
	 "simulate shop.example --record 'v=DMARC1; p=reject' --split inv82@shop.example=inv"},
	{0},
};
