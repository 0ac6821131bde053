/* SPDX-License-Identifier: MIT */
/* sources, source: who sends in a domain's name, and the specialist's word on it. */
#include <string.h>

#include "app/sources.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/figure.h"
#include "base/ip.h"
#include "base/name.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/source_json.h"

static void print_ips(const struct cli *cli, const struct source *source)
{
	struct out_table *table = out_table_new("  ADDRESS|>MESSAGES|>COMPLIANT|HOST|NETWORK");

	for (unsigned i = 0; i < source->ips->len; i++) {
		const struct source_ip *ip = source->ips->pdata[i];
		char text[IP_TEXT_MAX];

		out_cellf(table, "  %s", ip_format(&ip->ip, text));
		out_cell_count(table, ip->messages);
		out_cell_share(table, (double)ip->compliant, (double)ip->messages);
		out_cell(table, ip->ptr);
		if (ip->asn)
			out_cellf(table, "AS%" G_GINT64_FORMAT, ip->asn);
		else
			out_cell(table, NULL);
	}
	out_table_end(table, cli);
}

static void add_dkim(GString *text, const struct flow *flow)
{
	for (unsigned i = 0; i < flow->dkim->len; i++) {
		const struct flow_dkim *dkim = flow->dkim->pdata[i];

		g_string_append_printf(text, "%s%s/%s %s", i ? ", " : "", dkim->domain,
				       dkim->selector ? dkim->selector : "?",
				       auth_result_name(dkim->result));
	}
}

static void print_flows(const struct cli *cli, const struct source *source)
{
	struct out_table *table =
		out_table_new("  FLOW|FROM|ENVELOPE|SPF|DKIM|>MESSAGES|>COMPLIANT|VERDICT|CLASS");

	for (unsigned i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];
		g_autoptr(GString) dkim = g_string_new(NULL);

		add_dkim(dkim, flow);
		out_cellf(table, "  %s", flow->key);
		out_cell(table, flow->header_from);
		out_cell(table, flow->envelope);
		out_cell(table, auth_result_name(flow->spf));
		out_cell(table, dkim->str);
		out_cell_count(table, flow->tally.messages);
		out_cell_share(table, (double)flow->tally.compliant, (double)flow->tally.messages);
		out_cell(table, verdict_name(flow->verdict));
		out_cell(table, flow_class_name(flow->class));
	}
	out_table_end(table, cli);
}

/* Verdicts that newer evidence speaks against are raised wherever the source is shown. */
static void print_contradictions(const struct cli *cli, const struct source_table *sources)
{
	for (unsigned i = 0; i < sources->sources->len; i++) {
		const struct source *source = sources->sources->pdata[i];

		for (unsigned k = 0; k < source->flows->len; k++) {
			const struct flow *flow = source->flows->pdata[k];

			if (flow->contradiction)
				out_line(cli, "! %s/%s: %s", source->key, flow->key,
					 flow->contradiction);
		}
	}
}

static void print_table(const struct cli *cli, const struct source_table *sources)
{
	unsigned n = sources->sources->len, shown = out_shown(cli, n);
	uint64_t rest = 0;
	struct out_table *table = out_table_new(
		"SOURCE|NAME|VERDICT|CLASS|>MESSAGES|>COMPLIANT|>DKIM|>SPF|>LOSS|TREND|FIX");

	for (unsigned i = 0; i < shown; i++) {
		const struct source *source = sources->sources->pdata[i];
		const struct flow *main = source_main(source);
		double messages = (double)source->tally.messages;
		g_autofree char *loss = out_amount_text(source->tally.lost + source->tally.spam);

		out_cell(table, source->key);
		out_cell(table, source->name);
		out_cell(table, verdict_name(main->verdict));
		out_cell(table, flow_class_name(main->class));
		out_cell_count(table, source->tally.messages);
		out_cell_share(table, (double)source->tally.compliant, messages);
		out_cell_share(table, (double)source->tally.dkim_aligned, messages);
		out_cell_share(table, (double)source->tally.spf_aligned, messages);
		out_cell(table, loss);
		out_cell(table, trend_name(source->trend));
		out_cell(table, source->fix);
	}
	out_table_end(table, cli);
	print_contradictions(cli, sources);
	for (unsigned i = shown; i < n; i++)
		rest += ((const struct source *)sources->sources->pdata[i])->tally.messages;
	out_more(cli, n - shown, "source", rest);
}

