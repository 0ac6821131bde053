/* SPDX-License-Identifier: MIT */
/* ticket: the life of a DNS change. */
#include <string.h>
#include <unistd.h>

#include "app/ticket.h"
#include "base/clock.h"
#include "base/editor.h"
#include "base/error.h"
#include "cli/json.h"
#include "cli/look_json.h"
#include "cli/out.h"
#include "cli/task.h"
#include "cli/ticket_out.h"

static json_t *line_json(const void *data)
{
	const struct ticket *ticket = data;
	json_t *object = json_object();

	jput_text(object, "id", ticket->id);
	jput_text(object, "state", ticket_state_name(ticket->state));
	jput_text(object, "customer", ticket->customer);
	jput_text(object, "domain", ticket->domain);
	jput_text(object, "kind", ticket_kind_name(ticket->kind));
	jput_text(object, "stage", ticket->stage);
	jput_time(object, "drafted_at", ticket->drafted_at);
	return object;
}

static void print_tickets(const struct cli *cli, const GPtrArray *tickets)
{
	struct out_table *table = out_table_new("TICKET|STATE|DOMAIN|CUSTOMER|KIND|STAGE|DRAFTED");

	for (unsigned i = 0; i < tickets->len; i++) {
		const struct ticket *ticket = tickets->pdata[i];

		out_cell(table, ticket->id);
		out_cell(table, ticket_state_name(ticket->state));
		out_cell_name(table, ticket->domain);
		out_cell(table, ticket->customer);
		out_cell(table, ticket_kind_name(ticket->kind));
		out_cell(table, ticket->stage);
		out_cell_day(table, day_of(ticket->drafted_at));
	}
	out_table_end(table, cli);
}

static int run_list(struct cli *cli, GError **error)
{
	const char *of = cli_word(cli, 0);
	bool is_domain = of && strchr(of, '.');
	g_autoptr(GPtrArray) tickets =
		app_tickets(cli->app, is_domain ? NULL : of, is_domain ? of : NULL, error);

	if (!tickets)
		return -1;
	if (cli->json) {
		json_t *object = json_object();

		jput(object, "tickets", jlist(tickets, line_json));
		out_json(cli, object);
	} else {
		print_tickets(cli, tickets);
	}
	return EXIT_CODE_YES;
}

/*
 * What moved since, and who reports the new policy, comes before anything else; into a document for
 * the customer it does not go.
 */
static int show_text(struct cli *cli, const struct ticket *ticket, GError **error)
{
	const char *format =
		cli_text(cli, OPTION_TICKET_FORMAT) ? cli_text(cli, OPTION_TICKET_FORMAT) : "text";
	g_autoptr(GPtrArray) moved = app_ticket_moved(cli->app, ticket, error);
	g_autofree char *text = moved ? app_ticket_text(cli->app, ticket, format, error) : NULL;
	g_autoptr(GPtrArray) echoes = text ? app_ticket_echoes(cli->app, ticket, error) : NULL;
	g_autoptr(GPtrArray) lines = echoes ? ticket_echo_lines(ticket, echoes) : NULL;

	for (unsigned i = 0; lines && i < lines->len; i++)
		out_remark(cli, "%s", (const char *)lines->pdata[i]);
	for (unsigned i = 0; lines && i < moved->len; i++)
		out_remark(cli, "%s moved since it was drafted: %s", ticket->id,
			   (const char *)moved->pdata[i]);
	return lines && out_document(cli, text, error) ? EXIT_CODE_YES : -1;
}

static int run_show(struct cli *cli, GError **error)
{
	struct ticket *ticket = app_ticket(cli->app, cli_word(cli, 0), error);
	int code;

	if (!ticket || cli->json)
		return ticket_finish(cli, ticket, error);
	code = show_text(cli, ticket, error);
	ticket_free(ticket);
	return code;
}

static int run_remove(struct cli *cli, GError **error)
{
	const struct ticket_removal removal = {.what = cli_text(cli, OPTION_DELETE),
					       .value = cli_text(cli, OPTION_VALUE),
					       .force = cli_given(cli, OPTION_FORCE),
					       .reason = cli_text(cli, OPTION_REASON)};
	struct ticket *ticket;
	struct task *task;

	if (cli_word(cli, 1) || cli_given(cli, OPTION_STAGE) || cli_given(cli, OPTION_RECORD)) {
		g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
				    "--delete takes one record of one domain out; give no --stage, "
				    "no --record and no other domain");
		return -1;
	}
	task = task_begin(cli, "asking DNS", TASK_UNIT_THINGS);
	ticket =
		app_ticket_remove(cli->app, cli_word(cli, 0), &removal, task_progress(task), error);
	task_end(task);
	return ticket_finish(cli, ticket, error);
}

