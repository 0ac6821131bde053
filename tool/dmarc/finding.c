/* SPDX-License-Identifier: MIT */
/* Findings of every kind: of records here, of DNS and tickets above. */
#include "dmarc/record.h"

const char *finding_level_name(enum finding_level level)
{
	switch (level) {
	case FINDING_ERROR:
		return "error";
	case FINDING_WARNING:
		return "warning";
	case FINDING_INFO:
		return "info";
	}
	return NULL;
}

void finding_free(struct finding *finding)
{
	if (!finding)
		return;
	g_free(finding->code);
	g_free(finding->tag);
	g_free(finding->text);
	g_free(finding->fix);
	g_free(finding);
}

GPtrArray *findings_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);
}

void finding_add(GPtrArray *findings, enum finding_level level, const char *code, const char *tag,
		 const char *fix, const char *format, ...)
{
	struct finding *finding = g_new0(struct finding, 1);
	va_list args;

	finding->level = level;
	finding->code = g_strdup(code);
	finding->tag = g_strdup(tag);
	finding->fix = g_strdup(fix);
	va_start(args, format);
	finding->text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(findings, finding);
}
