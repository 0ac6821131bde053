/* SPDX-License-Identifier: MIT */
#include "cli/import_out.h"

#include <string.h>

#include "app/names.h"
#include "base/figure.h"
#include "cli/flagged.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/task.h"

#define ITEMS_SHOWN 10

static json_t *rejected_json(const void *data)
{
	const struct import_item *item = data;
	json_t *object = json_object();

	jput_text(object, "input", item->input);
	jput_text(object, "member", item->member);
	jput_text(object, "reason", item->reason);
	return object;
}

static json_t *skipped_json(const void *data)
{
	const struct import_item *item = data;
	json_t *object = json_object();

	jput_text(object, "input", item->input);
	jput_text(object, "member", item->member);
	jput_text(object, "kind", item->reason);
	return object;
}

static json_t *flagged_item_json(const void *data)
{
	const struct import_item *item = data;
	json_t *object = json_object();

	jput_text(object, "input", item->input);
	jput_text(object, "member", item->member);
	jput(object, "flags", jflags(item->flags));
	return object;
}

static json_t *result_json(const struct import_result *result)
{
	json_t *object = json_object(), *reports = json_object(), *skipped = json_object();

	jput_count(reports, "new", result->reports_new);
	jput_count(reports, "duplicate", result->reports_duplicate);
	jput_count(reports, "rejected", result->reports_rejected);
	jput_count(skipped, "failure", result->skipped_failure);
	jput_count(skipped, "tls", result->skipped_tls);
	jput_count(object, "inputs", result->inputs);
	jput(object, "reports", reports);
	jput_count(object, "rows", result->rows);
	jput_count(object, "bad_rows", result->bad_rows);
	jput_count(object, "messages", result->messages);
	jput(object, "skipped", skipped);
	jput(object, "unmanaged_domains", jcounts(result->unmanaged));
	jput(object, "rejected", jlist(result->rejected, rejected_json));
	jput(object, "flagged", jlist(result->flagged, flagged_item_json));
	jput(object, "skipped_items", jlist(result->skipped, skipped_json));
	jput_share(object, "seconds", result->seconds);
	return object;
}

void import_out_item(const struct cli *cli, const char *what, const char *input, const char *member,
		     const char *text)
{
	out_line(cli, "%s: %s%s%s: %s", what, input, member ? " " : "", member ? member : "", text);
}

/* The first ones; all, of which there are `all`, with --verbose. where: the command that lists. */
static void print_items(const struct cli *cli, const char *what, const GPtrArray *items,
			uint64_t all, const char *where)
{
	unsigned shown = cli_given(cli, OPTION_VERBOSE) ? items->len : MIN(items->len, ITEMS_SHOWN);

	for (unsigned i = 0; i < shown; i++) {
		const struct import_item *item = items->pdata[i];
		g_autofree char *flags = item->reason ? NULL : report_flags_text(item->flags);

		import_out_item(cli, what, item->input, item->member, flags ? flags : item->reason);
	}
	if (all > shown) {
		g_autofree char *more = figure_count(all - shown);

		out_line(cli, "… and %s more; see: rampart %s", more, where);
	}
}

static gint compare_messages(gconstpointer a, gconstpointer b, gpointer messages)
{
	const uint64_t *x = g_hash_table_lookup(messages, a), *y = g_hash_table_lookup(messages, b);

	return *x == *y ? strcmp(a, b) : *x > *y ? -1 : 1;
}

/* The most messages first. */
static void print_unmanaged(const struct cli *cli, GHashTable *messages)
{
	unsigned n = g_hash_table_size(messages), shown = out_shown(cli, n);
	g_autofree char *domains = figure_counted(n, "domain", "domains");
	g_autoptr(GList) names =
		g_list_sort_with_data(g_hash_table_get_keys(messages), compare_messages, messages);

	for (GList *at = names; at && shown > 0; at = at->next, shown--) {
		const uint64_t *count = g_hash_table_lookup(messages, at->data);
		g_autofree char *text = figure_counted(*count, "message", "messages");

		out_line(cli, "not managed: %s, %s", (char *)at->data, text);
	}
	if (n > 0)
		out_line(cli,
			 "%s not managed yet (rampart domain list --unassigned); add with: "
			 "rampart domain add CUSTOMER DOMAIN",
			 domains);
}

static void print_result(const struct cli *cli, const struct import_result *result)
{
	g_autofree char *inputs = figure_counted(result->inputs, "input", "inputs"),
			*reports = figure_counted(result->reports_new, "new report", "new reports"),
			*known = figure_count(result->reports_duplicate),
			*rejected = figure_count(result->reports_rejected),
			*rows = figure_counted(result->rows, "row", "rows"),
			*messages = figure_counted(result->messages, "message", "messages"),
			*bad = figure_counted(result->bad_rows, "row", "rows"),
			*failure = figure_counted(result->skipped_failure, "failure report",
						  "failure reports"),
			*tls = figure_counted(result->skipped_tls, "TLS report", "TLS reports");

	out_line(cli, "%s: %s, %s known already, %s rejected; %s, %s", inputs, reports, known,
		 rejected, rows, messages);
	if (result->bad_rows)
		out_line(cli, "outside the sums, without a usable address or count: %s", bad);
	if (result->skipped_failure || result->skipped_tls)
		out_line(cli, "skipped: %s, %s", failure, tls);
	print_items(cli, "rejected", result->rejected, result->reports_rejected, "rejects list");
	print_items(cli, "flagged", result->flagged, result->reports_flagged,
		    "rejects list --flagged");
	print_items(cli, "skipped", result->skipped, result->skipped_failure + result->skipped_tls,
		    "import --verbose");
	print_unmanaged(cli, result->unmanaged);
}

/* A result comes back also when the work was stopped: what was committed is told all the same. */
static int finish(struct cli *cli, struct import_result *result, const GError *error)
{
	int code;

	if (!result)
		return -1;
	code = error ? -1 : result->reports_rejected ? EXIT_CODE_NO : EXIT_CODE_YES;
	if (cli->json)
		out_json(cli, result_json(result));
	else
		print_result(cli, result);
	import_result_free(result);
	return code;
}

/* After the import and never in its way: that nobody answers is said, and no failure. */
static void lookup_names(struct cli *cli)
{
	struct task *task = task_begin(cli, "looking up names", TASK_UNIT_THINGS);
	g_autoptr(GError) fault = NULL;

	app_lookup_names(cli->app, NULL, task_progress(task), NULL, &fault);
	task_end(task);
	if (fault)
		out_remark(cli, "%s", fault->message);
}

int import_out_run(struct cli *cli, import_read *from, const char *verb, enum task_unit unit,
		   GError **error)
{
	g_autofree char **words = cli_words(cli, 0);
	unsigned n = cli->arguments.words->len;
	struct task *task = task_begin(cli, verb, unit);
	GError *fault = NULL;
	struct import_result *result =
		from(cli->app, n ? words : NULL, n, task_progress(task), &fault);
	int code;

	task_end(task);
	if (result && result->reports_new && !fault && app_lookup_wanted(cli->app))
		lookup_names(cli);
	code = finish(cli, result, fault);
	if (fault)
		g_propagate_error(error, fault);
	return code;
}