static int run_draft(struct cli *cli, GError **error)
{
	g_autofree char **names = cli_words(cli, 0);
	struct ticket_order order = {.stage = cli_text(cli, OPTION_STAGE),
				     .record = cli_text(cli, OPTION_RECORD),
				     .force = cli_given(cli, OPTION_FORCE),
				     .reason = cli_text(cli, OPTION_REASON)};
	struct ticket *ticket = app_ticket_new(cli->app, names, &order, error);

	if (ticket && !ticket->stage)
		out_remark(cli,
			   "the record is of no stage: once verified it leaves %s at its stage; "
			   "--stage says which one it stands for",
			   ticket->domain);
	return ticket_finish(cli, ticket, error);
}

static int run_new(struct cli *cli, GError **error)
{
	if (cli_given(cli, OPTION_DELETE))
		return run_remove(cli, error);
	return run_draft(cli, error);
}

static char *edit_here(struct cli *cli, const char *text, GError **error)
{
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return editor_edit(app_state_dir(cli->app), text, error);
	g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "there is no terminal for an editor; give the new value with --value");
	return NULL;
}

/* All that the ticket asks for, as it comes out of the editor; *seen: its moves until then. */
static char *edited_sheet(struct cli *cli, unsigned *seen, GError **error)
{
	struct ticket *ticket = app_ticket(cli->app, cli_word(cli, 0), error);
	g_autofree char *sheet = ticket ? app_ticket_sheet(cli->app, ticket) : NULL;
	char *edited;

	*seen = ticket ? ticket->history->len : 0;
	/* Nobody edits for nothing: the refusal comes with the unchanged sheet. */
	if (sheet && !app_ticket_why_not(ticket->state, "edit"))
		edited = edit_here(cli, sheet, error);
	else
		edited = g_steal_pointer(&sheet);
	g_clear_pointer(&ticket, ticket_free);
	return edited;
}

static int run_edit(struct cli *cli, GError **error)
{
	const char *id = cli_word(cli, 0), *value = cli_text(cli, OPTION_VALUE);
	const char *reason = cli_text(cli, OPTION_REASON);
	const char *note = reason ? reason : cli_text(cli, OPTION_NOTE);
	bool force = cli_given(cli, OPTION_FORCE);
	unsigned seen;
	g_autofree char *sheet = value ? NULL : edited_sheet(cli, &seen, error);

	if (value)
		return ticket_finish(
			cli, app_ticket_edit(cli->app, id, 0, value, force, note, error), error);
	return sheet ? ticket_finish(
			       cli,
			       app_ticket_edit_sheet(cli->app, id, seen, sheet, force, note, error),
			       error)
		     : -1;
}

/* With --force the reason to go on although something moved, else NULL; false: it is missing. */
static bool override_of(struct cli *cli, char **reason, GError **error)
{
	*reason = cli_given(cli, OPTION_FORCE) ? cli_reason(cli, error) : NULL;
	return *reason || !cli_given(cli, OPTION_FORCE);
}

static int run_send(struct cli *cli, GError **error)
{
	g_autofree char *written = NULL, *override = NULL;
	struct ticket *ticket;

	if (!override_of(cli, &override, error))
		return -1;
	ticket = app_ticket_send(cli->app, cli_word(cli, 0), 0, cli_text(cli, OPTION_OUTPUT),
				 override, &written, error);
	if (ticket)
		out_remark(cli, "%s is written", written);
	return ticket_finish(cli, ticket, error);
}

static int run_approve(struct cli *cli, GError **error)
{
	g_autofree char *override = NULL;

	if (!cli_require(cli, OPTION_BY, error) || !override_of(cli, &override, error))
		return -1;
	return ticket_finish(cli,
			     app_ticket_approve(cli->app, cli_word(cli, 0), 0,
						cli_text(cli, OPTION_BY),
						cli_text(cli, OPTION_WINDOW),
						cli_text(cli, OPTION_NOTE), override, error),
			     error);
}

