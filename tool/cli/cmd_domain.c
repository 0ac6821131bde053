/* SPDX-License-Identifier: MIT */
/* domain: the domains under management. */
#include <string.h>

#include "app/project.h"
#include "app/reports.h"
#include "app/rollout.h"
#include "base/clock.h"
#include "base/error.h"
#include "cli/flagged.h"
#include "cli/found.h"
#include "cli/json.h"
#include "cli/out.h"

static json_t *domain_json(const void *data)
{
	const struct domain *domain = data;
	json_t *object = json_object();

	jput_text(object, "customer", domain->customer);
	jput_text(object, "domain", domain->name);
	jput_text(object, "kind", domain_kind_name(domain->kind));
	jput_text(object, "playbook", domain->playbook);
	jput_text(object, "stage", domain->stage);
	jput_day(object, "since", domain->since);
	jput_text(object, "lists", answer_name(domain->lists));
	jput_text(object, "risk", domain->low_risk ? "low" : "normal");
	jput_text(object, "monthly", answer_name(domain->monthly));
	jput_text(object, "goal", goal_name(domain->goal));
	jput_text(object, "goal_reason", domain->goal_reason);
	jput_text(object, "held", domain->held);
	jput_bool(object, "finished", domain->finished);
	jput_text(object, "parent", domain->parent);
	jput_text(object, "split_stream", domain->split_stream);
	jput_text(object, "split_source", domain->split_source);
	jput_time(object, "added_at", domain->added_at);
	return object;
}

static json_t *move_json(const void *data)
{
	const struct stage_move *move = data;
	json_t *object = json_object();

	jput_time(object, "at", move->at);
	jput_text(object, "stage", move->stage);
	jput_day(object, "since", move->since);
	jput_text(object, "who", move->who);
	jput_text(object, "reason", move->reason);
	jput_text(object, "ticket", move->ticket);
	return object;
}

static json_t *waiver_json(const void *data)
{
	const struct waiver *waiver = data;
	json_t *object = json_object();

	jput_text(object, "condition", waiver->condition);
	jput_text(object, "source", waiver->source);
	jput_day(object, "until", waiver->until);
	jput_text(object, "by", waiver->by);
	jput_text(object, "reason", waiver->reason);
	jput_time(object, "at", waiver->at);
	return object;
}

static void print_domains(const struct cli *cli, struct domain *const *domains, unsigned n)
{
	struct out_table *table = out_table_new("DOMAIN|CUSTOMER|KIND|PLAYBOOK|STAGE|SINCE|GOAL");

	for (unsigned i = 0; i < n; i++) {
		out_cell_name(table, domains[i]->name);
		out_cell(table, domains[i]->customer);
		out_cell(table, domain_kind_name(domains[i]->kind));
		out_cell(table, domains[i]->playbook);
		out_cell(table, domains[i]->stage);
		out_cell_day(table, domains[i]->since);
		out_cell(table, goal_name(domains[i]->goal));
	}
	out_table_end(table, cli);
}

/* The domains of the command line and of --from-file, one a line, "#" begins a remark. */
static GPtrArray *names_to_add(const struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	for (unsigned i = 1; cli_word(cli, i); i++)
		g_ptr_array_add(names, g_strdup(cli_word(cli, i)));
	if (!cli_given(cli, OPTION_FROM_FILE))
		return g_steal_pointer(&names);
	if (!g_file_get_contents(cli_text(cli, OPTION_FROM_FILE), &text, NULL, error))
		return NULL;
	lines = g_strsplit(text, "\n", -1);
	for (unsigned i = 0; lines[i]; i++) {
		lines[i][strcspn(lines[i], "#")] = '\0';
		if (*g_strstrip(lines[i]))
			g_ptr_array_add(names, g_strdup(lines[i]));
	}
	return g_steal_pointer(&names);
}

static void print_added(const struct cli *cli, const struct domain *domain, bool added,
			json_t *list)
{
	json_t *object = domain_json(domain);

	jput_bool(object, "added", added);
	json_array_append_new(list, object);
	if (cli->json)
		return;
	if (!added)
		out_line(cli, "%s was there already and stays as it is", domain->name);
	else
		out_line(cli,
			 "%s is added at stage %s; draft its record with: rampart ticket new %s",
			 domain->name, domain->stage, domain->name);
}

static int add_all(struct cli *cli, const GPtrArray *names, enum domain_kind kind, json_t *list,
		   bool *any, GError **error)
{
	for (unsigned i = 0; i < names->len; i++) {
		bool added = false;
		struct domain *domain =
			app_domain_add(cli->app, cli_word(cli, 0), names->pdata[i],
				       cli_text(cli, OPTION_PLAYBOOK), kind, &added, error);

		if (!domain)
			return -1;
		print_added(cli, domain, added, list);
		*any |= added;
		domain_free(domain);
	}
	return EXIT_CODE_YES;
}

