/* SPDX-License-Identifier: MIT */
#include "render/render.h"

static const char *const names[] = {
	[DOCUMENT_FORMAT_HTML] = "html", [DOCUMENT_FORMAT_MARKDOWN] = "md",
	[DOCUMENT_FORMAT_TEXT] = "text", [DOCUMENT_FORMAT_JSON] = "json",
	[DOCUMENT_FORMAT_CSV] = "csv",	 [DOCUMENT_FORMAT_JSONL] = "jsonl",
};

const char *document_format_name(enum document_format format)
{
	return names[format];
}

bool document_format_from_name(const char *name, enum document_format *format)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		if (!g_str_equal(names[i], name))
			continue;
		*format = (enum document_format)i;
		return true;
	}
	return false;
}