static json_t *push_json(struct cli *cli, const struct ticket_push *push, GError **error)
{
	json_t *object = ticket_json(cli, push->ticket, error);
	json_t *how = json_object();

	jput_text(how, "zone", push->zone);
	jput_text(how, "server", push->server);
	jput_text(how, "key", push->key);
	jput_text(how, "script", push->script);
	jput_bool(how, "sent", push->sent);
	if (object)
		jput(object, "push", how);
	else
		json_decref(how);
	return object;
}

static void print_push(const struct cli *cli, const struct ticket_push *push)
{
	g_auto(GStrv) lines = g_strsplit(push->script ? g_strchomp(push->script) : "", "\n", -1);

	for (char **line = lines; *line; line++)
		out_line(cli, "%s", *line);
	if (!*lines)
		out_line(cli, "%s serves it already; nothing is left to send", push->server);
	if (!push->sent)
		out_remark(cli, "nothing was changed; `rampart ticket publish %s --push --yes` %s",
			   push->ticket->id, *lines ? "sends this" : "notes that it is published");
}

static int run_push(struct cli *cli, const char *override, GError **error)
{
	struct task *task = task_begin(cli, "updating DNS", TASK_UNIT_THINGS);
	struct ticket_push *push =
		app_ticket_push(cli->app, cli_word(cli, 0), cli_given(cli, OPTION_YES),
				cli_text(cli, OPTION_NOTE), override, task_progress(task), error);
	json_t *object = push && cli->json ? push_json(cli, push, error) : NULL;
	int code = push && (object || !cli->json) ? EXIT_CODE_YES : -1;

	task_end(task);
	if (object) {
		out_json(cli, object);
	} else if (code == EXIT_CODE_YES) {
		print_push(cli, push);
		code = ticket_finish(cli, g_steal_pointer(&push->ticket), error);
	}
	ticket_push_free(push);
	return code;
}

static int run_publish(struct cli *cli, GError **error)
{
	g_autofree char *override = NULL;

	if (!override_of(cli, &override, error))
		return -1;
	if (cli_given(cli, OPTION_PUSH))
		return run_push(cli, override, error);
	if (cli_given(cli, OPTION_YES)) {
		g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
				    "--yes sends what --push shows; give both");
		return -1;
	}
	return ticket_finish(cli,
			     app_ticket_publish(cli->app, cli_word(cli, 0), 0,
						cli_text(cli, OPTION_NOTE), override, error),
			     error);
}

static int run_withdraw(struct cli *cli, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);

	return reason ? ticket_finish(
				cli,
				app_ticket_withdraw(cli->app, cli_word(cli, 0), 0, reason, error),
				error)
		      : -1;
}

static void print_verification(const struct cli *cli,
			       const struct ticket_verification *verification)
{
	const struct ticket *ticket = verification->ticket;
	g_autofree char *until = time_format(verification->old_until);

	if (verification->matches)
		out_line(cli, "%s; ticket %s is %s",
			 ticket->kind == TICKET_KIND_DELETE
				 ? "no authoritative server has the old value any more"
				 : "every authoritative server has the new value",
			 ticket->id, ticket_state_name(ticket->state));
	for (unsigned i = 0; i < verification->behind->len; i++)
		out_line(cli, "not yet: %s", (const char *)verification->behind->pdata[i]);
	if (*until && verification->old_until > clock_now(app_clock(cli->app)))
		out_line(cli, "the old value may be answered until %s", until);
}

static json_t *laggard_json(const void *data)
{
	const struct laggard *laggard = data;
	json_t *object = json_object();

	jput_text(object, "server", laggard->server);
	jput_text(object, "address", laggard->address);
	jput_text(object, "name", laggard->name);
	jput_text(object, "type", laggard->type);
	jput_text(object, "status", look_status_name(laggard->status));
	jput_text(object, "value", laggard->value);
	jput_count(object, "serial", laggard->serial);
	jput_count(object, "newest_serial", laggard->newest);
	jput_time(object, "since", laggard->since);
	jput_time(object, "until", laggard->until);
	return object;
}

static json_t *verification_json(const struct ticket_verification *verification)
{
	json_t *object = json_object();

	jput_text(object, "id", verification->ticket->id);
	jput_text(object, "state", ticket_state_name(verification->ticket->state));
	jput_bool(object, "matches", verification->matches);
	jput(object, "servers", jlist(verification->servers, look_server_json));
	jput(object, "behind", jtexts(verification->behind));
	jput(object, "laggards", jlist(verification->laggards, laggard_json));
	jput_time(object, "old_until", verification->old_until);
	return object;
}