static int run_add(struct cli *cli, GError **error)
{
	enum domain_kind kind = DOMAIN_KIND_MAILING;
	g_autoptr(GPtrArray) names = names_to_add(cli, error);
	bool any = false;
	json_t *list;
	int code;

	if (!names)
		return -1;
	if (names->len == 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "domain add: name a domain, or a file of them with --from-file");
		return -1;
	}
	if (cli_given(cli, OPTION_KIND))
		domain_kind_from_name(cli_text(cli, OPTION_KIND), &kind);
	list = json_array();
	code = add_all(cli, names, kind, list, &any, error);
	if (code == EXIT_CODE_YES && cli->json) {
		json_t *object = json_object();

		jput_text(object, "customer", cli_word(cli, 0));
		jput_bool(object, "added", any);
		jput(object, "domains", json_incref(list));
		out_json(cli, object);
	}
	json_decref(list);
	return code;
}

static int list_found(struct cli *cli, GPtrArray *found, bool offered)
{
	if (!found)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, offered ? "offered" : "unassigned",
		     jlist(found, offered ? offered_json : unassigned_json));
		out_json(cli, object);
	} else if (offered) {
		offered_print(cli, found);
	} else {
		unassigned_print(cli, found);
	}
	g_ptr_array_unref(found);
	return EXIT_CODE_YES;
}

static int list_domains(struct cli *cli, GError **error)
{
	g_autoptr(GPtrArray) domains = app_domains(cli->app, cli_word(cli, 0), error);

	if (!domains)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "domains", jlist(domains, domain_json));
		out_json(cli, object);
	} else {
		print_domains(cli, (struct domain *const *)domains->pdata, domains->len);
	}
	return EXIT_CODE_YES;
}

static int run_list(struct cli *cli, GError **error)
{
	const struct window window = cli_window(cli);

	if (cli_given(cli, OPTION_UNASSIGNED))
		return list_found(cli, app_unassigned(cli->app, error), false);
	if (cli_given(cli, OPTION_OFFERED))
		return list_found(cli, app_offered(cli->app, NULL, &window, error), true);
	return list_domains(cli, error);
}

static void print_history(const struct cli *cli, const GPtrArray *moves)
{
	struct out_table *table = out_table_new("AT|STAGE|SINCE|WHO|TICKET|REASON");

	for (unsigned i = 0; i < moves->len; i++) {
		const struct stage_move *move = moves->pdata[i];
		g_autofree char *at = time_format(move->at);

		out_cell(table, at);
		out_cell(table, move->stage);
		out_cell_day(table, move->since);
		out_cell(table, move->who);
		out_cell(table, move->ticket);
		out_cell(table, move->reason);
	}
	out_table_end(table, cli);
}

static void print_waivers(const struct cli *cli, const GPtrArray *waivers)
{
	for (unsigned i = 0; i < waivers->len; i++) {
		const struct waiver *waiver = waivers->pdata[i];
		g_autofree char *until = day_format(waiver->until);

		out_line(cli, "waived until %s by %s: %s%s%s (%s)", until, waiver->by,
			 waiver->condition, waiver->source ? " of " : "",
			 waiver->source ? waiver->source : "", waiver->reason);
	}
}

/* What the reports say that somebody should look at. */
static void print_reports(const struct cli *cli, const GPtrArray *flagged, const GPtrArray *offered)
{
	if (flagged->len > 0) {
		out_line(cli, "%s", "");
		out_line(cli, "Reports that were stored although something is odd:");
		flagged_print(cli, flagged);
	}
	if (offered->len > 0) {
		out_line(cli, "%s", "");
		out_line(cli, "Subdomains that send and are not managed by themselves:");
		offered_print(cli, offered);
	}
}

static void print_since(const struct cli *cli, const struct status_line *line)
{
	g_autofree char *since = NULL;

	if (line->since == DAY_NONE)
		return;
	since = stage_days_text(line->since, line->clock_start, clock_today(app_clock(cli->app)));
	out_line(cli, "%s %s", line->stage, since);
}

static void print_facts(const struct cli *cli, struct domain *domain,
			const struct status_line *line)
{
	print_domains(cli, &domain, 1);
	print_since(cli, line);
	out_line(cli, "mailing lists: %s, risk: %s, monthly senders: %s",
		 answer_name(domain->lists), domain->low_risk ? "low" : "normal",
		 answer_name(domain->monthly));
	if (domain->parent)
		out_line(cli, "made for stream %s of %s", domain->split_stream, domain->parent);
	if (domain->goal_reason)
		out_line(cli, "goal %s: %s", goal_name(domain->goal), domain->goal_reason);
	if (domain->held)
		out_line(cli, "held: %s", domain->held);
}

