/* SPDX-License-Identifier: MIT */
#include "model/split.h"

struct rr *rr_new(const char *name, const char *type, uint32_t ttl, const char *value)
{
	struct rr *rr = g_new(struct rr, 1);

	*rr = (struct rr){g_strdup(name), g_strdup(type), ttl, g_strdup(value)};
	return rr;
}

void rr_free(struct rr *rr)
{
	if (!rr)
		return;
	g_free(rr->name);
	g_free(rr->type);
	g_free(rr->value);
	g_free(rr);
}

void split_candidate_free(struct split_candidate *candidate)
{
	if (!candidate)
		return;
	g_free(candidate->stream);
	g_free(candidate->source);
	g_free(candidate->subdomain);
	g_free(candidate->reason);
	g_free(candidate->then);
	g_clear_pointer(&candidate->evidence, g_ptr_array_unref);
	g_clear_pointer(&candidate->records, g_ptr_array_unref);
	g_clear_pointer(&candidate->steps, g_ptr_array_unref);
	g_free(candidate);
}

void split_move_free(struct split_move *move)
{
	if (!move)
		return;
	g_free(move->stream);
	g_free(move->subdomain);
	g_clear_pointer(&move->per_day, g_array_unref);
	g_free(move->drain);
	g_free(move->cleanup);
	g_free(move->sent);
	g_free(move);
}

void split_advice_free(struct split_advice *advice)
{
	if (!advice)
		return;
	g_free(advice->domain);
	g_clear_pointer(&advice->candidates, g_ptr_array_unref);
	g_clear_pointer(&advice->moves, g_ptr_array_unref);
	g_free(advice->interim_record);
	g_free(advice->interim_reason);
	g_free(advice->stay);
	g_clear_pointer(&advice->advice, g_ptr_array_unref);
	g_free(advice);
}