static int run_verify(struct cli *cli, GError **error)
{
	struct task *task = task_begin(cli, "asking DNS", TASK_UNIT_THINGS);
	struct ticket_verification *verification =
		app_ticket_verify(cli->app, cli_word(cli, 0), task_progress(task), error);
	int code;

	task_end(task);
	if (!verification)
		return -1;
	code = verification->matches ? EXIT_CODE_YES : EXIT_CODE_NO;
	if (cli->json)
		out_json(cli, verification_json(verification));
	else
		print_verification(cli, verification);
	ticket_verification_free(verification);
	return code;
}

static int run_confirm(struct cli *cli, GError **error)
{
	struct ticket_confirmation *confirmation =
		app_ticket_confirm(cli->app, cli_word(cli, 0), error);
	int code;

	if (!confirmation)
		return -1;
	code = confirmation->confirmed ? EXIT_CODE_YES : EXIT_CODE_NO;
	if (cli->json) {
		json_t *object = json_object();

		jput_text(object, "id", confirmation->ticket->id);
		jput_text(object, "state", ticket_state_name(confirmation->ticket->state));
		jput_bool(object, "confirmed", confirmation->confirmed);
		jput(object, "reporters", jtexts(confirmation->lines));
		jput(object, "echoes", jlist(confirmation->echoes, ticket_echo_json));
		out_json(cli, object);
	} else {
		for (unsigned i = 0; i < confirmation->lines->len; i++)
			out_line(cli, "%s", (const char *)confirmation->lines->pdata[i]);
		out_line(cli, "ticket %s is %s", confirmation->ticket->id,
			 ticket_state_name(confirmation->ticket->state));
	}
	ticket_confirmation_free(confirmation);
	return code;
}

const struct command commands_ticket[] = {
	{"ticket list", "[CUSTOMER|DOMAIN]", "lists the DNS changes", NULL, COMMAND_READS, run_list,
	 NULL},
	{"ticket show", "ID", "shows a ticket", OPTIONS(OPTION_TICKET_FORMAT, OPTION_OUTPUT),
	 COMMAND_READS, run_show, NULL},
	{"ticket new", "DOMAIN…",
	 "drafts a ticket for a stage's record, one of your own, or to delete one",
	 OPTIONS(OPTION_STAGE, OPTION_RECORD, OPTION_DELETE, OPTION_VALUE, OPTION_FORCE,
		 OPTION_REASON, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_new, "ticket new shop.example"},
	{"ticket edit", "ID", "changes what it asks for, all of it in your editor",
	 OPTIONS(OPTION_VALUE, OPTION_NOTE, OPTION_FORCE, OPTION_REASON, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_edit, NULL},
	{"ticket send", "ID", "writes the ticket for the customer and marks it sent",
	 OPTIONS(OPTION_OUTPUT, OPTION_FORCE, OPTION_REASON, OPTION_DRY_RUN), COMMAND_WRITES,
	 run_send, "ticket send CHG-2026-0001 -o change.md"},
	{"ticket approve", "ID", "notes who approved it",
	 OPTIONS(OPTION_BY, OPTION_WINDOW, OPTION_NOTE, OPTION_FORCE, OPTION_REASON,
		 OPTION_DRY_RUN),
	 COMMAND_WRITES, run_approve, "ticket approve CHG-2026-0001 --by 'M. Visser'"},
	{"ticket publish", "ID", "notes that it was done, or does it by DNS update (--push --yes)",
	 OPTIONS(OPTION_PUSH, OPTION_YES, OPTION_NOTE, OPTION_FORCE, OPTION_REASON, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_publish, "ticket publish CHG-2026-0001 --push --yes"},
	{"ticket verify", "ID", "asks every authoritative server for the new value",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_verify, NULL},
	{"ticket confirm", "ID", "looks whether receivers report the new policy",
	 OPTIONS(OPTION_DRY_RUN), COMMAND_WRITES, run_confirm, NULL},
	{"ticket withdraw", "ID", "takes a ticket back", OPTIONS(OPTION_REASON, OPTION_DRY_RUN),
	 COMMAND_WRITES, run_withdraw, NULL},
	{0},
};