static void print_heading(const struct cli *cli, const struct source_table *table)
{
	g_autofree char *from = day_format(table->from), *until = day_format(table->until);
	g_autofree char *messages = figure_counted(table->tally.messages, "message", "messages");
	g_autofree char *share =
		out_share_text((double)table->tally.compliant, (double)table->tally.messages);

	out_line(cli, "%s, %s to %s: %s, %s compliant", table->domain, from, until, messages,
		 share);
}

static int run_sources(struct cli *cli, GError **error)
{
	struct window window = cli_window(cli);
	struct source_table *table = app_sources(cli->app, cli_word(cli, 0), &window, error);
	bool ips = cli_given(cli, OPTION_IPS), flows = cli_given(cli, OPTION_FLOWS);

	if (!table)
		return -1;
	if (cli->json) {
		out_json(cli, source_table_json(table, ips, flows));
	} else {
		print_heading(cli, table);
		print_table(cli, table);
		for (unsigned i = 0; (ips || flows) && i < out_shown(cli, table->sources->len);
		     i++) {
			const struct source *source = table->sources->pdata[i];

			out_line(cli, "%s", source->key);
			if (ips)
				print_ips(cli, source);
			if (flows)
				print_flows(cli, source);
		}
	}
	source_table_free(table);
	return EXIT_CODE_YES;
}

static void print_evidence(const struct cli *cli, const struct flow *flow)
{
	out_line(cli, "  %s %s, %s by %s: %s", flow->key, flow_class_name(flow->class),
		 verdict_name(flow->verdict), decided_by_name(flow->decided_by),
		 flow->reason ? flow->reason : "no reason is known");
	for (unsigned i = 0; flow->evidence && i < flow->evidence->len; i++) {
		const struct evidence *evidence = flow->evidence->pdata[i];

		out_line(cli, "    %+3d %s", evidence->points, evidence->text);
	}
	if (flow->contradiction)
		out_line(cli, "    but: %s", flow->contradiction);
}

static void print_part(struct out_table *table, const char *what, const struct tally *tally)
{
	double messages = (double)tally->messages;

	if (tally->messages == 0)
		return;
	out_cellf(table, "  %s", what);
	out_cell_count(table, tally->messages);
	out_cell_share(table, (double)tally->compliant, messages);
	out_cell_share(table, (double)tally->dkim_aligned, messages);
	out_cell_share(table, (double)tally->spf_aligned, messages);
}

static void print_list(struct out_table *table, const struct cli *cli, const GPtrArray *parts)
{
	for (unsigned i = 0; i < out_shown(cli, parts->len); i++) {
		const struct source_part *part = parts->pdata[i];

		print_part(table, part->name, &part->tally);
	}
}

static void print_mismatch(const struct cli *cli, uint64_t messages, const char *what)
{
	g_autofree char *count = figure_counted(messages, "message", "messages");

	if (messages > 0)
		out_line(cli, "  %s: %s", count, what);
}

