/* SPDX-License-Identifier: MIT */
#include "cli/ticket_out.h"

#include "app/ticket.h"
#include "base/error.h"
#include "cli/json.h"
#include "cli/out.h"

json_t *ticket_echo_json(const void *data)
{
	const struct ticket_echo *echo = data;
	json_t *object = json_object();

	jput_text(object, "domain", echo->domain);
	jput_text(object, "reporter", echo->reporter);
	jput_text(object, "echo", echo_name(echo->echo));
	jput_day(object, "since", echo->since);
	jput_day(object, "newest", echo->last_day);
	return object;
}

json_t *ticket_json(struct cli *cli, const struct ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) moved = app_ticket_moved(cli->app, ticket, error);
	g_autoptr(GPtrArray) echoes = moved ? app_ticket_echoes(cli->app, ticket, error) : NULL;
	g_autofree char *text = echoes ? app_ticket_text(cli->app, ticket, "json", error) : NULL;
	json_error_t fault;
	json_t *object = text ? json_loads(text, 0, &fault) : NULL;

	if (text && !object)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "ticket %s cannot be shown: %s", ticket->id, fault.text);
	if (object) {
		jput(object, "moved", jtexts(moved));
		jput(object, "echoes", jlist(echoes, ticket_echo_json));
	}
	return object;
}

/* What somebody has to do now; NULL: nothing. */
static const char *next_step(enum ticket_state state)
{
	static const char *const steps[] = {
		[TICKET_STATE_DRAFTED] = "send",     [TICKET_STATE_SENT] = "approve",
		[TICKET_STATE_APPROVED] = "publish", [TICKET_STATE_PUBLISHED] = "verify",
		[TICKET_STATE_VERIFIED] = "confirm", [TICKET_STATE_COUNT] = NULL,
	};

	return steps[state];
}

static void print_ticket(const struct cli *cli, const struct ticket *ticket)
{
	const char *step = next_step(ticket->state);

	out_line(cli, "ticket %s is %s%s: %s%s%s", ticket->id, ticket_state_name(ticket->state),
		 ticket->repeated ? " already" : "", ticket->domain,
		 ticket->stage ? " to " : ", of no stage", ticket->stage ? ticket->stage : "");
	for (unsigned i = 0; i < ticket->changes->len; i++) {
		const struct ticket_change *change = ticket->changes->pdata[i];

		if (change->new->len == 0)
			out_line(cli, "  %s %s is to go", change->name, change->type);
		for (unsigned k = 0; k < change->new->len; k++)
			out_line(cli, "  %s %s %s", change->name, change->type,
				 (const char *)change->new->pdata[k]);
	}
	if (step)
		out_line(cli, "next: rampart ticket %s %s", step, ticket->id);
}

int ticket_finish(struct cli *cli, struct ticket *ticket, GError **error)
{
	int code = EXIT_CODE_YES;

	if (!ticket)
		return -1;
	if (cli->json) {
		json_t *object = ticket_json(cli, ticket, error);

		if (object && ticket->repeated)
			jput_bool(object, "changed", false);
		if (object)
			out_json(cli, object);
		else
			code = -1;
	} else {
		print_ticket(cli, ticket);
	}
	ticket_free(ticket);
	return code;
}
