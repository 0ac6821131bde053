/* SPDX-License-Identifier: MIT */
/* gate, advance, hold, resume, rollback, park, finish: the moves on the ladder. */
#include "app/rollout.h"
#include "base/clock.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/ticket_out.h"

static json_t *figure_json(enum gate_unit unit, double figure)
{
	switch (unit) {
	case GATE_UNIT_COUNT:
		return json_integer((json_int_t)figure);
	case GATE_UNIT_SHARE:
		return json_real(figure);
	case GATE_UNIT_BOOL:
		return json_boolean(figure != 0);
	}
	g_assert_not_reached();
}

static json_t *waived_json(const struct waiver *waiver)
{
	json_t *object;

	if (!waiver)
		return json_null();
	object = json_object();
	jput_day(object, "until", waiver->until);
	jput_text(object, "by", waiver->by);
	jput_text(object, "reason", waiver->reason);
	return object;
}

static json_t *condition_json(const void *data)
{
	const struct gate_condition *condition = data;
	json_t *object = json_object();

	jput_text(object, "name", condition->name);
	jput_bool(object, "met", condition->met);
	jput(object, "want", figure_json(condition->unit, condition->want));
	jput(object, "have", figure_json(condition->unit, condition->have));
	jput_text(object, "sense", condition->at_most ? "at-most" : "at-least");
	jput_text(object, "text", condition->text);
	jput_day(object, "earliest", condition->earliest);
	jput(object, "waived", waived_json(condition->waived));
	return object;
}

static json_t *gate_json(const struct gate *gate)
{
	json_t *object = json_object();

	jput_text(object, "domain", gate->domain);
	jput_text(object, "stage", gate->stage);
	jput_text(object, "next", gate->next);
	jput_bool(object, "open", gate->open);
	jput(object, "conditions", jlist(gate->conditions, condition_json));
	jput_clock(object, gate->clock_start, gate->clock_echoed);
	jput_day(object, "earliest", gate->earliest);
	jput(object, "blockers", jtexts(gate->blockers));
	return object;
}

/* Is a blocker the text of a condition, or something that shuts the gate beside them? */
static bool is_condition(const struct gate *gate, const char *blocker)
{
	for (unsigned i = 0; i < gate->conditions->len; i++)
		if (g_str_equal(((struct gate_condition *)gate->conditions->pdata[i])->text,
				blocker))
			return true;
	return false;
}

/* + met, ! not met or in the way, ~ accepted by name until a day. */
static void print_gate(const struct cli *cli, const struct gate *gate)
{
	g_autofree char *earliest = day_format(gate->earliest);

	if (gate->next)
		out_line(cli, "%s at %s: the gate to %s is %s", gate->domain, gate->stage,
			 gate->next, gate->open ? "open" : "closed");
	else
		out_line(cli, "%s at %s: the last stage of its ladder", gate->domain, gate->stage);
	for (unsigned i = 0; i < gate->blockers->len; i++)
		if (!is_condition(gate, gate->blockers->pdata[i]))
			out_line(cli, "  ! %s", (const char *)gate->blockers->pdata[i]);
	for (unsigned i = 0; i < gate->conditions->len; i++) {
		const struct gate_condition *condition = gate->conditions->pdata[i];

		out_line(cli, "  %s %s: %s",
			 condition->waived ? "~"
			 : condition->met  ? "+"
					   : "!",
			 condition->name, condition->text);
	}
	if (gate->open)
		out_line(cli, "go on with: rampart advance %s --reason TEXT", gate->domain);
	else if (*earliest)
		out_line(cli, "it can open on %s at the earliest", earliest);
}

static int run_gate(struct cli *cli, GError **error)
{
	struct gate *gate = app_gate(cli->app, cli_word(cli, 0), error);
	int code;

	if (!gate)
		return -1;
	code = gate->open ? EXIT_CODE_YES : EXIT_CODE_NO;
	if (cli->json)
		out_json(cli, gate_json(gate));
	else
		print_gate(cli, gate);
	gate_free(gate);
	return code;
}

static int run_advance(struct cli *cli, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);

	return reason ? ticket_finish(cli,
				      app_advance(cli->app, cli_word(cli, 0), reason,
						  cli_given(cli, OPTION_FORCE), error),
				      error)
		      : -1;
}

static int run_rollback(struct cli *cli, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);

	return reason ? ticket_finish(cli, app_rollback(cli->app, cli_word(cli, 0), reason, error),
				      error)
		      : -1;
}

static int run_park(struct cli *cli, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);
	struct ticket *ticket;
	bool changed;

	if (!reason)
		return -1;
	ticket = app_park(cli->app, cli_word(cli, 0), reason, cli_given(cli, OPTION_FORCE),
			  &changed, error);
	if (ticket && !changed)
		out_remark(cli, "%s is parked already", ticket->domain);
	return ticket_finish(cli, ticket, error);
}

/* The moves that need no ticket. */
static int say(struct cli *cli,
	       bool (*move)(struct app *, const char *, const char *, bool *, GError **),
	       const char *what, const char *already, GError **error)
{
	g_autofree char *reason = cli_reason(cli, error);
	json_t *object;
	bool changed;

	if (!reason || !move(cli->app, cli_word(cli, 0), reason, &changed, error))
		return -1;
	if (!cli->json) {
		out_line(cli, "%s %s", cli_word(cli, 0), changed ? what : already);
		return EXIT_CODE_YES;
	}
	object = json_object();
	jput_text(object, "domain", cli_word(cli, 0));
	jput_text(object, "done", cli->command->name);
	jput_bool(object, "changed", changed);
	jput_text(object, "reason", reason);
	out_json(cli, object);
	return EXIT_CODE_YES;
}

static int run_hold(struct cli *cli, GError **error)
{
	return say(cli, app_hold, "is held; go on with: rampart resume",
		   "is held already, for this reason", error);
}

static int run_resume(struct cli *cli, GError **error)
{
	return say(cli, app_resume, "goes on", "is not held: it goes on already", error);
}

static int run_finish(struct cli *cli, GError **error)
{
	return say(cli, app_finish, "is finished", "is finished already", error);
}

#define MOVE	   OPTIONS(OPTION_REASON, OPTION_DRY_RUN), COMMAND_WRITES
#define MOVE_FORCE OPTIONS(OPTION_REASON, OPTION_FORCE, OPTION_DRY_RUN), COMMAND_WRITES

const struct command commands_stage[] = {
	{"gate", "DOMAIN",
	 "says whether the domain may go to its next stage, condition by condition", NULL,
	 COMMAND_READS, run_gate, "gate shop.example"},
	{"advance", "DOMAIN", "drafts the ticket for the next stage", MOVE_FORCE, run_advance,
	 "advance shop.example --reason 'the gate is open'"},
	{"hold", "DOMAIN", "keeps the domain at its stage", MOVE, run_hold, NULL},
	{"resume", "DOMAIN", "ends a hold", MOVE, run_resume, NULL},
	{"rollback", "DOMAIN", "drafts the ticket back to the stage before", MOVE, run_rollback,
	 "rollback shop.example --reason 'invoices are lost at web.de'"},
	{"park", "DOMAIN", "drafts the record set of a domain without mail", MOVE_FORCE, run_park,
	 NULL},
	{"finish", "DOMAIN", "says that the domain has reached its goal", MOVE, run_finish, NULL},
	{0},
};
