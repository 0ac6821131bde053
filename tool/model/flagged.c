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
