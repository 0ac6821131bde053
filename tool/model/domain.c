/* SPDX-License-Identifier: MIT */
#include "model/domain.h"

#include "model/words.h"

static const char *const kinds[] = {
	[DOMAIN_KIND_MAILING] = "mailing",
	[DOMAIN_KIND_RECEIVE_ONLY] = "receive-only",
	[DOMAIN_KIND_PARKED] = "parked",
};

static const char *const answers[] = {
	[ANSWER_UNKNOWN] = "unknown",
	[ANSWER_YES] = "yes",
	[ANSWER_NO] = "no",
};

static const char *const goals[] = {
	[GOAL_REJECT] = "reject",
	[GOAL_QUARANTINE] = "quarantine",
};

const char *domain_kind_name(enum domain_kind kind)
{
	return kinds[kind];
}

bool domain_kind_from_name(const char *name, enum domain_kind *kind)
{
	int i = words_index(kinds, G_N_ELEMENTS(kinds), name);

	if (i >= 0)
		*kind = (enum domain_kind)i;
	return i >= 0;
}

const char *answer_name(enum answer answer)
{
	return answers[answer];
}

bool answer_from_name(const char *name, enum answer *answer)
{
	int i = words_index(answers, G_N_ELEMENTS(answers), name);

	if (i >= 0)
		*answer = (enum answer)i;
	return i >= 0;
}

const char *goal_name(enum goal goal)
{
	return goals[goal];
}

bool goal_from_name(const char *name, enum goal *goal)
{
	int i = words_index(goals, G_N_ELEMENTS(goals), name);

	if (i >= 0)
		*goal = (enum goal)i;
	return i >= 0;
}

void domain_clear(struct domain *domain)
{
	g_free(domain->name);
	g_free(domain->customer);
	g_free(domain->playbook);
	g_free(domain->goal_reason);
	g_free(domain->parent);
	g_free(domain->split_stream);
	g_free(domain->split_source);
	g_free(domain->stage);
	g_free(domain->held);
	*domain = (struct domain){0};
}

void domain_free(struct domain *domain)
{
	if (!domain)
		return;
	domain_clear(domain);
	g_free(domain);
}

void stage_move_free(struct stage_move *move)
{
	if (!move)
		return;
	g_free(move->stage);
	g_free(move->who);
	g_free(move->reason);
	g_free(move->ticket);
	g_free(move);
}

void waiver_free(struct waiver *waiver)
{
	if (!waiver)
		return;
	g_free(waiver->condition);
	g_free(waiver->source);
	g_free(waiver->by);
	g_free(waiver->reason);
	g_free(waiver);
}

void complaint_free(struct complaint *complaint)
{
	if (!complaint)
		return;
	g_free(complaint->reason);
	g_free(complaint->who);
	g_free(complaint);
}
