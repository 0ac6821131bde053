/* SPDX-License-Identifier: MIT */
#include "rollout/ticket.h"

#include <string.h>

/* Where an action leads from a state, or why it does not. */
struct move {
	bool allowed;
	enum ticket_state next;
	const char *why_not;
};

#define TO(state)                                                                                  \
	{                                                                                          \
		true, TICKET_STATE_##state, NULL                                                   \
	}
#define NO(why_not)                                                                                \
	{                                                                                          \
		false, TICKET_STATE_COUNT, why_not                                                 \
	}

static const char not_sent[] = "it is only drafted; send it first";
static const char not_approved[] = "it is not approved; approve it first";
static const char not_verified[] = "DNS is not verified; verify it first";
static const char was_sent[] = "it was sent, and two versions must not be about; withdraw it and "
			       "draft a new one";
static const char in_dns[] = "the change is in DNS; roll back instead";
static const char withdrawn[] = "it is withdrawn; draft a new one";
static const char failed[] = "it failed; draft a new one";

static const struct move moves[TICKET_STATE_COUNT][TICKET_ACTION_COUNT] = {
	[TICKET_STATE_DRAFTED] =
		{
			[TICKET_ACTION_EDIT] = TO(DRAFTED),
			[TICKET_ACTION_SEND] = TO(SENT),
			[TICKET_ACTION_APPROVE] = NO(not_sent),
			[TICKET_ACTION_PUBLISH] = NO(not_sent),
			[TICKET_ACTION_VERIFY] = NO(not_sent),
			[TICKET_ACTION_CONFIRM] = NO(not_sent),
			[TICKET_ACTION_WITHDRAW] = TO(WITHDRAWN),
			[TICKET_ACTION_FAIL] = NO("it is only drafted; withdraw it instead"),
		},
	[TICKET_STATE_SENT] =
		{
			[TICKET_ACTION_EDIT] = NO(was_sent),
			[TICKET_ACTION_SEND] = TO(SENT),
			[TICKET_ACTION_APPROVE] = TO(APPROVED),
			[TICKET_ACTION_PUBLISH] = NO(not_approved),
			[TICKET_ACTION_VERIFY] = NO(not_approved),
			[TICKET_ACTION_CONFIRM] = NO(not_approved),
			[TICKET_ACTION_WITHDRAW] = TO(WITHDRAWN),
			[TICKET_ACTION_FAIL] = NO("it is not published; withdraw it instead"),
		},
	[TICKET_STATE_APPROVED] =
		{
			[TICKET_ACTION_EDIT] =
				NO("its approval is for what it says; withdraw it and "
				   "draft a new one"),
			[TICKET_ACTION_SEND] = NO("it is approved already; publish it"),
			[TICKET_ACTION_APPROVE] = TO(APPROVED),
			[TICKET_ACTION_PUBLISH] = TO(PUBLISHED),
			[TICKET_ACTION_VERIFY] = TO(VERIFIED),
			[TICKET_ACTION_CONFIRM] = NO(not_verified),
			[TICKET_ACTION_WITHDRAW] = TO(WITHDRAWN),
			[TICKET_ACTION_FAIL] = TO(FAILED),
		},
	[TICKET_STATE_PUBLISHED] =
		{
			[TICKET_ACTION_EDIT] = NO(in_dns),
			[TICKET_ACTION_SEND] = NO("it is published already; verify it"),
			[TICKET_ACTION_APPROVE] = NO("it is published already; verify it"),
			[TICKET_ACTION_PUBLISH] = TO(PUBLISHED),
			[TICKET_ACTION_VERIFY] = TO(VERIFIED),
			[TICKET_ACTION_CONFIRM] = NO(not_verified),
			[TICKET_ACTION_WITHDRAW] = TO(FAILED),
			[TICKET_ACTION_FAIL] = TO(FAILED),
		},
	[TICKET_STATE_VERIFIED] =
		{
			[TICKET_ACTION_EDIT] = NO(in_dns),
			[TICKET_ACTION_SEND] = NO("it is verified already; confirm it"),
			[TICKET_ACTION_APPROVE] = NO("it is verified already; confirm it"),
			[TICKET_ACTION_PUBLISH] = NO("it is verified already; confirm it"),
			[TICKET_ACTION_VERIFY] = TO(VERIFIED),
			[TICKET_ACTION_CONFIRM] = TO(CONFIRMED),
			[TICKET_ACTION_WITHDRAW] = NO(in_dns),
			[TICKET_ACTION_FAIL] = NO(in_dns),
		},
	[TICKET_STATE_CONFIRMED] =
		{
			[TICKET_ACTION_EDIT] = NO(in_dns),
			[TICKET_ACTION_SEND] = NO("it is confirmed; nothing is left to do"),
			[TICKET_ACTION_APPROVE] = NO("it is confirmed; nothing is left to do"),
			[TICKET_ACTION_PUBLISH] = NO("it is confirmed; nothing is left to do"),
			[TICKET_ACTION_VERIFY] =
				NO("it is confirmed; check the domain's DNS instead"),
			[TICKET_ACTION_CONFIRM] = TO(CONFIRMED),
			[TICKET_ACTION_WITHDRAW] = NO(in_dns),
			[TICKET_ACTION_FAIL] = NO(in_dns),
		},
	[TICKET_STATE_WITHDRAWN] =
		{
			[TICKET_ACTION_EDIT] = NO(withdrawn),
			[TICKET_ACTION_SEND] = NO(withdrawn),
			[TICKET_ACTION_APPROVE] = NO(withdrawn),
			[TICKET_ACTION_PUBLISH] = NO(withdrawn),
			[TICKET_ACTION_VERIFY] = NO(withdrawn),
			[TICKET_ACTION_CONFIRM] = NO(withdrawn),
			[TICKET_ACTION_WITHDRAW] = TO(WITHDRAWN),
			[TICKET_ACTION_FAIL] = NO(withdrawn),
		},
	[TICKET_STATE_FAILED] =
		{
			[TICKET_ACTION_EDIT] = NO(failed),
			[TICKET_ACTION_SEND] = NO(failed),
			[TICKET_ACTION_APPROVE] = NO(failed),
			[TICKET_ACTION_PUBLISH] = NO(failed),
			[TICKET_ACTION_VERIFY] = NO(failed),
			[TICKET_ACTION_CONFIRM] = NO(failed),
			[TICKET_ACTION_WITHDRAW] = NO("it failed already; draft a new one"),
			[TICKET_ACTION_FAIL] = TO(FAILED),
		},
};