/* The days are for --json and the screens: figures of a month are no list to read. */
static void print_parts(const struct cli *cli, const struct source_parts *parts)
{
	struct out_table *table = out_table_new("  OF WHICH|>MESSAGES|>COMPLIANT|>DKIM|>SPF");
	const uint64_t *mismatches = parts->mismatches;

	print_part(table, "direct", &parts->direct);
	print_part(table, "forwarded", &parts->forwarded);
	print_list(table, cli, parts->header_from);
	print_list(table, cli, parts->reporters);
	out_table_end(table, cli);
	print_mismatch(cli, mismatches[MISMATCH_PASS_WITHOUT_RAW],
		       "the reporter says pass, but no aligned raw result does");
	print_mismatch(cli, mismatches[MISMATCH_RAW_WITHOUT_PASS],
		       "an aligned raw result passes, but the reporter says fail");
}

static void print_source(const struct cli *cli, const struct source *source)
{
	const struct source_note *note = &source->note;

	out_line(cli, "%s: %s", source->key, source->name);
	if (source->named_by)
		out_line(cli, "named by %s", source->named_by);
	if (note->owner || note->task)
		out_line(cli, "owner %s, asked for: %s", note->owner ? note->owner : "-",
			 note->task ? note->task : "-");
	if (note->note)
		out_line(cli, "note: %s", note->note);
	if (source->fix)
		out_line(cli, "to do: %s", source->fix);
	print_ips(cli, source);
	print_parts(cli, source->parts);
	print_flows(cli, source);
	for (unsigned i = 0; i < source->flows->len; i++)
		print_evidence(cli, source->flows->pdata[i]);
}

static json_t *shown_json(const struct cli *cli, const struct source *source)
{
	g_autofree char *domain = name_from_user(cli_word(cli, 0), NULL);
	json_t *object = json_object();

	jput_text(object, "domain", domain);
	jput_day(object, "from", source->parts->from);
	jput_day(object, "until", source->parts->until);
	source_put(object, source, true, true);
	source_parts_put(object, source->parts);
	return object;
}

static int run_show(struct cli *cli, GError **error)
{
	struct window window = cli_window(cli);
	struct source *source =
		app_source(cli->app, cli_word(cli, 0), cli_word(cli, 1), &window, error);

	if (!source)
		return -1;
	if (cli->json)
		out_json(cli, shown_json(cli, source));
	else
		print_source(cli, source);
	source_free(source);
	return EXIT_CODE_YES;
}

/* Sources and flows that a command names, with the texts they point into. */
struct targets {
	GArray *list;	    /* struct source_flow */
	GPtrArray *owned;   /* char * */
	GPtrArray *settled; /* char *: sources on which a mark reached no flow */
};

static void targets_clear(struct targets *targets)
{
	g_array_unref(targets->list);
	g_ptr_array_unref(targets->owned);
	g_ptr_array_unref(targets->settled);
}

/* SOURCE or SOURCE/FLOW. */
static void targets_add(struct targets *targets, const char *word)
{
	char *source = g_strdup(word), *slash = strrchr(source, '/');
	struct source_flow target = {source, NULL};

	if (slash) {
		*slash = '\0';
		target.flow = slash + 1;
	}
	g_ptr_array_add(targets->owned, source);
	g_array_append_val(targets->list, target);
}

static bool targets_filter(struct cli *cli, struct targets *targets, GError **error)
{
	const char *filter = cli_text(cli, OPTION_FILTER);
	struct source_table *table = app_sources(cli->app, cli_word(cli, 0), NULL, error);
	g_autoptr(GPtrArray) found = table ? app_sources_filter(table, filter) : NULL;

	for (unsigned i = 0; found && i < found->len; i++)
		targets_add(targets, ((const struct source *)found->pdata[i])->key);
	if (found && found->len == 0)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
			    "%s has no source with \"%s\"; see: rampart sources %s",
			    cli_word(cli, 0), filter, cli_word(cli, 0));
	g_clear_pointer(&table, source_table_free);
	return found && found->len > 0;
}

