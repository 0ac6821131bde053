/* SPDX-License-Identifier: MIT */
/* The register as a document, and documents back to rows of texts. */
#ifndef APP_REGISTER_TEXT_H
#define APP_REGISTER_TEXT_H

#include "app/register.h"

enum register_column {
	REGISTER_KIND,
	REGISTER_SUBJECT,
	REGISTER_NAME,
	REGISTER_DOMAINS,
	REGISTER_OPEN,
	REGISTER_OWNER,
	REGISTER_ACCOUNT,
	REGISTER_TASK,
	REGISTER_DUE,
	REGISTER_VITAL,
	REGISTER_NOTE,
	REGISTER_COLUMNS,
};

/* The text of a column as it stands in the state; newly allocated, "" when there is none. */
char *register_value(const struct register_row *row, enum register_column column);

/* A row that was read: NULL where the document has no such column. */
struct register_line {
	unsigned at; /* line or element, from 1 */
	char *value[REGISTER_COLUMNS];
};

/* Lines of a document with what they say; *csv: which kind it is. NULL with INVALID. */
GPtrArray *register_parse(const char *text, size_t len, bool *csv, GError **error);
/* What register_parse() gives back of a value that was written; newly allocated. */
char *register_echo(const char *value, bool csv);

#endif
