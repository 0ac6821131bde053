/* SPDX-License-Identifier: MIT */
#include "rollout/echo.h"

#include <string.h>

#include "dmarc/record.h"

/* The policy that stands in where a tag is absent. */
static enum policy or_else(enum policy policy, enum policy otherwise)
{
	return policy == POLICY_ABSENT ? otherwise : policy;
}

static bool is_or_absent(enum policy seen, enum policy wanted)
{
	return seen == POLICY_ABSENT || seen == wanted;
}

/* r is the default, and as good as nothing; s is said on purpose. */
static bool may_be_strict(bool seen, bool wanted)
{
	return wanted || !seen;
}

static bool generation_echoes(const struct traffic_policy *newest, const struct record *record,
			      enum policy np)
{
	const struct policy_seen *seen = &newest->seen;

	if (newest->generation == GENERATION_RFC9989)
		return is_or_absent(seen->np, np) &&
		       (seen->testing < 0 || (seen->testing == 1) == record->t);
	return seen->pct < 0 || (unsigned)seen->pct == record->pct;
}

bool policy_echoes(const struct traffic_policy *newest, const char *text)
{
	const struct policy_seen *seen = &newest->seen;
	struct record record;
	enum policy sp;
	bool same;

	if (!record_parse(text, strlen(text), &record, NULL))
		return false;
	sp = or_else(record.sp, record.p);
	same = seen->p == record.p && is_or_absent(seen->sp, sp) &&
	       may_be_strict(seen->adkim_strict, record.adkim_strict) &&
	       may_be_strict(seen->aspf_strict, record.aspf_strict) &&
	       generation_echoes(newest, &record, or_else(record.np, sp));
	record_clear(&record);
	return same;
}

enum echo echo_of(const struct traffic_policy *seen, const char *old, const char *new)
{
	if (!policy_echoes(seen, new))
		return ECHO_OTHER;
	return old && policy_echoes(seen, old) ? ECHO_CANNOT_SHOW : ECHO_SHOWS;
}
