/* SPDX-License-Identifier: MIT */
#include "intake/mail_text.h"

#include <string.h>

#include "base/error.h"
#include "intake/intake.h"

static const char misspelt[] = "ContentType:";

struct count {
	unsigned parts, fields, misspelt;
};

static bool begins(const uint8_t *line, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(line, with, n) == 0;
}

static const uint8_t *next_line(const uint8_t *line, const uint8_t *end)
{
	const uint8_t *newline = memchr(line, '\n', (size_t)(end - line));

	return newline ? newline + 1 : end;
}

/* As widely as the parser takes it. */
static bool may_be_field(const uint8_t *line, size_t len)
{
	size_t n = 0;

	while (n < len && g_ascii_isgraph(line[n]) && line[n] != ':')
		n++;
	return n > 0 && n < len && line[n] == ':';
}

static struct count count_lines(const uint8_t *text, const uint8_t *end)
{
	struct count count = {0};

	for (const uint8_t *next; text < end; text = next) {
		size_t len;

		next = next_line(text, end);
		len = (size_t)(next - text);
		count.parts += begins(text, len, "--");
		count.fields += may_be_field(text, len);
		count.misspelt += begins(text, len, misspelt);
	}
	return count;
}

static GByteArray *respell(const uint8_t *text, const uint8_t *end)
{
	GByteArray *out = g_byte_array_sized_new((guint)(end - text));

	for (const uint8_t *next; text < end; text = next) {
		next = next_line(text, end);
		if (begins(text, (size_t)(next - text), misspelt)) {
			g_byte_array_append(out, (const guint8 *)"Content-Type:", 13);
			text += strlen(misspelt);
		}
		g_byte_array_append(out, text, (guint)(next - text));
	}
	return out;
}

bool mail_text_mend(GBytes *bytes, GByteArray **mended, GError **error)
{
	size_t len;
	const uint8_t *text = g_bytes_get_data(bytes, &len);
	const uint8_t *end = text ? text + len : NULL; /* of no octets GBytes keeps no address */
	struct count count = count_lines(text, end);

	/* A part lies between two lines that begin with its boundary. */
	if (count.parts > 2 * INTAKE_MEMBERS_MAX || count.fields > INTAKE_FIELDS_MAX) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
			    "a mail with more than %u parts or %u header fields",
			    INTAKE_MEMBERS_MAX, INTAKE_FIELDS_MAX);
		return false;
	}
	if (count.misspelt > 0)
		*mended = respell(text, end);
	return true;
}
