/* SPDX-License-Identifier: MIT */
#include "cli/flagged.h"

#include "base/clock.h"
#include "cli/json.h"
#include "cli/out.h"
#include "model/flagged.h"

json_t *jflags(unsigned flags)
{
	json_t *list = json_array();

	for (unsigned flag = 1; flag < REPORT_FLAG_END; flag <<= 1)
		if (flags & flag)
			json_array_append_new(list,
					      jtext(report_flag_name((enum report_flag)flag)));
	return list;
}

json_t *flagged_json(const void *data)
{
	const struct flagged_report *report = data;
	json_t *object = json_object();

	jput_text(object, "domain", report->domain);
	jput_text(object, "reporter", report->org_name);
	jput_text(object, "report_id", report->report_id);
	jput_time(object, "begin", report->begin);
	jput_time(object, "end", report->end);
	jput_time(object, "at", report->at);
	jput_text(object, "input", report->input);
	jput_text(object, "member", report->member);
	jput(object, "flags", jflags(report->flags));
	jput_count(object, "rows", report->rows);
	jput_count(object, "bad_rows", report->bad_rows);
	jput_count(object, "messages", report->messages);
	jput_bool(object, "superseded", report->superseded);
	jput_text(object, "same_rows_as", report->twin);
	return object;
}

void flagged_print(const struct cli *cli, const GPtrArray *reports)
{
	struct out_table *table =
		out_table_new("DOMAIN|REPORTER|REPORT|BEGIN|>MESSAGES|FLAGS|EFFECT|INPUT|MEMBER");
	unsigned shown = out_shown(cli, reports->len);

	for (unsigned i = 0; i < shown; i++) {
		const struct flagged_report *report = reports->pdata[i];
		g_autofree char *begin = time_format(report->begin);
		g_autofree char *flags = report_flags_text(report->flags),
				*counted = flagged_effect(report);

		out_cell_name(table, report->domain);
		out_cell(table, report->org_name);
		out_cell(table, report->report_id);
		out_cell(table, begin);
		out_cell_count(table, report->messages);
		out_cell(table, flags);
		out_cell(table, counted);
		out_cell(table, report->input);
		out_cell(table, report->member);
	}
	out_table_end(table, cli);
	if (shown < reports->len)
		out_line(cli, "… and %u more; --verbose lists them", reports->len - shown);
}