/* The words from the second one up to `end`, or what --filter leaves. */
static bool targets_read(struct cli *cli, unsigned end, struct targets *targets, GError **error)
{
	bool named = end > 1;

	targets->list = g_array_new(FALSE, FALSE, sizeof(struct source_flow));
	targets->owned = g_ptr_array_new_with_free_func(g_free);
	targets->settled = g_ptr_array_new_with_free_func(g_free);
	if (named == cli_given(cli, OPTION_FILTER)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "%s: name sources, or choose them with --filter", cli->command->name);
		return false;
	}
	for (unsigned i = 1; i < end; i++)
		targets_add(targets, cli_word(cli, i));
	return named || targets_filter(cli, targets, error);
}

static char *target_text(const struct targets *targets, unsigned i)
{
	const struct source_flow *target = &g_array_index(targets->list, struct source_flow, i);

	return target->flow ? g_strconcat(target->source, "/", target->flow, NULL)
			    : g_strdup(target->source);
}

/* Is it a source whose flows the rules settle, so that a verdict on the whole reaches none? */
static bool target_is_settled(const struct targets *targets, unsigned i)
{
	const struct source_flow *target = &g_array_index(targets->list, struct source_flow, i);

	return !target->flow && g_ptr_array_find_with_equal_func(targets->settled, target->source,
								 g_str_equal, NULL);
}

/* What became of a target, in words. verdict NULL: it was taken back. */
static char *outcome_text(const struct cli *cli, const struct targets *targets, unsigned i,
			  const char *verdict, bool changed)
{
	const char *domain = cli_word(cli, 0);
	g_autofree char *target = target_text(targets, i);

	if (!verdict)
		return g_strdup_printf("%s is %s for %s", target,
				       changed ? "judged by the rules again"
					       : "already judged by the rules",
				       domain);
	if (!target_is_settled(targets, i))
		return g_strdup_printf("%s is %s%s for %s", target, changed ? "" : "already ",
				       verdict, domain);
	return g_strdup_printf("%s: no flow was marked: the rules settle all of its flows, and %s "
			       "holds for what they leave open. To overrule them, mark a flow: "
			       "%s/FLOW (`rampart source show %s %s` lists them)",
			       target, verdict, target, domain, target);
}

/* changed: something was written; else it had been done before. */
static void finish(struct cli *cli, const struct targets *targets, const char *verdict,
		   const char *reason, bool changed)
{
	const struct source_flow *first = &g_array_index(targets->list, struct source_flow, 0);
	bool single = targets->list->len == 1;
	json_t *object = json_object(), *marked = json_array(), *settled = json_array();
	json_t *outcomes = json_array();

	for (unsigned i = 0; i < targets->list->len; i++) {
		g_autofree char *text = target_text(targets, i);
		g_autofree char *outcome = outcome_text(cli, targets, i, verdict, changed);

		json_array_append_new(marked, jtext(text));
		json_array_append_new(outcomes, jtext(outcome));
		if (target_is_settled(targets, i))
			json_array_append_new(settled, jtext(text));
		if (!cli->json)
			out_line(cli, "%s", outcome);
	}
	jput_text(object, "domain", cli_word(cli, 0));
	jput_text(object, "source", single ? first->source : NULL);
	jput_text(object, "flow", single ? first->flow : NULL);
	jput(object, "marked", marked);
	jput(object, "settled", settled);
	jput(object, "outcomes", outcomes);
	jput_text(object, "verdict", verdict);
	jput_text(object, "reason", reason);
	jput_bool(object, verdict ? "added" : "removed", changed);
	if (cli->json)
		out_json(cli, object);
	else
		json_decref(object);
}

