/* SPDX-License-Identifier: MIT */
#include "rollout/explain.h"

#include "rollout/playbook.h"
#include "rollout/probe.h"

static const char *const verbs[] = {
	[POLICY_NONE] = "delivers",
	[POLICY_QUARANTINE] = "quarantines",
	[POLICY_REJECT] = "rejects",
};

static char *explain(const char *record, enum generation generation, enum probe probe)
{
	struct effective effective;
	char *text;

	probe_record(record, generation, probe, &effective);
	if (!effective.applies)
		text = g_strdup("does not apply DMARC");
	else if (effective.pct == 0)
		text = g_strdup_printf("%s failing mail", verbs[effective.otherwise]);
	else if (effective.pct < 100)
		text = g_strdup_printf("%s %u %% of failing mail and %s the rest",
				       verbs[effective.policy], effective.pct,
				       verbs[effective.otherwise]);
	else
		text = g_strdup_printf("%s failing mail", verbs[effective.policy]);
	effective_clear(&effective);
	return text;
}

char *record_explain(const char *record, enum generation generation)
{
	g_autofree char *own = explain(record, generation, PROBE_DOMAIN);
	g_autofree char *below = explain(record, generation, PROBE_SUBDOMAIN);
	g_autofree char *nowhere = explain(record, generation, PROBE_NOWHERE);
	GString *text = g_string_new(own);

	if (!g_str_equal(below, own))
		g_string_append_printf(text, "; of subdomains it %s", below);
	if (!g_str_equal(nowhere, below))
		g_string_append_printf(text, "; of names that do not exist it %s", nowhere);
	return g_string_free(text, FALSE);
}

void stage_explain(struct stage *stage)
{
	g_autofree char *record = stage_record(stage, NULL, NULL, NULL);

	for (int generation = 0; generation < GENERATION_COUNT; generation++)
		stage->explains[generation] = record_explain(record, (enum generation)generation);
}
