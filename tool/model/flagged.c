/* SPDX-License-Identifier: MIT */
#include "model/flagged.h"

void flagged_report_free(struct flagged_report *report)
{
	if (!report)
		return;
	g_free(report->domain);
	g_free(report->org_name);
	g_free(report->report_id);
	g_free(report->input);
	g_free(report->member);
	g_free(report->twin);
	g_free(report);
}

char *flagged_effect(const struct flagged_report *report)
{
	if (report->superseded)
		return g_strdup(
			"not counted: another report of this ID has more messages, or as many "
			"and the higher hash");
	if (report->twin)
		return g_strdup_printf("counted, as is %s with the same rows", report->twin);
	if (report->bad_rows)
		return g_strdup_printf("counted without %" G_GUINT64_FORMAT " bad rows",
				       report->bad_rows);
	return g_strdup("counted");
}