static int run_mark(struct cli *cli, GError **error)
{
	unsigned last = cli->arguments.words->len - 1;
	g_autofree char *reason = NULL;
	struct targets targets;
	enum verdict verdict;
	bool done = false, added;

	if (!verdict_from_name(cli_word(cli, last), &verdict)) {
		g_set_error(
			error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			"\"%s\" is no verdict; there are: legitimate, forwarder, threat, unknown",
			cli_word(cli, last));
		return -1;
	}
	reason = cli_reason(cli, error);
	if (!reason)
		return -1;
	if (targets_read(cli, last, &targets, error))
		done = app_sources_mark(
			cli->app, cli_word(cli, 0),
			(const struct source_flow *)(const void *)targets.list->data,
			targets.list->len, verdict, reason, &added, targets.settled, error);
	if (done)
		finish(cli, &targets, verdict_name(verdict), reason, added);
	targets_clear(&targets);
	return done ? EXIT_CODE_YES : -1;
}

static int run_unmark(struct cli *cli, GError **error)
{
	struct targets targets;
	bool done = false, ended;

	if (targets_read(cli, cli->arguments.words->len, &targets, error))
		done = app_sources_unmark(
			cli->app, cli_word(cli, 0),
			(const struct source_flow *)(const void *)targets.list->data,
			targets.list->len, &ended, error);
	if (done)
		finish(cli, &targets, NULL, NULL, ended);
	targets_clear(&targets);
	return done ? EXIT_CODE_YES : -1;
}

static int run_set(struct cli *cli, GError **error)
{
	const struct note_change change = {
		.owner = cli_text(cli, OPTION_OWNER),
		.account = cli_text(cli, OPTION_ACCOUNT),
		.task = cli_text(cli, OPTION_TASK),
		.note = cli_text(cli, OPTION_NOTE),
		.due = cli_day(cli, OPTION_DUE),
		.vital = cli_given(cli, OPTION_VITAL)	   ? 1
			 : cli_given(cli, OPTION_NO_VITAL) ? 0
							   : -1,
	};
	json_t *object;

	if (!app_source_set(cli->app, cli_word(cli, 0), cli_word(cli, 1), &change, error))
		return -1;
	if (!cli->json) {
		out_line(cli, "%s of %s is noted", cli_word(cli, 1), cli_word(cli, 0));
		return EXIT_CODE_YES;
	}
	object = json_object();
	jput_text(object, "domain", cli_word(cli, 0));
	jput_text(object, "source", cli_word(cli, 1));
	jput_text(object, "owner", change.owner);
	jput_text(object, "account", change.account);
	jput_text(object, "task", change.task);
	jput_day(object, "due", change.due);
	jput(object, "vital", change.vital < 0 ? json_null() : json_boolean(change.vital));
	jput_text(object, "note", change.note);
	out_json(cli, object);
	return EXIT_CODE_YES;
}

const struct command commands_source[] = {
	{"sources", "DOMAIN",
	 "shows who sends in a domain's name, and how compliant each source is",
	 OPTIONS(OPTION_IPS, OPTION_FLOWS, OPTIONS_WINDOW), COMMAND_READS, run_sources,
	 "sources shop.example --days 7"},
	{"source show", "DOMAIN SOURCE", "shows a source with its evidence",
	 OPTIONS(OPTIONS_WINDOW), COMMAND_READS, run_show, NULL},
	{"source mark", "DOMAIN [SOURCE[/FLOW]…] VERDICT",
	 "says what sources, or single flows, are for the domain",
	 OPTIONS(OPTION_REASON, OPTION_FILTER, OPTION_DRY_RUN), COMMAND_WRITES, run_mark,
	 "source mark shop.example deskly legitimate --reason 'the help desk, says J. Bakker'"},
	{"source unmark", "DOMAIN [SOURCE[/FLOW]…]", "takes verdicts back",
	 OPTIONS(OPTION_FILTER, OPTION_DRY_RUN), COMMAND_WRITES, run_unmark, NULL},
	{"source set", "DOMAIN SOURCE|STREAM",
	 "notes who answers for a source and what is asked of them",
	 OPTIONS(OPTION_OWNER, OPTION_ACCOUNT, OPTION_TASK, OPTION_DUE, OPTION_VITAL,
		 OPTION_NO_VITAL, OPTION_NOTE, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_set, NULL},
	{0},
};