static const char *const actions[] = {
	[TICKET_ACTION_EDIT] = "edit",	       [TICKET_ACTION_SEND] = "send",
	[TICKET_ACTION_APPROVE] = "approve",   [TICKET_ACTION_PUBLISH] = "publish",
	[TICKET_ACTION_VERIFY] = "verify",     [TICKET_ACTION_CONFIRM] = "confirm",
	[TICKET_ACTION_WITHDRAW] = "withdraw", [TICKET_ACTION_FAIL] = "fail",
};

static const char *const done[] = {
	[TICKET_ACTION_EDIT] = "edited",	[TICKET_ACTION_SEND] = "sent",
	[TICKET_ACTION_APPROVE] = "approved",	[TICKET_ACTION_PUBLISH] = "published",
	[TICKET_ACTION_VERIFY] = "verified",	[TICKET_ACTION_CONFIRM] = "confirmed",
	[TICKET_ACTION_WITHDRAW] = "withdrawn", [TICKET_ACTION_FAIL] = "failed",
};

const char *ticket_action_name(enum ticket_action action)
{
	return actions[action];
}

const char *ticket_action_done(enum ticket_action action)
{
	return done[action];
}

bool ticket_next(enum ticket_state state, enum ticket_action action, enum ticket_state *next,
		 const char **why_not)
{
	const struct move *move = &moves[state][action];

	if (move->allowed && next)
		*next = move->next;
	if (!move->allowed && why_not)
		*why_not = move->why_not;
	return move->allowed;
}

bool ticket_is_open(enum ticket_state state)
{
	return state <= TICKET_STATE_APPROVED;
}

bool ticket_blocks(enum ticket_state state)
{
	return state <= TICKET_STATE_PUBLISHED;
}