static int show(struct cli *cli, struct domain *domain, GError **error)
{
	g_autoptr(GPtrArray) moves = app_moves(cli->app, domain->name, error);
	g_autoptr(GPtrArray) waivers = moves ? app_waivers(cli->app, domain->name, error) : NULL;
	g_autoptr(GPtrArray) flagged = waivers ? app_flagged(cli->app, domain->name, error) : NULL;
	g_autoptr(GPtrArray) offered =
		flagged ? app_offered(cli->app, domain->name, NULL, error) : NULL;
	char *name[] = {domain->name, NULL};
	g_autoptr(GPtrArray) lines = offered ? app_status(cli->app, name, NULL, error) : NULL;
	const struct status_line *line;

	if (!lines)
		return -1;
	line = lines->pdata[0];
	if (cli->json) {
		json_t *object = domain_json(domain);

		jput(object, "days", json_integer(line->days));
		jput_clock(object, line->clock_start, line->clock_start > line->since);
		jput(object, "history", jlist(moves, move_json));
		jput(object, "waivers", jlist(waivers, waiver_json));
		jput(object, "flagged", jlist(flagged, flagged_json));
		jput(object, "offered", jlist(offered, offered_json));
		out_json(cli, object);
		return EXIT_CODE_YES;
	}
	print_facts(cli, domain, line);
	print_waivers(cli, waivers);
	print_history(cli, moves);
	print_reports(cli, flagged, offered);
	return EXIT_CODE_YES;
}

static int run_show(struct cli *cli, GError **error)
{
	struct domain *domain = app_domain(cli->app, cli_word(cli, 0), error);
	int code = domain ? show(cli, domain, error) : -1;

	domain_free(domain);
	return code;
}

static bool check_change(const struct domain_change *change, GError **error)
{
	const char *fault = NULL;

	if (change->since != DAY_NONE && !change->stage)
		fault = "--since goes with --stage: it is the day since when the domain is there";
	else if (!change->lists && !change->risk && !change->monthly && !change->goal &&
		 !change->playbook && !change->kind && !change->stage)
		fault = "name what changes: see rampart help domain set";
	if (fault)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "domain set: %s", fault);
	return !fault;
}

static int run_set(struct cli *cli, GError **error)
{
	const struct domain_change change = {
		.lists = cli_text(cli, OPTION_LISTS),
		.risk = cli_text(cli, OPTION_RISK),
		.monthly = cli_text(cli, OPTION_MONTHLY),
		.goal = cli_text(cli, OPTION_GOAL),
		.playbook = cli_text(cli, OPTION_PLAYBOOK),
		.kind = cli_text(cli, OPTION_KIND),
		.stage = cli_text(cli, OPTION_STAGE),
		.since = cli_day(cli, OPTION_SINCE),
		.reason = cli_text(cli, OPTION_REASON),
	};
	bool changed = false;
	struct domain *domain =
		check_change(&change, error)
			? app_domain_set(cli->app, cli_word(cli, 0), &change, &changed, error)
			: NULL;

	if (!domain)
		return -1;
	if (!changed)
		out_remark(cli, "%s is so already", domain->name);
	if (cli->json) {
		json_t *object = domain_json(domain);

		jput_bool(object, "changed", changed);
		out_json(cli, object);
	} else {
		print_domains(cli, &domain, 1);
	}
	domain_free(domain);
	return EXIT_CODE_YES;
}

const struct command commands_domain[] = {
	{"domain add", "CUSTOMER [DOMAIN…]", "takes domains under management",
	 OPTIONS(OPTION_PLAYBOOK, OPTION_KIND, OPTION_FROM_FILE, OPTION_DRY_RUN), COMMAND_WRITES,
	 run_add, "domain add acme shop.example news.shop.example"},
	{"domain list", "[CUSTOMER]", "lists the domains under management, or those that are not",
	 OPTIONS(OPTION_UNASSIGNED, OPTION_OFFERED, OPTIONS_WINDOW), COMMAND_READS, run_list,
	 "domain list --unassigned"},
	{"domain show", "DOMAIN", "shows a domain with its history and exceptions", NULL,
	 COMMAND_READS, run_show, NULL},
	{"domain set", "DOMAIN", "records the answers that no report can give",
	 OPTIONS(OPTION_LISTS, OPTION_RISK, OPTION_MONTHLY, OPTION_GOAL, OPTION_KIND,
		 OPTION_PLAYBOOK, OPTION_STAGE, OPTION_SINCE, OPTION_REASON, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_set,
	 "domain set shop.example --stage quarantine-25 --since 2026-09-01"},
	{0},
};
