/* SPDX-License-Identifier: MIT */
#include "model/verdict.h"

#include "model/words.h"

static const char *const verdicts[] = {
	[VERDICT_UNKNOWN] = "unknown",
	[VERDICT_LEGITIMATE] = "legitimate",
	[VERDICT_FORWARDER] = "forwarder",
	[VERDICT_THREAT] = "threat",
};

static const struct {
	const char *name;
	enum verdict verdict;
} classes[] = {
	[FLOW_CLASS_UNKNOWN] = {"unknown", VERDICT_UNKNOWN},
	[FLOW_CLASS_ALIGNED] = {"aligned", VERDICT_LEGITIMATE},
	[FLOW_CLASS_SPF_ONLY] = {"spf-only", VERDICT_LEGITIMATE},
	[FLOW_CLASS_DKIM_ONLY] = {"dkim-only", VERDICT_LEGITIMATE},
	[FLOW_CLASS_MISALIGNED] = {"misaligned", VERDICT_LEGITIMATE},
	[FLOW_CLASS_FORWARD_OK] = {"forward-ok", VERDICT_FORWARDER},
	[FLOW_CLASS_FORWARD_BROKEN] = {"forward-broken", VERDICT_FORWARDER},
	[FLOW_CLASS_MAILING_LIST] = {"mailing-list", VERDICT_FORWARDER},
	[FLOW_CLASS_REINJECTED] = {"reinjected", VERDICT_FORWARDER},
	[FLOW_CLASS_SPOOF] = {"spoof", VERDICT_THREAT},
};

static const char *const deciders[] = {
	[DECIDED_BY_RULE] = "rule",
	[DECIDED_BY_SCORE] = "score",
	[DECIDED_BY_CATALOGUE] = "catalogue",
	[DECIDED_BY_SPECIALIST] = "specialist",
};

const char *verdict_name(enum verdict verdict)
{
	return verdicts[verdict];
}

bool verdict_from_name(const char *name, enum verdict *verdict)
{
	int i = words_index(verdicts, G_N_ELEMENTS(verdicts), name);

	if (i >= 0)
		*verdict = (enum verdict)i;
	return i >= 0;
}

const char *flow_class_name(enum flow_class class)
{
	return classes[class].name;
}

enum verdict flow_class_verdict(enum flow_class class)
{
	return classes[class].verdict;
}

const char *decided_by_name(enum decided_by by)
{
	return deciders[by];
}
