/* SPDX-License-Identifier: MIT */
#include "cli/finding.h"

#include "cli/json.h"
#include "cli/out.h"
#include "dmarc/record.h"

json_t *finding_json(const void *data)
{
	const struct finding *finding = data;
	json_t *object = json_object();

	jput_text(object, "level", finding_level_name(finding->level));
	jput_text(object, "tag", finding->tag);
	jput_text(object, "code", finding->code);
	jput_text(object, "text", finding->text);
	jput_text(object, "fix", finding->fix);
	return object;
}

void finding_lines(const struct cli *cli, const GPtrArray *findings)
{
	for (unsigned i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		out_line(cli, "%s %s: %s", finding_level_name(finding->level), finding->code,
			 finding->text);
		if (finding->fix)
			out_line(cli, "  -> %s", finding->fix);
	}
}

const struct finding *findings_worst(const GPtrArray *findings)
{
	const struct finding *worst = NULL;

	for (unsigned i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (!worst || finding->level < worst->level)
			worst = finding;
	}
	return worst;
}

bool findings_have_error(const GPtrArray *findings)
{
	const struct finding *worst = findings_worst(findings);

	return worst && worst->level == FINDING_ERROR;
}
