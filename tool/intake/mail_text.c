/* SPDX-License-Identifier: MIT */
#include "intake/mail_text.h"

#include <string.h>

#include "base/error.h"
#include "intake/intake.h"

#define BASE64_MIN 64 /* octets: a shorter text may be a word or two */

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

/* Line ends that stand before the first field: the copy of a mail often begins so. */
static const uint8_t *skip_line_ends(const uint8_t *text, const uint8_t *end)
{
	while (text < end && (*text == '\r' || *text == '\n'))
		text++;
	return text;
}

/* A text whose lines end with a carriage return alone, with newlines; NULL for any other. */
static GByteArray *with_newlines(const uint8_t *text, const uint8_t *end)
{
	size_t len = (size_t)(end - text);
	GByteArray *out;

	if (len == 0 || memchr(text, '\n', len) || !memchr(text, '\r', len))
		return NULL;
	out = g_byte_array_sized_new((guint)len);
	g_byte_array_append(out, text, (guint)len);
	for (guint i = 0; i < out->len; i++) {
		if (out->data[i] == '\r')
			out->data[i] = '\n';
	}
	return out;
}

static bool mend_lines(const uint8_t *text, const uint8_t *end, bool copy, GByteArray **mended,
		       GError **error)
{
	struct count count = count_lines(text, end);

	/* A part lies between two lines that begin with its boundary. */
	if (count.parts > 2 * INTAKE_MEMBERS_MAX || count.fields > INTAKE_FIELDS_MAX) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
			    "a mail with more than %u parts or %u header fields",
			    INTAKE_MEMBERS_MAX, INTAKE_FIELDS_MAX);
		return false;
	}
	if (copy || count.misspelt > 0)
		*mended = respell(text, end);
	return true;
}

bool mail_text_mend(GBytes *bytes, GByteArray **mended, GError **error)
{
	size_t len;
	const uint8_t *text = g_bytes_get_data(bytes, &len);
	const uint8_t *end = text ? text + len : NULL; /* of no octets GBytes keeps no address */
	const uint8_t *begin = skip_line_ends(text, end);
	g_autoptr(GByteArray) lines = with_newlines(begin, end);

	if (lines)
		return mend_lines(lines->data, lines->data + lines->len, true, mended, error);
	return mend_lines(begin, end, begin > text, mended, error);
}

GBytes *mail_text_unpack(GBytes *text)
{
	gsize len, unpacked;
	const char *data = g_bytes_get_data(text, &len);
	gint state = 0;
	guint save = 0;
	guchar *out;

	if (len < BASE64_MIN)
		return NULL;
	for (gsize i = 0; i < len; i++) {
		if (!g_ascii_isalnum(data[i]) && !g_ascii_isspace(data[i]) &&
		    (!data[i] || !strchr("+/=", data[i])))
			return NULL;
	}
	out = g_malloc(len / 4 * 3 + 3);
	unpacked = g_base64_decode_step(data, len, out, &state, &save);
	return g_bytes_new_take(out, unpacked);
}
