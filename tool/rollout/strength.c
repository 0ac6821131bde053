/* SPDX-License-Identifier: MIT */
/* Does one record ask more than another? */
#include <string.h>

#include "rollout/playbook.h"
#include "rollout/probe.h"

#define NEAR 1e-9 /* shares come from whole percents */

struct strength {
	double level; /* quarantine counts 1, reject 2, by the share of failing mail */
	int strict;   /* how many of adkim and aspf */
};

static struct strength measure(const char *record, enum generation generation, enum probe probe)
{
	struct strength strength = {0};
	struct effective effective;
	double quarantine, reject;

	probe_record(record, generation, probe, &effective);
	effective_shares(&effective, &quarantine, &reject);
	strength.level = quarantine + 2 * reject;
	strength.strict = effective.applies ? effective.adkim_strict + effective.aspf_strict : 0;
	effective_clear(&effective);
	return strength;
}

int record_compare_strength(const char *a, const char *b)
{
	bool more = false;

	for (int generation = 0; generation < GENERATION_COUNT; generation++) {
		for (int probe = 0; probe < PROBE_COUNT; probe++) {
			enum generation at = (enum generation)generation;
			struct strength mine = measure(a, at, (enum probe)probe);
			struct strength theirs = measure(b, at, (enum probe)probe);

			if (mine.level < theirs.level - NEAR || mine.strict < theirs.strict)
				return -1;
			more |= mine.level > theirs.level + NEAR || mine.strict > theirs.strict;
		}
	}
	return more;
}

/* The policy that the record names for its own domain; a rehearsal is a stage above none. */
static enum policy named(const char *text)
{
	enum policy policy = POLICY_NONE;
	struct record record;

	if (!text || !record_parse(text, strlen(text), &record, NULL))
		return policy;
	if (policy_name(record.p))
		policy = record.p;
	record_clear(&record);
	return policy;
}

int playbook_stage_of(const struct playbook *playbook, const char *record)
{
	enum policy policy = named(record);

	for (int i = (int)playbook->stages->len - 1; i > 0; i--) {
		const struct stage *stage = playbook->stages->pdata[i];
		g_autofree char *asked = stage_record(stage, NULL, NULL, NULL);

		if (stage->p <= (int)policy && record_compare_strength(record, asked) >= 0)
			return i;
	}
	return 0;
}
